import Testing
import Text

@Suite struct LinesTests {
    @Test(arguments: [
        ("", [0..<0]), ("a", [0..<1]), ("a\n", [0..<1, 2..<2]),
        ("a\r\nb\rc\n\nd", [0..<1, 3..<4, 5..<6, 7..<7, 8..<9]),
        ("\r", [0..<0, 1..<1]), ("\n\r", [0..<0, 1..<1, 2..<2]), ("я\nю", [0..<2, 3..<5]),
    ])
    func findsEveryLine(text: String, lines: [Range<Int>]) {
        #expect(Array(Lines(Array(text.utf8))) == lines)
    }

    @Test func countsFromTheBeginningOfTheBytes() {
        let bytes = Array("a\nbc\r\nd".utf8)
        #expect(Array(Lines(bytes[2...])) == [2..<4, 6..<7])
        #expect(Lines.firstBreak(in: bytes[...], from: 2) == 4..<6)
        #expect(Lines.firstBreak(in: bytes[...], from: 6) == nil)
    }
}
