// Reading JSON whose texts are broken Unicode: a program that cuts a text between the halves of an emoji writes a lone
// surrogate, or bytes that are no UTF-8. Everything else about such a text is as good as ever.

import Text

extension JSON {
    /// Reads one JSON value, with U+FFFD where a text holds what is no character.
    ///
    /// - Returns: also whether anything had to be replaced.
    /// - Throws: ``JSONError`` for what is not JSON beyond that.
    public static func repairing(_ bytes: [UInt8]) throws(JSONError) -> (value: JSON, isRepaired: Bool) {
        if let value = try? JSON(parsing: bytes) { return (value, false) }
        let text = String(decoding: bytes, as: UTF8.self)
        return (try JSON(parsing: withoutLoneSurrogates(Array(text.utf8))), true)
    }

    private static func withoutLoneSurrogates(_ bytes: [UInt8]) -> [UInt8] {
        var whole: [UInt8] = []
        whole.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.first {
            // Two bytes at a time: a second backslash begins nothing.
            let length = byte == UInt8(ascii: "\\") ? 2 : 1
            switch (escapedUnit(rest), escapedUnit(rest.dropFirst(6))) {
            case ((0xd800...0xdbff)?, (0xdc00...0xdfff)?):
                whole += rest.prefix(12)
                rest = rest.dropFirst(12)
            case ((0xd800...0xdfff)?, _):
                whole += Array(#"\ufffd"#.utf8)
                rest = rest.dropFirst(6)
            default:
                whole += rest.prefix(length)
                rest = rest.dropFirst(length)
            }
        }
        return whole
    }

    /// The unit of UTF-16 that `\uXXXX` stands for; nil for anything else.
    private static func escapedUnit(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        guard bytes.count >= 6, bytes.starts(with: #"\u"#.utf8) else { return nil }
        return ASCII.hexNumber(bytes.dropFirst(2).prefix(4))
    }
}
