/// A duration as the configuration writes it: a whole number and a unit.
enum DurationText {
    /// The milliseconds of a text such as `15m`; nil when it is not a duration.
    static func milliseconds(_ text: String) -> Int64? {
        guard let unit = text.utf8.last, let factor = factor(unit) else { return nil }
        let digits = text.utf8.dropLast()
        guard (1...9).contains(digits.count), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
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
