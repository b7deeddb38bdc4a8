import JSON
import POSIX

/// Writes one JSON object a line to standard error (docs/logs.md). Text from outside is JSON-escaped, so it cannot start a
/// line of its own.
public struct Log: Sendable {
    /// How much a line matters.
    public enum Level: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    private let program: String
    private let minimum: Level
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - minimum: lines below this level are left out.
    ///   - write: takes a finished line.
    public init(program: String, minimum: Level = .info, write: @escaping @Sendable (String) -> Void = StandardStreams.error) {
        self.program = program
        self.minimum = minimum
        self.write = write
    }

    /// The log of a program: with the level that `LIVETEX_BRIDGE_LOG_LEVEL` names, `info` without it, to standard error or
    /// appended to the file that `LIVETEX_BRIDGE_LOG` names. A courier that a receiver starts has no standard error.
    public static func standard(program: String) -> Log {
        let level = Environment.value("LIVETEX_BRIDGE_LOG_LEVEL").flatMap { Level(rawValue: $0) } ?? .info
        guard let path = Environment.value("LIVETEX_BRIDGE_LOG"), !path.isEmpty else {
            return Log(program: program, minimum: level)
        }
        return Log(program: program, minimum: level) { line in
            do {
                try FileSystem.append(line + "\n", to: path)
            } catch {
                StandardStreams.error(line)
            }
        }
    }

    /// Writes a line.
    public func callAsFunction(_ level: Level, _ message: String, _ fields: [String: JSON?] = [:]) {
        guard level >= minimum else { return }
        var line = fields.compactMapValues { $0 }
        line["time"] = .int(Clock.wall())
        line["level"] = .string(level.rawValue)
        line["program"] = .string(program)
        line["message"] = .string(message)
        write(JSON.object(line).text())
    }
}
