/// How much is done with how much content.
struct ContentSize: Sendable {
    /// Examples by entries.
    private let work: Int
    private let examples: Int

    init(examples: Int, entries: Int) {
        self.examples = examples
        work = examples * entries
    }

    /// From this on the matcher learns once, and how far to trust it comes from a sample; below, it learns again for
    /// each part that is held back.
    static let workOfLarge = 5_000_000
    /// More than these many phrasings, held back in turn, tell nothing more.
    static let trials = 2000

    var isLarge: Bool { work >= Self.workOfLarge }

    /// How many of so many equal parts are held back, one after the other.
    func rounds(of parts: Int) -> Int {
        let inPart = max(1, examples / parts)
        return min(parts, max(1, (Self.trials + inPart - 1) / inPart))
    }

    /// Which features are left out, with so many examples.
    func limits(of count: Int) -> Vocabulary.Limits {
        guard isLarge else { return Vocabulary.Limits(word: .max, run: .max) }
        // A word of a few hundred phrasings may still be what tells them apart.
        let share = max(count / 10, 400)
        return Vocabulary.Limits(word: min(share, 1500), run: min(share, 1_750_000 / max(1, count)))
    }
}

/// Learns to tell classes apart by words, in the way that fits the size.
enum Learner: Sendable {
    case dense(DenseClassifier)
    case sparse(SparseClassifier)

    /// The most weights of which each has its place in memory: 64 MB.
    static let mostWeights = 16_000_000

    init(
        _ vectors: [SparseVector], labels: [Int], featureCount: Int, classCount: Int, size: ContentSize
    ) {
        if !size.isLarge, featureCount * classCount <= Self.mostWeights {
            self = .dense(
                DenseClassifier(vectors, labels: labels, featureCount: featureCount, classCount: classCount))
        } else {
            self = .sparse(
                SparseClassifier(
                    vectors, labels: labels, featureCount: featureCount, classCount: classCount))
        }
    }

    func fits(featureCount: Int, classCount: Int) -> Bool {
        switch self {
        case .dense(let classifier): classifier.fits(featureCount: featureCount, classCount: classCount)
        case .sparse(let classifier): classifier.fits(featureCount: featureCount, classCount: classCount)
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
