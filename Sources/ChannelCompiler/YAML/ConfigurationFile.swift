import POSIX

/// Reads a configuration's bytes, and not more of a file than can be one.
public enum ConfigurationFile {
    /// A file that cannot be read.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The system call, the path, and what was wrong.
        public var description: String
    }

    /// The content of a file, or of standard input for `-`.
    ///
    /// - Returns: at most one byte more than is allowed, which is enough for the check to say that it is too much.
    public static func read(_ path: String) throws(Failure) -> [UInt8] {
        do {
            if path == "-" { return try StandardStreams.readInput(limit: YAMLReader.maximumSize) }
            return try FileSystem.readRegularFile(path, atMost: YAMLReader.maximumSize + 1)
        } catch {
            throw Failure(description: "\(error)")
        }
    }
}
