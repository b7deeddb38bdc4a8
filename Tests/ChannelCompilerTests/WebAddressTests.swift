import Testing

@testable import ChannelCompiler

@Suite struct WebAddressTests {
    private func address(_ text: String) throws -> WebAddress { try WebAddress(ArraySlice(text.utf8)) }

    @Test func takesAURLApart() throws {
        let address = try address("HTTPS://user:pw@Example.COM:8443/a/b?c#d")
        #expect(address.isHTTPS && address.scheme == "https" && address.host == "example.com")
        #expect(address.hasUserInfo && address.hasQuery && address.hasFragment)
        let plain = try self.address("http://bot-1.my_net.example")
        #expect(!plain.isHTTPS && !plain.hasUserInfo && !plain.hasQuery && !plain.hasFragment)
    }

    @Test(arguments: [
        "", "https", "https:/x", "https://", "https://:443", "https:///x", "://x", "1https://x", "https://a b",
        "https://a\\b", "https://a\u{1}", "https://чат.рф", "https://-a.example", "https://a-.example", "https://a..b",
        "https://a.example.", "https://.a", "https://x:0", "https://x:65536", "https://x:", "https://x:+1",
        "https://x:1a", "https://[::1", "https://::1", "https://[::1]x", "https://[1.2.3.4]", "https://1.2.3",
        "https://0x7f.1", "https://010.0.0.1", "https://1.2.3.256", "https://a.0x1", "https://12", "https://x\"y",
        "https://a{b}", "https://" + String(repeating: "a", count: 64), "https://a/\n",
    ])
    func refusesWhatProgramsReadDifferently(text: String) {
        #expect(throws: WebAddress.Failure.self) { try address(text) }
    }

    @Test(arguments: [
        (HostKind.loopback, ["127.0.0.1", "127.255.0.9", "[::1]", "localhost", "LocalHost", "[::ffff:127.0.0.1]"]),
        (
            .privateAddress,
            [
                "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0",
                "198.18.0.1", "224.0.0.1", "255.255.255.255", "[fc00::1]", "[fdff::1]", "[fe80::1]", "[ff02::1]",
                "[::]",
                "[::ffff:10.0.0.1]",
            ]
        ),
        (.publicAddress, ["8.8.8.8", "172.32.0.1", "100.128.0.1", "11.0.0.1", "[2001:4860:4860::8888]"]),
        (.name, ["example.com", "localhost.example", "10.example", "a.b-c.d_e", "xn--80aa.xn--p1ai", "1a"]),
    ])
    func tellsWhereAHostLies(kind: HostKind, hosts: [String]) throws {
        for host in hosts { #expect(try address("https://\(host)/x").hostKind == kind, "\(host)") }
    }

    @Test func removesSlashesAtTheEnd() {
        #expect(WebAddress.withoutTrailingSlash("https://a/b//") == "https://a/b")
        #expect(WebAddress.withoutTrailingSlash("https://a") == "https://a")
    }
}
