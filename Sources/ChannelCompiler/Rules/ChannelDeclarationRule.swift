import Diagnostics
import JSON

/// The channels that a file declares.
struct ChannelDeclarationRule: ValueRule {
    static let page = Page(
        code: "bad-channel-declaration", severity: .error, title: "A declared channel is not sound",
        meaning: """
            `channels` maps a channel's code to `direct` (leads write there) or `chat_center` (operators already \
            answer there). A code is compared without regard to case, so it may stand there only once. `livetex` \
            cannot be declared: it is always excluded.
            """,
        example: .top("channels: {avito: drect}"),
        mend: "Write `direct` or `chat_center` behind the code that `lead.getChannelCode()` gives.")

    var pages: [Page] { [Self.page] }
    let fields: [Field] = [.channels]

    func check(_ value: Value, _ report: Report) {
        let tree = value.section.tree
        var seen: [String: NodeID] = [:]
        for (key, kind) in tree.entries(of: value.node) where tree[key].isScalar {
            let written = tree.string(key)
            let code = written.lowercased()
            let path = value.section.path("channels.\(String(quoted(written).dropFirst().dropLast()))")
            if MergeKeyRule.report(tree, key, value.section, report) { continue }
            if let first = seen.updateValue(key, forKey: code) {
                DuplicateKeyRule.report(tree, key, first: first, path, report)
                continue
            }
            guard WrongTypeRule.isText(tree, key, path: path, report) else { continue }
            if code == Channels.livetex {
                report.add(
                    Self.page, at: tree.sourceRange(key), path: path,
                    "`livetex` cannot be declared: it is always excluded")
            } else if !Self.isCode(written) {
                report.add(
                    Self.page, at: tree.sourceRange(key), path: path, "\(quoted(written)) cannot be a channel's code",
                    help: LookAlike.explained("letters, digits, `_`, `-` and `.`, at most 64 of them", written))
            }
            guard WrongTypeRule.isText(tree, kind, path: path, report) else { continue }
            let name = tree.string(kind)
            guard ChannelKind(rawValue: name) == nil else { continue }
            let nearest = Nearest.match(name, in: ChannelKind.allCases.map(\.rawValue))
            report.add(
                Self.page, at: tree.sourceRange(kind), path: path,
                "a channel is `direct` or `chat_center`, not \(quoted(name))",
                help: nearest.map { LookAlike.explained("did you mean `\($0)`?", name) }, replacement: nearest)
        }
    }

    /// The channels of a file: the known ones, and those that it declares.
    ///
    /// A code with a wrong kind counts as declared, so that one mistake is one diagnostic.
    static func channels(_ tree: YAMLTree, _ node: NodeID) -> Channels {
        var declared: [String: ChannelKind] = [:]
        for (key, kind) in tree.entries(of: node) {
            let code = tree.string(key).lowercased()
            guard isCode(code), code != Channels.livetex else { continue }
            let name = Nearest.match(tree.string(kind), in: ChannelKind.allCases.map(\.rawValue)) ?? ""
            declared[code] = ChannelKind(rawValue: tree.string(kind)) ?? ChannelKind(rawValue: name) ?? .direct
        }
        var channels = Channels()
        channels.declare(declared)
        return channels
    }

    private static func isCode(_ code: String) -> Bool {
        (1...64).contains(code.utf8.count)
            && code.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_-.".utf8.contains(byte)
            }
    }

    /// The same rule as a regular expression, for the JSON Schema.
    static let pattern = "^(?![Ll][Ii][Vv][Ee][Tt][Ee][Xx]$)[A-Za-z0-9._-]{1,64}$"

    func schema(_ field: Field) -> [String: JSON] {
        [
            "propertyNames": ["pattern": .string(Self.pattern)],
            "additionalProperties": ["enum": .array(ChannelKind.allCases.map { .string($0.rawValue) })],
        ]
    }
}
