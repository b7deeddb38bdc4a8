/// The parts of an http or https address that the sandbox looks at.
struct SandboxURL: Hashable, Sendable {
    var scheme: String
    var host: String
    /// 80 or 443 where the address names none.
    var port: UInt16
    /// Path and query.
    var rest: String

    /// nil when the text is no absolute http or https address with a host.
    init?(_ text: String) {
        guard let separator = text.firstRange(of: "://") else { return nil }
        scheme = text[..<separator.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        let remainder = text[separator.upperBound...]
        let end = remainder.firstIndex { "/?#".contains($0) } ?? remainder.endIndex
        var authority = remainder[..<end]
        rest = String(remainder[end...])
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        port = scheme == "https" ? 443 : 80
        // A colon inside the brackets of an IPv6 address does not start a port.
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            guard let number = UInt16(authority[authority.index(after: colon)...]) else { return nil }
            port = number
            authority = authority[..<colon]
        }
        guard !authority.isEmpty else { return nil }
        host = authority.lowercased()
    }

    /// Whether the host is this machine.
    var isLoopback: Bool {
        host == "localhost" || host == "[::1]"
            || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }
}
