/// How much is done with how much content.
enum ContentSize: Sendable {
    /// Every phrasing is learned from many times, and held back once to learn how far to trust the matcher.
    case small
    /// Few passes, what is common left out, confidence learned from a sample.
    case large

    /// From this many live entries on, content is large.
    static let fewestOfLarge = 200

    init(entries: Int) { self = entries < Self.fewestOfLarge ? .small : .large }

    /// How many times as frequent mistakes are among the phrasings that were held back as among what customers say,
    /// measured on other content. A phrasing that is one of few is missed more when it is held back.
    var severity: Double {
        switch self {
        case .small: 1.6
        case .large: 1
        }
    }

    /// Which features are left out, with so many examples.
    func limits(of count: Int) -> Vocabulary.Limits {
        switch self {
        case .small: return Vocabulary.Limits(word: .max, run: .max)
        case .large:
            // A word of a few hundred phrasings may still be what tells them apart.
            let share = max(count / 10, 400)
            return Vocabulary.Limits(word: min(share, 1500), run: min(share, 1_750_000 / max(1, count)))
        }
    }
}

/// Learns to tell classes apart, in the way that fits the size.
enum Learner: Sendable {
    case dense(DenseClassifier)
    case sparse(SparseClassifier)

    init(
        _ vectors: [SparseVector], labels: [Int], featureCount: Int, classCount: Int, size: ContentSize
    ) {
        switch size {
        case .small:
            self = .dense(
                DenseClassifier(vectors, labels: labels, featureCount: featureCount, classCount: classCount))
        case .large:
            self = .sparse(
                SparseClassifier(
                    vectors, labels: labels, featureCount: featureCount, classCount: classCount))
        }
    }

    /// One score a class.
    func scores(of vector: SparseVector) -> [Float] {
        switch self {
        case .dense(let classifier): classifier.scores(of: vector)
        case .sparse(let classifier): classifier.scores(of: vector)
        }
    }
}
