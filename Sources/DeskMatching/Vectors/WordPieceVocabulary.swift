import CVectors

/// The tokens of the sentence model, found by their bytes: a hash table over the vocabulary in the executable, which is
/// not copied.
struct WordPieceVocabulary: Sendable {
    let begin: Int32
    let end: Int32
    let unknown: Int32
    var count: Int { starts.count - 1 }

    /// Where the line of each token begins, and where the last one ends.
    private var starts: [UInt32] = [0]
    /// Token by hash, the next place where that is taken; `free` where there is none.
    private var table: [UInt16] = Array(repeating: Self.free, count: 1 << 16)
    private var longest = 0

    private static let free = UInt16.max
    /// So that half of the table stays free.
    private static let mostTokens = 1 << 15
    private static let continuation = Array("##".utf8)

    init() throws(ModelFileError) {
        let text = Self.text
        for (place, byte) in text.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(UInt32(place + 1))
        }
        guard starts.count - 1 <= Self.mostTokens else { throw .otherVocabulary }
        for token in 0..<starts.count - 1 {
            let line = Int(starts[token])..<Int(starts[token + 1]) - 1
            longest = max(longest, line.count)
            var slot = Self.slot(text[line].reduce(Self.emptyHash, Self.mix))
            while table[slot] != Self.free { slot = (slot + 1) % table.count }
            table[slot] = UInt16(token)
        }
        var special: [Int32] = []
        for word in ["[CLS]", "[SEP]", "[UNK]"] {
            guard let token = Self.token(Array(word.utf8), starts, table) else { throw .otherVocabulary }
            special.append(token)
        }
        (begin, end, unknown) = (special[0], special[1], special[2])
    }

    /// Adds the tokens of one word, in UTF-8: each time the longest that fits, or the unknown one if none does.
    func addPieces(of word: ArraySlice<UInt8>, to tokens: inout [Int32]) {
        let first = tokens.count
        let text = Self.text
        var start = word.startIndex
        while start < word.endIndex {
            let isFirst = start == word.startIndex
            guard let (token, end) = longestPiece(in: word[start...], isFirst: isFirst, text) else {
                tokens.removeSubrange(first...)
                tokens.append(unknown)
                return
            }
            tokens.append(token)
            start = end
        }
    }

    private func longestPiece(
        in rest: ArraySlice<UInt8>, isFirst: Bool, _ text: UnsafeBufferPointer<UInt8>
    ) -> (token: Int32, end: Int)? {
        let prefix = isFirst ? [] : Self.continuation
        var hash = prefix.reduce(Self.emptyHash, Self.mix)
        var found: (Int32, Int)?
        for place in rest.indices.prefix(longest) {
            hash = Self.mix(hash, rest[place])
            // Tokens are whole characters, so that a piece which ends within one is not among them.
            let piece = rest[...place]
            if let token = Self.token(
                hash, starts, table, where: { Self.line($0, text, is: prefix, piece) })
            {
                found = (token, place + 1)
            }
        }
        return found
    }

    private static func token(_ word: [UInt8], _ starts: [UInt32], _ table: [UInt16]) -> Int32? {
        let text = text
        return token(word.reduce(emptyHash, mix), starts, table) { line($0, text, is: [], word[...]) }
    }

    private static func token(
        _ hash: UInt64, _ starts: [UInt32], _ table: [UInt16], where isRight: (Range<Int>) -> Bool
    ) -> Int32? {
        var slot = slot(hash)
        while table[slot] != free {
            let token = Int(table[slot])
            if isRight(Int(starts[token])..<Int(starts[token + 1]) - 1) { return Int32(token) }
            slot = (slot + 1) % table.count
        }
        return nil
    }

    private static func line(
        _ line: Range<Int>, _ text: UnsafeBufferPointer<UInt8>, is prefix: [UInt8],
        _ piece: ArraySlice<UInt8>
    ) -> Bool {
        guard line.count == prefix.count + piece.count else { return false }
        return text[line].starts(with: prefix)
            && text[line.dropFirst(prefix.count)].elementsEqual(piece)
    }

    private static var text: UnsafeBufferPointer<UInt8> {
        let bytes = cvectors_vocabulary()
        return UnsafeBufferPointer(start: bytes.start, count: bytes.count)
    }

    // FNV-1a.
    private static let emptyHash: UInt64 = 0xcbf2_9ce4_8422_2325
    private static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    private static func slot(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0xffff)
    }
}
