import Diagnostics
import JSON

/// The form of a URL: https, without user name, query and fragment.
struct URLFormRule: ValueRule {
    static let page = Page(
        code: "bad-url", severity: .error, title: "This is not a URL",
        meaning:
            """
            A URL here is `https://`, a host, perhaps a port and a path, all in ASCII. What programs could read \
            differently is refused.
            """,
        example: "api: {url: messaging.livetex.ru}",
        fix: "Write the whole address, such as `https://messaging.livetex.ru`.")
    static let notHTTPS = Page(
        code: "url-not-https", severity: .error, title: "The URL is not https",
        meaning:
            """
            Tokens and people's messages go to this address. Plain http is accepted for a loopback host only: \
            127.0.0.1, [::1] or localhost.
            """,
        example: "api: {url: \"http://messaging.livetex.ru\"}",
        fix: "Use https.")
    static let userInfo = Page(
        code: "url-user-info", severity: .error, title: "The URL holds a user name or a password",
        meaning:
            """
            The user name and the password before the `@` are secrets in a file that is kept in git, and many programs \
            write URLs into logs.
            """,
        example: "api: {url: \"https://user:password@messaging.livetex.ru\"}",
        fix: "Remove it; the bridge sends tokens in headers. Replace the password if this file has ever been shared.")
    static let query = Page(
        code: "url-query", severity: .error, title: "The URL has a query or a fragment",
        meaning: "The bridge appends paths and its own query to addresses, and a query often holds a secret.",
        example: "public_url: https://bridge.example.com/hooks?source=livetex",
        fix: "Remove everything from the `?` or `#` on.")

    var pages: [Page] { [Self.page, Self.notHTTPS, Self.userInfo, Self.query] }
    let fields = Field.urls

    func check(_ value: Node, _ report: Report) {
        let text = value.bytes
        // An empty one is reported as empty.
        guard !value.isBlank else { return }
        let address: WebAddress
        do throws(WebAddress.Failure) {
            address = try WebAddress(text)
        } catch {
            let whole = Self.whole(text)
            report.add(
                Self.page, at: value, "this is not a URL: \(error.reason)", help: whole.map { "write \($0)" },
                replacement: whole.map { "\"\($0)\"" })
            return
        }
        if !address.isHTTPS, !(address.scheme == "http" && address.hostKind == .loopback) {
            report.add(
                Self.notHTTPS, at: value, "the URL must be https, not \(quoted(address.scheme))",
                help: address.scheme == "http" ? "plain http is accepted for 127.0.0.1, [::1] and localhost only" : nil)
        }
        if address.hasUserInfo {
            report.add(
                Self.userInfo, at: value, "a URL must hold no user name and no password",
                help: "remove everything up to the `@`")
        }
        if address.hasQuery || address.hasFragment {
            report.add(
                Self.query, at: value, "a URL here has no query and no fragment",
                help: "remove everything from the `\(address.hasQuery ? "?" : "#")` on")
        }
    }

    /// What only lacks its `https://`; nil when there is more to doubt.
    private static func whole(_ text: ArraySlice<UInt8>) -> String? {
        let whole = "https://" + String(decoding: text, as: UTF8.self)
        guard let address = try? WebAddress(Array(whole.utf8)[...]), address.hostKind == .name,
            address.host.contains("."), !address.hasUserInfo, !address.hasQuery, !address.hasFragment
        else { return nil }
        return whole
    }

    /// The form only, and of http what can be a loopback host.
    func schema(_ field: Field) -> [String: JSON] {
        let loopback = "([Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|127\\.[0-9.]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]+)?"
        return [
            "pattern": .string("^[Hh][Tt][Tt][Pp]([Ss]://[^@?#/\\\\ ]+|://\(loopback))(/[^?#\\\\ ]*)?$")
        ]
    }
}
