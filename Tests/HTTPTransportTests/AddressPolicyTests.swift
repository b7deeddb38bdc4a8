import HTTPTransport
import Testing

@Suite struct AddressPolicyTests {
    @Test(arguments: [
        "127.0.0.1", "127.255.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1",
        "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1",
    ])
    func refusesWhatIsNotPublic(host: String) throws {
        #expect(AddressPolicy.isPrivate(try #require(AddressPolicy.literal(host))))
    }

    @Test(arguments: ["8.8.8.8", "172.32.0.1", "172.15.0.1", "100.128.0.1", "192.0.1.1", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
    func letsPublicAddressesPass(host: String) throws {
        #expect(!AddressPolicy.isPrivate(try #require(AddressPolicy.literal(host))))
    }

    @Test func knowsLiteralLoopbackHosts() {
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "::1"] { #expect(AddressPolicy.isLiteralLoopback(host)) }
        for host in ["localhost.example.com", "10.0.0.1", "127.0.0.1.nip.io", "example.com"] {
            #expect(!AddressPolicy.isLiteralLoopback(host))
        }
    }
}
