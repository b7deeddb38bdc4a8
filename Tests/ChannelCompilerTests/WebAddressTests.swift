import ChannelBundle
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

    /// Which hosts are of which kind: `AddressTests`.
    @Test func takesTheBracketsOfAnIPv6AddressOff() throws {
        let address = try address("https://[FD00::7]:8443/x")
        #expect(address.host == "fd00::7" && address.hostKind == .special(.privateUse))
        #expect(try self.address("https://10.0.0.7:8443").hostKind == .special(.privateUse))
    }

    @Test func removesSlashesAtTheEnd() {
        #expect(WebAddress.withoutTrailingSlash("https://a/b//") == "https://a/b")
        #expect(WebAddress.withoutTrailingSlash("https://a") == "https://a")
    }
}
