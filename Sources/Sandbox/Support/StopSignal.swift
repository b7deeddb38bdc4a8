import POSIX

/// SIGINT and SIGTERM as something to wait for.
///
/// They are caught, not ignored: an ignored signal would stay ignored in every program that the sandbox starts. Nor can
/// they be blocked and waited for, since the main thread of an asynchronous program rests in a sigsuspend(2) that lets
/// every signal through.
public enum StopSignal {
    /// From now on the signals no longer end the program; they are for ``wait()``.
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
    /// - Returns: its number.
    public static func wait() async -> Int32 {
        await BlockingWork.run {
            var byte: UInt8 = 0
            while read(readEnd, &byte, 1) != 1 {
                // Without a pipe no signal is caught, and none has to be waited for.
                if errno != EINTR { sleep(3600) }
            }
            return Int32(byte)
        }
    }
}

// Written once, before there is a second thread, and read by a signal handler, which may call nothing that waits.
nonisolated(unsafe) private var readEnd: Int32 = -1
nonisolated(unsafe) private var writeEnd: Int32 = -1
