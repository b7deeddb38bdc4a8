/// Why a sandbox cannot start, or cannot do what it is told.
public enum SandboxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bundle has no bindings.
    case noBindings
    /// Two bindings have the same token, so LiveTex cannot tell their calls apart.
    case sharedToken(String)
    /// It is a real service, so the sandbox does not speak for it: its address.
    case realService(String)
    /// The sandbox does not have this binding.
    case unknownBinding(String)

    /// The problem as a clause.
    public var description: String {
        switch self {
        case .noBindings: "the bundle has no bindings"
        case .sharedToken(let id): "the binding \(id) has the LiveTex token of another one"
        case .realService(let url): "\(url) is a real service; the sandbox does not speak for it"
        case .unknownBinding(let id): "there is no binding \(id)"
        }
    }
}
