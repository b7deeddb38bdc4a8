import ChannelBundle

/// Reads references to secrets, and sees to it that nothing which could be a secret is ever printed.
enum SecretShape {
    private static let environmentKey = Array("env".utf8)
    private static let fileKey = Array("file".utf8)

    /// Whether a value is a sound reference, or a list of them where one is allowed. Reports what is wrong with it.
    static func check(_ tree: YAMLTree, _ node: NodeID, _ known: KeyShape, _ section: Section, _ report: Report) -> Bool
    {
        lazy var path = section.path(known.field)
        switch tree[node].kind {
        case .unknown: return false
        case .mapping: return SecretReferenceRule.check(tree, node, path, report)
        case .sequence:
            guard case .secrets = known.shape else {
                hide(tree, node)
                WrongTypeRule.report(tree, node, wanted: "one reference to a secret", path: path, report)
                return false
            }
            var isSound = SecretListRule.check(tree, node, path, report)
            for (index, item) in tree.children(of: node).enumerated() {
                let itemPath = "\(path)[\(index)]"
                if tree[item].kind == .mapping {
                    isSound = SecretReferenceRule.check(tree, item, itemPath, report) && isSound
                } else {
                    LiteralSecretRule.report(tree, item, itemPath, report)
                    isSound = false
                }
            }
            return isSound
        case .plain, .quoted, .block:
            LiteralSecretRule.report(tree, node, path, report)
            return false
        }
    }

    /// A sound reference; nil when the mapping is not one.
    static func reference(_ tree: YAMLTree, _ node: NodeID) -> SecretReference? {
        var entries = tree.entries(of: node)
        guard tree[node].kind == .mapping, let entry = entries.next(), entries.next() == nil, tree[entry.key].isScalar
        else {
            return nil
        }
        if tree.isEqual(entry.key, environmentKey) { return .environment(tree.string(entry.value)) }
        if tree.isEqual(entry.key, fileKey) { return .file(tree.string(entry.value)) }
        return nil
    }

    /// The references of a sound value.
    static func references(_ value: Value) -> [(reference: SecretReference, item: Value.Item)] {
        value.items.compactMap { item in
            reference(value.section.tree, item.node).map { ($0, item) }
        }
    }

    /// Shows each reference of a sound value as it is written, without making a text of it.
    static func forEach(_ value: Value, _ visit: (_ isFile: Bool, _ text: ArraySlice<UInt8>, Value.Item) -> Void) {
        let tree = value.section.tree
        func show(_ node: NodeID, _ index: Int?) {
            // In a sound reference the key follows its mapping, and the value its key.
            let isFile = tree[node + 1].textLength == 4
            visit(isFile, tree.bytes(node + 2), Value.Item(value: value, index: index, node: node))
        }
        guard value.kind == .sequence else { return show(value.node, nil) }
        var index = 0
        for node in tree.children(of: value.node) {
            show(node, index)
            index += 1
        }
    }

    /// Hides every scalar below a node that is not plainly part of a reference.
    static func hide(_ tree: YAMLTree, _ node: NodeID) {
        for id in node..<Int(tree[node].next) where tree[id].isScalar && !isPartOfReference(tree, id) {
            tree.source.hide(tree.sourceRange(id))
        }
    }

    /// `env`, `file`, a variable's name behind the one, a path behind the other.
    private static func isPartOfReference(_ tree: YAMLTree, _ id: NodeID) -> Bool {
        if tree.isEqual(id, environmentKey) || tree.isEqual(id, fileKey) { return true }
        guard id > 0, tree[id - 1].isScalar else { return false }
        if tree.isEqual(id - 1, environmentKey) { return SecretNameRule.isVariable(tree.bytes(id)) }
        return tree.isEqual(id - 1, fileKey) && tree.bytes(id).contains(UInt8(ascii: "/"))
    }
}
