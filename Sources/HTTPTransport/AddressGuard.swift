// The guard against requests to services that only this machine can reach: metadata services of clouds, routers, databases.
// It judges the resolved address when a connection opens, so a name cannot hide it.

import ChannelBundle
import POSIX

/// Which addresses a request may connect to.
struct AddressGuard {
    /// Whether the host itself is allowed, wherever it leads.
    let allowsAll: Bool

    /// - Parameters:
    ///   - host: the host of the request's URL, an IPv6 address with or without brackets. A loopback address or
    ///     `localhost`, written as such, allows every address.
    ///   - allowed: hosts of which every address may be called.
    init(host: String, allowing allowed: Set<String>) {
        let bare = host.drop { $0 == "[" }.prefix { $0 != "]" }
        let host = AddressKind.canonical(host: host)
        // As it is spelled: an IPv4 address in IPv6's form hides that it is loopback.
        allowsAll =
            (try? AddressKind(host: Array(bare.utf8)[...])) == .loopback
            || allowed.contains { AddressKind.canonical(host: $0) == host }
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
}
