import JSON

/// One way in which LiveTex or the platform misbehaves, for a number of calls.
public struct Fault: Hashable, Sendable {
    /// What the fault affects.
    public enum Place: String, Hashable, Sendable, CaseIterable {
        /// Calls that LiveTex receives; ``Fault/method`` is the API method.
        case liveTex = "livetex"
        /// Events that the platform receives; ``Fault/method`` is the event's type.
        case platform
        /// Notifications that LiveTex sends; ``Fault/method`` is the notification's type.
        case webhook
    }

    /// What happens instead of the normal answer, or before it.
    public enum Action: Hashable, Sendable, CustomStringConvertible {
        /// The call has no effect and gets this answer. `code` is LiveTex's `error_code`, or the platform's `error.code`.
        case answer(status: Int, code: JSON? = nil, retryAfter: Int? = nil)
        /// The normal answer comes after so many milliseconds.
        case delay(Int64)
        /// The call has its effect, and the connection is closed without an answer.
        case loseAnswer
        /// The call has no effect, and the connection is closed without an answer.
        case drop
        /// Webhooks only: the notification is sent again so many times after it was accepted.
        case duplicate(Int = 1)
        /// Webhooks only: the user's next notification goes first.
        case overtake

        /// The fault in a few words, as the journal notes it.
        public var description: String {
            switch self {
            case .answer(let status, _, let seconds):
                "answer \(status)" + (seconds.map { ", retry after \($0) s" } ?? "")
            case .delay(let milliseconds): "answer after \(milliseconds) ms"
            case .loseAnswer: "answer lost"
            case .drop: "call dropped"
            case .duplicate(let count): "sent \(count + 1) times"
            case .overtake: "the next one goes first"
            }
        }
    }

    /// What it affects.
    public var place: Place
    /// The method or type; nil for any.
    public var method: String?
    /// The binding; nil for any.
    public var binding: String?
    /// What happens.
    public var action: Action
    /// How many calls pass first.
    public var skipping: Int
    /// How many calls it strikes; nil for all until it is cleared.
    public var count: Int?

    /// A fault that strikes the first call of any method and binding, by default.
    public init(
        _ place: Place, _ action: Action, on method: String? = nil, binding: String? = nil, skipping: Int = 0,
        count: Int? = 1
    ) {
        self.place = place
        self.method = method
        self.binding = binding
        self.action = action
        self.skipping = skipping
        self.count = count
    }
}
