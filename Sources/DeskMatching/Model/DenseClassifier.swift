import Foundation

/// Multinomial logistic regression, fitted by stochastic gradient descent in a fixed number of passes.
///
/// Few passes with a falling rate take the place of a penalty on the weights.
struct DenseClassifier: Sendable {
    static let passes = 10
    static let rate: Float = 3
    /// A class whose probability is this near to what it should be is not moved.
    static let smallestResidual: Float = 0.004
    /// An example told apart this well is left out of the next two passes.
    static let restingResidual: Float = 0.03
    static let rest = 2
    /// From this share of the classes on, as a divisor, they are all gone over.
    static let manyMoving = 6

    private typealias Lanes = SIMD16<Float>

    let classCount: Int
    /// The classes, rounded up to whole lanes.
    private let width: Int
    /// One row of `width` weights a feature.
    private(set) var weights: [Float]

    private static func width(of classCount: Int) -> Int {
        (classCount + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount
    }

    /// What was learned before.
    init(weights: [Float], classCount: Int) {
        self.classCount = classCount
        width = Self.width(of: classCount)
        self.weights = weights
    }

    /// Whether there is a weight for each of so many features and classes.
    func fits(featureCount: Int, classCount: Int) -> Bool {
        self.classCount == classCount && weights.count == featureCount * width
    }

    init(_ vectors: [SparseVector], labels: [Int], featureCount: Int, classCount: Int) {
        self.classCount = classCount
        width = Self.width(of: classCount)
        weights = Array(repeating: 0, count: featureCount * width)
        var random = SplitMix64(seed: 7)
        var order = Array(vectors.indices)
        var residuals = Array(repeating: Float(0), count: width)
        var resting = Array(repeating: 0, count: vectors.count)
        for pass in 0..<Self.passes {
            order.shuffle(using: &random)
            let rate = Self.rate / (1 + 4 * Float(pass) / Float(Self.passes))
            for index in order {
                guard resting[index] == 0 else {
                    resting[index] -= 1
                    continue
                }
                let residual = learn(vectors[index], labels[index], rate: rate, residuals: &residuals)
                if residual < Self.restingResidual { resting[index] = Self.rest }
            }
        }
    }

    /// One score a class, before they are made probabilities.
    func scores(of vector: SparseVector) -> [Float] {
        var scores = Array(repeating: Float(0), count: width)
        weights.withUnsafeBufferPointer { weights in
            scores.withUnsafeMutableBufferPointer { Self.score(vector, weights, into: $0) }
        }
        return Array(scores[..<classCount])
    }

    /// Returns how far the label's probability was from 1.
    private mutating func learn(
        _ vector: SparseVector, _ label: Int, rate: Float, residuals: inout [Float]
    ) -> Float {
        let classCount = classCount
        return weights.withUnsafeMutableBufferPointer { weights in
            residuals.withUnsafeMutableBufferPointer { residuals in
                Self.score(vector, UnsafeBufferPointer(weights), into: residuals)
                Self.makeProbabilities(UnsafeMutableBufferPointer(rebasing: residuals[..<classCount]))
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
                let rows = UnsafeRawPointer(weights.baseAddress)
                let sums = UnsafeMutableRawPointer(scores.baseAddress)
                guard let rows, let sums else { return }
                let stride = scores.count * MemoryLayout<Float>.stride
                var start = 0
                while start < stride {
                    // Sixteen sums stay in registers while all features are gone over.
                    var sum = Lanes()
                    var feature = 0
                    while feature < indices.count {
                        let row = rows + Int(indices[feature]) * stride + start
                        sum += values[feature] * row.loadUnaligned(as: Lanes.self)
                        feature &+= 1
                    }
                    (sums + start).storeBytes(of: sum, as: Lanes.self)
                    start += MemoryLayout<Lanes>.stride
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
        guard moving.count < residuals.count / manyMoving else {
            return descendAll(vector, residuals, rate: rate, weights: weights)
        }
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

    /// Whole rows at a time: more work than needed, done several numbers at once.
    private static func descendAll(
        _ vector: SparseVector, _ residuals: UnsafeMutableBufferPointer<Float>, rate: Float,
        weights: UnsafeMutableBufferPointer<Float>
    ) {
        let steps = residuals.map { abs($0) > smallestResidual ? rate * $0 : 0 }
        steps.withUnsafeBytes { steps in
            guard let weights = UnsafeMutableRawPointer(weights.baseAddress), let steps = steps.baseAddress else {
                return
            }
            let stride = residuals.count * MemoryLayout<Float>.stride
            for (feature, value) in zip(vector.indices, vector.values) {
                let row = weights + Int(feature) * stride
                for start in Swift.stride(from: 0, to: stride, by: MemoryLayout<Lanes>.stride) {
                    let step = value * (steps + start).loadUnaligned(as: Lanes.self)
                    (row + start).storeBytes(of: (row + start).loadUnaligned(as: Lanes.self) - step, as: Lanes.self)
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
