/// Calls that fail although other calls of their lane get through.
///
/// One message that LiveTex cannot handle must not hold its dialog for a day, and an outage must not make dead letters of all
/// calls. The difference is whether another call got through between two failures. All times are monotonic, in
/// milliseconds.
struct Poison {
    private struct Trouble {
        let call: Int64
        var lastFailure: Int64
        /// Since when others get through; nil while that is not known.
        var since: Int64?
    }

    private var troubles: [DialogLane: Trouble] = [:]

    /// Notes a failure.
    ///
    /// - Parameter lastSuccess: when a call of the binding's lane got through last; nil for not yet.
    /// - Returns: whether others have got through for so long that the call is given up.
    mutating func noteFailure(
        of call: Int64, in lane: DialogLane, lastSuccess: Int64?, now: Int64, _ policy: RetryPolicy
    )
        -> Bool
    {
        var since: Int64?
        // After a long time without a success nothing is known against the call.
        if let trouble = troubles[lane], trouble.call == call, let lastSuccess,
            now - lastSuccess <= policy.poisonLifetime / 3 * 2
        {
            since = trouble.since ?? (lastSuccess > trouble.lastFailure ? trouble.lastFailure : nil)
        }
        troubles[lane] = Trouble(call: call, lastFailure: now, since: since)
        return since.map { now - $0 >= policy.poisonLifetime } ?? false
    }

    /// Forgets a lane's call, which was delivered or given up.
    mutating func forget(_ lane: DialogLane) { troubles[lane] = nil }
}
