/// Channels that are chat centres themselves should be excluded.
struct ChatCenterExclusionRule: BindingRule {
    static let page = Page(
        code: "chat-center-not-excluded", severity: .warning, title: "A chat-centre channel is not excluded",
        meaning: """
            In Umnico, Bitrix, Jivo, Webim and Pyrus operators already answer in a chat centre of their own. Mirrored \
            to LiveTex, the same dialog would lie before two teams.
            """,
        example: .binding("excluded_channels: [umnico, bitrix, jivo, webim]"),
        mend:
            "Add the channel to `excluded_channels`. If it is to be mirrored, declare it: `channels: {pyrus: direct}`."
    )

    /// A file may declare more channels than anybody wants to read the names of.
    private static let named = 50

    var pages: [Page] { [Self.page] }

    func check(_ binding: BindingView, _ report: Report) {
        guard binding.file.knowsChannels, binding.isKnown(.excludedChannels) else { return }
        if let value = binding.value(.excludedChannels), !binding.isNew(value, to: Self.page) { return }
        let all = binding.file.channels.chatCenters.lazy.filter { !binding.excludedCodes.contains($0) }
        var missing = Array(all.prefix(Self.named))
        guard !missing.isEmpty else { return }
        // A misspelt code is reported as such.
        if let value = binding.value(.excludedChannels) {
            let meant = UnknownChannelRule.meant(value)
            missing.removeAll(where: meant.contains)
        }
        guard !missing.isEmpty else { return }
        let message =
            missing.count == 1
            ? "the chat centre `\(missing[0])` is not excluded"
            : "chat centres are not excluded: \(missing.joined(separator: ", "))"
        guard let value = binding.value(.excludedChannels) else {
            report.add(
                Self.page, at: binding.anchor, path: binding.section.path(.excludedChannels), message,
                help: "add excluded_channels: [\(missing.joined(separator: ", "))]")
            return
        }
        let insertion = missing.count < Self.named ? insertion(missing, value) : nil
        report.add(
            Self.page, at: value.range, path: value.path, message,
            help: "add \(missing.joined(separator: ", ")) to the list", replacement: insertion?.text,
            replacing: insertion?.range)
    }

    /// What to put behind the last item; nil when the list is not in brackets.
    private func insertion(_ codes: [String], _ value: Value) -> (range: Range<Int>, text: String)? {
        guard value.section.tree[value.node].isFlow else { return nil }
        guard let last = value.items.last else {
            let start = value.range.lowerBound + 1
            return (start..<start, codes.joined(separator: ", "))
        }
        let end = last.range.upperBound
        return (end..<end, ", " + codes.joined(separator: ", "))
    }
}
