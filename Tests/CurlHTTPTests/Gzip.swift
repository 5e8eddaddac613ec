/// RFC 1952: so many zeros, 258 of them in 13 bits.
func gzip(zeros count: Int) -> [UInt8] {
    var bits = BitWriter()
    // The last block, with the fixed codes of RFC 1951, 3.2.6; then the zero that all others repeat.
    bits.append(0b1, 1)
    bits.append(0b01, 2)
    for _ in 0..<count % 258 { bits.appendCode(0b0011_0000, 8) }
    if count % 258 == 0 { bits.appendCode(0b0011_0000, 8) }
    // One zero more was said where the count is a multiple: 257 zeros and so many repetitions fewer make up for it.
    let repetitions = count % 258 == 0 ? count / 258 - 1 : count / 258
    if count % 258 == 0 { for _ in 0..<257 { bits.appendCode(0b0011_0000, 8) } }
    for _ in 0..<repetitions { bits.appendCode(0b1_1000_1010_0000, 13) }
    bits.appendCode(0, 7)
    let trailer = [crc32(zeros: count), UInt32(truncatingIfNeeded: count)]
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + bits.bytes
        + trailer.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
}

private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    mutating func append(_ value: Int, _ count: Int) {
        for bit in 0..<count {
            if used == 8 {
                bytes.append(0)
                used = 0
            }
            bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << UInt8(used)
            used += 1
        }
    }

    /// Codes begin with their highest bit, unlike everything else.
    mutating func appendCode(_ code: Int, _ length: Int) {
        for bit in (0..<length).reversed() { append(code >> bit & 1, 1) }
    }
}

private func crc32(zeros count: Int) -> UInt32 {
    let table = (0..<256 as Range<UInt32>).map { number in
        (0..<8).reduce(number) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    var crc: UInt32 = .max
    for _ in 0..<count { crc = table[Int(crc & 0xFF)] ^ crc >> 8 }
    return ~crc
}
