import JSON

@testable import ChannelCompiler

extension YAMLTree {
    /// The document as the JSON value that an editor's YAML server would check; nil when it is none.
    var json: JSON? { root.flatMap { json($0) } }

    private func json(_ node: Node) -> JSON? {
        switch node.kind {
        case .unknown: return nil
        case .quoted, .block: return .string(node.string)
        case .plain:
            switch PlainScalar(node.bytes) {
            case .null: return .null
            case .bool(let value), .oldBool(let value): return .bool(value)
            case .integer: return Int64(node.string).map { .int($0) }
            case .fraction, .oddNumber, .date: return .double(0.5)
            case .text: return .string(node.string)
            }
        case .sequence:
            var elements: [JSON] = []
            for child in node.children {
                guard let element = json(child) else { return nil }
                elements.append(element)
            }
            return .array(elements)
        case .mapping:
            var members: [String: JSON] = [:]
            for (key, value) in node.entries {
                guard key.isScalar, let member = json(value) else { return nil }
                members[key.string] = member
            }
            return .object(members)
        }
    }
}
