import ChannelBundle
import POSIX
import Testing

@Suite struct SigningKeyTests {
    static let key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    @Test(arguments: [key, "whsec_" + key, "whsec_" + key + "AAAA"])
    func base64WithOrWithoutItsPrefixIsAKey(secret: String) throws {
        #expect(try SigningKey(secret).bytes.starts(with: SigningKey(Self.key).bytes))
    }

    /// An empty key is known to everyone, and a text that is not base64 has none.
    @Test(arguments: [
        "", "whsec_", "AAAA", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==", "whsec_whsec_" + key, key + "=",
        key + " ",
        String(key.dropLast()), "no base64!", "-_KQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "0123456789abcdef0123456789abcdef0",
    ])
    func otherTextsAreNone(secret: String) { #expect(throws: SecretError.self) { try SigningKey(secret) } }

    @Test func theErrorNamesTheSecretAndNotItsValue() {
        for (value, problem) in [("whsec_c2hvcnQ=", "has a key of 5 bytes"), ("whsec_$x", "is not base64")] {
            setenv("SIGNING_KEY_TESTS", value, 1)
            let reference = SecretReference.environment("SIGNING_KEY_TESTS")
            let absence = reference.absence(signs: true)
            #expect(
                absence?.hasPrefix("the signing secret at $SIGNING_KEY_TESTS \(problem)") == true, "\(absence ?? "")")
            #expect(absence?.contains(value) == false && reference.absence(signs: false) == nil)
        }
        unsetenv("SIGNING_KEY_TESTS")
        #expect(SecretReference.environment("SIGNING_KEY_TESTS").absence(signs: true)?.contains("is not set") == true)
    }
}
