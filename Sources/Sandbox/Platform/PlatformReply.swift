import JSON

/// What the platform got back for an event.
public struct PlatformReply: Hashable, Sendable {
    /// The last answer's status; nil when there was none.
    public var status: Int?
    /// The last answer's body; `null` when it was no JSON.
    public var body: JSON
    /// How often the event was sent.
    public var attempts: Int
    /// The id that it was sent with.
    public var id: String

    /// `accepted`, `duplicate` or `ignored`; nil for a refusal.
    public var outcome: String? { body["status"]?.string }

    /// The code of a refusal.
    public var errorCode: String? { body["error"]?["code"]?.string }

    /// `data` of the reply, such as a transfer's outcome.
    public var data: JSON { body["data"] ?? .null }
}
