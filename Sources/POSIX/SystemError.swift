/// A system call that failed.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call's name, such as `open`.
    public var call: String
    /// The file or program that it was called for; empty for none.
    public var path: String
    /// The value of `errno` after it.
    public var code: Int32

    /// An error with the current `errno`.
    public init(_ call: String, _ path: String = "", code: Int32 = errno) {
        self.call = call
        self.path = path
        self.code = code
    }

    /// Whether nothing has that name.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    /// Whether the time was up.
    public var isTimeout: Bool { code == ETIMEDOUT }

    /// The call, the path and the system's text for the code.
    public var description: String {
        "\(call)\(path.isEmpty ? "" : " \(path)"): \(String(cString: strerror(code)))"
    }
}

/// Repeats a system call that a signal has interrupted.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
