import Diagnostics
import Testing

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("a", 1), ("Ж", 1), ("é", 1), ("e\u{301}", 1), ("и\u{306}", 1), ("漢", 2), ("あ", 2), ("한", 2), ("Ａ", 2),
        ("ｱ", 1),
        ("。", 2), ("🤖", 2), ("🙂", 2), ("👩‍👩‍👧", 2), ("🇷🇺", 2), ("❤️", 2), ("❤", 1), ("👍🏽", 2), ("1️⃣", 2),
        ("\u{200B}", 0),
        ("\u{AD}", 0), ("“", 1), ("—", 1), ("№", 1), ("☎", 1), ("𠀀", 2),
    ])
    func measuresAsTerminalsDraw(character: String, cells: Int) throws {
        let only = try #require(character.first)
        #expect(character.count == 1)
        #expect(DisplayWidth.cells(of: only) == cells)
    }
}
