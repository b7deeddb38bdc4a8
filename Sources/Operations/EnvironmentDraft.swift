import ChannelBundle
import Cryptography

/// The first environment file of a configuration: secrets that both sides of the bridge share are made up, secrets that
/// LiveTex and the platform give out are left empty.
public struct EnvironmentDraft: Sendable {
    /// The file's text. It has secrets.
    public let text: String
    /// The variables that a person has to fill in.
    public private(set) var empty: [String] = []

    /// - Parameter random: so many random bytes.
    public init(_ bindings: [Binding], random: (Int) -> [UInt8] = { randomBytes(count: $0) }) {
        var lines = [
            "# Settings and secrets of the bridge, as NAME=value lines. Only its programs read this file. With another path,",
            "# the host sets LIVETEX_BRIDGE_ENVIRONMENT.",
            "",
            "# A courier that the receiver starts has no standard error: without this file its log is lost.",
            "LIVETEX_BRIDGE_LOG=/var/log/livetex-bridge/log",
        ]
        var names: Set<String> = []
        for binding in bindings {
            for secret in Self.secrets(of: binding) {
                guard case .environment(let name) = secret.reference, names.insert(name).inserted else { continue }
                let value = secret.origin == .bridge ? secret.prefix + base64(random(32)) : ""
                if value.isEmpty { empty.append(name) }
                lines += ["", "# \(binding.id): \(secret.meaning)", "\(name)=\(value)"]
            }
        }
        text = lines.map { $0 + "\n" }.joined()
    }

    /// Who makes a secret.
    private enum Origin { case bridge, liveTex, platform }

    private struct Secret {
        var reference: SecretReference
        var origin: Origin
        var prefix = ""
        var meaning: String
    }

    private static func secrets(of binding: Binding) -> [Secret] {
        let platform = binding.platform
        return [
            Secret(
                reference: binding.token, origin: .liveTex,
                meaning: "the access key of the contact point; LiveTex shows it"),
            Secret(
                reference: platform.token, origin: .platform,
                meaning: "the token that the bridge sends to the platform; the platform gives it out"),
        ]
            + binding.webhookKeys.map {
                Secret(
                    reference: $0, origin: .bridge,
                    meaning: "the key in LiveTex's webhooks; `livetex-bridge webhook register` tells it to LiveTex")
            }
            + platform.acceptTokens.map {
                Secret(
                    reference: $0, origin: .bridge, meaning: "the token that the platform sends; set it at the platform"
                )
            }
            + platform.signingSecrets.map {
                Secret(
                    reference: $0, origin: .bridge, prefix: "whsec_",
                    meaning: "the secret of the signatures in both directions; set it at the platform")
            }
    }
}
