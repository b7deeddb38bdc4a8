// Variables from a file. Web servers differ in which of their own variables they hand to a CGI program, most hand over
// none, and a server's environment is no place for secrets that only the bridge needs. So a host is told one thing, the
// name of the file, and everything else stands in it.

import POSIX
import Text

/// A file of `NAME=value` lines, as systemd's `EnvironmentFile=` reads them.
///
/// Empty lines and lines that start with `#` are left out. A value goes to the end of its line; white space around it
/// and one pair of quotes around all of it are taken off. Nothing is expanded.
public struct EnvironmentFile: Sendable {
    /// The variable that names the file.
    public static let variable = "LIVETEX_BRIDGE_ENVIRONMENT"

    /// The variables, by name.
    public let variables: [String: String]

    /// Why the file cannot be used. The text never holds a value: it may be a secret.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
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

    /// Puts the variables of the file that ``variable`` names into the process's environment; nothing happens when it
    /// names none. A variable that is set already keeps its value. To be called before there is a second thread.
    ///
    /// - Returns: the file; nil when none is named.
    @discardableResult
    public static func load() throws(Problem) -> Origin? {
        guard let path = Environment.value(variable), !path.isEmpty else { return nil }
        let origin = Origin(path)
        let content: [UInt8]
        do { content = try FileSystem.read(path) } catch { throw Problem(description: "\(variable): \(error)") }
        for (name, value) in try EnvironmentFile(content, name: path).variables { setenv(name, value, 0) }
        return origin
    }

    /// The file that variables were read from, for programs that stay.
    public struct Origin: Sendable {
        private let path: String
        private let stamp: FileStamp?

        fileprivate init(_ path: String) {
            self.path = path
            stamp = FileSystem.stamp(path)
        }

        /// Whether it is another one now.
        public var hasChanged: Bool { FileSystem.stamp(path) != stamp }
    }

    private static func unquoted(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard text.count >= 2, let quote = text.first, quote == text.last,
            quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        else { return text }
        return text.dropFirst().dropLast()
    }
}
