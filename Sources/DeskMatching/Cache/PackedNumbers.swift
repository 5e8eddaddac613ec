/// Numbers one after the other, as the machine holds them.
struct PackedNumbers: Sendable {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ number: Int) { append(Int64(number)) }

    mutating func add(_ number: Double) { append(number) }

    mutating func add(_ fingerprint: Fingerprint) { append(fingerprint.value) }

    /// With their count.
    mutating func add<Number: BitwiseCopyable>(_ numbers: [Number]) {
        add(numbers.count)
        numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    mutating func append<Number: BitwiseCopyable>(_ number: Number) {
        withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
    }
}

/// Takes numbers off again in the same order, and never past the end.
struct PackedNumbersReader {
    /// The bytes are not what they should be.
    struct Mismatch: Error {}

    private let bytes: ArraySlice<UInt8>
    private var place: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    var isAtEnd: Bool { place == bytes.endIndex }

    /// 0 or more.
    mutating func count() throws(Mismatch) -> Int {
        guard let count = Int(exactly: try number(Int64.self)), count >= 0 else { throw Mismatch() }
        return count
    }

    mutating func double() throws(Mismatch) -> Double { try number(Double.self) }

    mutating func fingerprint() throws(Mismatch) -> Fingerprint { Fingerprint(value: try number(UInt128.self)) }

    /// As many as were written.
    mutating func numbers<Number: BitwiseCopyable>(_ type: Number.Type) throws(Mismatch) -> [Number] {
        try numbers(type, count: try count())
    }

    private mutating func number<Number: BitwiseCopyable>(_ type: Number.Type) throws(Mismatch) -> Number {
        guard let number = try numbers(type, count: 1).first else { throw Mismatch() }
        return number
    }

    private mutating func numbers<Number: BitwiseCopyable>(
        _ type: Number.Type, count: Int
    ) throws(Mismatch) -> [Number] {
        // Divided, since a product of what a broken file says could be too large to count.
        guard count <= (bytes.endIndex - place) / MemoryLayout<Number>.stride else { throw Mismatch() }
        let taken = bytes[place..<place + count * MemoryLayout<Number>.stride]
        place = taken.endIndex
        return Array(unsafeUninitializedCapacity: count) { numbers, initialized in
            taken.withUnsafeBytes { UnsafeMutableRawBufferPointer(numbers).copyMemory(from: $0) }
            initialized = count
        }
    }
}
