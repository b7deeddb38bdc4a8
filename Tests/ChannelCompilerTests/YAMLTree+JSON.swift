import JSON

@testable import ChannelCompiler

extension YAMLTree {
    /// The document as the JSON value that an editor's YAML server would check; nil when it is none.
    var json: JSON? { root.flatMap { json($0) } }

    private func json(_ id: NodeID) -> JSON? {
        switch self[id].kind {
        case .unknown: return nil
        case .quoted, .block: return .string(string(id))
        case .plain:
            switch PlainScalar(bytes(id)) {
            case .null: return .null
            case .bool(let value), .oldBool(let value): return .bool(value)
            case .integer: return Int64(string(id)).map { .int($0) }
            case .fraction, .oddNumber, .date: return .double(0.5)
            case .text: return .string(string(id))
            }
        case .sequence:
            var elements: [JSON] = []
            for child in children(of: id) {
                guard let element = json(child) else { return nil }
                elements.append(element)
            }
            return .array(elements)
        case .mapping:
            var members: [String: JSON] = [:]
            for (key, value) in entries(of: id) {
                guard self[key].isScalar, let member = json(value) else { return nil }
                members[string(key)] = member
            }
            return .object(members)
        }
    }
}
