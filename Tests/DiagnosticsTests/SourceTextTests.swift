import Diagnostics
import Testing

@Suite struct SourceTextTests {
    private func position(_ text: String, _ offset: Int) -> [Int] {
        let position = SourceText(name: "x", bytes: Array(text.utf8)).position(at: offset)
        return [position.line, position.column]
    }

    @Test(arguments: [
        ("", 0, [1, 1]), ("abc", 0, [1, 1]), ("abc", 3, [1, 4]), ("a\nb", 1, [1, 2]), ("a\nb", 2, [2, 1]),
        ("a\n", 2, [2, 1]), ("a\r\nb", 3, [2, 1]), ("a\r\nb", 2, [1, 3]), ("a\rb", 2, [2, 1]), ("жук", 4, [1, 3]),
        ("🤖x\nя!", 4, [1, 2]), ("🤖x\nя!", 8, [2, 2]), ("\u{FEFF}ab", 3, [1, 1]), ("\u{FEFF}ab", 4, [1, 2]),
        ("\u{FEFF}a\nb", 5, [2, 1]), ("abc", 99, [1, 4]),
    ])
    func countsLinesAndCodePoints(text: String, offset: Int, expected: [Int]) {
        #expect(position(text, offset) == expected)
    }

    @Test func theTablesAgreeWithCounting() {
        let text = String(repeating: "строка 漢 🤖 line\n", count: 400) + String(repeating: "длинная строка ", count: 300)
        let bytes = Array(text.utf8)
        let forward = SourceText(name: "x", bytes: bytes)
        let backward = SourceText(name: "x", bytes: bytes)
        var line = 1
        var column = 1
        var offset = 0
        var expected: [Int: Position] = [:]
        for scalar in text.unicodeScalars {
            expected[offset] = Position(offset: offset, line: line, column: column)
            offset += String(scalar).utf8.count
            if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        for offset in expected.keys.sorted() { #expect(forward.position(at: offset) == expected[offset]) }
        for offset in expected.keys.sorted().reversed() { #expect(backward.position(at: offset) == expected[offset]) }
    }

    @Test func codePointsBecomeOffsets() {
        let text = "\u{FEFF}" + String(repeating: "я🤖a", count: 1000)
        let source = SourceText(name: "x", bytes: Array(text.utf8))
        #expect(source.offset(ofCodePoint: 0) == 3)
        #expect(source.offset(ofCodePoint: 3) == 10)
        #expect(source.offset(ofCodePoint: 2999) == 3 + 6999)
        #expect(source.offset(ofCodePoint: 3000) == 3 + 7000)
        #expect(source.offset(ofCodePoint: 9999) == 3 + 7000)
        #expect(source.offset(ofCodePoint: 1) == 5)
    }

    @Test func linesComeWithoutTheirBreaks() {
        let source = SourceText(name: "x", bytes: Array("one\r\ntwo\n\nfour\rfive".utf8))
        let lines = (1...6).map { String(decoding: source.bytes[source.line($0)], as: UTF8.self) }
        #expect(lines == ["one", "two", "", "four", "five", ""])
    }
}
