/// What kind of value may be at a place.
enum Shape: Sendable {
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
    /// Any value; a rule looks at it.
    case any

    /// Whether a value has the kind that the place asks for; what is in it does not matter.
    func fits(_ value: Node) -> Bool {
        switch self {
        case .integer, .text, .textOrFalse: value.isScalar
        case .mapping, .free, .secret: value.kind == .mapping
        case .texts, .mappings: value.kind == .sequence
        case .secrets: value.kind == .mapping || value.kind == .sequence
        case .any: value.kind != .unknown
        }
    }
}

/// A mapping with known keys.
final class MappingShape: Sendable {
    /// How a message names it: `a binding`.
    let name: String
    let keys: [KeyShape]

    init(_ name: String, _ keys: [KeyShape]) {
        self.name = name
        self.keys = keys
    }

    /// The key that a node names; nil for an unknown one.
    ///
    /// - Parameter hint: where to look first. Keys are most often in one order, so the next one is near the last one.
    func find(_ node: Node, hint: inout Int) -> KeyShape? {
        for offset in 0..<keys.count {
            let index = hint + offset < keys.count ? hint + offset : hint + offset - keys.count
            if node.isEqual(keys[index].bytes) {
                hint = index + 1 < keys.count ? index + 1 : 0
                return keys[index]
            }
        }
        return nil
    }

    /// The keys that people may use.
    var offered: [KeyShape] { keys.filter { !$0.isHidden } }
}

/// One key of a mapping. A class, because it is looked at for every key of a file.
final class KeyShape: Sendable {
    let name: String
    let bytes: [UInt8]
    /// The keys that lead to it from the top or from its binding: `headers.bot`.
    let path: String
    let field: Field
    /// Where it belongs, as a message says it.
    var home: String {
        if path != name { return "in `\(path.dropLast(name.count + 1))`" }
        return Language.file.keys.contains { $0 === self } ? "at the top of the file" : "in a binding"
    }
    let shape: Shape
    let isRequired: Bool
    /// Known only in order to say why it is refused; neither the schema nor a message offers it.
    let isHidden: Bool
    /// Whether its texts are addresses or parts of them, which may have a password in them.
    let hasAddresses: Bool
    /// One sentence for editors.
    let summary: String

    init(
        _ path: String, _ field: Field, _ shape: Shape, required: Bool = false, hidden: Bool = false, _ summary: String
    ) {
        name = path.split(separator: ".").last.map(String.init) ?? path
        bytes = Array(name.utf8)
        self.path = path
        self.field = field
        self.shape = shape
        isRequired = required
        isHidden = hidden
        hasAddresses = Field.urls.contains(field) || field == .allowPrivate
        self.summary = summary
    }
}
