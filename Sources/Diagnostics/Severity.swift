/// How much a problem matters.
public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
    /// The configuration cannot be used.
    case error
    /// It can be used, but probably does not do what is wanted.
    case warning
    /// Good to know; nothing needs to be done.
    case information

    private var rank: Int {
        switch self {
        case .error: 0
        case .warning: 1
        case .information: 2
        }
    }

    /// The more severe one is the smaller.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}
