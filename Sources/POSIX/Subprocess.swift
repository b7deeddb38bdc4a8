// Starting other programs. A child gets the given environment and no open file except its standard streams: a descriptor
// that leaks into a child that runs for long keeps sockets and pipes open.

import CPOSIX

/// A program to start, with its arguments and surroundings.
public struct Subprocess: Sendable {
    /// The file to run; no search in PATH.
    public var program: String
    /// The arguments after the program's name.
    public var arguments: [String]
    /// The whole environment; nothing is inherited.
    public var environment: [String: String]
    /// The working directory; nil keeps the parent's.
    public var directory: String?

    /// - Parameter environment: the whole environment of the child.
    public init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], directory: String? = nil
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
    }

    /// How a child ended.
    public enum Ending: Hashable, Sendable {
        /// It left with this exit code.
        case exited(Int32)
        /// This signal ended it.
        case signalled(Int32)
    }

    /// Where a child's standard output or error goes.
    public enum Sink: Sendable {
        /// /dev/null.
        case null
        /// The parent's stream of the same kind.
        case inherited
        /// A pipe that the parent reads.
        case pipe
        /// Appended to a file.
        case file(String)
    }

    /// Starts the program in a session of its own with all streams on /dev/null.
    ///
    /// It outlives this process and its terminal. Nothing here waits for it; the kernel gives it to init.
    public func startDetached() throws(SystemError) {
        _ = try spawn(input: nil, output: .null, error: .null, detached: true)
    }

    /// Starts the program beside this process.
    ///
    /// - Parameter withInput: whether the child's standard input is a pipe from this process; otherwise it is /dev/null.
    public func start(withInput: Bool = false, output: Sink = .pipe, error: Sink = .inherited) throws(SystemError)
        -> Child
    {
        let input: (read: Int32, write: Int32)? = withInput ? try makePipe() : nil
        return try spawn(input: input, output: output, error: error, detached: false)
    }

    /// What is known of a finished child.
    public struct Result: Sendable {
        /// How it ended.
        public var ending: Ending
        /// Its standard output.
        public var output: [UInt8]
        /// Its standard error, when that was a pipe.
        public var error: [UInt8]
        /// Whether it was killed because its time was up.
        public var timedOut: Bool
    }

    /// Runs the program to its end, giving it `input` and collecting what it writes.
    ///
    /// - Parameters:
    ///   - timeout: after so many milliseconds the child is killed.
    ///   - error: `.pipe` collects standard error; any other sink leaves the result's `error` empty.
    public func run(input: [UInt8] = [], error: Sink = .pipe, timeout: Int64 = 60_000) throws(SystemError) -> Result {
        let child = try start(withInput: true, output: .pipe, error: error)
        return try child.communicate(input: input, timeout: timeout)
    }

    /// The signals that ask a program to end.
    static let requestsToEnd = [SIGHUP, SIGINT, SIGTERM]

    private func spawn(
        input: (read: Int32, write: Int32)?, output: Sink, error: Sink, detached: Bool
    ) throws(SystemError) -> Child {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var childEnds: [Int32] = []
        var outputEnd: Int32 = -1
        var errorEnd: Int32 = -1
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input.read, STDIN_FILENO)
            childEnds.append(input.read)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        for (sink, stream) in [(output, STDOUT_FILENO), (error, STDERR_FILENO)] {
            switch sink {
            case .null: posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
            case .inherited: break
            case .file(let path):
                posix_spawn_file_actions_addopen(&actions, stream, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            case .pipe:
                let pipe = try makePipe()
                posix_spawn_file_actions_adddup2(&actions, pipe.write, stream)
                childEnds.append(pipe.write)
                if stream == STDOUT_FILENO { outputEnd = pipe.read } else { errorEnd = pipe.read }
            }
        }
        if let directory { cposix_spawn_add_chdir(&actions, directory) }
        cposix_spawn_add_close_from(&actions, 3)
        // A child would inherit blocked and ignored signals. Like any other program it must end on a broken pipe, when it is
        // asked to, and when it writes too much.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for number in Self.requestsToEnd + [SIGPIPE, SIGXFSZ] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | (detached ? cposix_spawn_setsid : 0)
        posix_spawnattr_setflags(&attributes, flags)

        var argumentPointers: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var variablePointers: [UnsafeMutablePointer<CChar>?] =
            environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argumentPointers + variablePointers).forEach { free($0) } }
        var process: pid_t = 0
        let outcome = posix_spawn(&process, program, &actions, &attributes, &argumentPointers, &variablePointers)
        childEnds.forEach { close($0) }
        let child = Child(process: process, input: input?.write ?? -1, output: outputEnd, error: errorEnd)
        guard outcome == 0 else { throw SystemError("posix_spawn", program, code: outcome) }
        return child
    }
}

/// A pipe whose ends no child inherits.
private func makePipe() throws(SystemError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard cposix_pipe(&ends) == 0 else { throw SystemError("pipe") }
    return (ends[0], ends[1])
}
