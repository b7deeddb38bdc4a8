import Testing
import Text

@Suite struct ASCIITests {
    /// Each check against the characters it is made for, over all 256 bytes.
    @Test(
        arguments: [
            (ASCII.isDigit, "0123456789"), (ASCII.isHexDigit, "0123456789abcdefABCDEF"),
            (ASCII.isUpper, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), (ASCII.isLower, "abcdefghijklmnopqrstuvwxyz"),
            (ASCII.isLetter, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            (ASCII.isAlphanumeric, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            (ASCII.isBlank, " \t"), (ASCII.isWhitespace, " \t\n\r"),
        ] as [(@Sendable (UInt8) -> Bool, String)])
    func knowsItsCharactersAndNoOthers(check: @Sendable (UInt8) -> Bool, characters: String) {
        #expect((UInt8.min...UInt8.max).filter(check) == characters.utf8.sorted())
    }

    @Test func lowersLettersOnly() {
        for byte in UInt8.min...UInt8.max {
            let expected = String(UnicodeScalar(byte)).lowercased().utf8.first
            #expect(ASCII.lowercased(byte) == (byte < 0x80 ? expected : byte))
        }
    }

    @Test(arguments: [(" a b\t\r\n", "a b"), ("a", "a"), (" \t", ""), ("", ""), ("\u{a0}a", "\u{a0}a")])
    func trims(text: String, trimmed: String) {
        #expect(String(decoding: ASCII.trimmed(Array(text.utf8)[...]), as: UTF8.self) == trimmed)
    }

    @Test(
        arguments: [
            ("0", 0), ("fF", 255), ("00e9", 0xE9), ("ffffffff", UInt32.max), ("", nil), ("+1", nil), ("g", nil),
            ("123456789", nil),
        ] as [(String, UInt32?)])
    func readsHexadecimalNumbers(text: String, number: UInt32?) {
        #expect(ASCII.hexNumber(text.utf8) == number)
    }

    @Test func encodesWhatIsReserved() {
        #expect(ASCII.percentEncoded("aZ09-._~/ +é\n") == "aZ09-._~%2F%20%2B%C3%A9%0A")
    }
}
