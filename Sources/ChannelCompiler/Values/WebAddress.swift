/// A URL, as far as the configuration needs to understand one.
///
/// It is strict: what two programs could read differently (spaces, a backslash, an IPv4 address in octal) is no URL here,
/// because the check and the call must mean the same host.
struct WebAddress {
    var scheme: String
    /// The part before `@`, if there is one.
    var userInfo: Substring?
    /// The host in lower case, an IPv6 address without its brackets.
    var host: String
    var hostKind: HostKind
    var port: Int?
    var path: Substring
    var query: Substring?
    var fragment: Substring?

    /// Why a text is no URL.
    struct Failure: Error {
        /// A clause such as `it holds a space`.
        var reason: String
    }

    init(_ text: String) throws(Failure) {
        for byte in text.utf8 {
            if byte == UInt8(ascii: " ") { throw Failure(reason: "it holds a space") }
            if byte < 0x21 || byte == 0x7F { throw Failure(reason: "it holds a control character") }
            if byte >= 0x80 {
                throw Failure(reason: "it holds a letter outside ASCII; write the host in punycode and the rest percent-encoded")
            }
            if "\\\"<>^`{|}".utf8.contains(byte) { throw Failure(reason: "it holds a character that a URL cannot have") }
        }
        guard let colon = text.firstRange(of: "://") else { throw Failure(reason: "it does not begin with https://") }
        scheme = text[..<colon.lowerBound].lowercased()
        guard !scheme.isEmpty, scheme.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) else {
            throw Failure(reason: "it does not begin with https://")
        }
        var rest = text[colon.upperBound...]
        if let mark = rest.firstIndex(of: "#") {
            fragment = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        path = rest[slash...]
        var authority = rest[..<slash]
        if let at = authority.lastIndex(of: "@") {
            userInfo = authority[..<at]
            authority = authority[authority.index(after: at)...]
        }
        let hostText: Substring
        if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
            hostText = authority[authority.index(after: authority.startIndex)..<close]
            authority = authority[authority.index(after: close)...]
            guard authority.isEmpty || authority.hasPrefix(":") else { throw Failure(reason: "its host is not one") }
            hostKind = try HostKind(ipv6: hostText)
        } else {
            hostText = authority.prefix { $0 != ":" }
            authority = authority[hostText.endIndex...]
            hostKind = try HostKind(name: hostText)
        }
        host = hostText.lowercased()
        if authority.hasPrefix(":") {
            let digits = authority.dropFirst()
            guard let number = Int(digits), (1...65_535).contains(number), digits.first != "+" else {
                throw Failure(reason: "its port is not a number from 1 to 65535")
            }
            port = number
        }
    }

    /// The URL without a slash at its end, the way addresses are kept to which something is appended.
    static func withoutTrailingSlash(_ text: String) -> String {
        var text = text[...]
        while text.hasSuffix("/") { text = text.dropLast() }
        return String(text)
    }
}
