import POSIX

/// A directory of one test. At the end of its lifetime it is searched for secrets and removed.
public final class TemporaryDirectory: Sendable {
    /// The path of the directory.
    public let path: String
    private let secretFiles: Set<String>

    /// Makes a directory.
    ///
    /// - Parameters:
    ///   - isVolatile: in memory, where the machine has such a file system. For tests with many thousand commits.
    ///   - secretFiles: files that may hold secrets, by their names in the directory; `*` means any one part of a name.
    public init(isVolatile: Bool = false, secretFiles: Set<String> = []) throws {
        let parent = isVolatile && FileSystem.isDirectory("/dev/shm") ? "/dev/shm" : "/tmp"
        path = try FileSystem.makeTemporaryDirectory(prefix: "\(parent)/livetex-bridge-test-")
        self.secretFiles = secretFiles
    }

    deinit {
        SecretSearch.expectNone(below: path, permitted: secretFiles)
        try? FileSystem.removeTree(path)
    }

    /// The path of a file in the directory.
    public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and the directories above it, and returns its path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        let path = callAsFunction(name)
        try FileSystem.makeDirectories(FileSystem.directory(of: path))
        try FileSystem.replace(path, with: Array(text.utf8))
        return path
    }
}
