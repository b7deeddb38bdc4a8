/// `livetex` need not be listed.
struct LiveTexListedRule: ValueRule {
    static let page = Page(
        code: "livetex-listed", severity: .information, title: "`livetex` is always excluded",
        meaning:
            """
            A dialog that comes from LiveTex is never mirrored to LiveTex: it would be an echo. Listing the channel \
            changes nothing.
            """,
        example: "excluded_channels: [livetex, umnico, bitrix, jivo, webim, pyrus]",
        fix: "It can be removed from the list.")

    let fields: [Field] = [.excludedChannels]

    func check(_ value: Node, _ report: Report) {
        for item in value.items where item.string.lowercased() == Channels.livetex {
            report.add(Self.page, at: item, "`livetex` is always excluded; it need not be listed")
        }
    }
}
