/// Times as the envelope writes them: `2026-11-23T08:00:00.000Z`.
enum ISOTime {
    /// - Parameter milliseconds: since 1970.
    static func text(_ milliseconds: Int64) -> String {
        let days = floorDivision(milliseconds, 86_400_000)
        var rest = milliseconds - days * 86_400_000
        let (year, month, day) = date(days)
        let fraction = rest % 1000
        rest /= 1000
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
            + "T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2)).\(padded(fraction, 3))Z"
    }

    /// Whether a text is a time in UTC with the date and the time of day in full; a fraction may follow the seconds.
    static func isTime(_ text: String) -> Bool {
        let pattern = "dddd-dd-ddTdd:dd:dd"
        guard text.hasSuffix("Z"), text.utf8.count > pattern.utf8.count else { return false }
        let fits = zip(text, pattern).allSatisfy { character, expected in
            expected == "d" ? ("0"..."9").contains(character) : character == expected
        }
        let fraction = text.dropFirst(pattern.count).dropLast()
        return fits
            && (fraction.isEmpty
                || fraction.first == "." && fraction.count > 1
                    && fraction.dropFirst().allSatisfy { ("0"..."9").contains($0) })
    }

    /// The Gregorian date of a day counted from 1970-01-01: years are taken to start in March, so that the leap day is
    /// the last day of a year and 400 years are one even period.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivision(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func floorDivision(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
