import Record

/// When a call is tried again, and when it is given up.
public struct RetryPolicy: Hashable, Sendable {
    /// The first wait, in milliseconds; each further one is twice as long.
    public var base: Int64 = 1_000
    /// The longest wait, in milliseconds.
    public var ceiling: Int64 = 300_000
    /// How long a call is tried, in milliseconds: as long as LiveTex repeats its webhooks.
    public var lifetime: Int64 = 24 * 3_600_000
    /// How long a call may keep failing while others of its lane get through, in milliseconds.
    public var poisonLifetime: Int64 = 15 * 60_000
    /// How long LiveTex's history may lag, in milliseconds. A message in doubt is asked for again after that time before it
    /// is sent again.
    public var probeInterval: Int64 = 5_000
    /// How often LiveTex is asked for a call in doubt before it is sent again.
    public var probes: Int64 = 2

    /// The default policy.
    public init() {}

    /// The wait after a number of failed attempts, in milliseconds.
    ///
    /// - Parameter jitter: 0 to 1. It shortens the wait by up to a quarter, so that dialogs do not come back together.
    public func pause(attempts: Int64, jitter: Double) -> Int64 {
        let doublings = min(max(attempts - 1, 0), 20)
        let pause = min(base << doublings, ceiling)
        return pause - Int64(Double(pause) / 4 * jitter)
    }

    /// How long to look away from what cannot be delivered for a reason outside the call, in milliseconds: a full disk, a
    /// missing secret.
    var lookAgain: Int64 { 5 * base }

    /// The wait after a failed attempt, in milliseconds; nil when the call is given up.
    ///
    /// - Parameters:
    ///   - isQuestion: whether the attempt was a question about the call. It is not yet counted in `delivery`.
    ///   - isPoison: whether the call has failed for long enough while others got through.
    ///   - duration: for how long the call has failed, in milliseconds.
    ///   - jitter: see ``pause(attempts:jitter:)``.
    func wait(
        after failure: FailedAttempt, of delivery: Delivery, isQuestion: Bool, isPoison: Bool,
        failingFor duration: Int64, jitter: Double
    ) -> Int64? {
        if isPoison || duration >= lifetime { return nil }
        let attempts = delivery.attempts + (isQuestion ? 1 : 0)
        return max(failure.pause ?? 0, pause(attempts: attempts, jitter: jitter))
    }
}
