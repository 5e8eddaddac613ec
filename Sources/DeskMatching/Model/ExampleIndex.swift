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

extension ExampleIndex {
    /// By class, how alike its examples are to a text: by words, then by sentence vector.
    struct Alike {
        let labels: [Int]
        let labelCount: Int
        /// Classes that are not looked at.
        let hiding: Set<Int>
        /// The examples' languages.
        let kinds: [Int]
        let preferring: Int?
        /// One of the preferred kind counts as the nearest if it is no more than this behind.
        let lead: Float
        private var measures: [[Float]] = []

        init(labels: [Int], labelCount: Int, hiding: Set<Int>, kinds: [Int], preferring: Int?, lead: Float) {
            self.labels = labels
            self.labelCount = labelCount
            self.hiding = hiding
            self.kinds = kinds
            self.preferring = preferring
            self.lead = lead
        }

        /// - Parameter similarities: One an example.
        mutating func add(_ similarities: [Float]) { measures.append(similarities) }

        /// By class the largest by one measure; 0 where nothing is alike.
        func largest(_ measure: Int) -> [Float] {
            var largest = Array(repeating: Float(0), count: labelCount)
            for (label, similarity) in zip(labels, measures[measure]) where similarity > largest[label] {
                largest[label] = similarity
            }
            for label in hiding { largest[label] = 0 }
            return largest
        }

        /// By class the example that is most alike by all measures together.
        var nearest: [Int?] {
            let sums = measures.dropFirst().reduce(measures[0]) { sums, more in zip(sums, more).map(+) }
            let all = nearest(sums) { _ in true }
            guard let preferring else { return all.examples }
            let preferred = nearest(sums) { kinds[$0] == preferring }
            var examples = all.examples
            let lead = lead * Float(measures.count)
            for (label, example) in preferred.examples.enumerated() where example != nil {
                if preferred.sums[label] >= all.sums[label] - lead { examples[label] = example }
            }
            return examples
        }

        private func nearest(_ sums: [Float], where isWanted: (Int) -> Bool) -> (examples: [Int?], sums: [Float]) {
            var nearest: [Int?] = Array(repeating: nil, count: labelCount)
            var best = Array(repeating: Float(0), count: labelCount)
            for (example, sum) in sums.enumerated() where sum > best[labels[example]] {
                guard !hiding.contains(labels[example]), isWanted(example) else { continue }
                best[labels[example]] = sum
                nearest[labels[example]] = example
            }
            return (nearest, best)
        }
    }
}
