/// A binding that excludes every direct channel mirrors nothing.
struct NothingMirroredRule: BindingRule {
    static let page = Page(
        code: "nothing-mirrored", severity: .error, title: "Every direct channel is excluded",
        meaning: "No dialog would ever reach LiveTex, so the binding does nothing.",
        example: "excluded_channels: [telegram, widget, viber, vk, umnico, bitrix, jivo, webim, pyrus]",
        fix: "Leave out the channels whose dialogs LiveTex is to have, or declare those of your own in `channels`.")

    func check(_ binding: BindingView, _ report: Report) {
        guard let direct = binding.file.channels?.direct, let value = binding[.excludedChannels],
            binding.isNew(value, to: Self.page), direct.allSatisfy(binding.excludedCodes.contains)
        else { return }
        report.add(
            Self.page, at: value, "every direct channel is excluded, so nothing would ever be mirrored",
            help: direct.isEmpty
                ? "the file declares every channel a chat centre"
                : "direct channels are \(direct.joined(separator: ", "))")
    }
}
