// Variables from a file. Most web servers do not pass their own variables on to a CGI program, and secrets that only the
// bridge needs do not belong into a server's environment. So the host sets one variable, the name of the file, and the
// file has the rest.

import POSIX
import Text

/// A file of `NAME=value` lines, as systemd's `EnvironmentFile=` reads them.
///
/// Empty lines and lines that start with `#` are ignored. A value goes to the end of its line; white space around it and
/// one pair of quotes around all of it are removed. Nothing is expanded.
public struct EnvironmentFile: Sendable {
    /// The variable that names the file.
    public static let variable = SettingsReader.variable("ENVIRONMENT")

    /// The variables, by name.
    public let variables: [String: String]

    /// Why the file cannot be used.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// One sentence. It never has a value of the file: that may be a secret.
        public var description: String
    }

    /// Reads the lines of a file.
    ///
    /// - Parameter name: the file's name, for the error.
    public init(_ content: [UInt8], name: String) throws(Problem) {
        var variables: [String: String] = [:]
        for (index, range) in Lines(content).enumerated() {
            let line = ASCII.trimmed(content[range])
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")), equals > line.startIndex else {
                throw Problem(description: "\(name), line \(index + 1): not NAME=value")
            }
            let name = String(decoding: ASCII.trimmed(line[..<equals]), as: UTF8.self)
            variables[name] = String(decoding: Self.unquoted(ASCII.trimmed(line[(equals + 1)...])), as: UTF8.self)
        }
        self.variables = variables
    }

    /// The file that is read, if it exists, when ``variable`` is not set.
    public static let defaultPath = "/etc/livetex-bridge/environment"

    /// Puts the variables of the file that ``variable`` names, or else of the default file, into the process's environment.
    /// A variable that is already set keeps its value. If ``variable`` is set and empty, no file is read. Must be called
    /// before a second thread starts.
    ///
    /// - Parameter isNeeded: whether a default file that may not be read is an error. A person who checks a configuration
    ///   needs none.
    /// - Returns: the file; nil when there is none.
    @discardableResult
    public static func load(isNeeded: Bool = true) throws(Problem) -> Origin? {
        let named = Environment.value(variable)
        let path = named ?? defaultPath
        guard !path.isEmpty else { return nil }
        let origin = Origin(path)
        let content: [UInt8]
        do {
            content = try FileSystem.read(path)
        } catch {
            if named == nil, error.isMissing || (error.code == EACCES && !isNeeded) { return nil }
            throw Problem(description: named == nil ? "\(error)" : "\(variable): \(error)")
        }
        for (name, value) in try EnvironmentFile(content, name: path).variables { setenv(name, value, 0) }
        return origin
    }

    /// The file that variables were read from, for programs that run for long.
    public struct Origin: Sendable {
        private let path: String
        private let stamp: FileStamp?

        fileprivate init(_ path: String) {
            self.path = path
            stamp = FileSystem.stamp(path)
        }

        /// Whether it has been written or replaced since then.
        public var hasChanged: Bool { FileSystem.stamp(path) != stamp }
    }

    private static func unquoted(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard text.count >= 2, let quote = text.first, quote == text.last,
            quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        else { return text }
        return text.dropFirst().dropLast()
    }
}
