/// What kind of value may stand at a place.
enum Shape {
    case integer
    case text
    /// A text, or `false` to switch it off.
    case textOrFalse
    /// A list of texts.
    case texts
    /// `{env: NAME}` or `{file: PATH}`.
    case secret
    /// A secret, or a list of them while one replaces the other.
    case secrets
    /// A mapping with the given keys.
    case mapping(MappingShape)
    /// A mapping whose keys are free; a rule of its own looks at it.
    case free
    /// A list of mappings with the given keys.
    case mappings(MappingShape)
    /// Whatever stands here, a rule looks at it.
    case any

    /// Whether a value is of the kind that stands at such a place, whatever is in it.
    func fits(_ value: YAMLNode) -> Bool {
        switch self {
        case .integer, .text, .textOrFalse: value.isScalar
        case .mapping, .free, .secret: value.kind == .mapping
        case .texts, .mappings: value.kind == .sequence
        case .secrets: value.isCollection
        case .any: value.kind != .unknown
        }
    }

    /// Whether what is left of a damaged value is of use: its parts are looked at one by one.
    var isReadInParts: Bool {
        switch self {
        case .mapping, .mappings, .free: true
        case .integer, .text, .textOrFalse, .texts, .secret, .secrets, .any: false
        }
    }
}

/// A mapping with known keys.
final class MappingShape: Sendable {
    /// How a message names it: `a binding`.
    let name: String
    let keys: [KeyShape]
    /// The path of the mapping in its section; empty for the section itself.
    let path: String

    init(_ name: String, _ keys: [KeyShape]) {
        self.name = name
        self.keys = keys
        path = keys.first?.field.path.split(separator: ".").dropLast().joined(separator: ".") ?? ""
    }

    /// The key that a node names; nil for an unknown one.
    ///
    /// - Parameter hint: where to look first. Keys most often stand in one order, so the next one is near the last one.
    func find(_ tree: YAMLTree, _ node: NodeID, hint: inout Int) -> KeyShape? {
        for offset in 0..<keys.count {
            let index = hint + offset < keys.count ? hint + offset : hint + offset - keys.count
            if tree.isEqual(node, keys[index].bytes) {
                hint = index + 1 < keys.count ? index + 1 : 0
                return keys[index]
            }
        }
        return nil
    }

    /// The path of a key of the mapping in its section.
    func path(ofKey name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// The keys that people may use.
    var offered: [KeyShape] { keys.filter { !$0.isHidden } }
}

/// One key of a mapping. A class, because it is looked at for every key of a file.
final class KeyShape: Sendable {
    let name: String
    let bytes: [UInt8]
    let field: Field
    let shape: Shape
    let isRequired: Bool
    /// Known only in order to say why it is refused; neither the schema nor a message offers it.
    let isHidden: Bool
    /// One sentence for editors.
    let summary: String

    init(_ field: Field, _ shape: Shape, required: Bool = false, hidden: Bool = false, _ summary: String) {
        name = field.key
        bytes = Array(field.key.utf8)
        self.field = field
        self.shape = shape
        isRequired = required
        isHidden = hidden
        self.summary = summary
    }
}

extension Shape: Sendable {}
