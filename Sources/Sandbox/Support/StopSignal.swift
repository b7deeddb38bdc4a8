import POSIX

/// Waits for SIGINT or SIGTERM.
///
/// The signals have a handler. They are not ignored, because the programs that the sandbox starts would inherit that. They
/// are not blocked, because the main thread of an asynchronous program waits in a sigsuspend(2) that unblocks every signal.
public enum StopSignal {
    /// Catches the signals, which then no longer end the program.
    public static func catchAll() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (readEnd, writeEnd) = (ends[0], ends[1])
        for number in [SIGINT, SIGTERM] {
            var action = sigaction()
            let handler: @convention(c) (Int32) -> Void = { number in
                let code = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(writeEnd, &byte, 1)
                errno = code
            }
            action.__sigaction_handler.sa_handler = handler
            action.sa_flags = Int32(SA_RESTART)
            sigaction(number, &action, nil)
        }
    }

    /// Waits for one of the signals.
    ///
    /// - Returns: the signal's number.
    public static func wait() async -> Int32 {
        await BlockingWork.run {
            var byte: UInt8 = 0
            while read(readEnd, &byte, 1) != 1 {
                // Without a pipe no signal is caught.
                if errno != EINTR { sleep(3600) }
            }
            return Int32(byte)
        }
    }
}

// Written once, before a second thread exists. The signal handler reads them and may not take a lock.
nonisolated(unsafe) private var readEnd: Int32 = -1
nonisolated(unsafe) private var writeEnd: Int32 = -1
