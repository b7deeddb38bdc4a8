import ChannelBundle
import Cryptography

/// The sandbox's own secrets in place of the original ones.
///
/// Each secret reference gets one environment variable and one value. Both are computed from the reference alone, so that
/// a web server can be set up before the sandbox runs. The values are no real secrets.
public struct SandboxSecrets: Hashable, Sendable {
    /// The variables and their values.
    public private(set) var environment: [String: String] = [:]

    /// The values of secrets that were kept.
    private(set) var realValues: [String] = []

    /// Keeps a reference to a real service's secret.
    mutating func keep(_ original: SecretReference) throws(SecretError) -> Replacement {
        let value = try original.resolve()
        if case .environment(let variable) = original { environment[variable] = value }
        realValues.append(value)
        return Replacement(reference: original, value: value)
    }

    /// The first characters of each secret, in base64 for a signing secret. Tests search for them where no secret may be.
    static let mark = "sandbox-secret-"

    /// The replacement of a reference.
    mutating func replace(_ original: SecretReference, isSigningSecret: Bool = false) -> Replacement {
        let name: String
        switch original {
        case .environment(let variable): name = "SANDBOX_\(variable)"
        case .file(let path): name = "SANDBOX_FILE_\(Digest128(of: path).description.prefix(16).uppercased())"
        }
        let seed = Array("livetex-sandbox \(original)".utf8)
        let value =
            isSigningSecret
            // The form of a secret in the Standard Webhooks specification.
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
