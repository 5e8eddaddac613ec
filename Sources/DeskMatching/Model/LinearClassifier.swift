import Foundation

/// Multinomial logistic regression, fitted by stochastic gradient descent in a fixed number of passes.
///
/// Few passes with a falling rate take the place of a penalty on the weights.
struct LinearClassifier: Sendable {
    static let passes = 24
    static let rate: Float = 3
    /// An example already this well told apart teaches nothing more in this pass.
    static let smallestResidual: Float = 0.004

    private let classCount: Int
    /// One row of `classCount` weights a feature.
    private var weights: [Float]

    init(_ examples: [(vector: SparseVector, label: Int)], featureCount: Int, classCount: Int) {
        self.classCount = classCount
        weights = Array(repeating: 0, count: featureCount * classCount)
        var random = SplitMix64(seed: 7)
        var order = Array(examples.indices)
        var residuals = Array(repeating: Float(0), count: classCount)
        for pass in 0..<Self.passes {
            order.shuffle(using: &random)
            let rate = Self.rate / (1 + 4 * Float(pass) / Float(Self.passes))
            for index in order {
                learn(examples[index].vector, examples[index].label, rate: rate, residuals: &residuals)
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

    private mutating func learn(_ vector: SparseVector, _ label: Int, rate: Float, residuals: inout [Float]) {
        weights.withUnsafeMutableBufferPointer { weights in
            residuals.withUnsafeMutableBufferPointer { residuals in
                residuals.update(repeating: 0)
                Self.score(vector, UnsafeBufferPointer(weights), into: residuals)
                Self.makeProbabilities(residuals)
                residuals[label] -= 1
                guard -residuals[label] > Self.smallestResidual else { return }
                Self.descend(vector, residuals, rate: rate, weights: weights)
            }
        }
    }

    // The loops below count by hand over pointers, so that an unoptimised build is a few times slower and not a hundred.

    private static func score(
        _ vector: SparseVector, _ weights: UnsafeBufferPointer<Float>, into scores: UnsafeMutableBufferPointer<Float>
    ) {
        guard let weights = weights.baseAddress, let sums = scores.baseAddress else { return }
        let count = scores.count
        for (feature, value) in zip(vector.indices, vector.values) {
            let row = weights + Int(feature) * count
            var index = 0
            while index < count {
                sums[index] += value * row[index]
                index &+= 1
            }
        }
    }

    private static func descend(
        _ vector: SparseVector, _ residuals: UnsafeMutableBufferPointer<Float>, rate: Float,
        weights: UnsafeMutableBufferPointer<Float>
    ) {
        guard let weights = weights.baseAddress, let slopes = residuals.baseAddress else { return }
        let count = residuals.count
        for (feature, value) in zip(vector.indices, vector.values) {
            let row = weights + Int(feature) * count
            let step = rate * value
            var index = 0
            while index < count {
                row[index] -= step * slopes[index]
                index &+= 1
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
