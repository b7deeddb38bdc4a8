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
    /// A number whose spelling would be lost: leading zeros, 1.0, 0x1F, 1_000, 12:30, 12:30.5.
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
        let digits = "+-".utf8.contains(bytes[bytes.startIndex]) ? bytes.dropFirst() : bytes
        // Each run of digits as one 9: a duration is `9m`.
        var shape: [UInt8] = []
        for byte in digits {
            let isDigit = ASCII.isDigit(byte) || byte == UInt8(ascii: "_") && !shape.isEmpty
            if !isDigit || shape.last != UInt8(ascii: "9") {
                shape.append(isDigit ? UInt8(ascii: "9") : ASCII.lowercased(byte))
            }
        }
        let isUsual =
            bytes.first != UInt8(ascii: "+") && !bytes.contains(UInt8(ascii: "_"))
            && (digits.first != UInt8(ascii: "0") || digits.dropFirst().first.map(ASCII.isDigit) != true)
        switch String(decoding: shape, as: UTF8.self) {
        case "9": return isUsual ? .integer : .oddNumber
        case "9.9": return isUsual && bytes.last != UInt8(ascii: "0") ? .fraction : .oddNumber
        case "9.", ".9", ".inf", ".nan": return .oddNumber
        default: break
        }
        let text = String(decoding: digits, as: UTF8.self).lowercased()
        if bytes.count >= 8, bytes[bytes.startIndex + 4] == UInt8(ascii: "-") {
            let time = /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:t|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}.*/
            return text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil || text.wholeMatch(of: time) != nil
                ? .date : .text
        }
        guard shape.contains(where: { ":exob".utf8.contains($0) }) else { return .text }
        let odd = [
            /0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+/, /(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)e[-+]?[0-9]+/,
            // Hours, minutes and seconds, which YAML 1.1 turns into one number.
            /[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?/,
        ]
        return odd.contains { text.wholeMatch(of: $0) != nil } ? .oddNumber : .text
    }
}
