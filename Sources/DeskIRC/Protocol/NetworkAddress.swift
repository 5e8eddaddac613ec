#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where a connection comes from: an IPv4 or IPv6 address.
public struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    let bits: UInt128
    let isIPv4: Bool

    /// An address as text, without brackets or zone. An IPv4 address in IPv6 clothes (`::ffff:192.0.2.1`) is that IPv4
    /// address: sockets that take both kinds show it so.
    ///
    /// - Returns: nil where it is none.
    public init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            bits = Self.number(bytes.prefix(4))
            isIPv4 = true
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            let number = Self.number(bytes[...])
            isIPv4 = number >> 32 == 0xFFFF
            bits = isIPv4 ? number & 0xFFFF_FFFF : number
        } else {
            return nil
        }
    }

    var width: Int { isIPv4 ? 32 : 128 }

    /// What is counted as one sender: a whole /64 of IPv6, since that is what one customer of a provider has.
    var sender: NetworkAddress { isIPv4 ? self : NetworkAddress(bits: (bits >> 64) << 64, isIPv4: false) }

    private init(bits: UInt128, isIPv4: Bool) {
        self.bits = bits
        self.isIPv4 = isIPv4
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt128 {
        bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    public var description: String {
        let groups = isIPv4 ? stride(from: 24, through: 0, by: -8) : stride(from: 112, through: 0, by: -16)
        let mask: UInt128 = isIPv4 ? 0xFF : 0xFFFF
        return groups.map { String(bits >> $0 & mask, radix: isIPv4 ? 10 : 16) }.joined(separator: isIPv4 ? "." : ":")
    }
}

/// A range of addresses in the notation of RFC 4632: `192.0.2.0/24`, `2001:db8::/32`, or one address.
public struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    private let base: NetworkAddress
    private let length: Int

    /// - Returns: nil where it is no range, or where bits are set behind its length: then it is not clear what was meant.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = NetworkAddress(String(parts[0])) else { return nil }
        let length = parts.count > 1 ? Int(parts[1]) : base.width
        guard let length, (0...base.width).contains(length) else { return nil }
        let hostBits = base.width - length
        guard hostBits == 128 ? base.bits == 0 : (base.bits >> hostBits) << hostBits == base.bits else { return nil }
        self.base = base
        self.length = length
    }

    /// This machine.
    public static let loopback = ["127.0.0.0/8", "::1"].compactMap { AddressRange($0) }

    public func contains(_ address: NetworkAddress) -> Bool {
        guard address.isIPv4 == base.isIPv4 else { return false }
        return length == 0 || (address.bits ^ base.bits) >> (base.width - length) == 0
    }

    public var description: String { "\(base)/\(length)" }
}
