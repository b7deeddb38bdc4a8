/// A started program. The end of the value closes its pipes and does not end the program.
public final class Child: @unchecked Sendable {
    /// The process id.
    public let process: pid_t
    private var input: Int32
    private let output: Int32
    private let error: Int32
    private var ending: Subprocess.Ending?
    private var unread: [UInt8] = []

    init(process: pid_t, input: Int32, output: Int32, error: Int32) {
        self.process = process
        self.input = input
        self.output = output
        self.error = error
    }

    deinit {
        for descriptor in [input, output, error] where descriptor >= 0 { close(descriptor) }
    }

    /// Gives the child its input, collects what it writes and waits for its end.
    func communicate(input bytes: [UInt8], timeout: Int64) throws(SystemError) -> Subprocess.Result {
        let deadline = Clock.monotonic() + timeout
        var result = Subprocess.Result(ending: .exited(0), output: [], error: [], timedOut: false)
        var sent = 0
        var outputIsOpen = output >= 0
        var errorIsOpen = error >= 0
        _ = fcntl(input, F_SETFL, O_NONBLOCK)
        if bytes.isEmpty { closeInput() }
        while outputIsOpen || errorIsOpen || input >= 0 {
            var waits = [
                pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
                pollfd(fd: outputIsOpen ? output : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errorIsOpen ? error : -1, events: Int16(POLLIN), revents: 0),
            ]
            let left = deadline - Clock.monotonic()
            if left <= 0 || retrying({ poll(&waits, nfds_t(waits.count), Int32(left)) }) == 0 {
                kill(process, SIGKILL)
                result.timedOut = true
                break
            }
            if waits[0].revents != 0 {
                let count = bytes.withUnsafeBytes { buffer in
                    writeWithoutSignal(input, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
                }
                if count > 0 { sent += count }
                // A child may close its input without reading it.
                if sent == bytes.count || (count < 0 && errno != EAGAIN) { closeInput() }
            }
            if waits[1].revents != 0 { outputIsOpen = try readChunk(output, into: &result.output) }
            if waits[2].revents != 0 { errorIsOpen = try readChunk(error, into: &result.error) }
        }
        result.ending = try wait()
        return result
    }

    /// The next line of the child's standard output without its line break; nil at the end.
    ///
    /// - Throws: `ETIMEDOUT` when no whole line has come within `timeout` milliseconds.
    public func readLine(timeout: Int64 = 60_000) throws(SystemError) -> String? {
        let deadline = Clock.monotonic() + timeout
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread.removeFirst(end + 1)
                return line
            }
            let left = deadline - Clock.monotonic()
            var waits = [pollfd(fd: output, events: Int16(POLLIN), revents: 0)]
            guard left > 0, retrying({ poll(&waits, 1, Int32(left)) }) > 0 else {
                throw SystemError("read", "a child's output", code: ETIMEDOUT)
            }
            guard try readChunk(output, into: &unread) else {
                defer { unread = [] }
                return unread.isEmpty ? nil : String(decoding: unread, as: UTF8.self)
            }
        }
    }

    /// Whether the child still runs.
    public var isRunning: Bool {
        if ending != nil { return false }
        var status: Int32 = 0
        let outcome = waitpid(process, &status, WNOHANG)
        if outcome == process { ending = Self.decode(status) }
        return outcome == 0
    }

    /// Waits for the child's end.
    @discardableResult
    public func wait() throws(SystemError) -> Subprocess.Ending {
        if let ending { return ending }
        var status: Int32 = 0
        guard retrying({ waitpid(process, &status, 0) }) == process else { throw SystemError("waitpid") }
        let ending = Self.decode(status)
        self.ending = ending
        return ending
    }

    /// Waits for the child's end; nil when it still runs after that many milliseconds.
    public func wait(atMost milliseconds: Int64) throws(SystemError) -> Subprocess.Ending? {
        let deadline = Clock.monotonic() + milliseconds
        while isRunning {
            guard Clock.monotonic() < deadline else { return nil }
            Clock.sleep(milliseconds: 1)
        }
        return try wait()
    }

    /// Sends a signal, unless the child has been seen to end: another process may have its number by then.
    public func signal(_ number: Int32) {
        if isRunning { kill(process, number) }
    }

    /// Kills the child.
    public func endAtOnce() { signal(SIGKILL) }

    /// Writes a text to the child's standard input.
    public func send(_ text: String) throws(SystemError) {
        let bytes = Array(text.utf8)
        guard bytes.withUnsafeBytes({ writeWithoutSignal(input, $0.baseAddress, $0.count) }) == bytes.count else {
            throw SystemError("write", "a child's input")
        }
    }

    /// Closes the child's standard input.
    public func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    private func readChunk(_ descriptor: Int32, into bytes: inout [UInt8]) throws(SystemError) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = retrying { read(descriptor, &chunk, chunk.count) }
        guard count >= 0 else { throw SystemError("read", "a child's output") }
        bytes += chunk.prefix(count)
        return count > 0
    }

    private static func decode(_ status: Int32) -> Subprocess.Ending {
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
}

/// write(2) that reports a closed pipe as an error instead of ending the process.
private func writeWithoutSignal(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    var blocked = sigset_t()
    var previous = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &blocked, &previous)
    defer {
        // Remove a pending signal before it is unblocked.
        var none = timespec()
        let code = errno
        _ = sigtimedwait(&blocked, nil, &none)
        pthread_sigmask(SIG_SETMASK, &previous, nil)
        errno = code
    }
    return retrying { write(descriptor, bytes, count) }
}
