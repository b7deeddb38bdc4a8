import POSIX

/// A directory of one test, removed when the value goes out of use.
public final class TemporaryDirectory: Sendable {
    public let path: String

    public init() throws {
        path = try FileSystem.makeTemporaryDirectory(prefix: "/tmp/livetex-bridge-test-")
    }

    deinit { try? FileSystem.removeTree(path) }

    /// The path of a name in it.
    public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file in it, with the directories above, and gives its path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        let path = callAsFunction(name)
        try FileSystem.makeDirectories(FileSystem.directory(of: path))
        try FileSystem.replace(path, with: Array(text.utf8))
        return path
    }
}
