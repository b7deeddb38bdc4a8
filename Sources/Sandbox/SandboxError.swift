/// Why a sandbox cannot be started.
public enum SandboxError: Error, Hashable, Sendable, CustomStringConvertible {
    case noBindings
    /// A binding whose token is also another binding's: LiveTex could not tell their calls apart.
    case sharedToken(String)

    /// The problem as a clause.
    public var description: String {
        switch self {
        case .noBindings: "the bundle has no bindings"
        case .sharedToken(let id): "the binding \(id) has the LiveTex token of another one"
        }
    }
}
