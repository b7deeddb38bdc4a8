import ChannelBundle

/// Reads references to secrets, and sees to it that nothing which could be a secret is ever printed.
enum SecretShape {
    /// Whether a value is a sound reference, or a list of them where one is allowed. Reports what is wrong with it.
    static func check(_ tree: YAMLTree, _ node: NodeID, _ known: KeyShape, _ section: Section, _ report: Report) -> Bool {
        let path = section.path(known.field)
        switch tree[node].kind {
        case .alias: return false
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
        let entries = Array(tree.entries(of: node))
        guard tree[node].kind == .mapping, entries.count == 1, let entry = entries.first else { return nil }
        let value = tree.string(entry.value)
        switch tree.string(entry.key) {
        case "env": return .environment(value)
        case "file": return .file(value)
        default: return nil
        }
    }

    /// The references of a sound value.
    static func references(_ value: Value) -> [(reference: SecretReference, item: Value.Item)] {
        value.items.compactMap { item in
            reference(value.section.tree, item.node).map { ($0, item) }
        }
    }

    /// Hides every scalar below a node.
    static func hide(_ tree: YAMLTree, _ node: NodeID) {
        for id in node..<Int(tree[node].next) where tree[id].isScalar { tree.source.hide(tree.sourceRange(id)) }
    }
}
