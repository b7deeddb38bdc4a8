import JSON
import POSIX

/// Writes a log: one JSON object a line. Text from outside is JSON-escaped, so it cannot start a line of its own.
public struct Log: Sendable {
    /// How important a line is.
    public enum Level: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        /// By importance.
        public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    private let program: String
    private let minimum: Level
    private let withheld: Set<String>
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - program: the value of the field `program`.
    ///   - minimum: lines below this level are left out.
    ///   - withheld: the names of fields that are left out.
    ///   - write: receives each line, without a line break.
    public init(
        program: String, minimum: Level = .info, withholding withheld: Set<String> = [],
        write: @escaping @Sendable (String) -> Void = StandardStreams.error
    ) {
        self.program = program
        self.minimum = minimum
        self.withheld = withheld
        self.write = write
    }

    /// Writes a line; fields that are nil are left out.
    public func callAsFunction(_ level: Level, _ message: String, _ fields: [String: JSON?] = [:]) {
        guard level >= minimum else { return }
        var line = fields.compactMapValues { $0 }
        for name in withheld { line[name] = nil }
        line["time"] = .int(Clock.wall())
        line["level"] = .string(level.rawValue)
        line["program"] = .string(program)
        line["message"] = .string(message)
        write(JSON.object(line).text())
    }
}
