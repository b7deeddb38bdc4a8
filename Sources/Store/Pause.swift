import Dialog

/// Keeps the pauses: lanes of bindings to which nothing is delivered until a person has fixed something.
///
/// A refused token is not the fault of any call, so the calls wait where they are.
public protocol PauseStore: Sendable {
    /// Pauses a lane of a binding durably.
    func pause(_ pause: Pause) throws(StoreError)

    /// Ends a pause; nothing happens when there is none.
    func resume(_ binding: String, _ lane: Lane) throws(StoreError)

    /// All pauses, by binding. One that cannot be read is listed with its problem.
    func pauses() throws(StoreError) -> [Pause]
}

/// One paused lane.
public struct Pause: Hashable, Sendable {
    /// The binding's id.
    public var binding: String
    /// The lane to which nothing is delivered.
    public var lane: Lane
    /// What a person has to fix.
    public var reason: String
    /// Since when, in milliseconds since 1970.
    public var time: Int64
    /// Why reason and time are missing; nil for a pause that can be read.
    public private(set) var problem: StoreError?

    /// A pause of a lane.
    public init(binding: String, lane: Lane, reason: String, time: Int64) {
        self.binding = binding
        self.lane = lane
        self.reason = reason
        self.time = time
    }

    /// A pause that cannot be read. It pauses the lane all the same.
    public init(binding: String, lane: Lane, problem: StoreError) {
        self.init(binding: binding, lane: lane, reason: problem.description, time: 0)
        self.problem = problem
    }
}
