import ChannelBundle
import Diagnostics

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
                help: hint(field), report)
        case .textOrFalse:
            if tree[node].kind == .plain, case .bool(false) = PlainScalar(tree.bytes(node)) { return true }
            return isText(tree, node, orFalse: true, path: path(), takesQuoted: true, report)
        case .integer:
            if case .integer = PlainScalar(tree.bytes(node)), tree[node].isScalar {
                if tree[node].kind == .plain { return true }
                self.report(
                    tree, node, wanted: "a whole number", path: path(), help: "write it without quotes",
                    // The only whole number of the language is its version, and only this one is known.
                    replacement: tree[node].kind == .quoted && tree.string(node) == "1" ? "1" : nil, report)
            } else {
                self.report(
                    tree, node, wanted: "a whole number", path: path(), help: "digits only, as in `\(field.key): 1`",
                    report)
            }
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
            let help = "each item begins with a hyphen and a space, as in `- id: support`"
            return check(tree, node, is: .sequence, path: path(), help: help, report)
        case .mapping, .free: return check(tree, node, is: .mapping, path: path(), report)
        case .secret, .secrets: return false
        }
    }

    /// What a text of the field looks like.
    private static func hint(_ field: Field) -> String? {
        switch field {
        case .waitingTimeout: "\(DurationRule.help(field)); to switch it off, leave the key out"
        case .retention: DurationRule.help(field)
        case .id: "a text of a-z, 0-9 and hyphens, such as support"
        case .apiVersion:
            "known are \(LiveTexAPI.Version.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))"
        case .publicURL, .apiURL, .botURL: "an address that begins with https://"
        default: nil
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
                    tree, node, orFalse: orFalse, path: path(), takesQuoted: takesQuoted() && !orFalse,
                    help: help(), report)
            case .oddNumber, .date:
                YAMLNumberRule.report(
                    tree, node, path: path(), takesQuoted: takesQuoted(), help: help(), report)
            case .integer, .fraction:
                let mends = takesQuoted()
                self.report(
                    tree, node, wanted: wanted, path: path(), help: mends ? "put it in quotes" : help(),
                    replacement: mends ? "\"\(tree.string(node))\"" : nil, report)
            case .bool where orFalse:
                self.report(
                    tree, node, wanted: wanted, path: path(),
                    help: "write the text, or false for none; without the key it is the usual one", report)
            case .null, .bool: self.report(tree, node, wanted: wanted, path: path(), help: help(), report)
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
            help =
                hasComment(tree.source, behind: range.upperBound)
                ? "` #` begins a comment; a text with it needs quotes"
                : Language.isRequired(path) ? "write a value" : "write a value, or remove the key"
        } else if wanted == "a list", help == nil, tree[node].kind == .plain {
            if tree.bytes(node).first == UInt8(ascii: "-") {
                help = "each item begins with a hyphen and a space"
            } else if let list = listText(tree.bytes(node)) {
                help = "write it as a list: \(list)"
            }
        }
        report.add(
            page, at: range, path: path, "this must be \(wanted), not \(kind(tree, node, wanted))", help: help,
            replacement: replacement)
    }

    /// Whether a value seems to be empty only because its text begins with `#`.
    private static func hasComment(_ source: SourceText, behind place: Int) -> Bool {
        let line = source.line(source.position(at: place).line)
        guard line.contains(place) else { return false }
        let rest = source.bytes[place..<line.upperBound].drop { $0 == UInt8(ascii: " ") }
        // With a space behind it, it is most often meant as a comment.
        return rest.first == UInt8(ascii: "#") && rest.dropFirst().first.map { $0 != UInt8(ascii: " ") } == true
    }

    /// Words with or without something between them, as a list in brackets; nil when it is anything else.
    private static func listText(_ bytes: ArraySlice<UInt8>) -> String? {
        guard case .text = PlainScalar(bytes) else { return nil }
        let words = bytes.split { " ,;\n".utf8.contains($0) }.map { String(decoding: $0, as: UTF8.self) }
        let isSound = words.allSatisfy { word in
            !word.hasPrefix("-")
                && word.utf8.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_-.".utf8.contains(byte)
                }
        }
        return isSound && !words.isEmpty ? "[\(words.joined(separator: ", "))]" : nil
    }

    /// What a value is, in the words of a message.
    private static func kind(_ tree: YAMLTree, _ node: NodeID, _ wanted: String) -> String {
        switch tree[node].kind {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .quoted, .block: return "a text"
        case .unknown: return "unknown"
        case .plain:
            switch PlainScalar(tree.bytes(node)) {
            case .null: return tree[node].textLength == 0 ? "empty" : "null"
            // Beside `false` and a whole number the kind would not tell what is wrong.
            case .bool(true) where wanted.hasSuffix("false"): return "true"
            case .bool, .oldBool: return "a boolean"
            case .integer, .fraction, .oddNumber:
                return wanted == "a whole number" ? quoted(tree.string(node)) : "a number"
            case .date: return "a date"
            case .text: return "a text"
            }
        }
    }
}
