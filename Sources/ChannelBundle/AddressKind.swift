// The one judgement of network addresses. The compiler asks it about hosts in URLs, the transport about the address of a
// connection before it opens. So both refuse the same.

import POSIX
import Text

/// What a host or a network address is to the bridge.
public enum AddressKind: Hashable, Sendable {
    /// A host name: only the resolver knows its address.
    case name
    /// This machine, written as 127.0.0.0/8, `::1` or `localhost`.
    case loopback
    /// Not on the public internet.
    case special(Special)
    /// On the public internet.
    case global

    /// Why an address is not on the public internet (IANA's special-purpose address registries, RFC 6890).
    public enum Special: String, Hashable, Sendable, CaseIterable {
        /// RFC 1918 and RFC 4193.
        case privateUse = "a private address"
        /// RFC 3927 and RFC 4291; the metadata services of clouds are here.
        case linkLocal = "a link-local address"
        /// Between a provider and its customers, RFC 6598.
        case shared = "a shared address"
        /// RFC 5737, RFC 3849 and RFC 9637.
        case documentation = "an address for documentation"
        /// RFC 2544.
        case benchmarking = "an address for benchmarks"
        case multicast = "a multicast address"
        /// Set aside, not assigned, or without a meaning as a destination.
        case reserved = "a reserved address"
        /// An IPv6 address that leads to an IPv4 address of one of these kinds, or to loopback.
        case embedded = "an address that leads to a private IPv4 address"
    }

    /// Why a text is not a host.
    public enum HostError: String, Error, Hashable, Sendable, CustomStringConvertible {
        case empty = "it has no host"
        case malformed = "its host is malformed"
        case ambiguousNumber = "its host is a number that programs read differently; write four decimal numbers"
        case notIPv6 = "its host is not an IPv6 address"

        /// The reason as a clause.
        public var description: String { rawValue }
    }
}

extension AddressKind {
    /// The kind of an address.
    ///
    /// - Parameter address: 4 or 16 bytes in network order. Any other length counts as reserved: nothing is known of it.
    public init(address: [UInt8]) {
        switch address.count {
        case 4: self.init(ipv4: address[...])
        case 16: self.init(ipv6: address)
        default: self = .special(.reserved)
        }
    }

    private init(ipv4 a: ArraySlice<UInt8>) {
        let start = a.startIndex
        switch (a[start], a[start + 1], a[start + 2]) {
        case (127, _, _): self = .loopback
        case (10, _, _), (172, 16...31, _), (192, 168, _): self = .special(.privateUse)
        case (169, 254, _): self = .special(.linkLocal)
        case (100, 64...127, _): self = .special(.shared)
        case (192, 0, 2), (198, 51, 100), (203, 0, 113): self = .special(.documentation)
        case (198, 18...19, _): self = .special(.benchmarking)
        case (224...239, _, _): self = .special(.multicast)
        case (0, _, _), (192, 0, 0), (240...255, _, _): self = .special(.reserved)
        default: self = .global
        }
    }

    private init(ipv6 a: [UInt8]) {
        let zeros = a.prefix { $0 == 0 }.count
        switch (a[0], a[1]) {
        case (0, 0) where zeros == 10 && a[10] == 0xFF && a[11] == 0xFF: self.init(mapping: a[12...])  // ::ffff:0:0/96
        case (0, 0) where zeros == 15 && a[15] == 1: self = .loopback
        case (0, 0x64) where a[2...].starts(with: [0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]):  // 64:ff9b::/96, RFC 6052
            self.init(embedding: a[12...])
        case (0x20, 0x02): self.init(embedding: a[2..<6])  // 6to4, RFC 3056
        case (0x20, 0x01) where a[2] == 0x0D && a[3] == 0xB8: self = .special(.documentation)
        case (0x3F, 0xFF) where a[2] < 0x10: self = .special(.documentation)
        case (0x20, 0x01) where a[2] < 0x02: self = .special(.reserved)  // 2001::/23, protocol assignments
        case (0x20...0x3F, _): self = .global  // 2000::/3
        case (0xFC...0xFD, _): self = .special(.privateUse)
        case (0xFE, 0x80...0xBF): self = .special(.linkLocal)
        case (0xFF, _): self = .special(.multicast)
        default: self = .special(.reserved)
        }
    }

    /// An IPv4 address in the form that IPv6 sockets use. Loopback in this form is not a literal loopback host: the form
    /// hides it.
    private init(mapping ipv4: ArraySlice<UInt8>) {
        let kind = AddressKind(ipv4: ipv4)
        self = kind == .loopback ? .special(.embedded) : kind
    }

    /// An IPv6 address that a translator or a tunnel turns into an IPv4 address.
    private init(embedding ipv4: ArraySlice<UInt8>) {
        self = AddressKind(ipv4: ipv4) == .global ? .global : .special(.embedded)
    }
}

extension AddressKind {
    /// The kind of a host as it is spelled in a URL: a name, an IPv4 address, or an IPv6 address without its brackets.
    ///
    /// What two programs could read differently, such as an IPv4 address in octal, is not a host.
    public init(host: ArraySlice<UInt8>) throws(HostError) {
        if host.contains(UInt8(ascii: ":")) {
            try self.init(ipv6Text: host)
        } else {
            try self.init(nameOrIPv4: host)
        }
    }

    /// The one spelling of a host, so that two can be compared: lower case, no brackets, an IPv6 address in its short form, and
    /// an IPv4 address in IPv6's form (`::ffff:10.0.0.7`) as the IPv4 address that it is. Other texts only lose case and brackets.
    public static func canonical(host: String) -> String {
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        var address = in6_addr()
        guard bare.utf8.contains(UInt8(ascii: ":")), inet_pton(AF_INET6, bare, &address) == 1 else {
            return bare.lowercased()
        }
        let bytes = withUnsafeBytes(of: address) { Array($0) }
        if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {
            return bytes[12...].map(String.init).joined(separator: ".")
        }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The kind of an IPv6 address as text, without brackets.
    public init(ipv6Text text: ArraySlice<UInt8>) throws(HostError) {
        var address = in6_addr()
        guard !text.contains(0), inet_pton(AF_INET6, String(decoding: text, as: UTF8.self), &address) == 1 else {
            throw .notIPv6
        }
        self.init(ipv6: withUnsafeBytes(of: address) { Array($0) })
    }

    private init(nameOrIPv4 name: ArraySlice<UInt8>) throws(HostError) {
        guard !name.isEmpty else { throw .empty }
        var isSound = name.count <= 253
        var label = name.startIndex
        var start = label
        while true {
            while label < name.endIndex, name[label] != UInt8(ascii: ".") { label += 1 }
            isSound = isSound && Self.isLabel(name[start..<label])
            if label == name.endIndex { break }
            label += 1
            start = label
        }
        if Self.isNumeric(name[start...]) {
            var address = in_addr()
            guard inet_pton(AF_INET, String(decoding: name, as: UTF8.self), &address) == 1 else {
                throw .ambiguousNumber
            }
            self.init(ipv4: withUnsafeBytes(of: address) { Array($0) }[...])
            return
        }
        guard isSound else { throw .malformed }
        self = name.lazy.map(ASCII.lowercased).elementsEqual("localhost".utf8) ? .loopback : .name
    }

    /// Digits only, or 0x and hexadecimal digits: resolvers take such a last label for part of an IPv4 address.
    private static func isNumeric(_ label: ArraySlice<UInt8>) -> Bool {
        if label.count >= 2, label.first == UInt8(ascii: "0"), label[label.startIndex + 1] | 0x20 == UInt8(ascii: "x") {
            return label.dropFirst(2).allSatisfy(ASCII.isHexDigit)
        }
        return !label.isEmpty && label.allSatisfy(ASCII.isDigit)
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
            && label.allSatisfy { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }
}
