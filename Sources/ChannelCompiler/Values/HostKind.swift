import POSIX

/// Where a URL's host lies, as far as its spelling tells.
enum HostKind {
    /// A name; only the resolver knows its address.
    case name
    /// This machine.
    case loopback
    /// A private, link-local or otherwise not public address.
    case privateAddress
    case publicAddress

    /// A name or an IPv4 address.
    init(name: ArraySlice<UInt8>) throws(WebAddress.Failure) {
        guard !name.isEmpty else { throw WebAddress.Failure(reason: "it has no host") }
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
                throw WebAddress.Failure(
                    reason: "its host is a number that programs read differently; write four decimal numbers")
            }
            self = HostKind(ipv4: UInt32(bigEndian: address.s_addr))
            return
        }
        guard isSound else { throw WebAddress.Failure(reason: "its host is malformed") }
        let isLocal = name.count == 9 && String(decoding: name, as: UTF8.self).lowercased() == "localhost"
        self = isLocal ? .loopback : .name
    }

    /// An IPv6 address without its brackets.
    init(ipv6 text: ArraySlice<UInt8>) throws(WebAddress.Failure) {
        var address = in6_addr()
        guard !text.contains(0), inet_pton(AF_INET6, String(decoding: text, as: UTF8.self), &address) == 1 else {
            throw WebAddress.Failure(reason: "its host is not an IPv6 address")
        }
        let bytes = withUnsafeBytes(of: address) { Array($0) }
        let startsWithZeros = bytes.prefix(10).allSatisfy { $0 == 0 }
        if startsWithZeros, bytes[10] == 0xFF, bytes[11] == 0xFF {
            // ::ffff:a.b.c.d is the IPv4 address in other clothes.
            self = HostKind(ipv4: bytes[12...].reduce(0) { $0 << 8 | UInt32($1) })
        } else if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 {
            self = .loopback
        } else if startsWithZeros || bytes[0] & 0xFE == 0xFC || (bytes[0] == 0xFE && bytes[1] & 0x80 == 0x80)
            || bytes[0] == 0xFF
        {
            self = .privateAddress
        } else {
            self = .publicAddress
        }
    }

    /// By the blocks of IANA's special-purpose address registry (RFC 6890 and what followed).
    private init(ipv4 address: UInt32) {
        let blocks: [(base: UInt32, bits: UInt32)] = [
            (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0xA9FE_0000, 16), (0xAC10_0000, 12),
            (0xC000_0000, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xE000_0000, 3),
        ]
        if address >> 24 == 127 {
            self = .loopback
        } else if blocks.contains(where: { (address ^ $0.base) >> (32 - $0.bits) == 0 }) {
            self = .privateAddress
        } else {
            self = .publicAddress
        }
    }

    /// Digits only, or 0x and hexadecimal digits: resolvers take such a last label for part of an IPv4 address.
    private static func isNumeric(_ label: ArraySlice<UInt8>) -> Bool {
        if label.count >= 2, label.first == UInt8(ascii: "0"), label[label.startIndex + 1] | 0x20 == UInt8(ascii: "x") {
            return label.dropFirst(2).allSatisfy {
                isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20)
            }
        }
        return !label.isEmpty && label.allSatisfy(isDigit)
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
            && label.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || isDigit(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
