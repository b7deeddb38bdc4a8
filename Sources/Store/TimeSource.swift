/// The clocks that a program goes by. Tests replace them.
public protocol TimeSource: Sendable {
    /// Milliseconds since 1970.
    func wall() -> Int64
    /// Milliseconds that only grow.
    func monotonic() -> Int64
    /// Waits so many milliseconds.
    func sleep(_ milliseconds: Int64)
}
