/// A system call that failed.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call's name, such as `open`.
    public var call: String
    /// What it was called for; empty when nothing can be named.
    public var path: String
    /// The value of `errno` after it.
    public var code: Int32

    /// Takes down the current `errno`.
    public init(_ call: String, _ path: String = "", code: Int32 = errno) {
        self.call = call
        self.path = path
        self.code = code
    }

    /// Nothing is there under that name.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    /// It took too long.
    public var isTimeout: Bool { code == ETIMEDOUT }

    public var description: String {
        "\(call)\(path.isEmpty ? "" : " \(path)"): \(String(cString: strerror(code)))"
    }
}

/// Repeats a system call as long as a signal interrupts it.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
