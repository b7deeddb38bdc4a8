import ChannelBundle
import Text

/// A URL, as far as the configuration needs to understand one.
///
/// It is strict: what two programs could read differently (spaces, a backslash, an IPv4 address in octal) is not a URL
/// here, because the check and the call must mean the same host. It works on bytes: a large configuration has tens of
/// thousands of URLs.
struct WebAddress {
    var isHTTPS: Bool
    /// The scheme in lower case.
    var scheme: String
    /// Whether there is a part before an `@`.
    var hasUserInfo = false
    /// The host in lower case, an IPv6 address without its brackets.
    var host: String
    var hostKind: AddressKind
    var hasQuery = false
    var hasFragment = false

    /// Why a text is not a URL.
    struct Failure: Error {
        /// A clause such as `it holds a space`.
        var reason: String
    }

    init(_ text: ArraySlice<UInt8>) throws(Failure) {
        try Self.checkCharacters(text)
        let schemeEnd = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        let name = text[..<schemeEnd]
        guard !name.isEmpty, name.allSatisfy(ASCII.isLetter),
            text[schemeEnd...].starts(with: [UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "/")])
        else { throw Failure(reason: "it does not begin with https://") }
        scheme = String(decoding: name, as: UTF8.self).lowercased()
        isHTTPS = scheme == "https"
        var rest = text[(schemeEnd + 3)...]
        if let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
            hasFragment = true
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            hasQuery = true
            rest = rest[..<mark]
        }
        var authority = rest[..<(rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex)]
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            hasUserInfo = true
            authority = authority[(at + 1)...]
        }
        let hostBytes: ArraySlice<UInt8>
        do throws(AddressKind.HostError) {
            if authority.first == UInt8(ascii: "["), let close = authority.firstIndex(of: UInt8(ascii: "]")) {
                hostBytes = authority[(authority.startIndex + 1)..<close]
                authority = authority[(close + 1)...]
                guard authority.isEmpty || authority.first == UInt8(ascii: ":") else { throw .malformed }
                hostKind = try AddressKind(ipv6Text: hostBytes)
            } else {
                hostBytes = authority.prefix { $0 != UInt8(ascii: ":") }
                authority = authority[hostBytes.endIndex...]
                hostKind = try AddressKind(host: hostBytes)
            }
        } catch {
            throw Failure(reason: error.rawValue)
        }
        host = String(decoding: hostBytes, as: UTF8.self).lowercased()
        if authority.first == UInt8(ascii: ":") { try Self.checkPort(authority.dropFirst()) }
    }

    private static func checkCharacters(_ text: ArraySlice<UInt8>) throws(Failure) {
        for byte in text {
            switch byte {
            case UInt8(ascii: " "): throw Failure(reason: "it holds a space")
            case 0..<0x20, 0x7F: throw Failure(reason: "it holds a control character")
            case 0x80...:
                throw Failure(
                    reason: "it holds a letter outside ASCII; write the host in punycode and the rest percent-encoded")
            case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "^"),
                UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
                throw Failure(reason: "it holds a character that a URL cannot have")
            default: break
            }
        }
    }

    private static func checkPort(_ digits: ArraySlice<UInt8>) throws(Failure) {
        let isNumber = (1...5).contains(digits.count) && digits.allSatisfy(ASCII.isDigit)
        let number = isNumber ? digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } : 0
        guard (1...65_535).contains(number) else { throw Failure(reason: "its port is not a number from 1 to 65535") }
    }

    /// The URL without slashes at its end: a path is appended to it.
    static func withoutTrailingSlash(_ text: String) -> String {
        var text = text[...]
        while text.hasSuffix("/") { text = text.dropLast() }
        return String(text)
    }
}
