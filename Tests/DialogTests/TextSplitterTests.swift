import TestSupport
import Testing

@testable import Dialog

@Suite struct TextSplitterTests {
    @Test(
        arguments: [
            // A paragraph, else a line, else a sentence, else a word, else a character.
            ("Раз два.\n\nТри четыре. Пять", 18, ["Раз два.\n\n", "Три четыре. Пять"]),
            ("Раз два три\nчетыре. пять", 16, ["Раз два три\n", "четыре. пять"]),
            ("Раз два. Три четыре", 14, ["Раз два. ", "Три четыре"]),
            ("Раз! Два? Три… четыре", 16, ["Раз! Два? Три… ", "четыре"]),
            ("Раз два три четыре", 14, ["Раз два три ", "четыре"]),
            ("абвгдежз", 3, ["абв", "где", "жз"]),
            // A boundary in the first half would make short parts.
            ("а\n\nбвгдежзик лмн", 10, ["а\n\nбвгдежз", "ик лмн"]),
            // What fits stays whole.
            ("абв", 3, ["абв"]), ("", 3, [""]), ("а\n\nб", 10, ["а\n\nб"]),
        ] as [(String, Int, [String])])
    func cutsAtTheLargestBoundaryThatFits(text: String, limit: Int, parts: [String]) {
        #expect(TextSplitter.split(text, limit: limit) == parts)
    }

    @Test(arguments: [
        "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇷🇺", "👍🏽", "e\u{301}\u{327}", "ก็", "각", "\r\n",
    ])
    func neverCutsACharacter(character: String) {
        for room in 1...12 {
            let text = String(repeating: character, count: 9)
            let parts = TextSplitter.split(text, limit: room)
            #expect(parts.joined() == text)
            for part in parts {
                #expect(part.count * character.utf16.count == part.utf16.count, "\(part) holds half a character")
                #expect(part.utf16.count <= max(room, character.utf16.count))
            }
        }
    }

    @Test func flagsInARowStayFlags() {
        let text = String(repeating: "🇷🇺🇩🇪🇫🇷", count: 3)
        #expect(TextSplitter.split(text, limit: 9).allSatisfy { $0.utf16.count % 4 == 0 })
    }

    @Test func aCharacterThatIsTooLongStaysWhole() {
        let long = "o" + String(repeating: "\u{301}", count: 50)
        #expect(TextSplitter.split("ab" + long + "cd", limit: 10) == ["ab", long, "cd"])
    }

    @Test func theFirstPartLeavesRoomForAHeader() {
        #expect(TextSplitter.split("abcdefgh", limit: 4, first: 2) == ["ab", "cdef", "gh"])
        #expect(TextSplitter.split("abc", limit: 4, first: -5) == ["a", "bc"])
    }

    @Test func joinedThePartsAreTheText() {
        var random = Random(seed: 7)
        let pieces = [
            "слово", " ", "\n", "\n\n", ". ", "👩‍👩‍👧", "🇷🇺", "e\u{301}", "?! ", "\r\n", "\t", "漢字", "\u{a0}", "",
        ]
        for _ in 0..<2_000 {
            let text = (0..<random.below(40)).map { _ in pieces[random.below(pieces.count)] }.joined()
            let limit = 12 + random.below(30)
            let parts = TextSplitter.split(text, limit: limit, first: limit - random.below(10))
            #expect(parts.joined() == text)
            #expect(parts.allSatisfy { $0.utf16.count <= limit })
            #expect(parts.dropLast().allSatisfy { !$0.isEmpty })
        }
    }

    @Test func aLargeTextIsCutIntoFullParts() {
        let text = String(repeating: "а", count: 250_000)
        #expect(TextSplitter.split(text).count == 63)
    }
}
