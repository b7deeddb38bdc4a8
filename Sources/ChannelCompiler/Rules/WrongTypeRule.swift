import ChannelBundle
import Diagnostics
import Text

/// A value of another kind than its place asks for.
struct WrongTypeRule: Rule {
    static let page = Page(
        code: "wrong-type", severity: .error, title: "A value is of the wrong kind",
        meaning: """
            Every key asks for a text, a whole number, a list or a mapping. A number or a boolean where a text belongs \
            is refused, because YAML programs give it back in different spellings.
            """,
        example: "excluded_channels: umnico",
        fix: "Write a list as `[a, b]`, a mapping as `{key: value}`, and a text that looks like a number in quotes.")

    /// What belongs at a place.
    enum Wanted {
        case text, textOrFalse, integer, list, mapping, key, reference, oneReference

        var words: String {
            switch self {
            case .text: "a text"
            case .textOrFalse: "a text, or false"
            case .integer: "a whole number"
            case .list: "a list"
            case .mapping: "a mapping"
            case .key: "a key"
            case .reference: "a reference, {env: NAME} or {file: PATH}"
            case .oneReference: "one reference to a secret"
            }
        }
    }

    /// Whether a value is of the given shape; reports when it is not.
    static func check(_ value: Node, is shape: Shape, _ report: Report) -> Bool {
        switch shape {
        case .any: return value.kind != .unknown
        case .text: return isText(value, takesQuoted: takesQuoted(value), help: hint(value.place.field), report)
        case .textOrFalse: return value.isFalse || isText(value, orFalse: true, takesQuoted: true, report)
        case .integer:
            let isInteger = if value.isScalar, case .integer = PlainScalar(value.bytes) { true } else { false }
            if isInteger, value.kind == .plain { return true }
            self.report(
                value, wanted: .integer,
                help: isInteger ? "write it without quotes" : "digits only, as in `\(value.place.field?.key ?? ""): 1`",
                // The only whole number of the language is its version, and only this one is known.
                replacement: value.kind == .quoted && value.string == "1" ? "1" : nil, report)
            return false
        case .texts:
            guard value.kind == .sequence else { break }
            // Every item is looked at, also after a wrong one.
            return value.items.reduce(true) { isText($1, report) && $0 }
        case .mappings where value.kind != .sequence:
            let help = "each item begins with a hyphen and a space, as in `- id: support`"
            self.report(
                value, wanted: .list,
                help: value.kind == .mapping ? "\(help); what is in it is checked once it is a list" : help, report)
            return false
        case .mapping, .mappings, .free, .secret, .secrets: break
        }
        if shape.fits(value) { return true }
        if case .texts = shape {
            self.report(value, wanted: .list, report)
        } else {
            self.report(value, wanted: .mapping, report)
        }
        return false
    }

    /// What a text of the field looks like.
    private static func hint(_ field: Field?) -> String? {
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

    /// Whether the value would be right in quotes.
    private static func takesQuoted(_ value: Node) -> Bool {
        guard value.isOnOneLine else { return false }
        return switch value.place.field {
        case .id: BundleReader.isBindingID(value.string)
        case .apiVersion: value.string == LiveTexAPI.Version.v1_2.rawValue
        case .name, .headerBot, .headerLead: true
        case let field: field.map(Field.scriptCodes.contains) ?? false
        }
    }

    /// Whether a value is a text to every YAML program; reports when it is not.
    ///
    /// - Parameters:
    ///   - takesQuoted: whether quotes would fix it, so that they can be suggested.
    ///   - help: what would be right where a number is that quotes do not fix.
    static func isText(
        _ value: Node, orFalse: Bool = false, takesQuoted: @autoclosure () -> Bool = false,
        help: @autoclosure () -> String? = nil, _ report: Report
    ) -> Bool {
        guard value.kind == .plain else {
            if value.kind == .quoted || value.kind == .block { return true }
            self.report(value, wanted: orFalse ? .textOrFalse : .text, report)
            return false
        }
        var replacement: String?
        var hint: String?
        switch PlainScalar(value.bytes) {
        case .text: return true
        case .oldBool:
            YAMLBooleanRule.report(
                value, orFalse: orFalse, takesQuoted: takesQuoted() && !orFalse, help: help(), report)
            return false
        case .oddNumber, .date:
            YAMLNumberRule.report(value, takesQuoted: takesQuoted(), help: help(), report)
            return false
        case .integer, .fraction:
            replacement = takesQuoted() ? "\"\(value.string)\"" : nil
            hint = replacement == nil ? help() : "put it in quotes"
        case .bool where orFalse: hint = "write the text, or false for none; without the key it is the usual one"
        case .null, .bool: hint = help()
        }
        self.report(value, wanted: orFalse ? .textOrFalse : .text, help: hint, replacement: replacement, report)
        return false
    }

    /// Reports a value that is not what is wanted.
    static func report(
        _ value: Node, wanted: Wanted, help: String? = nil, replacement: String? = nil, _ report: Report
    ) {
        // What is wrong with an unknown value has been reported.
        guard value.kind != .unknown else { return }
        var help = help
        if value.isEmpty {
            help =
                hasComment(after: value)
                ? "` #` begins a comment; a text with it needs quotes"
                : value.place.isRequired ? "write a value" : "write a value, or remove the key"
        } else if wanted == .list, help == nil, value.kind == .plain {
            if value.bytes.first == UInt8(ascii: "-") {
                help = "each item begins with a hyphen and a space"
            } else if value.isShown, value.isOnOneLine, let list = listText(value.bytes) {
                help = "write it as a list: \(list)"
            }
        }
        report.add(
            page, at: value, "this must be \(wanted.words), not \(kind(value, wanted))", help: help,
            replacement: replacement)
    }

    /// Whether a value seems to be empty only because its text begins with `#`.
    private static func hasComment(after value: Node) -> Bool {
        let place = value.range.upperBound
        let line = value.tree.source.line(value.tree.source.position(at: place).line)
        guard line.contains(place) else { return false }
        let rest = value.tree.source.bytes[place..<line.upperBound].drop { $0 == UInt8(ascii: " ") }
        // With a space after it, it is most often meant as a comment.
        return rest.first == UInt8(ascii: "#") && rest.dropFirst().first.map { $0 != UInt8(ascii: " ") } == true
    }

    /// Words with or without something between them, as a list in brackets; nil when it is anything else.
    private static func listText(_ bytes: ArraySlice<UInt8>) -> String? {
        guard case .text = PlainScalar(bytes) else { return nil }
        let words = bytes.split { " ,;\n".utf8.contains($0) }
        let isSound = words.allSatisfy { word in
            word.first != UInt8(ascii: "-") && word.allSatisfy { ASCII.isWord($0) || "-.".utf8.contains($0) }
        }
        guard isSound, !words.isEmpty else { return nil }
        return "[\(words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", "))]"
    }

    /// What a value is, in the words of a message.
    private static func kind(_ value: Node, _ wanted: Wanted) -> String {
        switch value.kind {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .quoted, .block: return "a text"
        case .unknown: return "unknown"
        case .plain:
            switch PlainScalar(value.bytes) {
            case .null: return value.isEmpty ? "empty" : "null"
            // Beside `false` and a whole number the kind would not tell what is wrong.
            case .bool(true) where wanted == .textOrFalse: return "true"
            case .bool, .oldBool: return "a boolean"
            case .integer, .fraction, .oddNumber: return wanted == .integer ? value.quoted : "a number"
            case .date: return "a date"
            case .text: return "a text"
            }
        }
    }
}
