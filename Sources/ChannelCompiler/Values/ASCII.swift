import Text

extension ASCII {
    /// A letter, a digit or an underscore.
    static func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == UInt8(ascii: "_") }
}
