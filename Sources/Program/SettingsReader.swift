import POSIX

/// The bridge's settings: environment variables whose names begin with `LIVETEX_BRIDGE_` (docs/operations.md). An empty
/// one counts as none.
public struct SettingsReader: Sendable {
    /// A value that means nothing.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        public var description: String
    }

    private let environment: [String: String]

    public init(_ environment: [String: String] = Environment.all()) { self.environment = environment }

    /// The directory of the compiled configuration.
    public var bundle: String { text("BUNDLE") ?? "/etc/livetex-bridge/bundle" }

    /// The directory of the dialogs.
    public var state: String { text("STATE") ?? "/var/lib/livetex-bridge" }

    /// A setting as it stands there, by its name without the prefix.
    public func text(_ name: String) -> String? { environment[Self.variable(name)].flatMap { $0.isEmpty ? nil : $0 } }

    /// A setting that is `1` or `0`.
    public func flag(_ name: String, without standard: Bool = false) throws(Problem) -> Bool {
        switch text(name) {
        case nil: return standard
        case "0": return false
        case "1": return true
        case let word?: throw problem(name, word, "0 or 1")
        }
    }

    /// A whole number.
    ///
    /// - Parameter what: what is counted.
    public func number(_ name: String, of what: String = "milliseconds", atLeast least: Int64) throws(Problem) -> Int64?
    {
        guard let word = text(name) else { return nil }
        guard let number = Int64(word), number >= least else {
            throw problem(name, word, "a number of \(what), at least \(least)")
        }
        return number
    }

    /// One of several words.
    public func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) throws(Problem) -> Choice? {
        guard let word = text(name) else { return nil }
        guard let choice = Choice(rawValue: word) else {
            throw problem(name, word, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    private func problem(_ name: String, _ word: String, _ wanted: String) -> Problem {
        Problem(description: "\(Self.variable(name)) is \"\(word)\", not \(wanted)")
    }

    private static func variable(_ name: String) -> String { "LIVETEX_BRIDGE_" + name }
}
