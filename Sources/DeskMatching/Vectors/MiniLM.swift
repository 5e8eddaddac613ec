import CVectors

/// The encoder all-MiniLM-L6-v2, for English: a BERT of six layers that was taught to put questions and their answers
/// near each other (Wang et al., MiniLM, 2020; Reimers and Gurevych, Sentence-BERT, 2019). Its weights are part of the
/// executable; `Sources/CVectors/NOTICE` says where they are from.
///
/// Its first view is the vector that the model was taught to make. The second is taken one layer before, where less of
/// how a thing is said has been lost.
public struct MiniLM: SentenceEncoder {
    public let name: String
    public var views: Int { viewedLayers.count }
    public var width: Int { layout.hidden }

    private let layout: MiniLMLayout
    private let pieces: WordPieces
    private let arithmetic: Arithmetic
    /// After which layers a view is taken, counted from 0.
    private let viewedLayers: [Int]

    /// Made at first use, in a few milliseconds.
    public static let english: MiniLM = {
        do { return try MiniLM() } catch { preconditionFailure("The sentence model in the executable: \(error)") }
    }()

    /// Texts are worked on together up to this many tokens, so that a weight is fetched once for all of them; more would
    /// not stay in the cache.
    private static let tokensAtOnce = WordPieces.longestText
    /// How many texts one core takes at a time.
    private static let textsAtOnce = 32
    /// Changes when the same text leads to other numbers: other tokens, or another way to calculate.
    private static let revision = 1
    /// Of the words of English questions, nine in ten are one token, few of the names in them; of those of its
    /// neighbours about half, and of those in other scripts none.
    private static let leastShareOfWholeWords = 2.0 / 3

    init(_ arithmetic: Arithmetic = .quickest) throws(ModelFileError) {
        let bytes = cvectors_model()
        let file = try ModelFile(UnsafeRawBufferPointer(start: bytes.start, count: bytes.count))
        layout = try MiniLMLayout(file, longestText: WordPieces.longestText)
        pieces = WordPieces(vocabulary: try WordPieceVocabulary())
        guard pieces.vocabulary.count == layout.words.rows else { throw .otherVocabulary }
        self.arithmetic = arithmetic
        viewedLayers = [layout.layers.count - 1, max(layout.layers.count - 2, 0)]
        name = "\(file.description.model) \(file.description.version) \(Self.revision)"
    }

    /// Whether most words are ones that the model has learned whole. One text alone is little to go by.
    public func knows(_ texts: [String]) -> Bool {
        var words = WordCount()
        for text in texts { words.add(text, pieces.vocabulary) }
        return words.all > 0 && Double(words.whole) >= Self.leastShareOfWholeWords * Double(words.all)
    }

    /// Computed on all cores. The vector of a text is the same to the bit whatever other texts it is computed with.
    public func vectors(of texts: [String]) -> [SentenceVector?] {
        let parts = (texts.count + Self.textsAtOnce - 1) / Self.textsAtOnce
        return inParallel(parts) { part in
            let first = part * Self.textsAtOnce
            return vectorsOfPart(texts[first..<min(first + Self.textsAtOnce, texts.count)].map(pieces.tokens(of:)))
        }.flatMap { $0 }
    }

    /// The same for one text, on the calling thread.
    public func vector(of text: String) -> SentenceVector? { vectorsOfPart([pieces.tokens(of: text)])[0] }

    /// The tokens of a text, two of which begin and end it.
    func tokens(of text: String) -> [Int32] { pieces.tokens(of: text) }

    /// Of texts as their tokens, `WordPieces.longestText` each at most. Also of one without anything to read, for which
    /// the model has a vector, too.
    func vectors(ofTokens texts: [[Int32]]) -> [SentenceVector] {
        precondition(texts.allSatisfy { $0.count <= WordPieces.longestText })
        let batches = Self.batches(texts.map(\.count))
        let most = batches.map { batch in texts[batch].reduce(0) { $0 + $1.count } }.max() ?? 0
        let pass = ForwardPass(layout, arithmetic, tokens: most)
        return batches.flatMap { pass.vectors(of: texts[$0], views: viewedLayers) }
    }

    private func vectorsOfPart(_ texts: [[Int32]]) -> [SentenceVector?] {
        var read = vectors(ofTokens: texts.filter { $0.count > 2 })[...]
        return texts.map { $0.count > 2 ? read.removeFirst() : nil }
    }

    /// Neighbours that have no more tokens together than are worked on at once.
    private static func batches(_ lengths: [Int]) -> [Range<Int>] {
        var batches: [Range<Int>] = []
        var first = 0
        var tokens = 0
        for (text, length) in lengths.enumerated() {
            if tokens + length > tokensAtOnce, text > first {
                batches.append(first..<text)
                (first, tokens) = (text, 0)
            }
            tokens += length
        }
        if first < lengths.count { batches.append(first..<lengths.count) }
        return batches
    }
}

/// How many words there are, and how many of them are one token in plain letters.
private struct WordCount {
    var all = 0
    var whole = 0

    mutating func add(_ text: String, _ vocabulary: WordPieceVocabulary) {
        var words = BERTWords(text)
        while let word = words.next() {
            let isPlain = word.utf8.allSatisfy { ("a"..."z").contains(Unicode.Scalar($0)) }
            // Digits, punctuation marks and pictographs are the same in every language.
            guard isPlain || String(decoding: word.utf8, as: UTF8.self).contains(where: \.isLetter) else { continue }
            all += 1
            guard isPlain else { continue }
            var tokens: [Int32] = []
            vocabulary.addPieces(of: word.utf8, to: &tokens)
            if tokens.count == 1, tokens.first != vocabulary.unknown { whole += 1 }
        }
    }
}
