// The guard against requests to places that are reachable from here but not meant: cloud metadata services, routers,
// databases. It judges the resolved address at the moment a connection is opened, so a name cannot lie about it.

import POSIX

/// Which network addresses are nobody's business.
public enum AddressPolicy {
    /// Whether an address lies outside the public internet: private, loopback, link-local, shared, multicast, reserved,
    /// or an IPv6 form that leads to such an IPv4 address.
    public static func isPrivate(_ address: [UInt8]) -> Bool {
        switch address.count {
        case 4: isPrivateIPv4(address)
        case 16: isPrivateIPv6(address)
        default: true
        }
    }

    /// The bytes of a literal IPv4 or IPv6 address, with or without brackets; nil for a name.
    public static func literal(_ host: String) -> [UInt8]? {
        let text = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        var bytes4 = in_addr()
        if inet_pton(AF_INET, text, &bytes4) == 1 { return withUnsafeBytes(of: bytes4) { Array($0) } }
        var bytes6 = in6_addr()
        if inet_pton(AF_INET6, text, &bytes6) == 1 { return withUnsafeBytes(of: bytes6) { Array($0) } }
        return nil
    }

    /// Whether a host in an address is a literal of this machine: whoever writes that, means it.
    public static func isLiteralLoopback(_ host: String) -> Bool {
        if host == "localhost" { return true }
        guard let address = literal(host) else { return false }
        return address.count == 4 ? address[0] == 127 : address == [UInt8](repeating: 0, count: 15) + [1]
    }

    private static func isPrivateIPv4(_ a: [UInt8]) -> Bool {
        switch (a[0], a[1]) {
        case (0, _), (10, _), (127, _): true
        case (100, 64...127): true  // shared address space, RFC 6598
        case (169, 254), (192, 168), (172, 16...31): true
        case (192, 0): a[2] == 0 || a[2] == 2
        case (198, 18...19): true  // benchmarking, RFC 2544
        case (198, 51): a[2] == 100
        case (203, 0): a[2] == 113
        case (224...255, _): true  // multicast, reserved, broadcast
        default: false
        }
    }

    private static func isPrivateIPv6(_ a: [UInt8]) -> Bool {
        let startsWithZeros = { (count: Int) in a.prefix(count).allSatisfy { $0 == 0 } }
        if startsWithZeros(10), a[10] == 0xff, a[11] == 0xff { return isPrivateIPv4(Array(a[12...])) }  // ::ffff:0:0/96
        if startsWithZeros(12) { return true }  // ::, ::1 and the old IPv4-compatible form
        if a.prefix(12) == [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0] { return isPrivateIPv4(Array(a[12...])) }  // NAT64
        if a[0] == 0x00, a[1] == 0x64 { return true }  // 64:ff9b:1::/48, local-use NAT64
        if a[0] == 0x20, a[1] == 0x02 { return isPrivateIPv4(Array(a[2..<6])) }  // 6to4
        if a[0] == 0x20, a[1] == 0x01, a[2] < 0x02 { return true }  // Teredo and other protocol assignments
        if a[0] == 0x20, a[1] == 0x01, a[2] == 0x0d, a[3] == 0xb8 { return true }  // documentation
        // Global unicast is 2000::/3; all else is local, link-local, multicast or unassigned.
        return a[0] & 0xe0 != 0x20
    }
}
