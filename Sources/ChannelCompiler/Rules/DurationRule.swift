import Diagnostics
import JSON
import Text

/// Durations are a whole number and a unit.
struct DurationRule: ValueRule {
    static let page = Page(
        code: "bad-duration", severity: .error, title: "This is not a duration",
        meaning:
            """
            A duration is a whole number of at least 1 and one of the units `s`, `m`, `h` and `d`, without a space: \
            `90s`, `15m`, `48h`, `30d`.
            """,
        example: "waiting_timeout: 15 minutes",
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

/// A duration as the configuration writes it: a whole number and a unit.
enum DurationText {
    /// The milliseconds of a text such as `15m`; nil when it is not a duration.
    static func milliseconds(_ text: String) -> Int64? {
        guard let unit = text.utf8.last, let factor = factor(unit) else { return nil }
        let digits = text.utf8.dropLast()
        guard (1...9).contains(digits.count), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy(ASCII.isDigit)
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) } * factor
    }

    /// The same rule as a regular expression, for the JSON Schema.
    static let pattern = "^[1-9][0-9]{0,8}[smhd]$"

    private static func factor(_ unit: UInt8) -> Int64? {
        switch unit {
        case UInt8(ascii: "s"): 1000
        case UInt8(ascii: "m"): 60_000
        case UInt8(ascii: "h"): 3_600_000
        case UInt8(ascii: "d"): 24 * 3_600_000
        default: nil
        }
    }
}
