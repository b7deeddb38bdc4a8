import Diagnostics

/// Where a node is in the language. It becomes a text such as `bindings[3].token` only when a problem is reported.
struct Place {
    enum Home: Equatable {
        case top
        case defaults
        case binding(UInt32)
    }

    /// The section that the node is in.
    var home = Home.top
    /// The field whose value it is, or is in; nil for the section itself.
    var field: Field?
    /// The number of a list's item, from 0.
    var item: UInt32?
    /// A key in the field that is no field itself, such as a channel's code.
    var key: UInt32?

    /// Whether the field must have a value.
    var isRequired: Bool {
        home != .defaults && item == nil && key == nil && (field.map { Language.shape(of: $0).isRequired } ?? false)
    }

    func path(in tree: YAMLTree) -> String {
        var parts: [String] =
            switch home {
            case .top: []
            case .defaults: ["defaults"]
            case .binding(let index): ["bindings[\(index)]"]
            }
        if let field { parts.append(field.path + (item.map { "[\($0)]" } ?? "")) }
        if let key {
            parts.append(String(Node(tree: tree, id: Int(key), place: self).quoted.dropFirst().dropLast()))
        }
        return parts.joined(separator: ".")
    }
}
