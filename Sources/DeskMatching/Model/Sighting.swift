import Foundation

/// What the experts make of one text, before their opinions are put together.
struct Sighting: Sendable {
    /// One row of scores an expert, one score a class: the words first, then each view of the sentence vector, if the
    /// text has one.
    var scores: [[Float]]
    /// By class, the nearest example: by number, and how alike, by words and by sentence vector.
    let nearest: [Int?]
    let similarities: [Float]
    let similaritiesOfVectors: [Float]
    let shareOfKnownWords: Double

    var hasVector: Bool { scores.count > 1 }
}

/// Puts what several experts say together: a product of their probabilities, each to a power that was learned from
/// phrasings that were held back (a logarithmic opinion pool, as in Genest and Zidek, 1986).
///
/// So each content has the mixture that suits it: where customers use the writers' words, the words weigh more.
struct Fusion: Sendable, Equatable {
    /// Found on content of this kind; the powers are kept near it where there is little to learn from.
    static let prior = [0.4, 0.6, 0.4]
    static let strengthOfPrior = 10.0
    static let smallest = 0.02
    static let steps = 12
    /// A class this improbable to one expert (in the exponent) is not made less probable by it.
    static let farthest: Double = -25

    /// A power an expert; one alone for texts without a vector.
    private(set) var powers: [Double]

    init(powers: [Double]) { self.powers = powers }

    /// The prior for so many experts.
    init(experts: Int) { powers = experts == 1 ? [1] : Array(Self.prior.prefix(experts)) }

    /// Newton's method on the penalised likelihood, which is concave; a fixed number of steps, so that it always ends.
    init(_ sightings: [(sighting: Sighting, label: Int)], experts: Int) {
        self.init(experts: experts)
        let prior = powers
        let opinions = sightings.map { (logs: $0.sighting.scores.map(Self.logProbabilities), label: $0.label) }
        for _ in 0..<Self.steps {
            let powers = powers
            let parts = inParallel(over: opinions) { Slope(powers, $0.logs, label: $0.label) }
            var slope = Slope(
                zip(powers, prior).map { Self.strengthOfPrior * ($0 - $1) }, strength: Self.strengthOfPrior)
            for part in parts { slope.add(part) }
            let step = solve(slope.curve, slope.slope)
            self.powers = zip(powers, step).map { max(Self.smallest, $0 - min(max($1, -0.5), 0.5)) }
        }
    }

    /// The logarithm of each class's probability.
    func logProbabilities(_ sighting: Sighting) -> [Double] {
        guard sighting.scores.count > 1 else {
            return Self.pooled([sighting.scores[0]].map(Self.logProbabilities), [powers[0]])
        }
        return Self.pooled(sighting.scores.map(Self.logProbabilities), powers)
    }

    /// The experts' scores of one class, put together in the same way.
    func score(_ sighting: Sighting, of label: Int) -> Double {
        zip(sighting.scores, powers).reduce(0) { $0 + $1.1 * Double($1.0[label]) }
    }

    private static func pooled(_ logs: [[Double]], _ powers: [Double]) -> [Double] {
        var sums = Array(repeating: 0.0, count: logs[0].count)
        for (expert, power) in zip(logs, powers) { for place in sums.indices { sums[place] += power * expert[place] } }
        return normalised(sums)
    }

    private static func logProbabilities(_ scores: [Float]) -> [Double] {
        normalised(scores.map(Double.init)).map { max($0, farthest) }
    }

    private static func normalised(_ values: [Double]) -> [Double] {
        let largest = values.max() ?? 0
        var sum = 0.0
        for value in values where value - largest > -30 { sum += exp(value - largest) }
        let all = largest + log(sum)
        return values.map { $0 - all }
    }

    /// Slope and curve of the loss at one example, or at several.
    private struct Slope: Sendable {
        var slope: [Double]
        var curve: [[Double]]

        init(_ slope: [Double], strength: Double) {
            self.slope = slope
            curve = slope.indices.map { row in slope.indices.map { $0 == row ? strength : 0 } }
        }

        init(_ powers: [Double], _ logs: [[Double]], label: Int) {
            let count = powers.count
            var means = Array(repeating: 0.0, count: count)
            var products = Array(repeating: Array(repeating: 0.0, count: count), count: count)
            for (place, log) in Fusion.pooled(logs, powers).enumerated() where log > -20 {
                let probability = exp(log)
                for i in 0..<count {
                    let weighted = probability * logs[i][place]
                    means[i] += weighted
                    for j in 0...i { products[i][j] += weighted * logs[j][place] }
                }
            }
            slope = (0..<count).map { means[$0] - logs[$0][label] }
            curve = products
            for i in 0..<count { for j in 0...i { curve[i][j] -= means[i] * means[j] } }
        }

        mutating func add(_ other: Slope) {
            for i in slope.indices {
                slope[i] += other.slope[i]
                for j in 0...i { curve[i][j] += other.curve[i][j] }
            }
        }
    }
}
