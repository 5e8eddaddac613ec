/// A turn in pieces, each of which may ask something of its own.
struct Clauses {
    /// More than this is not looked at one by one.
    static let most = 40
    /// A sentence is tried at no more joints than this.
    static let mostSplits = 3
    /// With these a second question begins, in English and German.
    static let joints: Set<String> = [
        "and", "also", "plus", "but", "then", "und", "außerdem", "sowie", "aber", "dann", "ausserdem", "zudem",
    ]

    /// Sentences and lines.
    static func sentences(of text: Substring) -> [Substring] {
        var sentences: [Substring] = []
        var start = text.startIndex
        var place = text.startIndex
        while place < text.endIndex {
            let next = text.index(after: place)
            let ends =
                text[place].isNewline || "。？！；।؟".contains(text[place])
                || ".?!;…".contains(text[place]) && (next == text.endIndex || isGap(text[next]))
            if ends {
                sentences.append(text[start..<next])
                start = next
            }
            place = next
        }
        sentences.append(text[start...])
        return sentences.filter(hasWord).prefix(most).map { $0 }
    }

    /// Where one sentence may fall in two: at commas and at words that join. Each with what stands on both sides.
    static func splits(of sentence: Substring) -> [(left: Substring, right: Substring)] {
        var splits: [(left: Substring, right: Substring)] = []
        let words = sentence.split(whereSeparator: \.isWhitespace)
        for (place, word) in words.enumerated() where place > 0 && splits.count < mostSplits {
            let isJoint = joints.contains(word.lowercased().trimmed)
            let followsComma = words[place - 1].last == ","
            guard isJoint || followsComma else { continue }
            let left = sentence[..<words[place - 1].endIndex]
            var first = place
            while first < words.count, joints.contains(words[first].lowercased().trimmed) { first += 1 }
            guard first < words.count else { continue }
            splits.append((left, sentence[words[first].startIndex...]))
        }
        return splits
    }

    /// The sentence cut wherever it may be.
    static func pieces(of sentence: Substring) -> [Substring] {
        var pieces: [Substring] = []
        var start = sentence.startIndex
        for split in splits(of: sentence) where split.left.endIndex > start {
            pieces.append(sentence[start..<split.left.endIndex])
            start = split.right.startIndex
        }
        return (pieces + [sentence[start...]]).filter(hasWord)
    }

    private static func isGap(_ character: Character) -> Bool {
        character.isWhitespace || ".?!;…".contains(character)
    }

    private static func hasWord(_ text: Substring) -> Bool { text.contains { $0.isLetter || $0.isNumber } }
}

extension String {
    /// Without signs at the ends.
    fileprivate var trimmed: String {
        String(drop { !$0.isLetter }.reversed().drop { !$0.isLetter }.reversed())
    }
}
