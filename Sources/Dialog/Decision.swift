import JSON

/// The effects of one event, beside the dialog's new state.
public struct Decision: Hashable, Sendable {
    /// New calls for the outbox, in order.
    public var calls: [QueuedCall] = []
    /// Numbers of queued calls that are no longer wanted.
    public var dropped: [Int64] = []
    /// Queued calls that get a place behind all others.
    public var moved: [Move] = []
    /// The numbers of new calls that go before other operators' words that wait and have a later time.
    public var belated: [Int64] = []
    /// Queued calls in their new form. Each keeps its number and its place.
    public var replaced: [QueuedCall] = []
    /// What the sender of the event is told.
    public var reply: Reply = .accepted
    /// The outcome of a transfer whose request is still waiting for its reply.
    public var settled: Settlement?

    /// No effect.
    public init() {}
}

/// A queued call that was never tried gets another place.
public struct Move: Hashable, Sendable {
    /// The number that it had.
    public var number: Int64
    /// The number that it gets.
    public var newNumber: Int64
    /// The number of a call in the other lane that must be delivered first.
    public var after: Int64?

    /// A move to the place of a new number.
    public init(number: Int64, newNumber: Int64, after: Int64? = nil) {
        self.number = number
        self.newNumber = newNumber
        self.after = after
    }
}

/// The answer to a request that is still waiting.
public struct Settlement: Hashable, Sendable {
    /// The id of the platform's request.
    public var request: String
    /// What became of the transfer.
    public var outcome: TransferOutcome
}

/// What the sender of an event is told.
public enum Reply: Hashable, Sendable {
    /// The event had its effect.
    case accepted
    /// The answer is the outcome of a transfer, which is not known yet.
    case awaitsOutcome
    /// The event is valid and has no effect.
    case ignored(IgnoreReason)
    /// The event cannot be accepted in this state.
    case invalid(FieldError)
}

/// Why a valid event has no effect. The raw value is the contract's `reason`.
public enum IgnoreReason: String, Hashable, Sendable, CaseIterable {
    case excludedChannel = "excluded_channel"
    case unknownType = "unknown_type"
    case notTransferred = "not_transferred"
    case alreadyTransferred = "already_transferred"

    /// Whether the dialog's state is the reason. A retry could meet another state, so the answer is kept in a receipt.
    public var dependsOnState: Bool {
        switch self {
        case .excludedChannel, .unknownType: false
        case .notTransferred, .alreadyTransferred: true
        }
    }
}
