// Reading JSON with broken Unicode: a program that cuts a text inside an emoji writes a lone surrogate, or bytes that are
// not UTF-8. The rest of such a text can still be used. A member's name may have no NUL, because jansson ends it there.

import Text

extension JSON {
    /// Reads one JSON value, with U+FFFD in place of what is not a character, and of NUL in a member's name.
    ///
    /// - Returns: the value, and whether anything was replaced.
    /// - Throws: ``JSONError`` when the text is not JSON in another way.
    public static func repairing(_ bytes: [UInt8]) throws(JSONError) -> (value: JSON, isRepaired: Bool) {
        if let value = try? JSON(parsing: bytes) { return (value, false) }
        let text = String(decoding: bytes, as: UTF8.self)
        return (try JSON(parsing: repaired(Array(text.utf8))), true)
    }

    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        var whole: [UInt8] = []
        whole.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let quote = rest.firstIndex(of: UInt8(ascii: "\"")) {
            whole += rest[..<quote]
            let end = endOfString(rest[quote...])
            let isName = rest[end...].first { !ASCII.isWhitespace($0) } == UInt8(ascii: ":")
            appendRepaired(rest[quote..<end], isName: isName, to: &whole)
            rest = rest[end...]
        }
        return whole + rest
    }

    /// The index after the string at the beginning of the bytes.
    private static func endOfString(_ bytes: ArraySlice<UInt8>) -> Int {
        var index = bytes.startIndex + 1
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.endIndex)
    }

    private static func appendRepaired(_ string: ArraySlice<UInt8>, isName: Bool, to whole: inout [UInt8]) {
        var rest = string
        while let byte = rest.first {
            // A backslash and the next byte together: in `\\` the second one does not begin an escape.
            let length = byte == UInt8(ascii: "\\") ? 2 : 1
            switch (escapedUnit(rest), escapedUnit(rest.dropFirst(6))) {
            case ((0xd800...0xdbff)?, (0xdc00...0xdfff)?):
                whole += rest.prefix(12)
                rest = rest.dropFirst(12)
            case ((0xd800...0xdfff)?, _),
                (0?, _) where isName:
                whole += Array(#"\ufffd"#.utf8)
                rest = rest.dropFirst(6)
            default:
                whole += rest.prefix(length)
                rest = rest.dropFirst(length)
            }
        }
    }

    /// The UTF-16 unit of a leading `\uXXXX`; nil for other bytes.
    private static func escapedUnit(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        guard bytes.count >= 6, bytes.starts(with: #"\u"#.utf8) else { return nil }
        return ASCII.hexNumber(bytes.dropFirst(2).prefix(4))
    }
}
