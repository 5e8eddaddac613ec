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
