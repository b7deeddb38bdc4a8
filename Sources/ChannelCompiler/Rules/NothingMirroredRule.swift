/// A binding that excludes every direct channel mirrors nothing.
struct NothingMirroredRule: BindingRule {
    static let page = Page(
        code: "nothing-mirrored", severity: .error, title: "Every direct channel is excluded",
        meaning: "No dialog would ever reach LiveTex, so the binding does nothing.",
        example: .binding("excluded_channels: [telegram, widget, viber, vk, umnico, bitrix, jivo, webim, pyrus]"),
        mend: "Leave out the channels whose dialogs LiveTex is to have, or declare those of your own in `channels`.")

    var pages: [Page] { [Self.page] }

    func check(_ binding: BindingView, _ report: Report) {
        let direct = binding.file.channels.direct
        guard binding.file.knowsChannels, let value = binding.value(.excludedChannels),
            binding.isNew(value, to: Self.page), direct.allSatisfy(binding.excludedCodes.contains)
        else { return }
        report.add(
            Self.page, at: value, "every direct channel is excluded, so nothing would ever be mirrored",
            help: direct.isEmpty
                ? "the file declares every channel a chat centre"
                : "direct channels are \(direct.joined(separator: ", "))")
    }
}
