import ChannelBundle

/// A value of another kind than its place asks for.
struct WrongTypeRule: Rule {
    static let page = Page(
        code: "wrong-type", severity: .error, title: "A value is of the wrong kind",
        meaning: """
            Every key asks for a text, a whole number, a list or a mapping. A number or a boolean where a text belongs \
            is refused, because YAML programs give it back in different spellings.
            """,
        example: .binding("excluded_channels: umnico"),
        mend: "Write a list as `[a, b]`, a mapping as `{key: value}`, and a text that looks like a number in quotes.")

    var pages: [Page] { [Self.page] }

    /// Whether a value is a collection of the given kind; reports when it is not.
    static func check(
        _ tree: YAMLTree, _ node: NodeID, is kind: YAMLNode.Kind, path: @autoclosure () -> String, help: String? = nil,
        _ report: Report
    ) -> Bool {
        if tree[node].kind == kind { return true }
        self.report(tree, node, wanted: kind == .mapping ? "a mapping" : "a list", path: path(), help: help, report)
        return false
    }

    /// Whether a value is of the given shape; reports when it is not.
    ///
    /// - Parameter field: the place; it tells whether any text will do there.
    static func check(
        _ tree: YAMLTree, _ node: NodeID, is shape: Shape, of field: Field, path: @autoclosure () -> String,
        _ report: Report
    ) -> Bool {
        switch shape {
        case .any: return tree[node].kind != .unknown
        case .text:
            return isText(
                tree, node, path: path(), takesQuoted: takesQuoted(field, tree, node),
                help: Field.durations.contains(field) ? DurationRule.help(field) : nil, report)
        case .textOrFalse:
            if tree[node].kind == .plain, case .bool(false) = PlainScalar(tree.bytes(node)) { return true }
            return isText(tree, node, orFalse: true, path: path(), takesQuoted: true, report)
        case .integer:
            if tree[node].kind == .plain, case .integer = PlainScalar(tree.bytes(node)) { return true }
            self.report(tree, node, wanted: "a whole number", path: path(), report)
            return false
        case .texts:
            guard check(tree, node, is: .sequence, path: path(), report) else { return false }
            var isSound = true
            for (index, item) in tree.children(of: node).enumerated() {
                // Every item is looked at, also behind a wrong one.
                isSound = isText(tree, item, path: "\(path())[\(index)]", report) && isSound
            }
            return isSound
        case .mappings:
            let help = tree[node].kind == .mapping ? "each item begins with a hyphen and a space, as in `- id: support`" : nil
            return check(tree, node, is: .sequence, path: path(), help: help, report)
        case .mapping, .free: return check(tree, node, is: .mapping, path: path(), report)
        case .secret, .secrets: return false
        }
    }

    /// Whether the value would be right if it only stood in quotes.
    private static func takesQuoted(_ field: Field, _ tree: YAMLTree, _ node: NodeID) -> Bool {
        switch field {
        case .id: BundleReader.isBindingID(tree.string(node))
        case .apiVersion: tree.isEqual(node, Array(LiveTexAPI.Version.v1_2.rawValue.utf8))
        default: [.name, .headerBot, .headerLead].contains(field) || Field.scriptCodes.contains(field)
        }
    }

    /// Whether a value is a text to every YAML program; reports when it is not.
    ///
    /// - Parameters:
    ///   - takesQuoted: whether quotes would mend it, so that they can be suggested.
    ///   - help: what would be right where a number stands that quotes do not mend.
    static func isText(
        _ tree: YAMLTree, _ node: NodeID, orFalse: Bool = false, path: @autoclosure () -> String,
        takesQuoted: @autoclosure () -> Bool = false, help: @autoclosure () -> String? = nil, _ report: Report
    ) -> Bool {
        let wanted = orFalse ? "a text, or false" : "a text"
        switch tree[node].kind {
        case .quoted, .block: return true
        case .plain:
            switch PlainScalar(tree.bytes(node)) {
            case .text: return true
            case .oldBool:
                YAMLBooleanRule.report(
                    tree, node, orFalse: orFalse, path: path(), takesQuoted: takesQuoted() && !orFalse, report)
            case .oddNumber: YAMLNumberRule.report(tree, node, path: path(), takesQuoted: takesQuoted(), report)
            case .integer, .fraction:
                let mends = takesQuoted()
                self.report(
                    tree, node, wanted: wanted, path: path(), help: mends ? "put it in quotes" : help(),
                    replacement: mends ? "\"\(tree.string(node))\"" : nil, report)
            case .null, .bool: self.report(tree, node, wanted: wanted, path: path(), report)
            }
            return false
        case .mapping, .sequence, .unknown:
            self.report(tree, node, wanted: wanted, path: path(), report)
            return false
        }
    }

    /// Reports a value that is not what is wanted.
    static func report(
        _ tree: YAMLTree, _ node: NodeID, wanted: String, path: String, help: String? = nil, replacement: String? = nil,
        _ report: Report
    ) {
        // An alias has been refused already; what it stands for is not known.
        guard tree[node].kind != .unknown else { return }
        var help = help
        let range = tree.sourceRange(node)
        if tree[node].kind == .plain, tree[node].textLength == 0 {
            help = "write a value, or remove the key"
        } else if wanted == "a list", tree[node].kind == .plain, let list = listText(tree.bytes(node)) {
            help = "write it as a list: \(list)"
        }
        report.add(
            page, at: range, path: path, "this must be \(wanted), not \(kind(tree, node))", help: help,
            replacement: replacement)
    }

    /// A plain word, or some with commas, in brackets; nil when it is anything else.
    private static func listText(_ bytes: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard case .text = PlainScalar(bytes) else { return nil }
        let isSound = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_-., ".utf8.contains(byte)
        }
        return isSound && !text.hasPrefix(",") && !text.hasPrefix("-") ? "[\(text)]" : nil
    }

    /// What a value is, in the words of a message.
    private static func kind(_ tree: YAMLTree, _ node: NodeID) -> String {
        switch tree[node].kind {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .quoted, .block: return "a text"
        case .unknown: return "unknown"
        case .plain:
            switch PlainScalar(tree.bytes(node)) {
            case .null: return tree[node].textLength == 0 ? "empty" : "null"
            case .bool, .oldBool: return "a boolean"
            case .integer, .fraction, .oddNumber: return "a number"
            case .text: return "a text"
            }
        }
    }
}
