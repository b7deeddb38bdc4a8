import POSIX

/// A directory of one test. When the value goes out of use it is searched for secrets and removed.
public final class TemporaryDirectory: Sendable {
    public let path: String
    private let secretFiles: Set<String>

    /// - Parameters:
    ///   - isVolatile: in memory where the machine offers that; for tests that commit many thousand times.
    ///   - secretFiles: the names of the files in it that are there to hold secrets, such as a file of variables; `*`
    ///     stands for any one part of a name.
    public init(isVolatile: Bool = false, secretFiles: Set<String> = []) throws {
        let parent = isVolatile && FileSystem.isDirectory("/dev/shm") ? "/dev/shm" : "/tmp"
        path = try FileSystem.makeTemporaryDirectory(prefix: "\(parent)/livetex-bridge-test-")
        self.secretFiles = secretFiles
    }

    deinit {
        SecretSearch.expectNone(below: path, permitted: secretFiles)
        try? FileSystem.removeTree(path)
    }

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
