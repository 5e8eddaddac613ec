import DeskCore

/// What a text is made of: words and pairs of words, and runs of 2 to 5 characters within words (a blank at each end).
///
/// Each feature is a 64-bit hash (FNV-1a over Unicode scalars, another start for each kind); at these sizes two
/// features practically never share one.
struct Features: Sendable {
    /// How much of a text is read, in Unicode scalars. What comes after is not looked at.
    static let longestText = 2000
    static let runs = 2...5

    /// Words; repeats stay.
    private(set) var singles: [UInt64] = []
    /// Words and pairs; repeats stay.
    private(set) var words: [UInt64] = []
    /// Runs of characters; repeats stay.
    private(set) var characters: [UInt64] = []
    private(set) var stems = Stems()
    var wordCount: Int { singles.count }

    init(_ text: NormalisedText) {
        var last: UInt64?
        for word in Self.words(of: text.text) {
            let hash = word.reduce(Self.wordStart, Self.mix)
            singles.append(hash)
            words.append(hash)
            stems.add(word)
            if let last { words.append(Self.mix(last &+ 1, hash)) }
            last = hash
            addRuns(of: [0x20] + word + [0x20])
        }
    }

    private mutating func addRuns(of word: [UInt64]) {
        for start in word.indices {
            var hash = Self.runStart
            for length in 1...Self.runs.upperBound where start + length <= word.count {
                hash = Self.mix(hash, word[start + length - 1])
                if length >= Self.runs.lowerBound { characters.append(hash) }
            }
        }
    }

    private static let wordStart: UInt64 = 0xcbf2_9ce4_8422_2325
    private static let runStart: UInt64 = 0x8422_2325_cbf2_9ce4

    private static func mix(_ hash: UInt64, _ value: UInt64) -> UInt64 { (hash ^ value) &* 0x0000_0100_0000_01b3 }

    /// Apostrophes vanish ("what's" is "whats"); a pictograph is a word of its own.
    private static func words(of text: String) -> [[UInt64]] {
        var words: [[UInt64]] = []
        var word: [UInt64] = []
        func end() {
            if !word.isEmpty { words.append(word) }
            word = []
        }
        for scalar in text.unicodeScalars.prefix(longestText) {
            switch kind(of: scalar) {
            case .inWord: word.append(UInt64(scalar.value))
            case .wordByItself:
                end()
                word = [UInt64(scalar.value)]
                end()
            case .nothing: break
            case .between: end()
            }
        }
        end()
        return words
    }

    private enum Kind { case inWord, wordByItself, nothing, between }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        if scalar.isASCII {
            switch scalar.value {
            case 0x30...0x39, 0x61...0x7A: return .inWord
            case 0x27: return .nothing
            default: return .between
            }
        }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
            return .inWord
        case .otherSymbol: return .wordByItself
        case .format: return .nothing
        default: return .between
        }
    }
}
