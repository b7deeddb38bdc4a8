/// Questions about single bytes of ASCII text, and what is made of them.
///
/// The checks work on bytes because identifiers, addresses and keys are ASCII by definition: `Character` would accept
/// digits and letters of other scripts.
public enum ASCII {
    /// `0` to `9`.
    @inlinable
    public static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// `A` to `Z`.
    @inlinable
    public static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

    /// `a` to `z`.
    @inlinable
    public static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    /// A letter of either case.
    @inlinable
    public static func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) }

    /// A letter or a digit.
    @inlinable
    public static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

    /// A digit or one of `a` to `f`, in either case.
    @inlinable
    public static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    /// A space or a tab.
    @inlinable
    public static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// A space, a tab, a line feed or a carriage return.
    @inlinable
    public static func isWhitespace(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// The byte with an upper-case letter made lower-case.
    @inlinable
    public static func lowercased(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }

    /// The bytes without white space at both ends.
    @inlinable
    public static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = bytes.firstIndex(where: { !isWhitespace($0) }),
            let last = bytes.lastIndex(where: { !isWhitespace($0) })
        else { return bytes.prefix(0) }
        return bytes[first...last]
    }

    /// The number that up to eight hexadecimal digits stand for; nil for any other text.
    @inlinable
    public static func hexNumber(_ digits: some Collection<UInt8>) -> UInt32? {
        guard (1...8).contains(digits.count), digits.allSatisfy(isHexDigit) else { return nil }
        return digits.reduce(0) { $0 << 4 | UInt32($1 & 0x0F) + (isDigit($1) ? 0 : 9) }
    }

    /// The text with every byte but the unreserved characters of RFC 3986 as `%XX`.
    public static func percentEncoded(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if isAlphanumeric(byte) || "-._~".utf8.contains(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), hexDigit(byte >> 4), hexDigit(byte & 0x0F)]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
