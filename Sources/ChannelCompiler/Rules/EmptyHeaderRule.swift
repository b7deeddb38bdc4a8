/// Without headers operators cannot tell who wrote.
struct EmptyHeaderRule: ValueRule {
    static let page = Page(
        code: "empty-header", severity: .warning, title: "A header is empty",
        meaning: """
            LiveTex shows everything that comes from the bridge as the visitor's own words. The header above a message \
            is the only sign by which operators know whether the bot or the lead wrote it.
            """,
        example: "headers: {bot: \"\", lead: \"🙂 Клиент\"}",
        fix: "Write a short phrase, best with an emoji in front.")

    let fields: [Field] = [.headerBot, .headerLead]

    func check(_ value: Node, _ report: Report) {
        guard value.isBlank else { return }
        report.add(
            Self.page, at: value, "the header is empty, so operators cannot tell the bot from the lead",
            help: "write a short phrase, best with an emoji in front")
    }
}
