import Text

/// What a scalar without quotes means to YAML readers.
///
/// Versions 1.1 and 1.2 of YAML disagree about many words (`no` is a boolean to one and text to the other), so a file
/// that means the same to every program must not use them.
enum PlainScalar {
    case null
    case bool(Bool)
    /// A boolean to YAML 1.1 only: yes, no, on, off, y, n.
    case oldBool(Bool)
    /// A whole number in the usual spelling.
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
        if ASCII.isDigit(first) || "+-.".utf8.contains(first) {
            self = Self.number(bytes)
        } else if bytes.count <= 5, "nNtTfFyYoO~".utf8.contains(first) {
            self = Self.word(String(decoding: bytes, as: UTF8.self))
        } else {
            self = .text
        }
    }

    private static func word(_ text: String) -> PlainScalar {
        // Only these three spellings count: null, Null, NULL.
        let lower = text.lowercased()
        guard text == lower || text == text.uppercased() || text.dropFirst() == lower.dropFirst() else { return .text }
        switch lower {
        case "null", "~": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "yes", "on", "y": return .oldBool(true)
        case "no", "off", "n": return .oldBool(false)
        default: return .text
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> PlainScalar {
        if isDate(bytes) { return .date }
        let hasPlus = bytes.first == UInt8(ascii: "+")
        let text = hasPlus || bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
        guard let first = text.first, ASCII.isDigit(first) || first == UInt8(ascii: ".") else { return .text }
        let hasUsualZero = first != UInt8(ascii: "0") || text.dropFirst().first.map(ASCII.isDigit) != true
        if text.allSatisfy(ASCII.isDigit) { return hasUsualZero && !hasPlus ? .integer : .oddNumber }
        // Durations and ids are the usual case: after 1 to 9 a number has no letter but `e`.
        let isHex = first == UInt8(ascii: "0")
        if !isHex, first != UInt8(ascii: "."),
            text.contains(where: { ASCII.isLetter($0) && $0 | 0x20 != UInt8(ascii: "e") })
        {
            return .text
        }
        let lower = String(decoding: text, as: UTF8.self).lowercased()
        if [".inf", ".nan"].contains(lower) || isHex && isInAnotherBase(lower) { return .oddNumber }
        if text.contains(UInt8(ascii: ":")) { return isSexagesimal(text) ? .oddNumber : .text }
        return fraction(text, keepsSpelling: hasUsualZero && !hasPlus)
    }

    private static func isInAnotherBase(_ text: String) -> Bool {
        [("0x", "0123456789abcdef_"), ("0o", "01234567_"), ("0b", "01_")].contains { prefix, digits in
            text.hasPrefix(prefix) && text.count > 2 && text.dropFirst(2).allSatisfy(digits.contains)
        }
    }

    private static func fraction(_ text: ArraySlice<UInt8>, keepsSpelling: Bool) -> PlainScalar {
        func isPart(_ byte: UInt8) -> Bool { ASCII.isDigit(byte) || byte == UInt8(ascii: "_") }
        let whole = text.prefix(while: isPart)
        var rest = text[whole.endIndex...]
        let hasPoint = rest.first == UInt8(ascii: ".")
        let decimals = hasPoint ? rest.dropFirst().prefix(while: isPart) : []
        if hasPoint { rest = rest.dropFirst(1 + decimals.count) }
        guard !whole.isEmpty || !decimals.isEmpty else { return .text }
        if let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") {
            let digits = rest.dropFirst().drop { "+-".utf8.contains($0) }
            return !digits.isEmpty && digits.allSatisfy(ASCII.isDigit) ? .oddNumber : .text
        }
        guard rest.isEmpty else { return .text }
        let isUsual = !whole.isEmpty && !decimals.isEmpty && decimals.last != UInt8(ascii: "0")
        return isUsual && keepsSpelling && !text.contains(UInt8(ascii: "_")) ? .fraction : .oddNumber
    }

    /// Hours, minutes and seconds, which YAML 1.1 turns into one number.
    private static func isSexagesimal(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(ASCII.isDigit) }
            && parts.dropFirst().allSatisfy {
                $0.count == 1 || $0.count == 2 && $0.first.map { $0 < UInt8(ascii: "6") } == true
            }
    }

    /// Year, month and day, with or without a time after them.
    private static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count >= 8, bytes[bytes.startIndex + 4] == UInt8(ascii: "-") else { return false }
        let parts = bytes.split(separator: UInt8(ascii: "-"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, (parts[0] + parts[1]).allSatisfy(ASCII.isDigit) else { return false }
        let day = parts[2].prefix(while: ASCII.isDigit)
        if day.count == parts[2].count { return parts[1].count == 2 && day.count == 2 }
        // After the day comes `T` or a space, and a time with two colons.
        let time = parts[2].dropFirst(day.count).drop { " \tTt".utf8.contains($0) }
        let numbers = time.prefix { ASCII.isDigit($0) || $0 == UInt8(ascii: ":") }
            .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return [parts[1], day].allSatisfy { (1...2).contains($0.count) } && time.startIndex > day.endIndex
            && numbers.count == 3 && (1...2).contains(numbers[0].count) && numbers[1].count == 2
            && numbers[2].count == 2
    }
}
