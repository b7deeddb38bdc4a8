import Diagnostics

/// The same channel twice in a list.
struct RepeatedChannelRule: ValueRule {
    static let page = Page(
        code: "repeated-channel", severity: .warning, title: "A channel stands twice in the list",
        meaning:
            """
            Channel codes are compared without regard to case. The second entry does nothing; another channel may have \
            been meant.
            """,
        example: .binding("excluded_channels: [umnico, bitrix, jivo, webim, pyrus, Jivo]"),
        mend: "Remove it, or write the channel that was meant.")

    var pages: [Page] { [Self.page] }
    let fields: [Field] = [.excludedChannels]

    func check(_ value: Value, _ report: Report) {
        var first: [String: NodeID] = [:]
        for item in value.items {
            guard let earlier = first.updateValue(item.node, forKey: item.string.lowercased()) else { continue }
            first[item.string.lowercased()] = earlier
            report.add(
                Self.page, at: item, "the channel \(quoted(item.string)) is excluded twice",
                secondary: report.label("first used here", at: value.section.tree.sourceRange(earlier)))
        }
    }
}
