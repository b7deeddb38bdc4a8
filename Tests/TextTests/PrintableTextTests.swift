import Testing
import Text

@Suite struct PrintableTextTests {
    @Test(arguments: [
        ("", ""), ("Привет, мир! 👩‍👩‍👧 C:\\temp", "Привет, мир! 👩‍👩‍👧 C:\\temp"),
        ("a\nb\r\nc\td", "a\\u000ab\\u000d\\u000ac\\u0009d"),
        ("\u{1B}[2J\u{9B}31m\u{7F}\0", "\\u001b[2J\\u009b31m\\u007f\\u0000"),
        (
            "\u{202E}gpj.exe\u{2066}x\u{2069}\u{200E}\u{200F}\u{61C}",
            "\\u202egpj.exe\\u2066x\\u2069\\u200e\\u200f\\u061c"
        ),
        ("a\u{2028}b\u{2029}c\u{85}d\u{FEFF}", "a\\u2028b\\u2029c\\u0085d\\ufeff"),
    ])
    func whatControlsATerminalIsEscaped(text: String, shown: String) { #expect(text.printable == shown) }

    @Test func everyControlCharacterAndDirectionMarkIsEscaped() {
        for value in UInt32(0)...0xFFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let controls = [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
            #expect(!controls && !scalar.properties.isBidiControl || !scalar.isPrintable, "\(value)")
        }
    }

    @Test func anExcerptEndsAtACharacter() {
        #expect("abc".excerpt(3) == "abc" && "abcd".excerpt(3) == "abc…" && "".excerpt(0).isEmpty)
        #expect("aé".excerpt(2) == "a…" && "🔑🔑".excerpt(7) == "🔑…" && "🔑".excerpt(3) == "…")
    }
}
