import ChannelBundle

/// Reads references to secrets.
enum SecretReferences {
    private static let environmentKey = Array("env".utf8)
    private static let fileKey = Array("file".utf8)

    /// Whether a value is a sound reference, or a list of them where one is allowed. Reports what is wrong with it.
    static func check(_ value: Node, takesList: Bool, _ report: Report) -> Bool {
        switch value.kind {
        case .unknown: return false
        case .mapping:
            guard SecretReferenceRule.check(value, report) else { return false }
            let text = value.following(2)
            if value.following(1).isEqual(fileKey)
                ? PublicText.isPath(text.bytes) : PublicText.isVariable(text.bytes) || PublicText.isWord(text.string)
            {
                text.show()
            }
            return true
        case .sequence:
            guard takesList else {
                WrongTypeRule.report(value, wanted: .oneReference, report)
                return false
            }
            var isSound = SecretListRule.check(value, report)
            for item in value.children { isSound = check(item, takesList: false, report) && isSound }
            return isSound
        case .plain, .quoted, .block:
            LiteralSecretRule.report(value, report)
            return false
        }
    }

    /// A sound reference; nil when the mapping is not one.
    static func reference(_ node: Node) -> SecretReference? {
        guard isReference(node) else { return nil }
        let text = node.following(2).string
        return node.following(1).isEqual(fileKey) ? .file(text) : .environment(text)
    }

    /// Whether a node is a mapping with one of the two keys and no other.
    static func isReference(_ node: Node) -> Bool {
        guard node.kind == .mapping, node.next > node.id + 2, node.following(2).next == node.next else { return false }
        let key = node.following(1)
        return key.isScalar && (key.isEqual(environmentKey) || key.isEqual(fileKey))
    }

    /// The references of a sound value.
    static func references(_ value: Node) -> [(reference: SecretReference, item: Node)] {
        value.items.compactMap { item in reference(item).map { ($0, item) } }
    }

    /// Shows each reference of a sound value as it is written, without making a text of it.
    static func forEach(_ value: Node, _ visit: (_ isFile: Bool, _ text: ArraySlice<UInt8>, Node) -> Void) {
        for item in value.items {
            // In a sound reference the key follows its mapping, and the value its key.
            visit(item.following(1).isEqual(fileKey), item.following(2).bytes, item)
        }
    }
}
