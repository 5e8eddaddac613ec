/// 128 bits that stand for a sequence of texts and numbers: by them what was kept is found again, and damage is seen.
///
/// Every step can be undone, so that a single difference always shows; two sequences that somebody did not choose for
/// it practically never share one. It keeps out accidents, not attackers: whoever can write the files needs no
/// collision.
struct Fingerprint: Hashable, Comparable, Sendable {
    private(set) var value: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    /// The multiplier of O'Neill's generators of 128 bits (PCG, 2014).
    private static let multiplier: UInt128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645

    init() {}

    init(value: UInt128) { self.value = value }

    /// Of one text as it stands, byte for byte.
    init(of text: String) { add(text) }

    static func < (one: Fingerprint, other: Fingerprint) -> Bool { one.value < other.value }

    /// As 32 digits, for the name of a file.
    var name: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }

    mutating func add(_ number: UInt64) {
        value = (value ^ UInt128(number)) &* Self.multiplier
        value ^= value >> 64
    }

    mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }

    mutating func add(_ number: Double) { add(number.bitPattern) }

    /// With its length, so that no two texts in a row read like two others.
    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    mutating func add<Number: BitwiseCopyable>(_ numbers: [Number]) {
        numbers.withUnsafeBytes { add($0) }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        add(bytes.count)
        let whole = bytes.count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) {
            add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
        }
        guard whole < bytes.count else { return }
        add(bytes[whole...].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
}
