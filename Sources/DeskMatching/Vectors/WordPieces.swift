/// A text as the numbers that a BERT model reads (WordPiece; Wu et al., 2016).
struct WordPieces: Sendable {
    /// In tokens, with those that begin and end it. What comes after is not read.
    static let longestText = 64
    /// A word of more characters is an unknown one.
    static let longestWord = 100

    let vocabulary: WordPieceVocabulary

    /// Two at least: the one that begins and the one that ends every text.
    func tokens(of text: String) -> [Int32] {
        var words = BERTWords(text)
        var tokens = [vocabulary.begin]
        while tokens.count < Self.longestText, let word = words.next() {
            if word.length > Self.longestWord {
                tokens.append(vocabulary.unknown)
            } else {
                vocabulary.addPieces(of: word.utf8, to: &tokens)
            }
        }
        return tokens.prefix(Self.longestText - 1) + [vocabulary.end]
    }
}
