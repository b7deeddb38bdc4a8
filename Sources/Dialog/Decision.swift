import JSON

/// What one event comes to, beside the dialog's new state.
public struct Decision: Hashable, Sendable {
    /// Calls to be queued, in order.
    public var calls: [QueuedCall] = []
    /// Numbers of queued calls that are not to be made any more.
    public var dropped: [Int64] = []
    /// Queued calls that are to be made in another form, at the same place in the queue.
    public var replaced: [QueuedCall] = []
    /// What the sender of the event is told.
    public var reply: Reply = .accepted
    /// The outcome of a transfer whose request is still waiting for its reply.
    public var settled: Settlement?

    public init() {}
}

/// The outcome that a waiting request is to be answered with.
public struct Settlement: Hashable, Sendable {
    /// The id of the platform's request.
    public var request: String
    public var outcome: TransferOutcome
}

/// What the sender of an event is told.
public enum Reply: Hashable, Sendable {
    case accepted
    /// The answer is the outcome of a transfer, which is not known yet.
    case awaitsOutcome
    case ignored(IgnoreReason)
    /// The event cannot be accepted in this state.
    case invalid(FieldError)
}

/// Why a valid event has no effect.
public enum IgnoreReason: String, Hashable, Sendable, CaseIterable {
    case excludedChannel = "excluded_channel"
    case unknownType = "unknown_type"
    case notTransferred = "not_transferred"
    case alreadyTransferred = "already_transferred"

    /// Whether the reason lies in the dialog's state, so that only a receipt makes a retry get the same answer.
    public var dependsOnState: Bool {
        switch self {
        case .excludedChannel, .unknownType: false
        case .notTransferred, .alreadyTransferred: true
        }
    }
}
