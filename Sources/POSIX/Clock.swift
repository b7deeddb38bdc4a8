/// The two clocks of the machine. Only programs read them; the core is given the time.
public enum Clock {
    /// Milliseconds since 1970. It may jump.
    public static func wall() -> Int64 { read(CLOCK_REALTIME) }

    /// Milliseconds that never go back, to measure how long something takes.
    public static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

    /// Milliseconds since the machine started, its sleep included.
    public static func sinceBoot() -> Int64 { read(CLOCK_BOOTTIME) }

    /// Sleeps for that many milliseconds.
    public static func sleep(milliseconds: Int64) {
        var left = timespec(tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
        var rest = timespec()
        while nanosleep(&left, &rest) == -1 && errno == EINTR { left = rest }
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
