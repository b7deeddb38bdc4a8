import Diagnostics
import Testing

@Suite struct TextRendererTests {
    @Test func printsEveryPart() {
        let marked = Marked("id: a\n«nmae»: x\n")
        var diagnostic = marked.diagnostic(
            message: "`nmae` is not a key", path: "bindings[0].nmae", help: "did you mean `name`?")
        diagnostic.secondary = Diagnostic.Label("first used here", at: marked.source.location(0..<2))
        #expect(
            TextRenderer().render([diagnostic], sources: [marked.source]) == """
                channels.yaml:2:1: error: `nmae` is not a key [some-code] at bindings[0].nmae
                  2 | nmae: x
                    | ^^^^
                  1 | id: a
                    | -- first used here
                    = help: did you mean `name`?

                """)
    }

    @Test(arguments: [
        ("имя: «Бот»", "имя: Бот", "     ^^^"),
        ("🤖 «x»", "🤖 x", "   ^"),
        ("漢字: «漢»字", "漢字: 漢字", "      ^^"),
        ("и\u{306}е\u{308} «x»", "и\u{306}е\u{308} x", "   ^"),
        ("👩‍👩‍👧«👩‍👩‍👧»", "👩‍👩‍👧👩‍👩‍👧", "  ^^"),
        ("\ta\t«b»", "\ta\tb", "\t \t^"),
        ("a«»b", "ab", " ^"),
        ("ab«»", "ab", "  ^"),
        ("«»", "", "^"),
        ("a \u{1B}[31m«b»", "a �[31mb", "       ^"),
        ("a\u{202E}«b»", "a�b", "  ^"),
    ])
    func theCaretIsAtTheRightPlace(text: String, line: String, underline: String) {
        #expect(Marked(text).quote == ["  1 | \(line)", "    | \(underline)"])
    }

    @Test func aSpanOverSeveralLinesIsUnderlinedToTheEndOfItsFirst() {
        #expect(Marked("a: «one\n  two» x\n").quote == ["  1 | a: one", "    |    ^^^"])
    }

    @Test func aLongLineIsCutAroundTheProblem() throws {
        let quote = Marked(String(repeating: "ж", count: 500) + "«bad»" + String(repeating: "я", count: 500)).quote
        let line = try #require(quote.first)
        #expect(line.hasPrefix("  1 | …ж") && line.hasSuffix("я…"))
        #expect(line.count < 260)
        let bad = try #require(line.firstRange(of: "bad"))
        let caret = try #require(quote.last?.firstRange(of: "^^^"))
        #expect(
            line.distance(from: line.startIndex, to: bad.lowerBound)
                == quote[1].distance(from: quote[1].startIndex, to: caret.lowerBound))
    }

    @Test func anEndlessLineIsNotQuoted() {
        let marked = Marked(String(repeating: "x", count: 5000) + "«bad»")
        #expect(marked.text == "channels.yaml:1:5001: error: something is wrong [some-code]\n")
    }

    @Test(arguments: [
        ("name: hunter2 «token» hunter3", "name: *** token ***", "          ^^^^^"),
        ("name: «hunter2 and more»", "name: ***", "      ^^^"),
        ("token: hunter2«»", "token: ***", "          ^"), ("token; hunter2 hunter3«»", "***", "   ^"),
        (
            "  - {id: hunter2, token: {env: A_NAME}}«»", "  - {***, token: {***: A_NAME}}",
            "                               ^"
        ),
        ("\"token\": \"hunter2\"«»", "\"token\": \"***\"", "              ^"), ("token：hunter2«»", "***", "   ^"),
        ("A_1«»", "***", "   ^"), ("@hunter2«»", "@***", "    ^"), ("name: # hunter2«»", "name: # ***", "           ^"),
    ])
    func ofALineOfWhichNothingIsKnownOnlyKnownWordsAreShown(text: String, line: String, underline: String) {
        let marked = Marked(text, isKnown: false)
        marked.source.knownWords = ["token", "name"]
        #expect(marked.quote == ["  1 | \(line)", "    | \(underline)"])
    }

    @Test func whatIsKnownIsShownAndTheUnderlineFollows() {
        let marked = Marked("a: hunter2 «b» hunter3", isKnown: false)
        #expect(marked.quote == ["  1 | ***", "    | ^^^"])
        marked.source.show(11..<12)
        #expect(marked.quote == ["  1 | *** b ***", "    |     ^"])
    }

    /// The next line may belong to something else.
    @Test func ofAStretchOverSeveralLinesTheFirstIsShown() {
        let marked = Marked("a b\n«hunter2»", isKnown: false)
        marked.source.show(0..<marked.source.bytes.count)
        #expect(marked.quote.first == "  2 | ***")
    }

    @Test func coloursOnlyWhenAsked() {
        let marked = Marked("«x»")
        #expect(!marked.text.contains("\u{1B}"))
        let coloured = TextRenderer(colour: true).render([marked.diagnostic(.warning)], sources: [marked.source])
        #expect(coloured.contains("\u{1B}[1;33mwarning:\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[1;33m^\u{1B}[0m"))
    }

    @Test func theGutterGrowsWithTheLineNumber() {
        let marked = Marked(String(repeating: "\n", count: 12_344) + "«x»")
        #expect(marked.quote == ["  12345 | x", "        | ^"])
    }

    @Test func quotedValuesCannotSteerATerminal() {
        #expect(quoted("a\u{1B}[2J\nb") == "`a\u{FFFD}[2J\u{FFFD}b`")
        #expect(quoted(String(repeating: "ж", count: 61)) == "`" + String(repeating: "ж", count: 60) + "…`")
        #expect(quoted("a" + String(repeating: "\u{301}", count: 1000)).unicodeScalars.count < 30)
    }
}
