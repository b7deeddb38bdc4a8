import JSON

extension JSON {
    /// The paths of all members and elements, as `changing` takes them.
    public var paths: [String] {
        switch self {
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { key, value in [key] + value.paths.map { "\(key).\($0)" } }
        case .array(let elements):
            elements.enumerated().flatMap { index, value in ["\(index)"] + value.paths.map { "\(index).\($0)" } }
        default: []
        }
    }

    /// The value at a path; nil where there is none.
    public func at(_ path: String) -> JSON? {
        path.split(separator: ".").reduce(Optional(self)) { value, step in
            Int(step).flatMap { value?[$0] } ?? value?[String(step)]
        }
    }
}
