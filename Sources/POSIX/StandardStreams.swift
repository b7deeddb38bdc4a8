/// Standard input, output and error without a buffer: what was written is out, even if the process dies next.
public enum StandardStreams {
    /// Reads standard input to its end, or until more than `limit` bytes have come.
    ///
    /// - Parameters:
    ///   - patience: the longest wait for the next byte, in milliseconds; nil for no limit. After it: `ETIMEDOUT`.
    ///   - descriptor: another stream, for tests.
    /// - Returns: at most `limit + 1` bytes, so that a caller can tell "too much" from "just enough".
    public static func readInput(
        limit: Int, patience: Int32? = nil, from descriptor: Int32 = STDIN_FILENO
    ) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            guard hasInput(descriptor, within: patience) else {
                throw SystemError("read", "standard input", code: ETIMEDOUT)
            }
            let chunk = try readInputChunk(atMost: min(65_536, limit + 1 - bytes.count), from: descriptor)
            if chunk.isEmpty { break }
            bytes += chunk
        }
        return bytes
    }

    /// Reads up to `count` bytes and drops them: a web server that is still writing must not find the pipe closed.
    ///
    /// - Parameter patience: the longest wait for the next byte, in milliseconds; nil for no limit.
    public static func discardInput(count: Int, patience: Int32? = nil) {
        var left = count
        while left > 0 {
            guard hasInput(STDIN_FILENO, within: patience),
                let chunk = try? readInputChunk(atMost: min(65_536, left), from: STDIN_FILENO), !chunk.isEmpty
            else { return }
            left -= chunk.count
        }
    }

    /// Whether a byte or the end has come.
    private static func hasInput(_ descriptor: Int32, within patience: Int32?) -> Bool {
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return retrying { poll(&wait, 1, patience ?? -1) } != 0
    }

    private static func readInputChunk(atMost size: Int, from descriptor: Int32) throws(SystemError) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: size)
        let count = chunk.withUnsafeMutableBytes { buffer in retrying { read(descriptor, buffer.baseAddress, size) } }
        guard count >= 0 else { throw SystemError("read", "standard input") }
        chunk.removeLast(size - count)
        return chunk
    }

    /// Writes all of the text to standard output.
    public static func output(_ text: String) throws(SystemError) { try write(Array(text.utf8), to: STDOUT_FILENO) }

    /// Writes all of the bytes to standard output.
    public static func output(_ bytes: [UInt8]) throws(SystemError) { try write(bytes, to: STDOUT_FILENO) }

    /// Writes one line to standard error. A failure is not reported: there is no other place for it.
    public static func error(_ line: String) { try? write(Array((line + "\n").utf8), to: STDERR_FILENO) }

    /// Whether the stream goes to a terminal.
    public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Prepares a program; it calls this before anything else.
    ///
    /// Standard streams that are closed are opened, so that no file gets their numbers and then what is written to a stream.
    /// Reading and writing them fails as before. A write to a closed pipe or beyond the largest file size (`ulimit -f`) fails
    /// instead of ending the process.
    public static func prepare() {
        for (stream, access) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)] {
            guard fcntl(stream, F_GETFD) == -1 else { continue }
            // The lowest free number is this one.
            guard open("/dev/null", access) == stream else { exit(3) }
        }
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Ignores the signals that ask a program to end, so that its work is finished. Children are not affected.
    ///
    /// lighttpd sends SIGTERM to a CGI program as soon as its reply is complete, or its client has left.
    public static func ignoreRequestsToEnd() {
        for number in Subprocess.requestsToEnd { signal(number, SIG_IGN) }
    }

    /// Ends the process.
    public static func exit(_ code: Int32) -> Never {
        CLibrary.exit(code)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                retrying {
                    CLibrary.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                }
            }
            guard count > 0 else { throw SystemError("write", "descriptor \(descriptor)") }
            written += count
        }
    }
}
