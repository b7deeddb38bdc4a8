import POSIX
import TestSupport
import Testing

/// What must not be written anywhere in the sources, because no test of behaviour would see it in time.
@Suite struct SecurityTests {
    private static let sources = "\(Programs.repository)/Sources"

    private static func lines() throws -> [(file: String, line: String)] {
        try ArchitectureTests.swiftFiles(below: sources).flatMap { file in
            String(decoding: try FileSystem.read(file), as: UTF8.self).split(separator: "\n").map { line in
                (String(file.dropFirst(sources.count + 1)), line.drop { $0 == " " }.description)
            }
        }
    }

    /// Who has a secret's value may compare it by `constantTimeEqual` alone. These files have them; whatever else they
    /// compare stands here. `SecretMask` looks for the values too, in what LiveTex answers and in webhooks that have shown
    /// the key: nobody learns anything from how long that takes.
    @Test func secretsAreComparedInConstantTimeOnly() throws {
        let lines = try Self.lines()
        let holders = Set(lines.filter { $0.line.contains(".resolve()") && !$0.file.hasPrefix("Sandbox/") }.map(\.file))
        #expect(
            holders == [
                "ChannelBundle/Binding+Secrets.swift", "Courier/RequestResolver.swift", "Operations/Doctor.swift",
                "Operations/WebhookRegistration.swift",
                "Receiver/Authentication.swift", "livetex-bridge/SecretPresence.swift",
            ])
        let comparisons = [
            "==", "!=", "~=", ".contains(", "elementsEqual", "firstIndex", "firstRange", "memcmp", "strcmp",
        ]
        let found = lines.filter { file, line in
            (holders.contains(file) || file == "Outbound/StandardWebhooks.swift") && !line.hasPrefix("//")
                && comparisons.contains { line.contains($0) }
        }
        let harmless = [
            #"if parts.count == 2, parts[0].lowercased() == "bearer" {"#,
            #"return String(parts[1].drop { $0 == " " })"#,
            #"Finding(binding: binding.id, check: check, isFine: problem == nil, detail: problem ?? "")"#,
            "} else if current.url != wantedURL {",
        ]
        #expect(found.map(\.line).filter { !harmless.contains($0) } == [])
        let constant = lines.filter { $0.line.contains("constantTimeEqual(") && !$0.line.hasPrefix("public func") }
        #expect(constant.map(\.file).sorted() == ["Outbound/StandardWebhooks.swift", "Receiver/Authentication.swift"])
    }

    /// libcurl verifies certificates and host names unless it is told not to, and follows nothing unless it is told to.
    @Test func nothingTurnsVerificationOffOrRedirectsOn() throws {
        for (file, line) in try Self.lines() {
            for word in ["SSL_VERIFY", "SSLVERSION", "SSL_OPTIONS", "POSTREDIR", "UNRESTRICTED_AUTH"] {
                #expect(!line.contains(word), "\(word) in \(file)")
            }
            #expect(
                !line.contains("FOLLOWLOCATION") || line.hasSuffix("CURLOPT_FOLLOWLOCATION, 0)"), "\(file): \(line)")
        }
    }
}
