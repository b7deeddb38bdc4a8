import ChannelBundle

/// Dialogs are kept longer than LiveTex repeats webhooks.
struct RetentionRule: ValueRule {
    static let page = Page(
        code: "retention-too-short", severity: .error, title: "Dialogs must be kept for at least 48 hours",
        meaning: """
            LiveTex repeats a webhook for 24 hours. What has been handled is remembered with the dialog; a dialog that \
            is forgotten too early would have its last messages delivered twice.
            """,
        example: "retention: 24h",
        fix: "Write at least `48h`; the default is `30d`.")

    let fields: [Field] = [.retention]

    func check(_ value: Node, _ report: Report) {
        guard let time = DurationText.milliseconds(value.string), time < Binding.minimumRetention else { return }
        report.add(
            Self.page, at: value, "dialogs must be kept for at least 48h", help: "LiveTex repeats webhooks for 24 hours"
        )
    }
}
