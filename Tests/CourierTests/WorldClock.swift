import Record
import Store

/// The world's time, in milliseconds. A test uses it from one thread.
final class WorldClock: TimeSource, @unchecked Sendable {
    /// Milliseconds since 1970.
    var time: Int64 = 1_760_000_000_000
    private(set) var uptime: Int64 = 0

    /// The machine's boot.
    var boot: UInt64 = 1

    func bootTime() -> BootTime? { BootTime(boot: boot, time: time - uptime) }
    func wall() -> Int64 { time }
    func monotonic() -> Int64 { uptime }
    func sleep(_ milliseconds: Int64) {
        time += milliseconds
        uptime += milliseconds
    }
}
