import DeskCore

/// Finds how alike a text is to each example: the cosine, by way of the features that they share.
struct ExampleIndex: Sendable {
    /// The examples with feature `f` are at `starts[f]..<starts[f + 1]`.
    private var starts: [Int32]
    private var examples: [Int32]
    private var values: [Float]
    private let exampleCount: Int

    init(_ vectors: [SparseVector], featureCount: Int) {
        exampleCount = vectors.count
        starts = Array(repeating: 0, count: featureCount + 1)
        for vector in vectors { for feature in vector.indices { starts[Int(feature) + 1] += 1 } }
        for feature in 0..<featureCount { starts[feature + 1] += starts[feature] }
        var next = starts
        let total = Int(starts[featureCount])
        examples = Array(repeating: 0, count: total)
        values = Array(repeating: 0, count: total)
        for (example, vector) in vectors.enumerated() {
            for (feature, value) in zip(vector.indices, vector.values) {
                let place = Int(next[Int(feature)])
                next[Int(feature)] += 1
                examples[place] = Int32(example)
                values[place] = value
            }
        }
    }

    /// The example of each label that is most alike, and its cosine from 0 to 1; none and 0 where nothing is shared.
    /// One of the preferred kind counts as the most alike if it is no more than `lead` behind.
    func nearest(
        to vector: SparseVector, labels: [Int], labelCount: Int, hiding hidden: Int?, kinds: [Int],
        preferring kind: Int?,
        lead: Float
    ) -> (examples: [Int?], similarities: [Float]) {
        let similarities = similarities(to: vector)
        let all = nearest(similarities, labels, labelCount) { labels[$0] != hidden }
        guard let kind else { return all }
        let preferred = nearest(similarities, labels, labelCount) { kinds[$0] == kind && labels[$0] != hidden }
        var examples = all.examples
        for (label, example) in preferred.examples.enumerated() where example != nil {
            if preferred.similarities[label] >= all.similarities[label] - lead { examples[label] = example }
        }
        return (examples, all.similarities)
    }

    private func nearest(
        _ similarities: [Float], _ labels: [Int], _ labelCount: Int, where isWanted: (Int) -> Bool
    ) -> (examples: [Int?], similarities: [Float]) {
        var nearest: [Int?] = Array(repeating: nil, count: labelCount)
        var best = Array(repeating: Float(0), count: labelCount)
        for (example, similarity) in similarities.enumerated() where similarity > best[labels[example]] {
            guard isWanted(example) else { continue }
            best[labels[example]] = similarity
            nearest[labels[example]] = example
        }
        return (nearest, best)
    }

    /// One cosine an example, 0 to 1.
    func similarities(to vector: SparseVector) -> [Float] {
        var sums = Array(repeating: Float(0), count: exampleCount)
        sums.withUnsafeMutableBufferPointer { sums in
            for (feature, value) in zip(vector.indices, vector.values) {
                var place = Int(starts[Int(feature)])
                let end = Int(starts[Int(feature) + 1])
                while place < end {
                    sums[Int(examples[place])] += value * values[place]
                    place &+= 1
                }
            }
        }
        return sums
    }
}
