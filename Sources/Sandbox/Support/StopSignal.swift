#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// SIGINT and SIGTERM as something to wait for.
///
/// They are blocked, not ignored: an ignored signal would stay ignored in every program that the sandbox starts.
public enum StopSignal {
    /// Blocks the signals. To be called before the program has a second thread, since threads inherit the mask.
    public static func block() {
        var signals = set()
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits for one of the signals.
    ///
    /// - Returns: its number.
    public static func wait() async -> Int32 {
        await BlockingWork.run {
            var signals = set()
            var received: Int32 = 0
            return sigwait(&signals, &received) == 0 ? received : SIGTERM
        }
    }

    private static func set() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        return signals
    }
}
