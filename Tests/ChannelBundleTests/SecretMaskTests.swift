import ChannelBundle
import JSON
import Testing

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

    @Test func theLongestSecretIsMaskedFirst() {
        #expect(SecretMask(["ab", "abcd", "cde"])("abcde abc") == "***e ***c")
    }

    @Test func bytesThatAreNotUTF8Stay() {
        #expect(SecretMask(["k"])([0xff, 0x6b, 0xc3]) == [0xff] + Array("***".utf8) + [0xc3])
    }
}
