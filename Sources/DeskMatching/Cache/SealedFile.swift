/// What one file of the cache holds: a head that says what it is and what it was made of, then numbers.
///
/// Nothing of a file is used unless its head is this version's, its length right and its checksum true. The numbers
/// stand as the machine holds them; one that holds them otherwise finds another mark and makes its own.
struct SealedFile: Sendable {
    enum Kind: UInt64 { case vectors = 1, learned = 2 }

    enum Problem: Error, CustomStringConvertible {
        case foreign, ofOtherMaking, damaged

        var description: String {
            switch self {
            case .foreign: "is not a file of this version"
            case .ofOtherMaking: "was made of something else"
            case .damaged: "is damaged"
            }
        }
    }

    /// Changes with the layout of any file.
    private static let version: UInt64 = 1
    /// Reads otherwise where bytes are in another order.
    private static let mark: UInt64 = 0x7261_7070_6f72_7401
    static let headLength = 8 * 4 + 16 * 2

    /// The whole file.
    static func bytes(_ kind: Kind, of origin: Fingerprint, _ numbers: PackedNumbers) -> [UInt8] {
        head(kind, origin, length: numbers.bytes.count, checksum: checksum(numbers.bytes[...])) + numbers.bytes
    }

    /// The numbers in a file of this kind and origin.
    static func contents(
        _ file: [UInt8], _ kind: Kind, of origin: Fingerprint
    ) throws(Problem) -> PackedNumbersReader {
        guard file.count >= headLength else { throw .damaged }
        let numbers = file[headLength...]
        let found = Array(file[..<headLength])
        let expected = head(kind, origin, length: numbers.count, checksum: checksum(numbers))
        guard found.prefix(24).elementsEqual(expected.prefix(24)) else { throw .foreign }
        guard found[24..<40].elementsEqual(expected[24..<40]) else { throw .ofOtherMaking }
        guard found == expected else { throw .damaged }
        return PackedNumbersReader(numbers)
    }

    private static func head(_ kind: Kind, _ origin: Fingerprint, length: Int, checksum: Fingerprint) -> [UInt8] {
        [mark, version, kind.rawValue].flatMap(bytes) + bytes(origin.value) + bytes(UInt64(length))
            + bytes(checksum.value)
    }

    private static func bytes<Number: BitwiseCopyable>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number) { Array($0) }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> Fingerprint {
        var checksum = Fingerprint()
        bytes.withUnsafeBytes { checksum.add($0) }
        return checksum
    }
}
