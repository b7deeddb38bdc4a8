/// A message from before a transfer, as the platform's request tells it.
public struct PastMessage: Hashable, Sendable {
    /// Who said it.
    public var speaker: Speaker
    /// What was said.
    public var message: Message
    /// The id of the event that mirrored it or would mirror it; nil when the platform has none.
    public var id: String?
    /// The time in the platform's words; nil when it gave none.
    public var time: String?

    /// An entry of a history.
    public init(speaker: Speaker, message: Message, id: String? = nil, time: String? = nil) {
        self.speaker = speaker
        self.message = message
        self.id = id
        self.time = time
    }

    /// The most entries of a history that are mirrored: the newest ones. LiveTex takes one message after the other, and
    /// the selection comes after the last.
    public static let maximumCount = 100
}
