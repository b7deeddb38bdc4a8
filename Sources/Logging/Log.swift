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
    private let namesUsers: Bool
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - minimum: lines below this level are left out.
    ///   - namesUsers: whether the field `user_id`, which leads to a person, is written.
    ///   - write: takes a finished line.
    public init(
        program: String, minimum: Level = .info, namesUsers: Bool = false,
        write: @escaping @Sendable (String) -> Void = StandardStreams.error
    ) {
        self.program = program
        self.minimum = minimum
        self.namesUsers = namesUsers
        self.write = write
    }

    /// Writes a line.
    public func callAsFunction(_ level: Level, _ message: String, _ fields: [String: JSON?] = [:]) {
        guard level >= minimum else { return }
        var line = fields.compactMapValues { $0 }
        if !namesUsers { line["user_id"] = nil }
        line["time"] = .int(Clock.wall())
        line["level"] = .string(level.rawValue)
        line["program"] = .string(program)
        line["message"] = .string(message)
        write(JSON.object(line).text())
    }
}
