import Foundation

/// Letters without their diacritics, so that "grosse" finds "größe". Only where people leave them out: in Latin, Greek,
/// Arabic and Hebrew script. In others a mark makes another letter (が is not か).
enum Folding {
    /// Adds a letter of a normalised text to a word, folded; a mark that folds away adds nothing.
    static func add(_ scalar: Unicode.Scalar, to word: inout [UInt64]) {
        let value = scalar.value
        if value < 0xC0 { return word.append(UInt64(value)) }
        if value < tableEnd {
            let folded = table[Int(value)]
            if folded > 0 { word.append(UInt64(folded)) }
            if let second = digraphs[value] { word.append(second) }
            return
        }
        word.append(UInt64(value))
    }

    /// A whole text.
    static func folded(_ text: String) -> [UInt64] {
        text.unicodeScalars.reduce(into: []) { add($1, to: &$0) }
    }

    private static let tableEnd: UInt32 = 0x2000

    /// By scalar; 0 where nothing is left.
    private static let table: [UInt16] = (0..<tableEnd).map { value in
        guard let scalar = Unicode.Scalar(value) else { return UInt16(value) }
        if marks.contains(where: { $0.contains(value) }) { return 0 }
        if let letter = letters[scalar] { return UInt16(letter.value) }
        guard decomposed.contains(where: { $0.contains(value) }),
            let base = String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars.first
        else { return UInt16(value) }
        return UInt16(base.value)
    }

    /// Combining marks of Latin and Greek, Hebrew points, Arabic vowels.
    private static let marks: [ClosedRange<UInt32>] = [0x300...0x36F, 0x591...0x5C7, 0x64B...0x65F, 0x670...0x670]

    /// Latin and Greek letters.
    private static let decomposed: [ClosedRange<UInt32>] = [0xC0...0x24F, 0x370...0x3FF, 0x1E00...0x1FFF]

    /// Letters that Unicode does not take apart.
    private static let letters: [Unicode.Scalar: Unicode.Scalar] = [
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "ħ": "h", "æ": "a", "œ": "o", "ё": "е", "أ": "ا", "إ": "ا",
        "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه",
    ]

    /// The second of the two letters that æ and œ are written with.
    private static let digraphs: [UInt32: UInt64] = [0xE6: 0x65, 0x153: 0x65]
}
