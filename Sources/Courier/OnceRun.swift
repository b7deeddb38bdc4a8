import Record

/// What a run that tries everything once remembers.
///
/// Each run is a process of its own, so what one learns about a call for the next is stored with the call.
struct OnceRun {
    private var failures: [(Flight, FailedAttempt)] = []
    private var tried: Set<DialogLane> = []
    private var awaited: Set<DialogName> = []
    private let patienceEnd: Int64

    /// How long a run waits for another courier at most, in milliseconds: it promises a try.
    static let patience: Int64 = 5_000
    /// How soon it asks again, in milliseconds.
    static let askAgain: Int64 = 50

    /// - Parameter patienceEnd: until when other couriers are waited for, monotonic, in milliseconds.
    init(patienceEnd: Int64) { self.patienceEnd = patienceEnd }

    // MARK: Tries

    func wasTried(_ lane: DialogLane) -> Bool { tried.contains(lane) }

    /// Notes that a lane has had its try.
    mutating func noteTry(_ lane: DialogLane) { tried.insert(lane) }

    /// Notes a call that failed, for the judgement at the end.
    mutating func noteFailure(of flight: Flight, _ failure: FailedAttempt) { failures.append((flight, failure)) }

    /// The calls that failed, each once.
    mutating func takeFailures() -> [(Flight, FailedAttempt)] {
        defer { failures = [] }
        return failures
    }

    // MARK: Other couriers

    /// Whether the run waits for another courier to give up a binding.
    var isAwaiting: Bool { !awaited.isEmpty }

    /// Notes that another courier has a dialog's binding.
    ///
    /// - Parameter now: monotonic, in milliseconds.
    /// - Returns: whether there is time to wait for it.
    mutating func await(_ name: DialogName, now: Int64) -> Bool {
        guard now < patienceEnd else { return false }
        awaited.insert(name)
        return true
    }

    mutating func endAwaiting(_ name: DialogName) { awaited.remove(name) }

    // MARK: The judgement

    /// What becomes of a call that failed.
    enum Judgement: Hashable {
        case nothing
        case giveUp
        /// Store since when it fails although others get through, in milliseconds since 1970; 0 for not any more.
        case note(since: Int64)
    }

    /// Judges a call that failed, at the end of the run: the call that fails first has failed before another could get
    /// through. A run in which no call got through tells nothing against a call, and what earlier runs told is forgotten.
    ///
    /// Between two runs at most the longest wait between attempts counts: the clock may have been set forward.
    ///
    /// - Parameter now: milliseconds since 1970.
    static func judge(_ delivery: Delivery, othersGetThrough: Bool, now: Int64, _ policy: RetryPolicy) -> Judgement {
        if !othersGetThrough { return delivery.troubledSince > 0 ? .note(since: 0) : .nothing }
        if delivery.troubledSince == 0 { return .note(since: now) }
        let last = delivery.lastFailure == 0 ? delivery.troubledSince : delivery.lastFailure
        let since = delivery.troubledSince + max(0, now - last - policy.ceiling)
        if now - since >= policy.poisonLifetime { return .giveUp }
        return since > delivery.troubledSince ? .note(since: since) : .nothing
    }
}
