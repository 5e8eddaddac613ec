import DeskCore

/// What a text is made of: words and pairs of words, and runs of 2 to 5 characters within words (a blank at each end),
/// all without diacritics. In scripts without spaces each character counts as a word, as far as features go.
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
    /// As people count them: two characters of a script without spaces make a word.
    private(set) var wordCount = 0

    init(_ text: NormalisedText) {
        var last: UInt64?
        for word in Words(text.text.unicodeScalars.prefix(Self.longestText)).found {
            if word.characters.isEmpty {
                add(word.scalars, after: &last)
                stems.add(word.scalars)
                wordCount += 1
            } else {
                for character in word.characters { add(Array(word.scalars[character]), after: &last) }
                stems.add(word.scalars, characters: word.characters)
                wordCount += (word.characters.count + 1) / 2
            }
            addRuns(of: [0x20] + word.scalars + [0x20])
        }
    }

    /// What one folded word is about: nothing where it only holds sentences together.
    static func stems(of word: [UInt64]) -> [UInt64] {
        var stems = Stems()
        stems.add(word)
        return stems.hashes
    }

    private mutating func add(_ word: [UInt64], after last: inout UInt64?) {
        let hash = word.reduce(Self.wordStart, Self.mix)
        singles.append(hash)
        words.append(hash)
        if let last { words.append(Self.mix(last &+ 1, hash)) }
        last = hash
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
}
