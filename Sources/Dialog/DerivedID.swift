import Cryptography
import Text

/// Ids of events that the bridge sends. They follow from the event's cause, so a repeated cause repeats the id and the
/// platform can drop it.
enum DerivedID {
    /// For what LiveTex caused: `lt:{binding}:{kind}:{livetex id}`.
    static func liveTex(binding: String, kind: String, id: String) -> String {
        valid("lt:\(binding):\(kind):\(id)")
    }

    /// For what a platform event caused: `{id}:{suffix}`.
    static func platform(_ id: String, _ suffix: String) -> String {
        valid("\(id):\(suffix)")
    }

    /// The contract allows 1 to 128 of `[A-Za-z0-9._:-]`; LiveTex's ids are opaque, so anything else is hashed.
    private static func valid(_ id: String) -> String {
        EventID.isValid(id) ? id : "h:\(Digest128(of: id))"
    }
}

/// The rule for idempotency ids of the platform's contract.
public enum EventID {
    /// The longest id.
    public static let maximumLength = 128

    /// Whether the text is 1 to 128 of `[A-Za-z0-9._:-]`.
    public static func isValid(_ id: String) -> Bool {
        (1...maximumLength).contains(id.utf8.count)
            && id.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "._:-".utf8.contains($0) }
    }
}
