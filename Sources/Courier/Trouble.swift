/// Since when a call fails although others of its side get through.
///
/// One message that LiveTex chokes on must not hold its dialog for a day; a LiveTex that is down for everybody must not make
/// dead letters of everything. What tells them apart is whether anything got through between two failures.
struct Trouble: Hashable {
    /// The call that fails.
    var call: Int64
    /// When it failed last, in milliseconds since 1970; 0 for never.
    private var lastFailure: Int64 = 0
    /// Since when others get through, in milliseconds since 1970; nil while that is not known.
    private(set) var since: Int64?

    init(call: Int64) { self.call = call }

    /// The trouble after one more failure.
    ///
    /// - Parameters:
    ///   - time: now, in milliseconds since 1970.
    ///   - lastSuccess: when a call of the side got through last.
    func failing(_ call: Int64, at time: Int64, lastSuccess: Int64, _ policy: RetryPolicy) -> Trouble {
        var trouble = call == self.call ? self : Trouble(call: call)
        if time - lastSuccess > policy.poisonLifetime / 3 * 2 || time < trouble.lastFailure {
            // Nothing has got through for long, or the clock was set back: that says nothing against this call.
            trouble.since = nil
        } else if trouble.since == nil, trouble.lastFailure > 0, lastSuccess > trouble.lastFailure {
            trouble.since = trouble.lastFailure
        }
        trouble.lastFailure = time
        return trouble
    }
}
