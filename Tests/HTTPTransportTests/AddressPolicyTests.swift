import HTTPTransport
import Testing

@Suite struct AddressPolicyTests {
    @Test(arguments: [
        "127.0.0.1", "127.255.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1",
        "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1",
        // The edges of the IPv4 blocks, and the blocks for documentation.
        "0.255.255.255", "10.255.255.255", "100.127.255.255", "172.16.0.0", "192.0.2.1", "192.168.255.255",
        "198.19.255.255",
        "198.51.100.1", "203.0.113.1", "239.255.255.255",
        // The metadata service of the clouds in every form that leads to it.
        "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "::169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::", "2002:a9fe:a9fe::1", "::ffff:0:169.254.169.254", "fd00:ec2::254",
        // 6to4 and NAT64 of other private addresses.
        "2002:a00:1::", "2002:c0a8:101::1", "2002:ac10:1::", "2002:6440:1::", "64:ff9b::c0a8:101", "64:ff9b::7f00:1",
        // Site-local, discard-only, Teredo, ORCHID, unassigned, multicast of every scope.
        "fec0::1", "100::1", "2001:0:4136:e378::1", "2001:20::1", "4000::1", "ff0e::1", "febf::1", "fdff:ffff::1",
    ])
    func refusesWhatIsNotPublic(host: String) throws {
        #expect(AddressPolicy.isPrivate(try #require(AddressPolicy.literal(host))))
    }

    @Test(arguments: [
        "8.8.8.8", "172.32.0.1", "172.15.0.1", "100.63.255.255", "100.128.0.1", "192.0.1.1", "192.167.255.255",
        "169.253.1.1",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2a00:1450::1", "2001:200::1", "::ffff:8.8.8.8",
        "64:ff9b::808:808", "2002:808:808::1",
    ])
    func letsPublicAddressesPass(host: String) throws {
        #expect(!AddressPolicy.isPrivate(try #require(AddressPolicy.literal(host))))
    }

    @Test func knowsLiteralLoopbackHosts() {
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "::1"] {
            #expect(AddressPolicy.isLiteralLoopback(host))
        }
        for host in ["localhost.example.com", "10.0.0.1", "127.0.0.1.nip.io", "example.com"] {
            #expect(!AddressPolicy.isLiteralLoopback(host))
        }
    }
}
