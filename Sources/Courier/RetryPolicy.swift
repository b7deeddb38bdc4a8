/// When a call is tried again, and when it is given up.
public struct RetryPolicy: Hashable, Sendable {
    /// The first pause, in milliseconds; each further one is twice as long.
    public var base: Int64 = 1_000
    /// The longest pause, in milliseconds.
    public var ceiling: Int64 = 300_000
    /// How long a call is tried at all, in milliseconds: as long as LiveTex itself would try.
    public var lifetime: Int64 = 24 * 3_600_000
    /// How long one call may keep failing while others of its side get through, in milliseconds: one poison message must
    /// not hold a dialog for a day.
    public var poisonLifetime: Int64 = 15 * 60_000
    /// How long LiveTex's history may lag behind, in milliseconds: it is asked once more after that before a call whose
    /// outcome is unknown goes out again.
    public var probeInterval: Int64 = 5_000
    /// How often the history is asked.
    public var probes: Int64 = 2

    /// The policy without settings.
    public init() {}

    /// The pause after a number of failed attempts.
    ///
    /// - Parameter jitter: 0 to 1; it spreads the pause over its last quarter, so that dialogs do not come back at once.
    public func pause(attempts: Int64, jitter: Double) -> Int64 {
        let doublings = min(max(attempts - 1, 0), 20)
        let pause = min(base << doublings, ceiling)
        return pause - Int64(Double(pause) / 4 * jitter)
    }
}
