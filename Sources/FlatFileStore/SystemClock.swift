import POSIX
import Store

/// The machine's clocks.
public struct SystemClock: TimeSource {
    /// The machine's clocks.
    public init() {}

    /// Milliseconds since 1970.
    public func wall() -> Int64 { Clock.wall() }
    /// Milliseconds that only grow.
    public func monotonic() -> Int64 { Clock.monotonic() }
    /// Waits so many milliseconds.
    public func sleep(_ milliseconds: Int64) { Clock.sleep(milliseconds: milliseconds) }
}
