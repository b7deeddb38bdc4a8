import Store

/// The time of a run, in milliseconds since 1970. A run uses it from one thread.
final class RunClock: TimeSource, @unchecked Sendable {
    var now: Int64

    init(now: Int64) { self.now = now }

    func wall() -> Int64 { now }
    func monotonic() -> Int64 { now }
    func sleep(_ milliseconds: Int64) { now += milliseconds }
}
