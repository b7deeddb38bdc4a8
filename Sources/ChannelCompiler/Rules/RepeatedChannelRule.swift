import Diagnostics

/// The same channel twice in a list.
struct RepeatedChannelRule: ValueRule {
    static let page = Page(
        code: "repeated-channel", severity: .warning, title: "A channel is twice in the list",
        meaning:
            """
            Channel codes are compared without regard to case. The second entry has no effect; another channel may have \
            been meant.
            """,
        example: "excluded_channels: [umnico, bitrix, jivo, webim, pyrus, Jivo]",
        fix: "Remove it, or write the channel that was meant.")

    let fields: [Field] = [.excludedChannels]

    func check(_ value: Node, _ report: Report) {
        var first: [String: NodeID] = [:]
        for item in value.items {
            let code = item.string.lowercased()
            guard let earlier = first[code] else {
                first[code] = item.id
                continue
            }
            report.add(
                Self.page, at: item, "the channel \(item.quoted) is excluded twice",
                secondary: report.label("first used here", at: item.following(earlier - item.id).range))
        }
    }
}
