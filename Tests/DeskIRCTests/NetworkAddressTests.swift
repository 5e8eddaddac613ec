import Testing

@testable import DeskIRC

/// RFC 4632 (IPv4) and RFC 4291 2.3 (IPv6).
@Suite struct NetworkAddressTests {
    @Test(arguments: [
        ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false), ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.6", false), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false), ("::/0", "::1", true),
        ("::/0", "192.0.2.1", false), ("192.0.2.0/24", "::ffff:192.0.2.5", true), ("::1", "::1", true),
    ]) func contains(range: String, address: String, isIn: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(try #require(NetworkAddress(address))) == isIn)
    }

    @Test(arguments: [
        "", "/", "192.0.2.0/33", "192.0.2.1/24", "192.0.2.0/-1", "192.0.2.0/", "2001:db8::/129", "2001:db8::1/64",
        "localhost", "192.0.2/24", "192.0.2.0/24/1", "fe80::1%lo",
    ]) func isNoRange(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test func whatOneSenderMayHaveInIPv6CountsAsOne() throws {
        let one = try #require(NetworkAddress("2001:db8:1:2:3:4:5:6"))
        #expect(one.sender == NetworkAddress("2001:db8:1:2::"))
        #expect(one.description == "2001:db8:1:2:3:4:5:6")
        let four = try #require(NetworkAddress("192.0.2.1"))
        #expect(four.sender == four && four.description == "192.0.2.1")
    }
}
