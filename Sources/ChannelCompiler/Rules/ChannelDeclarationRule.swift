import Diagnostics
import JSON
import Text

/// The channels that a file declares.
struct ChannelDeclarationRule: ValueRule {
    static let page = Page(
        code: "bad-channel-declaration", severity: .error, title: "A declared channel is not sound",
        meaning: """
            `channels` maps a channel's code to `direct` (leads write there) or `chat_center` (operators already \
            answer there). A code is compared without regard to case, so each may be there only once. `livetex` \
            cannot be declared: it is always excluded.
            """,
        example: "channels: {avito: drect}",
        fix: "Write `direct` or `chat_center` after the code that `lead.getChannelCode()` gives.")

    let fields: [Field] = [.channels]

    func check(_ value: Node, _ report: Report) {
        var seen: [String: Node] = [:]
        for (key, kind) in value.entries where key.isScalar {
            var place = value.place
            place.key = UInt32(key.id)
            let (key, kind) = (key.moved(to: place), kind.moved(to: place))
            if MergeKeyRule.report(key, report) { continue }
            let written = key.string
            if PublicText.isWord(written) || written.count < 10 { key.show() }
            if let first = seen[written.lowercased()] {
                DuplicateKeyRule.report(key, first: first, in: place, report)
                continue
            }
            seen[written.lowercased()] = key
            guard WrongTypeRule.isText(key, report) else { continue }
            if written.lowercased() == Channels.livetex {
                report.add(Self.page, at: key, "`livetex` cannot be declared: it is always excluded")
            } else if !Self.isCode(written) {
                report.add(
                    Self.page, at: key, "\(key.quoted) cannot be a channel's code",
                    help: LookAlike.explained("letters, digits, `_`, `-` and `.`, at most 64 of them", written))
            }
            guard WrongTypeRule.isText(kind, report), ChannelKind(rawValue: kind.string) == nil else { continue }
            let nearest = Nearest.match(kind.string, in: ChannelKind.allCases.map(\.rawValue))
            if nearest != nil || PublicText.isWord(kind.string) { kind.show() }
            report.add(
                Self.page, at: kind, "a channel is `direct` or `chat_center`, not \(kind.quoted)",
                help: nearest.map { LookAlike.explained("did you mean `\($0)`?", kind.string) }, replacement: nearest)
        }
    }

    /// The channels of a file: the known ones, and those that it declares; nil when one of them cannot be read.
    ///
    /// A code with a wrong kind counts as declared, so that one mistake is one diagnostic.
    static func channels(_ node: Node) -> Channels? {
        var declared: [String: ChannelKind] = [:]
        for (key, kind) in node.entries {
            guard key.kind != .unknown else { return nil }
            let code = key.string.lowercased()
            guard isCode(code), code != Channels.livetex else { continue }
            let name = Nearest.match(kind.string, in: ChannelKind.allCases.map(\.rawValue)) ?? ""
            declared[code] = ChannelKind(rawValue: kind.string) ?? ChannelKind(rawValue: name) ?? .direct
        }
        return Channels(declared: declared)
    }

    private static func isCode(_ code: String) -> Bool {
        (1...64).contains(code.utf8.count)
            && code.utf8.allSatisfy { ASCII.isWord($0) || "-.".utf8.contains($0) }
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
