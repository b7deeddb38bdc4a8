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
    /// The first keys of fields, as far as somebody has asked; nil where there is none.
    private var keys: [Field: NodeID?] = [:]

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

    /// The first key of a field.
    func key(_ field: Field, in mapping: NodeID) -> NodeID? {
        if let known = keys[field] { return known }
        let name = Array(field.key.utf8)
        let first = tree.entries(of: mapping).first { tree.isEqual($0.key, name) }?.key
        keys.updateValue(first, forKey: field)
        return first
    }

    func set(_ field: Field, _ node: NodeID) { slots[field.rawValue] = Int32(node) }

    /// Notes a key whose value is of the wrong kind: it is not missing, and nobody can use it.
    func setUnusable(_ field: Field) { slots[field.rawValue] = Self.unusable }

    /// Notes of a mapping's keys that do not stand there that they may have been lost: nobody can say they are missing.
    func setUnknown(_ shape: MappingShape) {
        for key in shape.keys where !has(key.field) { setUnknown(key) }
    }

    /// Notes of a key that does not stand there, and of what would be below it, that it is not missing.
    func setUnknown(_ key: KeyShape) {
        setUnusable(key.field)
        // `defaults` is a section of its own.
        if case .mapping(let inner) = key.shape, key.field != .defaults { setUnknown(inner) }
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
    var items: Items { Items(value: self, children: kind == .sequence ? tree.children(of: node) : nil) }

    /// Walks over the items; a list of millions is never an array.
    struct Items: Sequence, IteratorProtocol {
        fileprivate let value: Value
        fileprivate var children: YAMLChildren?
        private var index = 0

        fileprivate init(value: Value, children: YAMLChildren?) {
            self.value = value
            self.children = children
        }

        mutating func next() -> Item? {
            defer { index += 1 }
            guard children != nil else {
                return value.kind != .sequence && index == 0 ? Item(value: value, index: nil, node: value.node) : nil
            }
            return children?.next().map { Item(value: value, index: index, node: $0) }
        }

        var count: Int { reduce(0) { count, _ in count + 1 } }
        var isEmpty: Bool { !contains { _ in true } }
        var last: Item? { reduce(nil) { $1 } }
    }

    /// One item of a list.
    struct Item {
        let value: Value
        let index: Int?
        let node: NodeID

        var string: String { value.section.tree.string(node) }
        var kind: YAMLNode.Kind { value.section.tree[node].kind }
        var range: Range<Int> { value.section.tree.sourceRange(node) }
        /// Whether the list is in brackets.
        var isFlow: Bool { value.section.tree[value.node].isFlow }
        var path: String { value.path + (index.map { "[\($0)]" } ?? "") }
    }
}
