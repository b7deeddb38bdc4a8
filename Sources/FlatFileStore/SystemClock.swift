import Cryptography
import POSIX
import Record
import Store

/// The machine's clocks.
public struct SystemClock: TimeSource {
    /// The machine's clocks.
    public init() {}

    /// Milliseconds since 1970.
    public func wall() -> Int64 { Clock.wall() }
    /// Milliseconds that only grow.
    public func monotonic() -> Int64 { Clock.monotonic() }
    /// When the machine booted, by the wall clock as it is set now; nil when the boot's id cannot be read.
    public func bootTime() -> BootTime? {
        Self.boot.map { BootTime(boot: $0, time: Clock.wall() - Clock.sinceBoot()) }
    }
    private static let boot = Boot.id().map { Digest128(of: $0).high }
    /// Waits so many milliseconds.
    public func sleep(_ milliseconds: Int64) { Clock.sleep(milliseconds: milliseconds) }
}
