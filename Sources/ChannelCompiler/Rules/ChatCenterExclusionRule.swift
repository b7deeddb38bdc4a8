/// Channels that are chat centres themselves should be excluded.
struct ChatCenterExclusionRule: BindingRule {
    static let page = Page(
        code: "chat-center-not-excluded", severity: .warning, title: "A chat-centre channel is not excluded",
        meaning: """
            In Umnico, Bitrix, Jivo, Webim and Pyrus operators already answer in a chat centre of their own. Mirrored \
            to LiveTex, the same dialog would be shown to two teams.
            """,
        example: "excluded_channels: [umnico, bitrix, jivo, webim]",
        fix:
            "Add the channel to `excluded_channels`. If it is to be mirrored, declare it: `channels: {pyrus: direct}`."
    )

    /// A file may declare more channels than a message can name.
    private static let named = 50

    func check(_ binding: BindingView, _ report: Report) {
        guard let channels = binding.file.channels, binding.isKnown(.excludedChannels) else { return }
        let value = binding[.excludedChannels]
        if let value, !binding.isNew(value, to: Self.page) { return }
        let excluded = binding.excludedCodes
        var missing: [String] = []
        for code in channels.chatCenters where missing.count < Self.named && !excluded.contains(code) {
            missing.append(code)
        }
        // A misspelt code is reported as such.
        if let value, !missing.isEmpty {
            let meant = UnknownChannelRule.meant(value, channels)
            missing.removeAll(where: meant.contains)
        }
        guard !missing.isEmpty else { return }
        let list = missing.joined(separator: ", ")
        let message =
            missing.count == 1
            ? "the chat centre `\(list)` is not excluded" : "chat centres are not excluded: \(list)"
        guard let value else {
            let place = Place(home: binding.section.node.place.home, field: .excludedChannels)
            return report.add(
                Self.page, at: binding.anchor.moved(to: place), message, help: "add excluded_channels: [\(list)]")
        }
        let insertion = missing.count < Self.named ? insertion(list, value) : nil
        report.add(
            Self.page, at: value, message, help: "add \(list) to the list", replacement: insertion?.text,
            replacing: insertion?.range)
    }

    /// What to add after the last item; nil when the list is not in brackets.
    private func insertion(_ list: String, _ value: Node) -> (range: Range<Int>, text: String)? {
        guard value.isFlow else { return nil }
        guard let last = value.items.reduce(nil, { $1 }) else {
            let start = value.range.lowerBound + 1
            return (start..<start, list)
        }
        return (last.range.upperBound..<last.range.upperBound, ", \(list)")
    }
}
