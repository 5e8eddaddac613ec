import Foundation

/// Multinomial logistic regression, fitted by stochastic gradient descent in a fixed number of passes.
///
/// Few passes with a falling rate take the place of a penalty on the weights.
struct LinearClassifier: Sendable {
    static let passes = 24
    static let rate: Float = 3
    /// A class whose probability is this near to what it should be is not moved.
    static let smallestResidual: Float = 0.004
    /// An example told apart this well is left out of the next two passes.
    static let restingResidual: Float = 0.03
    static let rest = 2

    private let classCount: Int
    /// One row of `classCount` weights a feature.
    private var weights: [Float]

    init(_ examples: [(vector: SparseVector, label: Int)], featureCount: Int, classCount: Int) {
        self.classCount = classCount
        weights = Array(repeating: 0, count: featureCount * classCount)
        var random = SplitMix64(seed: 7)
        var order = Array(examples.indices)
        var residuals = Array(repeating: Float(0), count: classCount)
        var resting = Array(repeating: 0, count: examples.count)
        for pass in 0..<Self.passes {
            order.shuffle(using: &random)
            let rate = Self.rate / (1 + 4 * Float(pass) / Float(Self.passes))
            for index in order {
                guard resting[index] == 0 else {
                    resting[index] -= 1
                    continue
                }
                let residual = learn(examples[index].vector, examples[index].label, rate: rate, residuals: &residuals)
                if residual < Self.restingResidual { resting[index] = Self.rest }
            }
        }
    }

    /// One score a class, before they are made probabilities.
    func scores(of vector: SparseVector) -> [Float] {
        var scores = Array(repeating: Float(0), count: classCount)
        weights.withUnsafeBufferPointer { weights in
            scores.withUnsafeMutableBufferPointer { Self.score(vector, weights, into: $0) }
        }
        return scores
    }

    /// Returns how far the label's probability was from 1.
    private mutating func learn(
        _ vector: SparseVector, _ label: Int, rate: Float, residuals: inout [Float]
    ) -> Float {
        weights.withUnsafeMutableBufferPointer { weights in
            residuals.withUnsafeMutableBufferPointer { residuals in
                residuals.update(repeating: 0)
                Self.score(vector, UnsafeBufferPointer(weights), into: residuals)
                Self.makeProbabilities(residuals)
                residuals[label] -= 1
                Self.descend(vector, residuals, rate: rate, weights: weights)
                return -residuals[label]
            }
        }
    }

    // The loops below count by hand over pointers: an unoptimised build is then a few times slower and not a hundred.

    private static func score(
        _ vector: SparseVector, _ weights: UnsafeBufferPointer<Float>, into scores: UnsafeMutableBufferPointer<Float>
    ) {
        vector.indices.withUnsafeBufferPointer { indices in
            vector.values.withUnsafeBufferPointer { values in
                guard let weights = weights.baseAddress, let sums = scores.baseAddress else { return }
                let count = scores.count
                var feature = 0
                while feature < indices.count {
                    let row = weights + Int(indices[feature]) * count
                    let value = values[feature]
                    var index = 0
                    while index < count {
                        sums[index] += value * row[index]
                        index &+= 1
                    }
                    feature &+= 1
                }
            }
        }
    }

    private static func descend(
        _ vector: SparseVector, _ residuals: UnsafeMutableBufferPointer<Float>, rate: Float,
        weights: UnsafeMutableBufferPointer<Float>
    ) {
        let moving = residuals.indices.filter { abs(residuals[$0]) > smallestResidual }
        guard !moving.isEmpty else { return }
        moving.withUnsafeBufferPointer { moving in
            vector.indices.withUnsafeBufferPointer { indices in
                vector.values.withUnsafeBufferPointer { values in
                    var feature = 0
                    while feature < indices.count {
                        let row = Int(indices[feature]) * residuals.count
                        let step = rate * values[feature]
                        var index = 0
                        while index < moving.count {
                            weights[row + moving[index]] -= step * residuals[moving[index]]
                            index &+= 1
                        }
                        feature &+= 1
                    }
                }
            }
        }
    }

    private static func makeProbabilities(_ scores: UnsafeMutableBufferPointer<Float>) {
        let largest = scores.max() ?? 0
        var sum: Float = 0
        for index in scores.indices {
            scores[index] = exp(scores[index] - largest)
            sum += scores[index]
        }
        for index in scores.indices { scores[index] /= sum }
    }
}

/// The generator of Steele, Lea and Flood (2014): the same order of examples in every run.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
