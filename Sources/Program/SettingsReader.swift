import POSIX

/// The bridge's settings: environment variables whose names begin with `LIVETEX_BRIDGE_` (docs/operations.md). An empty
/// variable counts as unset.
public struct SettingsReader: Sendable {
    /// A setting whose value cannot be used.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// The variable, its value, and what it should be.
        public var description: String
    }

    private let environment: [String: String]

    /// - Parameter environment: the variables, by default the process's own.
    public init(_ environment: [String: String] = Environment.all()) { self.environment = environment }

    /// The directory of the compiled configuration.
    public var bundle: String { text("BUNDLE") ?? Self.defaultBundle }

    /// The directory of the dialogs.
    public var state: String { text("STATE") ?? Self.defaultState }

    /// The default of ``bundle``.
    public static let defaultBundle = "/etc/livetex-bridge/bundle"
    /// The default of ``state``.
    public static let defaultState = "/var/lib/livetex-bridge"

    /// The value of a setting, by its name without the prefix.
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
    /// - Parameters:
    ///   - what: the unit, for the error.
    ///   - least: the smallest value that is allowed.
    ///   - most: the largest value that is allowed; of milliseconds an hour.
    public func number(
        _ name: String, of what: String = "milliseconds", atLeast least: Int64, atMost most: Int64 = 3_600_000
    ) throws(Problem) -> Int64? {
        guard let word = text(name) else { return nil }
        guard let number = Int64(word), (least...most).contains(number) else {
            throw problem(name, word, "a number of \(what) from \(least) to \(most)")
        }
        return number
    }

    /// What the state directory may be although that is not safe.
    public func allowedHazards() throws(Problem) -> Set<DirectoryHazard> {
        var allowed: Set<DirectoryHazard> = try flag("ALLOW_NETWORK_STATE") ? [.network] : []
        let name = "ALLOW_STATE"
        for word in text(name)?.split(separator: ",") ?? [] {
            guard let hazard = DirectoryHazard(rawValue: String(word)) else {
                let known = DirectoryHazard.allCases.map(\.rawValue).joined(separator: ", ")
                throw problem(name, text(name) ?? "", "a list of \(known)")
            }
            allowed.insert(hazard)
        }
        return allowed
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

    /// The variable of a setting, by the setting's name without the prefix.
    public static func variable(_ name: String) -> String { "LIVETEX_BRIDGE_" + name }
}
