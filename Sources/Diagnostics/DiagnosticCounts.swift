/// How many problems of each severity there are.
public struct DiagnosticCounts: Hashable, Sendable {
    /// How many errors.
    public var errors = 0
    /// How many warnings.
    public var warnings = 0
    /// How many notes.
    public var informations = 0

    /// Counts.
    public init(_ diagnostics: [Diagnostic] = []) {
        for diagnostic in diagnostics { self[diagnostic.severity] += 1 }
    }

    /// How many of one severity.
    public subscript(severity: Severity) -> Int {
        get {
            switch severity {
            case .error: errors
            case .warning: warnings
            case .information: informations
            }
        }
        set {
            switch severity {
            case .error: errors = newValue
            case .warning: warnings = newValue
            case .information: informations = newValue
            }
        }
    }

    /// How many there are.
    public var total: Int { errors + warnings + informations }

    /// `2 errors, 1 warning`; the empty text when there are neither.
    public var summary: String {
        [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
    }
}
