/// The two headers must differ.
struct EqualHeadersRule: BindingRule {
    static let page = Page(
        code: "equal-headers", severity: .error, title: "Both headers are the same",
        meaning: "Operators see the header above each message and could not tell the bot from the lead.",
        example: "headers: {bot: Чат, lead: Чат}",
        fix: "Give the bot and the lead different headers.")

    func check(_ binding: BindingView, _ report: Report) {
        guard let bot = binding[.headerBot], let lead = binding[.headerLead],
            binding.isNew(bot, lead, to: Self.page), bot.bytes == lead.bytes,
            !bot.isBlank
        else { return }
        report.add(
            Self.page, at: lead, "both headers are the same, so operators cannot tell the bot from the lead",
            secondary: report.label("the other header", at: bot.range))
    }
}
