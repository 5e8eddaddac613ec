import DeskCore
import Foundation

/// Everything learned from examples, before confidence comes in.
struct Classifier: Sendable {
    private let vocabulary: Vocabulary
    private let linear: LinearClassifier
    private let index: ExampleIndex
    private let examples: [Example]
    /// Classes by number; the last one is "none of them".
    private let owners: [ContentID]
    private let labels: [Int]

    init(_ examples: [Example], features: [Features], owners: [ContentID]) {
        self.examples = examples
        self.owners = owners
        let numbers = Dictionary(owners.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        labels = examples.map { $0.owner.flatMap { numbers[$0] } ?? owners.count }
        let vocabulary = Vocabulary(features)
        let vectors = features.map(vocabulary.vector)
        let hasNone = examples.contains { $0.owner == nil }
        linear = LinearClassifier(
            zip(vectors, labels).map { (vector: $0, label: $1) }, featureCount: vocabulary.count,
            classCount: owners.count + (hasNone ? 1 : 0))
        index = ExampleIndex(vectors, featureCount: vocabulary.count)
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

    /// Nil where the text shares nothing with any example.
    func opinion(on features: Features, most: Int) -> Opinion? {
        let vector = vocabulary.vector(features)
        guard !vector.indices.isEmpty, !owners.isEmpty else { return nil }
        let scores = linear.scores(of: vector)
        let largest = scores.max() ?? 0
        let exponents = scores.map { exp(Double($0 - largest)) }
        let sum = exponents.reduce(0, +)
        let order = owners.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
        let similarities = index.similarities(to: vector)
        let nearest = nearestExamples(similarities)
        let ranks = order.prefix(most).map { label in
            Rank(owner: owners[label], probability: exponents[label] / sum, nearest: nearest[label] ?? 0)
        }
        // Over all classes: where "none of them" is ahead, the first entry is not to be trusted.
        let rivals = exponents.enumerated().filter { $0.offset != order[0] }.map(\.element).max() ?? 0
        let similarityOfFirst = nearest[order[0]].map { similarities[$0] } ?? 0
        let similarity = similarities.max() ?? 0
        let evidence = Evidence(
            probability: exponents[order[0]] / sum, rival: rivals / sum,
            energy: Double(largest) + log(sum / Double(scores.count)), score: Double(scores[order[0]]),
            similarity: Double(similarity), similarityOfFirst: Double(similarityOfFirst),
            shareOfKnownWords: Double(vector.shareOfKnownWords))
        return Opinion(ranks: Array(ranks), evidence: evidence)
    }

    func example(_ number: Int) -> Example { examples[number] }

    private func nearestExamples(_ similarities: [Float]) -> [Int?] {
        var nearest: [Int?] = Array(repeating: nil, count: owners.count + 1)
        for (example, similarity) in similarities.enumerated() {
            let label = labels[example]
            if let best = nearest[label], similarities[best] >= similarity { continue }
            nearest[label] = example
        }
        return nearest
    }
}
