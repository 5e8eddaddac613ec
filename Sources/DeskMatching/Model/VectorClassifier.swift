import CVectors

/// Multinomial logistic regression on one view of sentence vectors, fitted by stochastic gradient descent on small
/// batches in a fixed number of passes.
///
/// The examples' mean is taken off first: what all have in common tells no classes apart and would slow the descent.
struct VectorClassifier: Sendable {
    static let passes = 6...20
    /// About how often any example is learned from, where there are many.
    static let lessons = 80_000
    static let batch = 16
    /// Falls to 0 in the course of the passes, which takes the place of a penalty on the weights.
    static let rate: Float = 6
    /// What the unit vectors are stretched to: found by how well few examples tell classes apart.
    static let length: Float = 3

    let classCount: Int
    let mean: [Float]
    /// A row a class.
    private(set) var weights: [Float]

    private var width: Int { mean.count }

    /// From a row an example.
    init(_ rows: [Float], width: Int, labels: [Int], classCount: Int) {
        self.classCount = classCount
        mean = Self.mean(rows, width: width)
        weights = Array(repeating: 0, count: classCount * width)
        let inputs = Self.prepared(rows, mean)
        var order = Array(labels.indices)
        var random = SplitMix64(seed: 7)
        let passes = min(max(Self.lessons / max(1, labels.count), Self.passes.lowerBound), Self.passes.upperBound)
        let steps = passes * ((labels.count + Self.batch - 1) / Self.batch)
        var step = 0
        var work = Batch(width: width, classCount: classCount)
        for _ in 0..<passes {
            order.shuffle(using: &random)
            for start in stride(from: 0, to: order.count, by: Self.batch) {
                let part = order[start..<min(start + Self.batch, order.count)]
                let rate = Self.rate * (1 - Float(step) / Float(steps))
                work.learn(part, inputs, labels, rate: rate, &weights)
                step += 1
            }
        }
    }

    /// What was learned before.
    init(weights: [Float], mean: [Float], classCount: Int) {
        self.weights = weights
        self.mean = mean
        self.classCount = classCount
    }

    /// One score a class, before they are made probabilities.
    func scores(of vector: [Float]) -> [Float] {
        VectorArithmetic.products(of: weights, width: width, with: Self.prepared(vector, mean))
    }

    private static func mean(_ rows: [Float], width: Int) -> [Float] {
        var mean = Array(repeating: Float(0), count: width)
        let count = width > 0 ? rows.count / width : 0
        guard count > 0 else { return mean }
        for row in 0..<count { for column in 0..<width { mean[column] += rows[row * width + column] } }
        return mean.map { $0 / Float(count) }
    }

    /// Without the mean, and of the same length each.
    private static func prepared(_ rows: [Float], _ mean: [Float]) -> [Float] {
        var prepared = rows
        let width = mean.count
        guard width > 0 else { return [] }
        for start in stride(from: 0, to: rows.count, by: width) {
            var squares: Float = 0
            for column in 0..<width {
                let value = rows[start + column] - mean[column]
                prepared[start + column] = value
                squares += value * value
            }
            let scale = squares > 1e-6 ? length / squares.squareRoot() : 0
            for column in 0..<width { prepared[start + column] *= scale }
        }
        return prepared
    }

    /// The memory that learning from a few examples at once needs, made once.
    private struct Batch {
        let width: Int
        let classCount: Int
        var inputs: [Float]
        var residuals: [Float]

        init(width: Int, classCount: Int) {
            self.width = width
            self.classCount = classCount
            inputs = Array(repeating: 0, count: VectorClassifier.batch * width)
            residuals = Array(repeating: 0, count: VectorClassifier.batch * classCount)
        }

        /// One step down the slope of these examples' mean loss.
        mutating func learn(
            _ part: ArraySlice<Int>, _ rows: [Float], _ labels: [Int], rate: Float, _ weights: inout [Float]
        ) {
            for (place, example) in part.enumerated() {
                for column in 0..<width { inputs[place * width + column] = rows[example * width + column] }
            }
            let path = Arithmetic.quickest.path
            inputs.withUnsafeBufferPointer { inputs in
                residuals.withUnsafeMutableBufferPointer { residuals in
                    weights.withUnsafeMutableBufferPointer { weights in
                        guard let inputs = inputs.baseAddress, let residuals = residuals.baseAddress,
                            let weights = weights.baseAddress
                        else { return }
                        cvectors_multiply(
                            path, weights, classCount, width, nil, inputs, part.count, residuals)
                        cvectors_softmax(path, residuals, part.count, classCount)
                        let scale = -rate / Float(part.count)
                        for (place, example) in part.enumerated() {
                            residuals[place * classCount + labels[example]] -= 1
                        }
                        for place in 0..<part.count * classCount { residuals[place] *= scale }
                        cvectors_add_outer_products(
                            path, residuals, inputs, part.count, weights, classCount, width)
                    }
                }
            }
        }
    }
}
