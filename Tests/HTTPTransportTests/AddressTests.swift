import ChannelBundle
import ChannelCompiler
import Diagnostics
import POSIX
import Testing

@testable import HTTPTransport

/// One table of hosts: the judgement itself, what the compiler says of a URL with such a host, and whether the transport
/// connects to it.
@Suite struct AddressTests {
    struct Case: CustomTestStringConvertible {
        var kind: AddressKind
        var hosts: [String]
        var testDescription: String { "\(kind)" }
    }

    static let cases = [
        Case(kind: .loopback, hosts: ["127.0.0.1", "127.255.255.254", "::1", "0:0::0:1", "localhost", "LocalHost"]),
        Case(
            kind: .name,
            hosts: [
                "example.com", "localhost.example.com", "127.0.0.1.nip.io", "a.b-c.d_e", "10.example", "1a", "0xg",
                "xn--80aa.xn--p1ai",
            ]),
        Case(
            kind: .global,
            hosts: [
                "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
                "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0",
                "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0",
                "203.0.112.255", "203.0.114.0", "223.255.255.255", "1.0.0.0",
                "2000::", "2a00:1450::1", "2001:200::1", "2001:db7::1", "2001:db9::1", "3ffe::1", "3fff:1000::",
                "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
            ]),
        Case(
            kind: .special(.privateUse),
            hosts: [
                "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255",
                "fc00::", "fd00:ec2::254", "fdff:ffff::1", "::ffff:10.0.0.1", "::ffff:c0a8:1",
            ]),
        Case(
            kind: .special(.linkLocal),
            hosts: [
                "169.254.0.0", "169.254.169.254", "169.254.255.255", "fe80::", "febf:ffff::1", "::ffff:169.254.169.254",
                "::ffff:a9fe:a9fe",
            ]),
        Case(kind: .special(.shared), hosts: ["100.64.0.0", "100.127.255.255"]),
        Case(
            kind: .special(.documentation),
            hosts: [
                "192.0.2.0", "192.0.2.255", "198.51.100.0", "198.51.100.255", "203.0.113.5", "203.0.113.255",
                "2001:db8::1", "2001:db8:ffff::", "3fff::", "3fff:fff:ffff::1",
            ]),
        Case(kind: .special(.benchmarking), hosts: ["198.18.0.0", "198.19.255.255"]),
        Case(
            kind: .special(.multicast), hosts: ["224.0.0.0", "239.255.255.255", "ff00::", "ff02::1", "ff0e::1"]),
        Case(
            kind: .special(.reserved),
            hosts: [
                "0.0.0.0", "0.255.255.255", "192.0.0.0", "192.0.0.255", "240.0.0.0", "255.255.255.255", "::",
                // IPv4-compatible and IPv4-translated, discard-only, local-use NAT64, unassigned, site-local.
                "::127.0.0.1", "::8.8.8.8", "::ffff:0:169.254.169.254", "100::1", "64:ff9b:1::a9fe:a9fe", "64::1",
                "4000::1", "1fff::1", "fbff::1", "fe00::1", "fec0::1",
                // Teredo, ORCHID, and other protocol assignments.
                "2001:0:4136:e378::1", "2001::1", "2001:20::1", "2001:1ff::1",
            ]),
        Case(
            kind: .special(.embedded),
            hosts: [
                "::ffff:127.0.0.1", "::ffff:7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::c0a8:101", "64:ff9b::7f00:1",
                "2002:a9fe:a9fe::", "2002:a00:1::", "2002:c0a8:101::1", "2002:7f00:1::", "2002:cb00:7105::",
            ]),
    ]

    @Test(arguments: cases)
    func theSpellingIsJudged(_ row: Case) throws {
        for host in row.hosts { #expect(try AddressKind(host: Array(host.utf8)[...]) == row.kind, "\(host)") }
    }

    @Test(arguments: cases)
    func theBytesAreJudgedAlike(_ row: Case) {
        for host in row.hosts {
            guard let address = Self.bytes(host) else { continue }
            #expect(AddressKind(address: address) == row.kind, "\(host)")
        }
    }

    /// The transport calls what the compiler accepts, and refuses what the compiler refuses.
    @Test(arguments: cases)
    func bothSidesAgree(_ row: Case) {
        for host in row.hosts {
            let isAccepted = Self.codes(host).isEmpty
            if case .special(let special) = row.kind {
                #expect(Self.codes(host) == ["url-private-address"], "\(host)")
                #expect(Self.refusal(host) == special.rawValue, "\(host)")
            } else {
                #expect(isAccepted, "\(host)")
                #expect(Self.refusal(host) == nil, "\(host)")
            }
            #expect(Self.codes(host, allowing: host).isEmpty, "\(host)")
            #expect(Self.refusal(host, allowing: host) == nil, "\(host)")
        }
    }

    /// A host may have a public address beside a private one. A lane must not be paused, and a call not be sent again without
    /// a question, if the public one was tried.
    @Test(arguments: [
        (0, true, false, HTTPFailure.Outcome.forbiddenAddress), (0, true, true, .notSent), (0, false, true, .notSent),
        (0, false, false, .notSent), (90, true, true, .unknown), (90, false, true, .unknown),
        // Over a connection that was open before, no address is judged.
        (90, true, false, .unknown), (90, false, false, .unknown),
    ])
    func anAddressIsForbiddenOnlyWhereNothingWasTried(
        sent: Int, isRefused: Bool, wasAllowed: Bool, outcome: HTTPFailure.Outcome
    ) {
        #expect(HTTPFailure.Outcome(sent: sent, isRefused: isRefused, wasAllowed: wasAllowed) == outcome)
    }

    /// libcurl shortens IPv6 addresses; people write them in other ways too.
    @Test func anAllowedHostMayBeSpelledInAnyWay() {
        for spelling in ["fd00:0::0:7", "FD00::7", "[fd00::7]"] {
            #expect(Self.refusal("fd00::7", allowing: spelling) == nil)
            #expect(Self.codes(spelling.filter { $0 != "[" && $0 != "]" }, allowing: spelling).isEmpty)
        }
        // The URL may be spelled in another way than the entry.
        for (host, allowed) in [
            ("fd00::7", "fd00:0::0:7"), ("FD00:0::0:7", "[fd00::7]"), ("::ffff:10.0.0.7", "10.0.0.7"),
            ("10.0.0.7", "::ffff:10.0.0.7"), ("::ffff:a00:7", "[::FFFF:10.0.0.7]"),
        ] {
            #expect(Self.refusal(host, allowing: allowed) == nil, "\(host) \(allowed)")
            #expect(Self.codes(host, allowing: allowed).isEmpty, "\(host) \(allowed)")
        }
        for (host, allowed) in [("fd00::7", "fd00::8"), ("10.0.0.7", "::10.0.0.7"), ("::ffff:10.0.0.7", "10.0.0.8")] {
            #expect(Self.refusal(host, allowing: allowed) == "a private address", "\(host) \(allowed)")
            #expect(Self.codes(host, allowing: allowed).contains("url-private-address"), "\(host) \(allowed)")
        }
    }

    /// A name is judged by the address that it leads to.
    @Test func aNameThatIsNotLoopbackMayNotLeadToLoopback() {
        let guarded = AddressGuard(host: "localhost.example.com", allowing: [])
        #expect(guarded.refusal([127, 0, 0, 1]) == "a loopback address")
        #expect(guarded.refusal([UInt8](repeating: 0, count: 15) + [1]) == "a loopback address")
        #expect(guarded.refusal([]) == "a reserved address")
    }

    @Test(
        arguments: [
            ("", .empty), ("1.2.3", .ambiguousNumber), ("0177.0.0.1", .ambiguousNumber), ("0x7f.1", .ambiguousNumber),
            ("2852039166", .ambiguousNumber), ("a.0x", .ambiguousNumber), ("256.0.0.1", .ambiguousNumber),
            ("-a.example", .malformed), ("a..b", .malformed), ("a.", .malformed), ("a b", .malformed),
            ("a\0", .malformed),
            ("a:b", .notIPv6), ("::1%eth0", .notIPv6), ("::1\0", .notIPv6),
        ] as [(String, AddressKind.HostError)])
    func whatProgramsCouldReadDifferentlyIsNoHost(text: String, error: AddressKind.HostError) {
        #expect(throws: error) { try AddressKind(host: Array(text.utf8)[...]) }
    }

    // MARK: The two sides

    /// The codes of what the compiler finds wrong with a URL that has this host.
    private static func codes(_ host: String, allowing allowed: String? = nil) -> [String] {
        let url = host.contains(":") ? "https://[\(host)]:9" : "https://\(host):9"
        let text = """
            version: 1
            public_url: https://bridge.example.com/hooks
            bindings:
              - id: support
                token: {env: LIVETEX_TOKEN}
                webhook_key: {env: LIVETEX_WEBHOOK_KEY}
                headers: {bot: Bot, lead: Lead}
                excluded_channels: [umnico, bitrix, jivo, webim, pyrus]
                bot: {url: "\(url)", token: {env: METABOT_TOKEN}, accept_token: {env: BRIDGE_TOKEN}}
                allow_private: [\(allowed.map { "\"\($0)\"" } ?? "")]
            """
        return ChannelCompiler().check([SourceText(name: "channels.yaml", bytes: Array(text.utf8))]).diagnostics
            .map(\.code).filter { $0 != "obsolete-api" }
    }

    /// Why the transport would not connect for a URL with this host; a name leads to a global address.
    private static func refusal(_ host: String, allowing allowed: String? = nil) -> String? {
        let url = host.contains(":") ? "https://[\(host)]:9/" : "https://\(host):9/"
        return AddressGuard(host: CurlTransfer.host(of: url), allowing: allowed.map { [$0] } ?? [])
            .refusal(bytes(host) ?? (host.lowercased() == "localhost" ? [127, 0, 0, 1] : [8, 8, 8, 8]))
    }

    private static func bytes(_ host: String) -> [UInt8]? {
        var bytes4 = in_addr()
        if inet_pton(AF_INET, host, &bytes4) == 1 { return withUnsafeBytes(of: bytes4) { Array($0) } }
        var bytes6 = in6_addr()
        if inet_pton(AF_INET6, host, &bytes6) == 1 { return withUnsafeBytes(of: bytes6) { Array($0) } }
        return nil
    }
}
