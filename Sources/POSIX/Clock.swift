/// The two clocks of the machine. The core never reads them; programs do, and pass the time on.
public enum Clock {
    /// Milliseconds since 1970, as people's clocks show it. It may jump.
    public static func wall() -> Int64 { read(CLOCK_REALTIME) }

    /// Milliseconds that only grow, for measuring how long something took.
    public static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

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
