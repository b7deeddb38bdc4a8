import ChannelBundle
import Diagnostics
import JSON

/// The entries of `allow_private` are hosts.
struct AllowedHostRule: ValueRule {
    static let page = Page(
        code: "bad-allowed-host", severity: .error, title: "An entry of `allow_private` is not a host",
        meaning:
            """
            `allow_private` lists hosts as URLs name them, without scheme, port or path. Networks such as \
            10.0.0.0/8 are not supported.
            """,
        example: "allow_private: [\"https://10.0.0.7\"]",
        fix: "Write the bare host, such as `10.0.0.7` or `bot.intranet`.")

    let fields: [Field] = [.allowPrivate]

    func check(_ value: Node, _ report: Report) {
        for item in value.items where !Self.isHost(item.string) {
            report.add(
                Self.page, at: item, "\(item.quoted) is not a host",
                help: "no scheme, no port, no path, no network")
        }
    }

    /// Whether a text is a host as a URL may have it.
    static func isHost(_ text: String) -> Bool {
        (try? AddressKind(host: Array(AddressKind.canonical(host: text).utf8)[...])) != nil
    }

    /// No scheme, no port, no path; which numbers are addresses is more than a pattern can tell.
    func schema(_ field: Field) -> [String: JSON] {
        let pattern = "^\\[?([A-Za-z0-9_.-]+|[0-9A-Fa-f.]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)\\]?$"
        return ["items": ["type": "string", "pattern": .string(pattern)]]
    }
}
