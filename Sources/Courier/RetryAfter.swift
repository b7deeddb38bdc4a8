import HTTPTransport
import Text

/// The wait that an answer asks for by `Retry-After`: seconds, or a date (RFC 9110, 10.2.3).
struct RetryAfter {
    /// At most an hour.
    let milliseconds: Int64
    /// What a person should know about the wait; nil when it is as the answer asks.
    let remark: String?

    /// In milliseconds. One wrong header must not hold up a binding for a day.
    private static let longest: Int64 = 3_600_000

    /// nil when the answer does not ask for a wait that can be read.
    ///
    /// - Parameter now: milliseconds since 1970. An answer that has its own `Date` is measured by that: the clocks may differ.
    init?(_ response: HTTPResponse, now: Int64) {
        guard let value = response.headers["retry-after"].map(Self.trimmed) else { return nil }
        let asked: Int64
        if !value.isEmpty, value.utf8.allSatisfy(ASCII.isDigit) {
            // A number that is too large for this is too long as well.
            asked = Int64(value).map { $0.multipliedReportingOverflow(by: 1000) }.flatMap { $1 ? nil : $0 } ?? .max
        } else if let date = HTTPDate(value) {
            let sent = response.headers["date"].map(Self.trimmed).flatMap(HTTPDate.init)
            asked = date.milliseconds - (sent?.milliseconds ?? now)
        } else {
            return nil
        }
        milliseconds = min(max(0, asked), Self.longest)
        remark =
            asked > Self.longest
            ? "the answer asks for a wait of \(asked / 1000) s, and the courier waits \(Self.longest / 1000) s" : nil
    }

    private static func trimmed(_ value: String) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let start = value.drop(while: isBlank)
        guard let end = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...end])
    }
}

/// A date in an HTTP header, in any of its three forms (RFC 9110, 5.6.7).
struct HTTPDate {
    /// Milliseconds since 1970.
    let milliseconds: Int64

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// nil for any other text.
    init?(_ text: String) {
        let words = text.lowercased().split(whereSeparator: { " ,-".contains($0) }).map(String.init)
        // Sun, 06 Nov 1994 08:49:37 GMT; Sunday, 06-Nov-94 08:49:37 GMT; Sun Nov  6 08:49:37 1994
        let isOld = words.count == 5
        guard isOld || words.count == 6 && words[5] == "gmt" else { return nil }
        let (day, month, year, time) =
            isOld ? (words[2], words[1], words[4], words[3]) : (words[1], words[2], words[3], words[4])
        guard let day = Self.number(day, 1...31), let month = Self.months.firstIndex(of: month),
            var year = Self.number(year, 0...9_999)
        else { return nil }
        let parts = time.split(separator: ":").map { Self.number(String($0), 0...60) }
        guard parts.count == 3, let hour = parts[0], hour < 24, let minute = parts[1], minute < 60,
            let second = parts[2]
        else { return nil }
        if year < 100 { year += year < 70 ? 2_000 : 1_900 }
        let days = Self.days(year: year, month: Int64(month) + 1, day: day)
        milliseconds = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000
    }

    private static func number(_ text: String, _ range: ClosedRange<Int64>) -> Int64? {
        guard text.utf8.count <= 4, text.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        return Int64(text).flatMap { range.contains($0) ? $0 : nil }
    }

    /// The days from 1970-01-01 to a date of the Gregorian calendar. A year is counted from March: the leap day is its last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
