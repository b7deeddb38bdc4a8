import Testing
import Text

@Suite struct ExcerptTests {
    @Test(arguments: [
        ("", ""), ("ab", "ab"), ("abc", "abc"), ("abcd", "abc…"), ("жжжж", "жжж…"), ("e\u{301}e\u{301}", "e\u{301}e…"),
    ])
    func longTextsAreCutAfterSoManyCodePoints(text: String, excerpt: String) {
        #expect(text.excerpt(3) == excerpt)
    }
}
