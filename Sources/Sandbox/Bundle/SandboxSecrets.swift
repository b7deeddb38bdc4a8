import ChannelBundle
import Cryptography

/// The sandbox's own secrets in place of a configuration's.
///
/// Each reference of the original gets one environment variable and one value, both computed from the reference alone: a
/// web server in front of the sandbox can be set up before the sandbox runs. They protect nothing but a test.
public struct SandboxSecrets: Hashable, Sendable {
    /// Variables and values, for the environment of the hook or of a web server.
    public private(set) var environment: [String: String] = [:]

    /// What every secret begins with, a signing secret's in base64: one that stands where it should not is recognised.
    static let mark = "sandbox-secret-"

    /// The reference and the value that stand in for a reference.
    mutating func replace(_ original: SecretReference, isSigningSecret: Bool = false) -> Replacement {
        let name: String
        switch original {
        case .environment(let variable): name = "SANDBOX_\(variable)"
        case .file(let path): name = "SANDBOX_FILE_\(Digest128(of: path).description.prefix(16).uppercased())"
        }
        let seed = Array("livetex-sandbox \(original)".utf8)
        let value =
            isSigningSecret
            // The form of the Standard Webhooks specification.
            ? "whsec_\(base64(Array(Self.mark.utf8) + hmacSHA256(key: seed, message: [])))"
            : "\(Self.mark)\(Digest128(of: seed))"
        environment[name] = value
        return Replacement(reference: .environment(name), value: value)
    }

    struct Replacement: Hashable, Sendable {
        var reference: SecretReference
        var value: String
    }
}
