import JSON

/// One way in which LiveTex or the platform misbehaves, for a number of times.
public struct Fault: Hashable, Sendable {
    /// Where the fault sits.
    public enum Place: String, Hashable, Sendable, CaseIterable {
        /// Calls that LiveTex receives; ``Fault/method`` is the API method.
        case liveTex = "livetex"
        /// Events that the platform receives; ``Fault/method`` is the event's type.
        case platform
        /// Notifications that LiveTex sends; ``Fault/method`` is the notification's type.
        case webhook
    }

    /// What happens instead of, or before, the normal answer.
    public enum Action: Hashable, Sendable {
        /// Answers so and does nothing else. `code` is LiveTex's `error_code`, or the platform's `error.code`.
        case answer(status: Int, code: JSON? = nil, retryAfter: Int? = nil)
        /// Takes so many milliseconds, then goes on normally.
        case delay(Int64)
        /// Does what was asked, then closes the connection without a byte of an answer.
        case loseAnswer
        /// Closes the connection without an answer and without doing anything.
        case drop
        /// Webhooks only: sends the notification this many times more after it was accepted.
        case duplicate(Int = 1)
        /// Webhooks only: lets the user's next notification go first.
        case overtake
    }

    /// Where it sits.
    public var place: Place
    /// The method or type that it strikes; nil for any.
    public var method: String?
    /// The binding that it strikes; nil for any.
    public var binding: String?
    /// What happens.
    public var action: Action
    /// How many calls pass unharmed first.
    public var skipping: Int
    /// How often it strikes; nil until it is cleared.
    public var count: Int?

    /// Strikes once, on any method of any binding, unless said otherwise.
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
