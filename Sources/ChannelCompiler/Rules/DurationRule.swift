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
        fix: "Write it with one number and one unit. To switch `waiting_timeout` off, leave the key out.")

    let fields = Field.durations

    func check(_ value: Node, _ report: Report) {
        let text = value.string
        guard !value.isBlank, DurationText.milliseconds(text) == nil else { return }
        let meant = Self.latin(text)
        report.add(
            Self.page, at: value, "\(value.quoted) is not a duration",
            help: meant.map { LookAlike.explained("did you mean `\($0)`?", text) }
                ?? LookAlike.explained(Self.help(value.place.field), text),
            replacement: value.kind == .plain ? meant : nil)
    }

    /// The duration that a text would be with a unit in Latin letters.
    private static func latin(_ text: String) -> String? {
        let units: [Character: String] = ["с": "s", "м": "m", "ч": "h", "д": "d"]
        let folded =
            LookAlike.fold(String(text.dropLast())) + (text.last.map { units[$0] ?? LookAlike.fold("\($0)") } ?? "")
        return DurationText.milliseconds(folded) == nil ? nil : folded
    }

    /// What a duration looks like.
    static func help(_ field: Field?) -> String {
        "a whole number and s, m, h or d, such as \(field == .retention ? "30d" : "15m")"
    }

    func schema(_ field: Field) -> [String: JSON] { ["pattern": .string(DurationText.pattern)] }
}
