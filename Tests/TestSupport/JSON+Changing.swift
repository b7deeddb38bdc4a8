import JSON

extension JSON {
    /// The value with one member changed, added, or (given nil) removed.
    ///
    /// - Parameter path: names and positions with dots between them: `data.items.0.label`. The empty path is the value
    ///   itself.
    public func changing(_ path: String, to value: JSON?) -> JSON {
        changing(path.split(separator: ".").map(String.init)[...], to: value) ?? .null
    }

    private func changing(_ path: ArraySlice<String>, to value: JSON?) -> JSON? {
        guard let step = path.first else { return value }
        switch self {
        case .object(var members):
            members[step] = (members[step] ?? .object([:])).changing(path.dropFirst(), to: value)
            return .object(members)
        case .array(var elements):
            guard let index = Int(step), elements.indices.contains(index) else { return self }
            if let changed = elements[index].changing(path.dropFirst(), to: value) {
                elements[index] = changed
            } else {
                elements.remove(at: index)
            }
            return .array(elements)
        default: return JSON.object([:]).changing(path, to: value)
        }
    }
}
