// The guard against requests to services that only this machine can reach: metadata services of clouds, routers, databases.
// It judges the resolved address when a connection opens, so a name cannot hide it.

import ChannelBundle
import POSIX

/// Which addresses a request may connect to.
struct AddressGuard {
    private let allowsAll: Bool

    /// - Parameters:
    ///   - host: the host of the request's URL, an IPv6 address with or without brackets. A loopback address or
    ///     `localhost`, written as such, allows every address.
    ///   - allowed: hosts of which every address may be called.
    init(host: String, allowing allowed: Set<String>) {
        let host = Self.canonical(host)
        allowsAll =
            (try? AddressKind(host: Array(host.utf8)[...])) == .loopback
            || allowed.contains { Self.canonical($0) == host }
    }

    /// Why a connection to an address is refused, as a noun such as `a private address`; nil when it is allowed.
    ///
    /// - Parameter address: 4 or 16 bytes in network order.
    func refusal(_ address: [UInt8]) -> String? {
        if allowsAll { return nil }
        return switch AddressKind(address: address) {
        case .global, .name: nil
        case .loopback: "a loopback address"
        case .special(let special): special.rawValue
        }
    }

    /// The one spelling of a host: lower case, no brackets, an IPv6 address in its short form. libcurl shortens too.
    private static func canonical(_ host: String) -> String {
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        var address = in6_addr()
        guard inet_pton(AF_INET6, bare, &address) == 1 else { return bare.lowercased() }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
