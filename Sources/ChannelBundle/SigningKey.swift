import Cryptography

/// The key of a signing secret, as Standard Webhooks writes it: base64, with or without `whsec_` before it.
public struct SigningKey: Hashable, Sendable {
    /// The decoded key, at least ``leastLength`` bytes.
    public let bytes: [UInt8]

    /// The shortest key, in bytes: what the Standard Webhooks specification asks for. A shorter one can be guessed, an empty one
    /// is known to everyone.
    public static let leastLength = 24

    /// Decodes a secret.
    ///
    /// - Throws: ``SecretError`` with a clause that follows the secret's name: it is not base64, or too short.
    public init(_ secret: String) throws(SecretError) {
        let prefix = "whsec_"
        guard
            let bytes = Cryptography.bytes(
                base64: secret.hasPrefix(prefix) ? String(secret.dropFirst(prefix.count)) : secret)
        else {
            throw SecretError(description: "is not base64 with padding, with or without \(prefix) before it")
        }
        guard bytes.count >= Self.leastLength else {
            throw SecretError(
                description:
                    "has a key of \(bytes.count) bytes; at least \(Self.leastLength) are needed: openssl rand -base64 32"
            )
        }
        self.bytes = bytes
    }
}

extension SecretReference {
    /// Reads a signing secret.
    ///
    /// - Throws: ``SecretError`` when ``resolve()`` does, and when the secret is not a ``SigningKey``.
    public func signingKey() throws(SecretError) -> SigningKey {
        let secret = try resolve()
        do {
            return try SigningKey(secret)
        } catch {
            throw SecretError(description: "the signing secret at \(self) \(error)")
        }
    }

    /// Why a secret cannot be used on this machine; nil when it can. The value is not kept.
    ///
    /// - Parameter signs: whether it is a signing secret.
    public func absence(signs: Bool) -> String? {
        do {
            if signs { _ = try signingKey() } else { _ = try resolve() }
            return nil
        } catch {
            return error.description
        }
    }
}
