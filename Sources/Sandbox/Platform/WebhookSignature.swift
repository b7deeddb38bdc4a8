import Cryptography

/// Signatures of the Standard Webhooks specification. They share no code with the bridge's, so each finds the other's errors.
struct WebhookSignature: Sendable {
    /// The largest difference between a timestamp and now, in seconds.
    static let tolerance: Int64 = 300

    /// The secrets: the first one signs, each one verifies.
    var secrets: [String]

    /// The three headers.
    ///
    /// - Parameter seconds: since 1970.
    func headers(id: String, seconds: Int64, body: [UInt8]) -> [(name: String, value: String)] {
        guard let secret = secrets.first else { return [] }
        return [
            ("webhook-id", id), ("webhook-timestamp", String(seconds)),
            ("webhook-signature", "v1,\(Self.sign(secret, id, String(seconds), body))"),
        ]
    }

    /// The problem with a request's signature; nil when it is right or the binding has no secrets.
    func problem(_ request: WireRequest, seconds now: Int64) -> String? {
        guard !secrets.isEmpty else { return nil }
        guard let id = request.header("webhook-id"), let time = request.header("webhook-timestamp"),
            let signatures = request.header("webhook-signature")
        else { return "the signature's headers are missing" }
        guard let seconds = Int64(time), (now - Self.tolerance...now + Self.tolerance).contains(seconds) else {
            return "webhook-timestamp is not within \(Self.tolerance) s"
        }
        let valid = secrets.map { "v1,\(Self.sign($0, id, time, request.body))" }
        let isSigned = signatures.split(separator: " ").contains { valid.contains(String($0)) }
        return isSigned ? nil : "webhook-signature does not fit"
    }

    private static func sign(_ secret: String, _ id: String, _ time: String, _ body: [UInt8]) -> String {
        let encoded = secret.hasPrefix("whsec_") ? String(secret.dropFirst("whsec_".count)) : secret
        let key = bytes(base64: encoded) ?? Array(secret.utf8)
        return base64(hmacSHA256(key: key, message: Array("\(id).\(time).".utf8) + body))
    }
}
