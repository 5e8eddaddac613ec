import Foundation

/// Multinomial logistic regression whose weights exist only where a class has an example with the feature, fitted by
/// stochastic gradient descent in a fixed number of passes.
///
/// Its cost grows with the examples and not with the number of classes, so one way of learning serves a dozen articles
/// and thousands. Few passes with a falling rate take the place of a penalty on the weights.
struct SparseClassifier: Sendable {
    static let passes = 3...8
    /// About how often any example is learned from, where there are many.
    static let lessons = 100_000
    static let rate: Float = 6
    /// A class whose probability is this near to what it should be is not moved.
    static let smallestResidual: Float = 0.004
    /// An example told apart this well is left out of the next two passes.
    static let restingResidual: Float = 0.03
    static let rest = 2
    /// A class this far behind the first (in the exponent) takes no part.
    static let farthest: Float = 8

    let classCount: Int
    /// The classes of feature `f` are at `starts[f]..<starts[f + 1]`.
    private(set) var starts: [Int32]
    private(set) var classes: [Int32]
    private(set) var weights: [Float]

    /// What was learned before.
    init(starts: [Int32], classes: [Int32], weights: [Float], classCount: Int) {
        self.starts = starts
        self.classes = classes
        self.weights = weights
        self.classCount = classCount
    }

    /// Whether each of so many features has its place, and each place a weight and one of so many classes.
    func fits(featureCount: Int, classCount: Int) -> Bool {
        guard self.classCount == classCount, starts.count == featureCount + 1, weights.count == classes.count,
            starts.first == 0, starts.last.map(Int.init) == classes.count
        else { return false }
        return zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }
            && classes.allSatisfy { (0..<Int32(classCount)).contains($0) }
    }

    init(_ vectors: [SparseVector], labels: [Int], featureCount: Int, classCount: Int) {
        self.classCount = classCount
        (starts, classes) = Self.places(vectors, labels, featureCount: featureCount)
        weights = Array(repeating: 0, count: classes.count)
        var random = SplitMix64(seed: 7)
        var order = Array(vectors.indices)
        var scratch = Scratch(classCount: classCount)
        var resting = Array(repeating: 0, count: vectors.count)
        let passes = min(max(Self.lessons / max(1, vectors.count), Self.passes.lowerBound), Self.passes.upperBound)
        for pass in 0..<passes {
            order.shuffle(using: &random)
            let rate = Self.rate / (1 + 4 * Float(pass) / Float(passes))
            for index in order {
                guard resting[index] == 0 else {
                    resting[index] -= 1
                    continue
                }
                let residual = learn(vectors[index], labels[index], rate: rate, &scratch)
                if residual < Self.restingResidual { resting[index] = Self.rest }
            }
        }
    }

    /// One score a class, before they are made probabilities.
    func scores(of vector: SparseVector) -> [Float] {
        var scores = Array(repeating: Float(0), count: classCount)
        starts.withUnsafeBufferPointer { starts in
            classes.withUnsafeBufferPointer { classes in
                weights.withUnsafeBufferPointer { weights in
                    scores.withUnsafeMutableBufferPointer { scores in
                        for (feature, value) in zip(vector.indices, vector.values) {
                            var place = Int(starts[Int(feature)])
                            let end = Int(starts[Int(feature) + 1])
                            while place < end {
                                scores[Int(classes[place])] += value * weights[place]
                                place &+= 1
                            }
                        }
                    }
                }
            }
        }
        return scores
    }

    private static func places(
        _ vectors: [SparseVector], _ labels: [Int], featureCount: Int
    ) -> (starts: [Int32], classes: [Int32]) {
        let order = vectors.indices.sorted { (labels[$0], $0) < (labels[$1], $1) }
        var lasts = Array(repeating: Int32(-1), count: featureCount)
        var starts = Array(repeating: Int32(0), count: featureCount + 1)
        for index in order {
            let label = Int32(labels[index])
            for feature in vectors[index].indices where lasts[Int(feature)] != label {
                lasts[Int(feature)] = label
                starts[Int(feature) + 1] += 1
            }
        }
        for feature in 0..<featureCount { starts[feature + 1] += starts[feature] }
        var next = starts
        var classes = Array(repeating: Int32(0), count: Int(starts[featureCount]))
        lasts = Array(repeating: Int32(-1), count: featureCount)
        for index in order {
            let label = Int32(labels[index])
            for feature in vectors[index].indices where lasts[Int(feature)] != label {
                lasts[Int(feature)] = label
                classes[Int(next[Int(feature)])] = label
                next[Int(feature)] += 1
            }
        }
        return (starts, classes)
    }

    /// What learning from one example needs, made once.
    private struct Scratch {
        /// Scores, then probabilities, then how far each is from what it should be; 0 between two examples.
        var residuals: [Float]
        var isTouched: [Bool]
        /// The classes that share something with the example: the first `count` of these.
        var touched: [Int]
        var count = 0

        init(classCount: Int) {
            residuals = Array(repeating: 0, count: classCount)
            isTouched = Array(repeating: false, count: classCount)
            touched = Array(repeating: 0, count: classCount)
        }
    }

    /// Returns how far the label's probability was from 1.
    private mutating func learn(_ vector: SparseVector, _ label: Int, rate: Float, _ scratch: inout Scratch) -> Float {
        score(vector, &scratch)
        makeProbabilities(&scratch)
        scratch.residuals[label] -= 1
        descend(vector, rate: rate, scratch)
        let residual = -scratch.residuals[label]
        for label in scratch.touched[..<scratch.count] {
            scratch.residuals[label] = 0
            scratch.isTouched[label] = false
        }
        scratch.count = 0
        return residual
    }

    // The three below take most of the time: they go over plain memory.

    private func score(_ vector: SparseVector, _ scratch: inout Scratch) {
        var count = 0
        classes.withUnsafeBufferPointer { classes in
            weights.withUnsafeBufferPointer { weights in
                scratch.residuals.withUnsafeMutableBufferPointer { residuals in
                    scratch.isTouched.withUnsafeMutableBufferPointer { isTouched in
                        scratch.touched.withUnsafeMutableBufferPointer { touched in
                            for (feature, value) in zip(vector.indices, vector.values) {
                                for place in Int(starts[Int(feature)])..<Int(starts[Int(feature) + 1]) {
                                    let label = Int(classes[place])
                                    if !isTouched[label] {
                                        isTouched[label] = true
                                        touched[count] = label
                                        count += 1
                                    }
                                    residuals[label] += value * weights[place]
                                }
                            }
                        }
                    }
                }
            }
        }
        scratch.count = count
    }

    /// The classes that share nothing have a score of 0 each, and their part in the sum.
    private func makeProbabilities(_ scratch: inout Scratch) {
        let count = scratch.count
        scratch.touched.withUnsafeBufferPointer { touched in
            scratch.residuals.withUnsafeMutableBufferPointer { residuals in
                var largest: Float = 0
                for label in touched[..<count] { largest = max(largest, residuals[label]) }
                let ofZero = exp(-largest)
                var sum = Float(classCount - count) * ofZero
                for label in touched[..<count] {
                    let score = residuals[label]
                    // Most are near 0, and three terms of the series are near enough there.
                    let exponent = abs(score) < 0.5 ? ofZero * (1 + score + score * score / 2) : exp(score - largest)
                    residuals[label] = exponent
                    sum += exponent
                }
                let scale = 1 / sum
                for label in touched[..<count] { residuals[label] *= scale }
            }
        }
    }

    private mutating func descend(_ vector: SparseVector, rate: Float, _ scratch: Scratch) {
        classes.withUnsafeBufferPointer { classes in
            weights.withUnsafeMutableBufferPointer { weights in
                scratch.residuals.withUnsafeBufferPointer { residuals in
                    for (feature, value) in zip(vector.indices, vector.values) {
                        for place in Int(starts[Int(feature)])..<Int(starts[Int(feature) + 1]) {
                            let residual = residuals[Int(classes[place])]
                            if abs(residual) > Self.smallestResidual { weights[place] -= rate * value * residual }
                        }
                    }
                }
            }
        }
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
