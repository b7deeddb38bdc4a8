import Diagnostics
import JSON

/// Durations are a whole number and a unit.
struct DurationRule: ValueRule {
    static let page = Page(
        code: "bad-duration", severity: .error, title: "This is not a duration",
        meaning:
            """
            A duration is a whole number of at least 1 and one of the units `s`, `m`, `h` and `d`, without a space: \
            `90s`, `15m`, `48h`, `30d`.
            """,
        example: .binding("waiting_timeout: 15 minutes"),
        mend: "Write it with one number and one unit. To switch `waiting_timeout` off, leave the key out.")

    var pages: [Page] { [Self.page] }
    let fields = Field.durations

    func check(_ value: Value, _ report: Report) {
        let text = value.string
        guard text.contains(where: { $0 != " " && $0 != "\n" }), DurationText.milliseconds(text) == nil else { return }
        report.add(
            Self.page, at: value, "\(quoted(text)) is not a duration",
            help: Self.help(value.field))
    }

    /// What a duration looks like.
    static func help(_ field: Field) -> String {
        "a whole number and s, m, h or d, such as \(field == .retention ? "30d" : "15m")"
    }

    func schema(_ field: Field) -> [String: JSON] { ["pattern": .string(DurationText.pattern)] }
}
