import JSON

/// Texts that must not be empty.
struct EmptyValueRule: ValueRule {
    static let page = Page(
        code: "empty-value", severity: .error, title: "A text is empty",
        meaning: "The key is there and says nothing. Most often a value was to be filled in later.",
        example: "name: \"\"",
        fix: "Write the value, or remove the key if it has a default.")

    let fields: [Field] =
        [.id, .name, .botBody, .botScriptCode, .botTokenHeader, .botAcknowledge, .attachmentSecretURLs] + Field.urls
        + Field.scriptCodes
        + Field.durations

    func check(_ value: Node, _ report: Report) {
        guard value.isBlank else { return }
        report.add(Self.page, at: value, "`\(value.place.field?.path ?? "")` is empty")
    }

    func schema(_ field: Field) -> [String: JSON] { ["pattern": .string(LookAlike.visible)] }
}
