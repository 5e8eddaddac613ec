import DeskCore

/// What is learned from, made ready once for all the classifiers of one calibration.
struct Lessons: Sendable {
    private(set) var examples: [Example]
    let numbers: FeatureNumbers
    private(set) var features: [CountedFeatures]
    private(set) var vectors: VectorTable
    private(set) var wordCounts: [Int]
    let articles: Set<ContentID>
    let words: WordsOfLanguages
    let size: ContentSize
    let parts: MatcherParts
    /// The languages of the content that the encoder was made for.
    let encoded: Set<Language>

    init(_ set: TrainingSet, vectors source: VectorSource?, parts: MatcherParts = .all) {
        self.parts = parts
        let features = inParallel(over: set.examples) { Features(NormalisedText($0.text)) }
        let numbers = FeatureNumbers(features)
        let counted = inParallel(over: features, numbers.counted)
        words = WordsOfLanguages(set, features)
        size = ContentSize(examples: set.examples.count, entries: set.owners.count)
        let learned = Self.learned(set.examples, counted, numbers, size)
        let examples = learned.map { set.examples[$0] }
        self.examples = examples
        self.features = learned.map { counted[$0] }
        wordCounts = learned.map { features[$0].wordCount }
        articles = Set(set.articles)
        self.numbers = numbers
        encoded = source?.languages(of: examples) ?? []
        vectors = source?.table(examples, languages: encoded) ?? VectorTable(count: examples.count)
    }

    /// All but what an entry says is not its own and is more like another's: it belongs there, and to learn that it
    /// belongs to nobody would be wrong.
    private static func learned(
        _ examples: [Example], _ features: [CountedFeatures], _ numbers: FeatureNumbers, _ size: ContentSize
    ) -> [Int] {
        guard examples.contains(where: { $0.stranger != nil }) else { return Array(examples.indices) }
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

    /// Once everything is learned, what the texts to come are taken apart by is enough.
    mutating func forgetExamples() { (examples, features, vectors, wordCounts) = ([], [], VectorTable(count: 0), []) }

    /// A mistake between two intents ("back", "again") costs a sentence, a wrong article costs trust.
    func cost(of answer: ContentID, insteadOf owner: ContentID?) -> Double {
        guard let owner, owner != answer else { return 1 }
        return articles.contains(owner) || articles.contains(answer) ? 1 : 0.5
    }
}

/// Where sentence vectors come from.
struct VectorSource: Sendable {
    let encoder: any SentenceEncoder
    var cache: MatcherCache?
    var progress: LearningProgress.Listener = { _ in }

    /// Those of the examples' languages that the encoder was made for.
    func languages(of examples: [Example]) -> Set<Language> {
        let texts = Dictionary(grouping: examples, by: \.language).mapValues { $0.map(\.text) }
        return Set(texts.keys.filter { encoder.knows(texts[$0] ?? []) })
    }

    func table(_ examples: [Example], languages: Set<Language>) -> VectorTable {
        let there = examples.indices.filter { languages.contains(examples[$0].language) }
        let kept = KeptVectors(cache: cache, encoder: encoder, progress: progress)
        let vectors = kept.vectors(of: there.map { examples[$0].text })
        return VectorTable(
            count: examples.count,
            vectors: zip(there, vectors).compactMap { place, vector in vector.map { (place, $0) } },
            views: encoder.views, width: encoder.width)
    }
}
