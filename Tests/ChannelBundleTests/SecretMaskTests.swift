import JSON
import Testing

@testable import ChannelBundle

@Suite struct SecretMaskTests {
    private static let secret = #"a%25b/c"d\é+🔑"#

    private static func percentEncoded(_ text: String, lowercase: Bool) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: !lowercase)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }

    static let forms: [String] = [
        secret, percentEncoded(secret, lowercase: false), percentEncoded(secret, lowercase: true),
        // As in an address: letters stay.
        "a%2525b%2Fc%22d%5C%C3%A9%2B%F0%9F%94%91",
        // JSON's forms, and JSON that holds JSON.
        JSON.string(secret).text().dropFirst().dropLast().description,
        #"a%25b\/c\"d\\\u00e9+\ud83d\udd11"#, #"a%25b\\\/c\\\"d\\\\\\u00E9+\\uD83D\\uDD11"#,
    ]

    @Test(arguments: forms)
    func everyFormOfASecretIsMasked(form: String) {
        let mask = SecretMask(["other", Self.secret])
        #expect(mask("key=\(form)&x, \(form)") == "key=***&x, ***")
        #expect(mask(Array(form.utf8)) == Array("***".utf8))
    }

    @Test func otherTextStays() {
        let mask = SecretMask(["key", ""])
        for text in ["", "ke", "kez", "%6b%65", #"\u006b\u0065"#, #"C:\\\ud83d"#, "100 %", #"\"#, "%6", #"\u00"#] {
            #expect(mask(text) == text)
        }
        #expect(SecretMask([])("key") == "key")
    }

    @Test func secretsThatOverlapAreMaskedTogether() {
        #expect(SecretMask(["ab", "abcd", "cde"])("abcde abc abab") == "*** ***c ******")
        #expect(SecretMask(["aba"])("xababax abaaba") == "x***x ******")
    }

    /// Another system chooses the text. Each of these took the square of its length, or could.
    static let repeated: [(secrets: [String], unit: String)] = [
        (["k"], "\\"), ([secret], "\\"), ([#"\\\\\\"#], "\\"), (["key"], #"\\k"#), (["key"], #"\u006b"#),
        ([secret], "%25"), (["aaaaaaaa"], "a"), (["aaaaaaab", "aaab", "aab"], "a"), (["%%%%%%%%"], "%25"),
        ([String(repeating: "key", count: 8) + "!"], "key"), ((0..<40).map { "key\($0)" }, "key"),
    ]

    @Test(arguments: repeated)
    func theWorkGrowsWithTheText(secrets: [String], unit: String) {
        let mask = SecretMask(secrets)
        func steps(_ count: Int) -> Int { mask.masked(Array(String(repeating: unit, count: count).utf8)).steps }
        let (one, four) = (steps(2_000), steps(8_000))
        #expect(one > 0 && four <= one * 4 + 1_000, "\(one), \(four)")
    }

    /// The square of this length takes minutes.
    @Test(.timeLimit(.minutes(1))) func theLargestBodyIsMaskedAtOnce() {
        let mask = SecretMask([Self.secret])
        let text = String(repeating: "\\", count: 128 * 1024)
        #expect(mask(text) == text)
    }

    @Test func anExcerptIsBoundedAndHasNoPartOfASecret() {
        let (secret, limit) = ("0123456789abcdef", SecretMask.longestExcerpt)
        let mask = SecretMask([secret])
        #expect(mask.excerpt("key \(secret)") == "key ***")
        for shift in 0...secret.count {
            let excerpt = mask.excerpt(String(repeating: "é", count: limit / 2 - shift) + secret + secret + "x")
            #expect(excerpt.utf8.count <= limit + 3 && excerpt.allSatisfy { "é*x…".contains($0) }, "\(shift)")
        }
        #expect(mask.excerpt(String(repeating: secret, count: 1 << 16)).allSatisfy { "*…".contains($0) })
    }

    @Test func bytesThatAreNotUTF8Stay() {
        #expect(SecretMask(["k"])([0xff, 0x6b, 0xc3]) == [0xff] + Array("***".utf8) + [0xc3])
    }
}
