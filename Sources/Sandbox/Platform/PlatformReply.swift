import JSON

/// The bridge's reply to an event.
public struct PlatformReply: Hashable, Sendable {
    /// The status of the last answer; nil when there was none.
    public var status: Int?
    /// The body of the last answer; `null` when it was not JSON.
    public var body: JSON
    /// How often the event was sent.
    public var attempts: Int
    /// The event's id.
    public var id: String

    /// `accepted`, `duplicate` or `ignored`; nil for a refusal.
    public var outcome: String? { body["status"]?.string }

    /// The code of a refusal.
    public var errorCode: String? { body["error"]?["code"]?.string }

    /// `data` of the reply, such as a transfer's outcome.
    public var data: JSON { body["data"] ?? .null }
}
