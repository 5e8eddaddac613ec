import Foundation

/// How probable is it that the first entry is what the customer meant?
///
/// The signs are put on one scale, added up by fixed weights and made a probability by Platt's scaling (1999), which has
/// two numbers to learn: signs with weights of their own held less on questions that nobody foresaw. An entry that was
/// first more often, or less, than its confidence said has its own correction, kept small where there is little to see.
struct ConfidenceGate: Sendable, Equatable {
    struct Observation: Sendable {
        let evidence: Evidence
        let isRight: Bool
        let weight: Double
    }

    /// Found on content of this kind, for content with too little of its own.
    static let means = [3.2, 2.2, 0.66, 0.44, 0.14, 0.56]
    static let spreads = [2.6, 0.7, 0.18, 0.2, 0.17, 0.1]
    static let prior = (slope: 0.55, level: 0.6)
    /// How many observations the prior is worth.
    static let strengthOfPrior = 8.0
    static let strengthOfCorrection = 8.0
    static let fewestObservations = 40
    static let steps = 25

    private(set) var means = Self.means
    private(set) var spreads = Self.spreads
    private(set) var slope = Self.prior.slope
    private(set) var level = Self.prior.level
    /// By class, in log odds.
    private(set) var corrections: [Double] = []

    /// The prior alone.
    init() {}

    init(means: [Double], spreads: [Double], slope: Double, level: Double, corrections: [Double]) {
        self.means = means
        self.spreads = spreads
        self.slope = slope
        self.level = level
        self.corrections = corrections
    }

    init(_ observations: [Observation], classCount: Int) {
        guard observations.count >= Self.fewestObservations else { return }
        scale(observations)
        fit(observations)
        correct(observations, classCount)
    }

    /// 0 to 0.99: only an exact phrasing is certain.
    func confidence(_ evidence: Evidence) -> Double {
        let correction = evidence.label < corrections.count ? corrections[evidence.label] : 0
        return min(0.99, Self.logistic(slope * sum(evidence) + level + correction))
    }

    private func sum(_ evidence: Evidence) -> Double {
        var sum = 0.0
        for index in evidence.signs.indices {
            sum += Evidence.weights[index] * (evidence.signs[index] - means[index]) / spreads[index]
        }
        return sum
    }

    private mutating func scale(_ observations: [Observation]) {
        let total = observations.reduce(0) { $0 + $1.weight }
        for index in means.indices {
            let mean = observations.reduce(0) { $0 + $1.weight * $1.evidence.signs[index] } / total
            let square = observations.reduce(0) { sum, observation in
                let difference = observation.evidence.signs[index] - mean
                return sum + observation.weight * difference * difference
            }
            means[index] = mean
            spreads[index] = max((square / total).squareRoot(), 0.02)
        }
    }

    /// Newton's method on the penalised likelihood; a fixed number of steps, so that it always ends.
    private mutating func fit(_ observations: [Observation]) {
        let sums = observations.map { sum($0.evidence) }
        for _ in 0..<Self.steps {
            var slopes = [
                Self.strengthOfPrior * (slope - Self.prior.slope),
                Self.strengthOfPrior * (level - Self.prior.level) / 10,
            ]
            var curve = [[Self.strengthOfPrior, 0], [0, Self.strengthOfPrior / 10]]
            for (observation, sum) in zip(observations, sums) {
                let probability = Self.logistic(slope * sum + level)
                let residual = observation.weight * (probability - (observation.isRight ? 1 : 0))
                let spread = observation.weight * max(probability * (1 - probability), 1e-6)
                slopes[0] += residual * sum
                slopes[1] += residual
                curve[0][0] += spread * sum * sum
                curve[1][0] += spread * sum
                curve[1][1] += spread
            }
            let step = solve(curve, slopes)
            slope = max(0.05, slope - min(max(step[0], -0.5), 0.5))
            level -= min(max(step[1], -1), 1)
        }
    }

    /// One Newton step a class from no correction, towards what was seen of it.
    private mutating func correct(_ observations: [Observation], _ classCount: Int) {
        var residuals = Array(repeating: 0.0, count: classCount)
        var spreads = Array(repeating: Self.strengthOfCorrection, count: classCount)
        for observation in observations where observation.evidence.label < classCount {
            let probability = confidence(observation.evidence)
            residuals[observation.evidence.label] += observation.weight * ((observation.isRight ? 1 : 0) - probability)
            spreads[observation.evidence.label] += observation.weight * max(probability * (1 - probability), 1e-3)
        }
        corrections = zip(residuals, spreads).map { min(max($0 / $1, -2), 2) }
    }

    private static func logistic(_ value: Double) -> Double { 1 / (1 + exp(-value)) }
}
