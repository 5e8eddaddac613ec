import Foundation

/// A text as the words that BERT's uncased models were taught with: without accents, in small letters, apart at blanks
/// and at every punctuation mark; each Chinese character is one by itself. (Devlin et al., 2019.)
///
/// It goes on from word to word only as long as they are wanted, so that a long text costs no more than its beginning.
struct BERTWords {
    private var rest: Substring.UnicodeScalarView
    /// What stands between two blanks, ready to be taken apart: in UTF-8, and where the words end.
    private var run: [UInt8] = []
    private var ends: [Int] = []
    private var lengths: [Int] = []
    private var taken = 0

    /// In Unicode scalars. As many tokens as are read need less, unless it is blanks or words without end.
    private static let longestText = 8000

    init(_ text: String) { rest = text.unicodeScalars.prefix(Self.longestText) }

    struct Word {
        let utf8: ArraySlice<UInt8>
        /// In characters, as the model counts them: Unicode scalars.
        let length: Int
    }

    mutating func next() -> Word? {
        while taken == ends.count {
            guard let scalars = nextRun() else { return nil }
            takeApart(scalars)
        }
        defer { taken += 1 }
        return Word(utf8: run[(taken == 0 ? 0 : ends[taken - 1])..<ends[taken]], length: lengths[taken])
    }

    /// What comes before the next blank, or one Chinese character.
    private mutating func nextRun() -> [Unicode.Scalar]? {
        var scalars: [Unicode.Scalar] = []
        while let scalar = rest.first {
            if Self.isChinese(scalar) {
                if scalars.isEmpty { scalars.append(rest.removeFirst()) }
                return scalars
            }
            rest.removeFirst()
            if Self.isBlank(scalar) {
                if !scalars.isEmpty { return scalars }
            } else if !Self.isLeftOut(scalar) {
                scalars.append(scalar)
            }
        }
        return scalars.isEmpty ? nil : scalars
    }

    private mutating func takeApart(_ scalars: [Unicode.Scalar]) {
        (run, ends, lengths, taken) = ([], [], [], 0)
        var length = 0
        func endWord(_ words: inout Self) {
            guard length > 0 else { return }
            words.ends.append(words.run.count)
            words.lengths.append(length)
            length = 0
        }
        for scalar in Self.plain(scalars) {
            if Self.isPunctuation(scalar) { endWord(&self) }
            run.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            length += 1
            if Self.isPunctuation(scalar) { endWord(&self) }
        }
        endWord(&self)
    }

    /// Accents are marks of their own in decomposed text, and are left out. Each letter becomes small by itself, wherever
    /// in the word it stands.
    private static func plain(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        if scalars.allSatisfy(\.isASCII) { return scalars.map(small) }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text).decomposedStringWithCanonicalMapping.unicodeScalars.flatMap { scalar in
            if scalar.isASCII { return [small(scalar)] }
            if scalar.properties.generalCategory == .nonspacingMark { return [] }
            return Array(scalar.properties.lowercaseMapping.unicodeScalars)
        }
    }

    private static func small(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\t", "\n", "\r": true
        default: !scalar.isASCII && scalar.properties.isWhitespace && !isLeftOut(scalar)
        }
    }

    /// What has no width or no meaning: control characters, marks for direction and joining, private characters.
    private static func isLeftOut(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7f }
        if scalar == "\u{FFFD}" { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate: return true
        default: return false
        }
    }

    /// All that is no letter, digit or blank counts in ASCII: "$" and "+", too.
    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": return false
            default: return scalar.value > 0x20 && scalar.value < 0x7f
            }
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }

    /// The blocks of ideographs that the models were taught to take one by one. Kana and Hangul are not among them.
    private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
            0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}
