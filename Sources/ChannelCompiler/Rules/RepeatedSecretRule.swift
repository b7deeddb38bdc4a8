/// The two secrets of a list must differ.
struct RepeatedSecretRule: ValueRule {
    static let page = Page(
        code: "repeated-secret", severity: .warning, title: "Both secrets of a list are the same",
        meaning: "A list of two is for replacing one secret by another. Twice the same replaces nothing.",
        example: "webhook_key: [{env: LIVETEX_WEBHOOK_KEY}, {env: LIVETEX_WEBHOOK_KEY}]",
        fix: "Name the old secret in one of them, or remove it.")

    let fields: [Field] = [.webhookKey, .botAcceptToken, .botSigningSecret]

    func check(_ value: Node, _ report: Report) {
        guard value.kind == .sequence else { return }
        let references = SecretReferences.references(value)
        guard references.count == 2, references[0].reference == references[1].reference else { return }
        report.add(
            Self.page, at: references[1].item, "both secrets of the list are the same",
            secondary: report.label("first used here", at: references[0].item.range))
    }
}
