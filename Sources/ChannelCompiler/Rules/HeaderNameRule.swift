import JSON
import Text

/// The name of the header that has the platform's token.
struct HeaderNameRule: ValueRule {
    static let page = Page(
        code: "bad-header-name", severity: .error, title: "This cannot be the header of a token",
        meaning: """
            The name of a header has letters, digits and hyphens, and at most 64 characters. The bridge and its HTTP \
            client set some headers themselves, such as `Content-Type`, `Host` and `webhook-id`; none of them can have \
            the token.
            """,
        example: Page.botExample("token_header: \"Authorization: Bearer\""),
        fix: "Write the name alone, such as `Authentication`.")

    private static let longest = 64
    private static let taken: Set<String> = [
        "connection", "content-length", "content-type", "expect", "host", "te", "trailer", "transfer-encoding",
        "upgrade", "user-agent", "webhook-id", "webhook-signature", "webhook-timestamp",
    ]

    let fields: [Field] = [.botTokenHeader]

    func check(_ value: Node, _ report: Report) {
        guard !value.isBlank else { return }
        let name = value.string
        if Self.taken.contains(name.lowercased()) {
            report.add(Self.page, at: value, "the bridge sets the header \(value.quoted) itself")
        } else if value.bytes.count > Self.longest || !value.bytes.allSatisfy(Self.isNameByte) {
            report.add(
                Self.page, at: value, "this is no name of a header",
                help: LookAlike.explained("write the name alone, such as `Authentication`", name))
        }
    }

    /// Of the characters that HTTP allows (RFC 9110, 5.6.2), those that every server takes.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    /// The form only.
    func schema(_ field: Field) -> [String: JSON] {
        ["pattern": .string("^[A-Za-z0-9_-]*$"), "maxLength": .int(Int64(Self.longest))]
    }
}
