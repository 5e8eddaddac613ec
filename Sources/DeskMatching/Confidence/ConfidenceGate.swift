import Foundation

/// Signs of whether the classifier's first entry is right.
struct Evidence: Sendable {
    let probability: Double
    /// The largest probability of another class.
    let rival: Double
    let energy: Double
    let score: Double
    /// The nearest example of all, and the nearest of the first entry; cosines.
    let similarity: Double
    let similarityOfFirst: Double
    let shareOfKnownWords: Double
    let coverage: Topics.Coverage
    let isArticle: Bool

    static let count = 13

    /// On scales of about 1, the last one constant.
    var signs: [Double] {
        let odds = log(max(probability, 1e-6) / max(1 - probability, 1e-6))
        let lead = log(max(probability, 1e-6) / max(rival, 1e-6))
        return [
            min(max(odds, -6), 6) / 4, min(max(lead, -2), 8) / 4, energy / 4, score / 4, similarity,
            similarityOfFirst, similarityOfFirst >= similarity ? 1 : 0, shareOfKnownWords,
            coverage.share, min(coverage.missing, 2), min(coverage.found, 2), isArticle ? 1 : 0, 1,
        ]
    }
}

/// A second, small logistic regression: how probable is it that the first entry is what the customer meant?
///
/// Platt's scaling (1999) with more signs than the score, kept near weights found on other content, so that a folder
/// with few articles is not judged by a handful of its own questions.
struct ConfidenceGate: Sendable {
    struct Observation: Sendable {
        let evidence: Evidence
        let isRight: Bool
        let weight: Double
    }

    /// Found on content of this kind.
    static let prior: [Double] = [0.5, 0.5, 0.5, 0.5, 2, 2, 0.5, 1.5, 1, -1, 0.5, 0, -4]
    /// How many observations the prior is worth.
    static let strengthOfPrior = 4.0
    static let steps = 25

    private var weights = prior

    /// The prior alone.
    init() {}

    /// Newton's method on the penalised likelihood; a fixed number of steps, so that it always ends.
    init(_ observations: [Observation]) {
        let signs = observations.map(\.evidence.signs)
        for _ in 0..<Self.steps {
            var slope = zip(weights, Self.prior).map { Self.strengthOfPrior * ($0 - $1) }
            var curve = Array(repeating: Array(repeating: 0.0, count: Evidence.count), count: Evidence.count)
            for index in 0..<Evidence.count { curve[index][index] = Self.strengthOfPrior }
            for (observation, signs) in zip(observations, signs) {
                let probability = Self.logistic(Self.product(weights, signs))
                let residual = observation.weight * (probability - (observation.isRight ? 1 : 0))
                let spread = observation.weight * max(probability * (1 - probability), 1e-6)
                for i in 0..<Evidence.count {
                    slope[i] += residual * signs[i]
                    for j in 0...i { curve[i][j] += spread * signs[i] * signs[j] }
                }
            }
            let step = solve(curve, slope)
            // A step this long would only oscillate.
            let length = step.map { abs($0) }.max() ?? 0
            let scale = length > 2 ? 2 / length : 1
            weights = zip(weights, step).map { $0 - scale * $1 }
        }
    }

    /// 0 to 0.99: only an exact phrasing is certain.
    func confidence(_ evidence: Evidence) -> Double {
        min(0.99, Self.logistic(Self.product(weights, evidence.signs)))
    }

    private static func logistic(_ value: Double) -> Double { 1 / (1 + exp(-value)) }

    private static func product(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }
}

/// Solves a symmetric, positive definite system by Cholesky's method. Only the lower triangle is read.
private func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    let count = right.count
    var lower = matrix
    for i in 0..<count {
        for j in 0...i {
            var sum = matrix[i][j]
            for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
            lower[i][j] = i == j ? max(sum, 1e-9).squareRoot() : sum / lower[j][j]
        }
    }
    var solution = right
    for i in 0..<count {
        for k in 0..<i { solution[i] -= lower[i][k] * solution[k] }
        solution[i] /= lower[i][i]
    }
    for i in stride(from: count - 1, through: 0, by: -1) {
        for k in (i + 1)..<max(count, i + 1) { solution[i] -= lower[k][i] * solution[k] }
        solution[i] /= lower[i][i]
    }
    return solution
}
