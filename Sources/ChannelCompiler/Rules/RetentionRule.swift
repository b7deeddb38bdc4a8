import ChannelBundle
import JSON

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

    /// 172800 seconds, 2880 minutes, 48 hours or 2 days, and more.
    func schema(_ field: Field) -> [String: JSON] {
        let seconds = "(1728|1729|17[3-9][0-9]|1[89][0-9]{2}|[2-9][0-9]{3})[0-9]{2}|[1-9][0-9]{6,8}"
        let minutes = "28[89][0-9]|29[0-9]{2}|[3-9][0-9]{3}|[1-9][0-9]{4,8}"
        let pattern = "^((\(seconds))s|(\(minutes))m|(4[89]|[5-9][0-9]|[1-9][0-9]{2,8})h|([2-9]|[1-9][0-9]{1,8})d)$"
        return ["pattern": .string(pattern)]
    }
}
