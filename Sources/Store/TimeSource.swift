import Record

/// The clocks that a program goes by. Tests replace them.
public protocol TimeSource: Sendable {
    /// Milliseconds since 1970.
    func wall() -> Int64
    /// Milliseconds that only grow.
    func monotonic() -> Int64
    /// When the machine booted, by the wall clock as it is set now; nil when the boot is not known.
    func bootTime() -> BootTime?
    /// Waits so many milliseconds.
    func sleep(_ milliseconds: Int64)
}

extension TimeSource {
    /// Not known.
    public func bootTime() -> BootTime? { nil }
}

extension DialogRecord {
    /// Moves the record's times with a clock that was set.
    package mutating func follow(_ clock: any TimeSource) { follow(clock.bootTime(), now: clock.wall()) }
}
