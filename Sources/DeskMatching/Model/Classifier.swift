import DeskCore
import Foundation

/// Everything learned from examples, before confidence comes in: one expert for the words and one for each view of the
/// sentence vectors.
struct Classifier: Sendable {
    private(set) var lessons: Lessons
    private let vocabulary: Vocabulary
    private let experts: Experts
    private let index: ExampleIndex
    private let vectors: VectorTable
    private let examples: [Example]
    /// Classes by number; the last one is "none of them".
    let owners: [ContentID]
    private let labels: [Int]
    /// The examples' languages, by number.
    private let languages: [Language]
    private let kinds: [Int]

    /// Learns from the examples of the lessons that are named, in their order, and knows the owners that are named.
    /// - Parameter experts: What was learned from the same before, if it was kept.
    init(_ lessons: Lessons, _ kept: [Int], owners: [ContentID], experts known: Experts? = nil) {
        self.lessons = lessons
        examples = kept.map { lessons.examples[$0] }
        self.owners = owners
        let labelOf = Dictionary(owners.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        labels = examples.map { $0.owner.flatMap { labelOf[$0] } ?? owners.count }
        let languages = Set(examples.map(\.language)).sorted()
        let numbers = Dictionary(languages.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        kinds = examples.map { numbers[$0.language] ?? 0 }
        self.languages = languages
        let features = kept.map { lessons.features[$0] }
        let vocabulary = Vocabulary(
            features, featureCount: lessons.numbers.count, limits: lessons.size.limits(of: kept.count))
        let words = features.map(vocabulary.vector)
        vectors = lessons.vectors.rows(kept)
        let classCount = owners.count + (labels.contains(owners.count) ? 1 : 0)
        if let known, known.fits(vectors, featureCount: vocabulary.count, classCount: classCount) {
            experts = known
        } else {
            experts = Experts(
                words, vectors, labels: labels, featureCount: vocabulary.count, classCount: classCount,
                size: lessons.size)
        }
        index = ExampleIndex(words, featureCount: vocabulary.count)
        self.vocabulary = vocabulary
    }

    /// What can be kept, so as not to be learned again.
    var learned: Experts { experts }

    /// Lets go of what only learning needs.
    mutating func endLearning() { lessons.forgetExamples() }

    /// Nil where the text shares nothing with any example.
    /// - Parameter hidden: Classes to be left out, as if they were not there.
    func sighting(
        of features: CountedFeatures, _ vector: SentenceVector?, hiding hidden: Set<Int> = [],
        preference: Preference = Preference()
    ) -> Sighting? {
        let words = vocabulary.vector(features)
        let vector = vectors.isEmpty ? nil : vector
        guard !words.indices.isEmpty || vector != nil, !owners.isEmpty else { return nil }
        var scores = experts.scores(words, vector)
        if !lessons.parts.contains(.words), vector != nil { scores[0] = scores[0].map { _ in 0 } }
        for label in hidden { for expert in scores.indices { scores[expert][label] = Experts.scoreOfHidden } }
        var alike = ExampleIndex.Alike(
            labels: labels, labelCount: owners.count + 1, hiding: hidden, kinds: kinds,
            preferring: preference.language.flatMap { languages.firstIndex(of: $0) }, lead: preference.lead)
        let byWords = index.similarities(to: words)
        alike.add(lessons.parts.contains(.words) ? byWords : byWords.map { _ in 0 })
        if let vector { alike.add(vectors.similarities(to: vector)) }
        return Sighting(
            scores: scores, nearest: alike.nearest, similarities: alike.largest(0),
            similaritiesOfVectors: vector == nil ? [] : alike.largest(1),
            shareOfKnownWords: Double(words.shareOfKnownWords))
    }

    /// What the experts make of it together.
    func opinion(_ sighting: Sighting, _ fusion: Fusion, most: Int) -> Opinion {
        Opinion(sighting, fusion, owners: owners, most: most)
    }

    func example(_ number: Int) -> Example { examples[number] }
}

/// What the experts make of a text together: entries, best first, and signs of how far to trust it.
struct Opinion: Sendable {
    /// One entry's share in an opinion.
    struct Rank: Sendable {
        let owner: ContentID
        let probability: Double
        /// The example of this entry that is most alike.
        let nearest: Int
    }

    let ranks: [Rank]
    let evidence: Evidence
    /// The same of the first few together.
    let evidenceOfChoices: Evidence

    /// - Parameter owners: The classes, without the one that stands for none of them.
    init(_ sighting: Sighting, _ fusion: Fusion, owners: [ContentID], most: Int) {
        let logs = fusion.logProbabilities(sighting)
        let order = Self.best(most, of: logs[..<owners.count])
        ranks = order.map {
            Rank(owner: owners[$0], probability: exp(logs[$0]), nearest: sighting.nearest[$0] ?? 0)
        }
        let score = fusion.score(sighting, of: order[0])
        evidence = Evidence(sighting, first: order[0], probability: ranks[0].probability, score: score)
        evidenceOfChoices = Evidence(
            sighting, first: order[0],
            probability: ranks.prefix(Reading.mostChoices).reduce(0) { $0 + $1.probability }, score: score)
    }

    /// The places of the largest, largest first; of equals the first.
    private static func best(_ most: Int, of scores: ArraySlice<Double>) -> [Int] {
        var best: [Int] = []
        for (place, score) in scores.enumerated() {
            if best.count == most, let last = best.last, score <= scores[last] { continue }
            let position = best.firstIndex { scores[$0] < score } ?? best.count
            best.insert(place, at: position)
            if best.count > most { best.removeLast() }
        }
        return best
    }
}

/// The learners of one classifier.
struct Experts: Sendable {
    /// Of a class that is not to be thought of.
    static let scoreOfHidden: Float = -1e4

    let words: Learner
    /// One a view of the sentence vectors; none where no example has one.
    let views: [VectorClassifier]

    init(words: Learner, views: [VectorClassifier]) {
        self.words = words
        self.views = views
    }

    init(
        _ words: [SparseVector], _ vectors: VectorTable, labels: [Int], featureCount: Int, classCount: Int,
        size: ContentSize
    ) {
        self.words = Learner(
            words, labels: labels, featureCount: featureCount, classCount: classCount, size: size)
        let there = labels.indices.filter { vectors.isThere[$0] }
        let rows = there.count == labels.count ? vectors : vectors.rows(there)
        let labels = there.map { labels[$0] }
        views =
            vectors.isEmpty
            ? []
            : rows.views.map {
                VectorClassifier($0, width: vectors.width, labels: labels, classCount: classCount)
            }
    }

    /// Whether they are of so many features and classes, and of such vectors.
    func fits(_ vectors: VectorTable, featureCount: Int, classCount: Int) -> Bool {
        words.fits(featureCount: featureCount, classCount: classCount)
            && views.count == (vectors.isEmpty ? 0 : vectors.views.count)
            && views.allSatisfy {
                $0.classCount == classCount && $0.mean.count == vectors.width
                    && $0.weights.count == classCount * vectors.width
            }
    }

    /// One row of scores an expert that has something to say.
    func scores(_ words: SparseVector, _ vector: SentenceVector?) -> [[Float]] {
        [self.words.scores(of: words)] + (vector.map { zip(views, $0.views).map { $0.scores(of: $1) } } ?? [])
    }
}

/// The language in which an answer should be, if an entry has phrasings like the text in it.
struct Preference: Sendable {
    /// As far behind the nearest example, as a cosine, one of the language may be to count as the nearest.
    static let nearlyEqual: Float = 0.05

    var language: Language?
    /// Whether every word of the text is one of the language: then any example of it will do.
    var isSpoken = false

    var lead: Float { isSpoken ? 1 : Self.nearlyEqual }
}
