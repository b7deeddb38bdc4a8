import TestSupport
import Testing

/// What no source may do, where a test of behaviour would not see it.
@Suite struct SecurityTests {
    /// A sender must not learn a secret from how long its comparison takes.
    @Test func secretsOfSendersAreComparedInConstantTime() throws {
        let files = try SourceTree.files(below: "Receiver") + SourceTree.files(below: "Outbound")
        let judges = files.filter { $0.text.contains(".resolve()") || $0.text.contains("keys: [SigningKey]") }
        #expect(judges.count >= 2, "bearer tokens and signatures")
        for file in judges {
            #expect(file.imports.contains("Cryptography"), "\(file.name)")
            #expect(file.text.contains("constantTimeEqual("), "\(file.name)")
        }
    }

    /// libcurl verifies certificates and host names, and sends a request's headers to no other host, unless it is told
    /// otherwise.
    @Test(arguments: ["SSL_VERIFY", "SSLVERSION", "SSL_OPTIONS", "POSTREDIR", "UNRESTRICTED_AUTH"])
    func noSourceWeakensLibcurl(option: String) throws {
        for file in try SourceTree.files() { #expect(!file.text.contains(option), "\(file.name)") }
    }

    /// The name of a Swift type tells a person on call nothing.
    @Test func everyErrorHasWords() throws {
        let declaration = try Regex(#"public (struct|enum|class) \w+: [^{]*\bError\b[^{]*\{"#)
        var count = 0
        for file in try SourceTree.files() {
            for match in file.text.matches(of: declaration) {
                count += 1
                #expect(
                    file.text[match.range].contains("CustomStringConvertible"),
                    "\(file.name): \(file.text[match.range])")
            }
        }
        #expect(count > 10)
    }

    /// A receiver that ends without a reply looks like an outage to the sender.
    @Test func noSourceEndsTheProgramOnPurpose() throws {
        for file in try SourceTree.files() { #expect(!file.text.contains("fatalError("), "\(file.name)") }
    }
}
