// Signatures of the Standard Webhooks specification (https://www.standardwebhooks.com): HMAC-SHA256 over
// `{id}.{timestamp}.{body}`, base64, in the header `webhook-signature` as `v1,…`; several are separated by spaces.

import ChannelBundle
import Cryptography

/// Signs and verifies bodies.
public enum StandardWebhooks {
    /// The header with the event's id.
    public static let idHeader = "webhook-id"
    /// The header with the time of the signature, in seconds since 1970.
    public static let timestampHeader = "webhook-timestamp"
    /// The header with the signatures.
    public static let signatureHeader = "webhook-signature"

    /// How far a timestamp may differ from this machine's clock, in seconds.
    public static let tolerance: Int64 = 300

    /// The signature of a body, as a header has it.
    ///
    /// - Parameter timestamp: in seconds since 1970.
    public static func signature(id: String, timestamp: Int64, body: [UInt8], key: SigningKey) -> String {
        "v1,\(base64(hmacSHA256(key: key.bytes, message: message(id, timestamp, body))))"
    }

    /// Whether one of the signatures in a header was made with one of the keys, within the tolerance.
    ///
    /// - Parameters:
    ///   - timestamp: the value of its header.
    ///   - now: in seconds since 1970.
    public static func verify(
        id: String, timestamp: String, signatures: String, body: [UInt8], keys: [SigningKey], now: Int64
    ) -> Bool {
        guard let time = Int64(timestamp), time > now - tolerance - 1, time < now + tolerance + 1 else { return false }
        let given = signatures.split(separator: " ").filter { $0.hasPrefix("v1,") }
        var isValid = false
        for key in keys {
            let expected = signature(id: id, timestamp: time, body: body, key: key)
            // No early exit: the time must not tell which key and which signature match.
            for candidate in given where constantTimeEqual(Array(candidate.utf8), Array(expected.utf8)) {
                isValid = true
            }
        }
        return isValid
    }

    private static func message(_ id: String, _ timestamp: Int64, _ body: [UInt8]) -> [UInt8] {
        Array("\(id).\(timestamp).".utf8) + body
    }
}
