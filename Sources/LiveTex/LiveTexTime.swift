// Times by LiveTex's clock. The documentation calls them Unix time and shows milliseconds.

import JSON
import Text

extension Int64 {
    /// A time by LiveTex's clock, in milliseconds since 1970; nil for what is no time.
    ///
    /// Until 2017-05-19 it was a string (history of the documentation). A fraction, seconds in place of milliseconds and ISO
    /// 8601 with a time zone are read as well. A number of ten digits, which would be in 1970, is one of seconds.
    init?(liveTexTime value: JSON) {
        let number: Double
        switch value {
        case .int(let integer): number = Double(integer)
        case .double(let fraction): number = fraction
        case .string(let text):
            if let time = Int64(iso8601: text) {
                self = time
                return
            }
            guard let fraction = Double(text) else { return nil }
            number = fraction
        default: return nil
        }
        // Doubles have every integer up to 2^53, which is in the year 287396.
        guard number >= 0, number < 9_007_199_254_740_992 else { return nil }
        self.init(((1e9..<1e10).contains(number) ? number * 1000 : number).rounded())
    }

    /// A time such as `2026-11-23T08:00:00.000Z` or `2026-11-23 11:00:00+03:00`.
    private init?(iso8601 text: String) {
        var rest = Array(text.utf8)[...]
        func number(_ digits: Int) -> Int64? {
            let part = rest.prefix(digits)
            guard part.count == digits, part.allSatisfy(ASCII.isDigit) else { return nil }
            rest = rest.dropFirst(digits)
            return Int64(String(decoding: part, as: UTF8.self))
        }
        func skip(_ characters: String) -> UInt8? {
            guard let byte = rest.first, characters.utf8.contains(byte) else { return nil }
            return rest.popFirst()
        }
        guard let year = number(4), skip("-") != nil, let month = number(2), skip("-") != nil, let day = number(2),
            skip("Tt ") != nil, let hour = number(2), skip(":") != nil, let minute = number(2), skip(":") != nil,
            let second = number(2), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second < 61
        else { return nil }
        var milliseconds: Int64 = 0
        if skip(".,") != nil {
            let fraction = rest.prefix { ASCII.isDigit($0) }
            rest = rest.dropFirst(fraction.count)
            guard let first = Int64(String(decoding: (Array(fraction) + Array("00".utf8)).prefix(3), as: UTF8.self))
            else {
                return nil
            }
            milliseconds = first
        }
        var offset: Int64 = 0
        switch skip("Zz+-") {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): break
        case let sign?:
            guard let hours = number(2) else { return nil }
            _ = skip(":")
            guard let minutes = number(2) else { return nil }
            offset = (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
        case nil: return nil
        }
        guard rest.isEmpty else { return nil }
        let minutes = (Self.daysSince1970(year, month, day) * 24 + hour) * 60 + minute - offset
        self = (minutes * 60 + second) * 1000 + milliseconds
    }

    /// The day's number in the Gregorian calendar. Years begin in March here, so that a leap day is a year's last day.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        return 365 * shifted.0 + shifted.0 / 4 - shifted.0 / 100 + shifted.0 / 400 + (153 * shifted.1 + 2) / 5 + day
            - 719_469
    }
}
