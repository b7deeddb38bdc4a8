import JSON

/// A header is one short line.
struct HeaderFormRule: ValueRule {
    static let longest = 64

    static let page = Page(
        code: "header-line-break", severity: .error, title: "A header has a line break",
        meaning:
            """
            The header is one line; below it the message begins. With a break in it operators would take a part of the \
            header for the message.
            """,
        example: "headers: {bot: \"Бот\\nответ\", lead: Клиент}",
        fix: "Write the header in one line.")
    static let tooLong = Page(
        code: "header-too-long", severity: .error, title: "A header is longer than 64 characters",
        meaning: "The header is shown above every message of a dialog.",
        example: "headers: {bot: \"" + String(repeating: "Бот ", count: 17) + "\", lead: Клиент}",
        fix: "Shorten it.")

    var pages: [Page] { [Self.page, Self.tooLong] }
    let fields: [Field] = [.headerBot, .headerLead]

    func check(_ value: Node, _ report: Report) {
        let text = value.string
        if text.unicodeScalars.contains(where: { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) }) {
            report.add(Self.page, at: value, "the header has a line break")
        }
        let length = text.unicodeScalars.count
        if length > Self.longest {
            report.add(
                Self.tooLong, at: value, "the header has \(length) characters; \(Self.longest) are allowed")
        }
    }

    /// `not`, since some programs let `$` match before a line break at the end.
    func schema(_ field: Field) -> [String: JSON] {
        [
            "maxLength": .int(Int64(Self.longest)),
            "not": ["pattern": "[\\n\\r\\u0085\\u2028\\u2029]"],
        ]
    }
}
