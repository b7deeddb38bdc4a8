/// What a scalar without quotes means to YAML readers.
///
/// Versions 1.1 and 1.2 of YAML disagree about many words (`no` is a boolean to one and text to the other), so a file
/// that is to mean the same everywhere must not depend on them. This tells the harmless ones from the traps.
enum PlainScalar {
    case null
    case bool(Bool)
    /// A boolean to YAML 1.1 only: yes, no, on, off, y, n.
    case oldBool(Bool)
    /// A whole number as everybody writes it.
    case integer
    /// A decimal fraction that stays what it is.
    case fraction
    /// A number whose spelling would be lost: leading zeros, 1.0, 0x1F, 1_000, 12:30.
    case oddNumber
    /// A date to YAML 1.1, perhaps with a time.
    case date
    case text

    init(_ bytes: ArraySlice<UInt8>) {
        guard let first = bytes.first else {
            self = .null
            return
        }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            self = Self.number(bytes)
        case UInt8(ascii: "~") where bytes.count == 1: self = .null
        case UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"),
            UInt8(ascii: "F"), UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            self =
                bytes.count <= 5 && Self.words.contains(where: { Self.isWord(bytes, $0) })
                ? Self.word(String(decoding: bytes, as: UTF8.self)) : .text
        default: self = .text
        }
    }

    private static let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].map { Array($0.utf8) }

    /// Whether the bytes are these letters, in whatever case.
    private static func isWord(_ bytes: ArraySlice<UInt8>, _ word: [UInt8]) -> Bool {
        bytes.count == word.count && zip(bytes, word).allSatisfy { $0 | 0x20 == $1 }
    }

    private static func word(_ text: String) -> PlainScalar {
        // Only these three spellings count: null, Null, NULL.
        guard
            text == text.lowercased() || text == text.uppercased()
                || text.dropFirst() == text.dropFirst().lowercased()
        else { return .text }
        switch text.lowercased() {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "yes", "on", "y": return .oldBool(true)
        case "no", "off", "n": return .oldBool(false)
        default: return .text
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> PlainScalar {
        if isDate(bytes) { return .date }
        // Durations and ids are the usual case: a number that begins with 1 to 9 has no letter but `e`.
        if let first = bytes.first, first > UInt8(ascii: "0"), isDigit(first),
            bytes.contains(where: {
                $0 | 0x20 > UInt8(ascii: "e") && $0 != UInt8(ascii: "_") || $0 | 0x20 == UInt8(ascii: "d")
            })
        {
            return .text
        }
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        let unsigned = text.first == "+" || text.first == "-" ? text.dropFirst() : text[...]
        if [".inf", ".nan"].contains(unsigned) { return .oddNumber }
        guard unsigned.utf8.first.map(isDigit) == true || unsigned.hasPrefix(".") else { return .text }
        if unsigned.utf8.allSatisfy(isDigit) {
            let isPlain = text.first != "+" && (unsigned.count == 1 || unsigned.first != "0")
            return isPlain ? .integer : .oddNumber
        }
        for (prefix, digits) in [("0x", "0123456789abcdef_"), ("0o", "01234567_"), ("0b", "01_")] {
            let rest = unsigned.dropFirst(2)
            if unsigned.hasPrefix(prefix), !rest.isEmpty, rest.allSatisfy(digits.contains) { return .oddNumber }
        }
        if unsigned.contains(":") { return isSexagesimal(unsigned) ? .oddNumber : .text }
        return fraction(unsigned, hasPlus: text.first == "+")
    }

    private static func fraction(_ text: Substring, hasPlus: Bool) -> PlainScalar {
        var rest = text.utf8[...]
        let hasUnderscore = rest.contains(UInt8(ascii: "_"))
        func isPart(_ byte: UInt8) -> Bool { isDigit(byte) || byte == UInt8(ascii: "_") }
        let whole = rest.prefix(while: isPart)
        rest = rest.dropFirst(whole.count)
        var decimals = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            decimals = rest.dropFirst().prefix(while: isPart)
            rest = rest.dropFirst(1 + decimals.count)
        }
        guard !whole.isEmpty || !decimals.isEmpty else { return .text }
        if rest.first == UInt8(ascii: "e") {
            var exponent = rest.dropFirst()
            if exponent.first == UInt8(ascii: "+") || exponent.first == UInt8(ascii: "-") {
                exponent = exponent.dropFirst()
            }
            return !exponent.isEmpty && exponent.allSatisfy(isDigit) ? .oddNumber : .text
        }
        guard rest.isEmpty else { return .text }
        let keeps =
            !hasPlus && !hasUnderscore && !whole.isEmpty && (whole.count == 1 || whole.first != UInt8(ascii: "0"))
            && !decimals.isEmpty && decimals.last != UInt8(ascii: "0")
        return keeps ? .fraction : .oddNumber
    }

    /// Hours, minutes and seconds, which YAML 1.1 turns into one number.
    private static func isSexagesimal(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
            && parts.dropFirst().allSatisfy { $0.utf8.count <= 2 && ($0.utf8.count == 1 || $0 < "60") }
    }

    /// Year, month and day, and behind them nothing or a time.
    private static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count >= 8, bytes[bytes.startIndex + 4] == UInt8(ascii: "-") else { return false }
        let parts = bytes.split(separator: UInt8(ascii: "-"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].allSatisfy(isDigit), parts[1].allSatisfy(isDigit) else { return false }
        let day = parts[2].prefix(while: isDigit)
        if day.count == parts[2].count { return parts[1].count == 2 && day.count == 2 }
        // Behind the day stands `T` or a space, and a time with two colons.
        let time = parts[2].dropFirst(day.count).drop { " \tTt".utf8.contains($0) }
        let numbers = time.prefix { isDigit($0) || $0 == UInt8(ascii: ":") }
            .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return (1...2).contains(parts[1].count) && (1...2).contains(day.count)
            && time.startIndex > day.endIndex && numbers.count == 3 && (1...2).contains(numbers[0].count)
            && numbers[1].count == 2 && numbers[2].count == 2
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
