import DeskCore
import Foundation

/// Everything learned from examples, before confidence comes in.
struct Classifier: Sendable {
    private let lessons: Lessons
    private let vocabulary: Vocabulary
    private let learner: Learner
    private let index: ExampleIndex
    private let topics: Topics
    private let examples: [Example]
    /// Classes by number; the last one is "none of them".
    private let owners: [ContentID]
    private let labels: [Int]
    /// The examples' languages, by number.
    private let languages: [Language]
    private let kinds: [Int]

    /// Learns from the examples of the lessons that are named, in their order, and knows the owners that are named.
    init(_ lessons: Lessons, _ kept: [Int], owners: [ContentID]) {
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
        let vectors = features.map(vocabulary.vector)
        let hasNone = labels.contains(owners.count)
        learner = Learner(
            vectors, labels: labels, featureCount: vocabulary.count,
            classCount: owners.count + (hasNone ? 1 : 0), size: lessons.size)
        index = ExampleIndex(vectors, featureCount: vocabulary.count)
        topics = Topics(zip(features, labels).map { ($0.stems, $1) }, labelCount: owners.count + 1)
        self.vocabulary = vocabulary
    }

    /// One entry's share in an opinion.
    struct Rank: Sendable {
        let owner: ContentID
        let probability: Double
        /// The example of this entry that is most alike.
        let nearest: Int
    }

    /// What the classifier makes of a text: entries, best first, and signs of how far to trust it.
    struct Opinion: Sendable {
        var ranks: [Rank]
        let evidence: Evidence
    }

    /// Of examples that are about equally alike those in the preferred language count.
    func opinion(on features: Features, most: Int, preference: Preference) -> Opinion? {
        opinion(on: lessons.numbers.counted(features), most: most, preference: preference)
    }

    /// What it would be without one of the entries, where one is hidden. Nil where the text shares nothing with any
    /// example.
    func opinion(
        on features: CountedFeatures, most: Int, hiding owner: ContentID? = nil,
        preference: Preference = Preference()
    ) -> Opinion? {
        let hidden = owner.flatMap { owners.firstIndex(of: $0) }
        let vector = vocabulary.vector(features)
        guard !vector.indices.isEmpty, !owners.isEmpty else { return nil }
        var scores = learner.scores(of: vector)
        if let hidden { scores[hidden] = -SparseClassifier.farthest }
        let alike = index.nearest(
            to: vector, labels: labels, labelCount: owners.count + 1, hiding: hidden, kinds: kinds,
            preferring: preference.language.flatMap { languages.firstIndex(of: $0) }, lead: preference.lead)
        let order = Self.best(most, of: scores[..<owners.count])
        let first = order[0]
        let largest = scores.max() ?? 0
        var sum = 0.0
        // Over all classes: where "none of them" is ahead, the first entry is not to be trusted.
        var rival = -Float.infinity
        for (label, score) in scores.enumerated() {
            if score > largest - SparseClassifier.farthest { sum += exp(Double(score - largest)) }
            if label != first { rival = max(rival, score) }
        }
        let ranks = order.map { label in
            Rank(
                owner: owners[label], probability: exp(Double(scores[label] - largest)) / sum,
                nearest: alike.examples[label] ?? 0)
        }
        let evidence = Evidence(
            probability: ranks[0].probability, rival: exp(Double(rival - largest)) / sum,
            energy: Double(largest) + log(sum / Double(scores.count)), score: Double(scores[first]),
            similarity: Double(alike.similarities.max() ?? 0), similarityOfFirst: Double(alike.similarities[first]),
            shareOfKnownWords: Double(vector.shareOfKnownWords),
            coverage: topics.coverage(of: features.stems, by: first),
            isArticle: lessons.articles.contains(owners[first]))
        return Opinion(ranks: ranks, evidence: evidence)
    }

    func example(_ number: Int) -> Example { examples[number] }

    /// The places of the largest, largest first; of equals the first.
    private static func best(_ most: Int, of scores: ArraySlice<Float>) -> [Int] {
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

/// The language in which an answer should be, if an entry has phrasings like the text in it.
struct Preference: Sendable {
    /// As far behind the nearest example, as a cosine, one of the language may be to count as the nearest.
    static let nearlyEqual: Float = 0.05

    var language: Language?
    /// Whether every word of the text is one of the language: then any example of it will do.
    var isSpoken = false

    var lead: Float { isSpoken ? 1 : Self.nearlyEqual }
}

/// What is learned from, made ready once for all the classifiers of one calibration.
struct Lessons: Sendable {
    let examples: [Example]
    let numbers: FeatureNumbers
    let features: [CountedFeatures]
    let wordCounts: [Int]
    let articles: Set<ContentID>
    let words: WordsOfLanguages
    let size: ContentSize

    init(_ set: TrainingSet) {
        let features = inParallel(over: set.examples) { Features(NormalisedText($0.text)) }
        let numbers = FeatureNumbers(features)
        let counted = inParallel(over: features, numbers.counted)
        words = WordsOfLanguages(set, features)
        size = ContentSize(entries: set.owners.count)
        let learned = Self.learned(set.examples, counted, numbers, size)
        examples = learned.map { set.examples[$0] }
        self.features = learned.map { counted[$0] }
        wordCounts = learned.map { features[$0].wordCount }
        articles = Set(set.articles)
        self.numbers = numbers
    }

    /// All but what an entry says is not its own and is more like another's: it belongs there, and to learn that it
    /// belongs to nobody would be wrong.
    private static func learned(
        _ examples: [Example], _ features: [CountedFeatures], _ numbers: FeatureNumbers, _ size: ContentSize
    ) -> [Int] {
        let owned = examples.indices.filter { examples[$0].owner != nil }
        let vocabulary = Vocabulary(
            owned.map { features[$0] }, featureCount: numbers.count, limits: size.limits(of: owned.count))
        let index = ExampleIndex(owned.map { vocabulary.vector(features[$0]) }, featureCount: vocabulary.count)
        return examples.indices.filter { place in
            guard let stranger = examples[place].stranger else { return true }
            var own: Float = 0
            var other: Float = 0
            for (number, similarity) in index.similarities(to: vocabulary.vector(features[place])).enumerated() {
                if examples[owned[number]].owner == stranger {
                    own = max(own, similarity)
                } else {
                    other = max(other, similarity)
                }
            }
            return own >= other
        }
    }

    /// A mistake between two intents ("back", "again") costs a sentence, a wrong article costs trust.
    func cost(of answer: ContentID, insteadOf owner: ContentID?) -> Double {
        guard let owner, owner != answer else { return 1 }
        return articles.contains(owner) || articles.contains(answer) ? 1 : 0.5
    }
}
