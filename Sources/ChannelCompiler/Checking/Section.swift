import Diagnostics

/// A mapping with known keys that has been read: the top of the file, `defaults`, or a binding.
final class Section {
    enum Kind: Equatable {
        case top
        case defaults
        case binding(Int)
    }

    let kind: Kind
    let tree: YAMLTree
    /// The mapping itself.
    let node: NodeID
    private var slots = [Int32](repeating: absent, count: Field.allCases.count)

    private static let absent: Int32 = -1
    private static let unusable: Int32 = -2

    init(_ kind: Kind, tree: YAMLTree, node: NodeID) {
        self.kind = kind
        self.tree = tree
        self.node = node
    }

    /// The node of a field whose value is of the right kind.
    func node(_ field: Field) -> NodeID? {
        let slot = slots[field.rawValue]
        return slot >= 0 ? Int(slot) : nil
    }

    /// Whether the key stands there, with whatever value.
    func has(_ field: Field) -> Bool { slots[field.rawValue] != Self.absent }

    func set(_ field: Field, _ node: NodeID) { slots[field.rawValue] = Int32(node) }

    /// Notes a key whose value is of the wrong kind: it is not missing, and nobody can use it.
    func setUnusable(_ field: Field) { slots[field.rawValue] = Self.unusable }

    /// Notes of a mapping's keys that do not stand there that they may have been lost: nobody can say they are missing.
    func setUnknown(_ shape: MappingShape) {
        for key in shape.keys where !has(key.field) {
            setUnusable(key.field)
            // `defaults` is a section of its own.
            if case .mapping(let inner) = key.shape, key.field != .defaults { setUnknown(inner) }
        }
    }

    /// The path of a field in this section.
    func path(_ field: Field) -> String { path(field.path) }

    /// The path of something in this section.
    func path(_ suffix: String) -> String {
        switch kind {
        case .top: suffix
        case .defaults: suffix.isEmpty ? "defaults" : "defaults.\(suffix)"
        case .binding(let index): suffix.isEmpty ? "bindings[\(index)]" : "bindings[\(index)].\(suffix)"
        }
    }
}

/// A value of a section, as a rule sees it.
struct Value {
    let file: FileView
    let section: Section
    let field: Field
    let node: NodeID

    private var tree: YAMLTree { section.tree }

    /// The text of a scalar.
    var string: String { tree.string(node) }
    /// The text of a scalar as bytes.
    var bytes: ArraySlice<UInt8> { tree.bytes(node) }
    /// Whether it is the `false` that switches a text off.
    var isFalse: Bool {
        guard tree[node].kind == .plain, case .bool(false) = PlainScalar(tree.bytes(node)) else { return false }
        return true
    }
    var kind: YAMLNode.Kind { tree[node].kind }
    var range: Range<Int> { tree.sourceRange(node) }
    var path: String { section.path(field) }

    /// The items of a list; the value itself when it is none.
    var items: [Item] {
        guard tree[node].kind == .sequence else { return [Item(value: self, index: nil, node: node)] }
        return tree.children(of: node).enumerated().map { Item(value: self, index: $0.offset, node: $0.element) }
    }

    /// One item of a list.
    struct Item {
        let value: Value
        let index: Int?
        let node: NodeID

        var string: String { value.section.tree.string(node) }
        var kind: YAMLNode.Kind { value.section.tree[node].kind }
        var range: Range<Int> { value.section.tree.sourceRange(node) }
        var path: String { value.path + (index.map { "[\($0)]" } ?? "") }
    }
}
