import JSON
import POSIX
import Text

/// Writes a log, one JSON object a line. Text from outside is cut and escaped, so it cannot begin a new line.
public struct Log: Sendable {
    /// How important a line is, the least important first.
    public enum Level: String, Sendable, CaseIterable, Comparable {
        /// For finding a fault in the bridge.
        case debug
        /// What the bridge normally does.
        case info
        /// Something unusual that needs no action now.
        case warning
        /// A person has to act.
        case error

        /// Whether `left` is less important.
        public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    private let program: String
    private let minimum: Level
    private let withheld: Set<String>
    private let write: @Sendable (String) -> Void

    /// A log of a program.
    ///
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
        var line = fields.compactMapValues { $0 }.mapValues(Self.bounded)
        for name in withheld { line[name] = nil }
        line["time"] = .string(Timestamp.text(milliseconds: Clock.wall()))
        line["level"] = .string(level.rawValue)
        line["program"] = .string(program)
        line["message"] = .string(message)
        write(JSON.object(line).text())
    }

    /// The value, a long text cut: other systems choose some of them.
    private static func bounded(_ value: JSON) -> JSON {
        if case .string(let text) = value { .string(text.excerpt(longestText)) } else { value }
    }

    /// The longest text of a field, in bytes without the mark of the cut.
    public static let longestText = 2_048
}
