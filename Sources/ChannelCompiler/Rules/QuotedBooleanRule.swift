/// A notice that is `false` or the like in quotes: people would read the word.
struct QuotedBooleanRule: ValueRule {
    static let page = Page(
        code: "quoted-boolean", severity: .warning, title: "A notice is a boolean in quotes",
        meaning:
            "In quotes `false` is a word like any other: people would read it. Without quotes it silences the notice.",
        example: "notices: {cancelled: \"false\"}",
        fix: "Write `false` without quotes, or another text.")

    let fields = Field.noticeTexts

    func check(_ value: Node, _ report: Report) {
        guard value.kind != .plain, !value.isBlank else { return }
        let isFalse: Bool
        switch PlainScalar(value.bytes) {
        case .null, .bool(false), .oldBool(false): isFalse = true
        case .bool(true), .oldBool(true): isFalse = false
        default: return
        }
        report.add(
            Self.page, at: value, "the notice would be the word \(value.quoted)",
            help: isFalse ? "write false without quotes to switch it off" : "leave the key out to get the default text",
            replacement: isFalse && value.kind == .quoted ? "false" : nil)
    }
}
