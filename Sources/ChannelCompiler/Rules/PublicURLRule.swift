import Diagnostics

/// LiveTex must be able to reach the receiver.
struct PublicURLRule: ValueRule {
    static let page = Page(
        code: "public-url-unreachable", severity: .warning, title: "LiveTex cannot reach this address",
        meaning: """
            LiveTex sends webhooks to `public_url` over the internet. A private address is known only inside your own \
            network. (A loopback address is accepted: it is for development.)
            """,
        example: "public_url: https://192.168.1.20/hooks",
        fix: "Write the address under which the receiver is reached from outside.")

    let fields: [Field] = [.publicURL]

    func check(_ value: Node, _ report: Report) {
        guard let address = try? WebAddress(value.bytes), case .special(let special) = address.hostKind else { return }
        report.add(
            Self.page, at: value, "LiveTex cannot reach \(quoted(address.host)): it is \(special.rawValue)")
    }
}
