import JSON

/// A notice must not be empty.
struct EmptyNoticeRule: ValueRule {
    static let page = Page(
        code: "empty-notice", severity: .error, title: "A notice is empty",
        meaning: "An empty text cannot be sent. To say nothing, a notice is switched off.",
        example: "notices: {transferred: \"\"}",
        fix: "Write `false` to switch the notice off, or leave the key out to get the default text.")

    let fields = Field.noticeTexts

    func check(_ value: Node, _ report: Report) {
        guard value.isBlank else { return }
        report.add(
            Self.page, at: value, "the notice is empty", help: "write false to switch it off",
            replacement: value.kind == .quoted ? "false" : nil)
    }

    /// Holds for texts only, so `false` stays allowed.
    func schema(_ field: Field) -> [String: JSON] { ["pattern": .string(LookAlike.visible)] }
}
