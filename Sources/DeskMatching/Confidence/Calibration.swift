import DeskCore

/// Learns from the content itself how far to trust the classifier: in each of five rounds one fifth of the phrasings
/// of each entry is held back, and one fifth of the entries is left out whole, as questions that nobody can answer.
struct Calibration: Sendable {
    static let rounds = 5
    /// With less than this there is nothing to learn from.
    static let fewestEntries = 5
    static let fewestTrials = 40

    let gate: ConfidenceGate
    let thresholds: Reading.Thresholds

    /// What happened to one phrasing that was held back.
    struct Trial: Sendable {
        let opinion: Classifier.Opinion
        /// Nil where no entry is the right one.
        let owner: ContentID?
    }

    init(_ set: TrainingSet, features: [Features], budget: MatchingBudget) {
        let trials = set.owners.count < Self.fewestEntries ? [] : Self.trials(set, features: features)
        guard trials.count >= Self.fewestTrials else {
            gate = ConfidenceGate()
            thresholds = Reading.Thresholds(answer: 0.7, clarify: 0.25)
            return
        }
        let weights = Self.weights(of: trials, budget: budget)
        let gate = ConfidenceGate(
            zip(trials, weights).map {
                ConfidenceGate.Observation(
                    evidence: $0.opinion.evidence, isRight: $0.owner == $0.opinion.ranks.first?.owner, weight: $1)
            })
        self.gate = gate
        thresholds = ThresholdSearch(trials, weights: weights, gate: gate).thresholds(for: budget)
    }

    private static func trials(_ set: TrainingSet, features: [Features]) -> [Trial] {
        let numbers = Dictionary(set.owners.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var seen: [ContentID?: Int] = [:]
        // The round in which each example is held back.
        let turns = set.examples.map { example in
            let place = seen[example.owner, default: 0]
            seen[example.owner] = place + 1
            return (place + (example.owner.flatMap { numbers[$0] } ?? 0)) % rounds
        }
        return (0..<rounds).flatMap { round in
            let isLeftOut = set.examples.map { $0.owner.flatMap { numbers[$0] }.map { $0 % rounds == round } ?? false }
            let kept = set.examples.indices.filter { !isLeftOut[$0] && turns[$0] != round }
            let classifier = Classifier(
                kept.map { set.examples[$0] }, features: kept.map { features[$0] },
                owners: set.owners.enumerated().filter { $0.offset % rounds != round }.map(\.element))
            return set.examples.indices.filter { isLeftOut[$0] || turns[$0] == round }.compactMap { index in
                classifier.opinion(on: features[index], most: Reading.mostChoices).map {
                    Trial(opinion: $0, owner: isLeftOut[index] ? nil : set.examples[index].owner)
                }
            }
        }
    }

    /// Such that questions that nobody can answer make the budget's share.
    private static func weights(of trials: [Trial], budget: MatchingBudget) -> [Double] {
        let unknown = Double(trials.count { $0.owner == nil })
        let known = Double(trials.count) - unknown
        guard unknown > 0, known > 0 else { return trials.map { _ in 1 } }
        let total = unknown + known
        return trials.map {
            $0.owner == nil ? total * budget.unknownShare / unknown : total * (1 - budget.unknownShare) / known
        }
    }
}

extension ConfidenceGate {
    /// A confidence for each rank. Those after the first share what it leaves, in proportion to their probabilities.
    func confidences(_ opinion: Classifier.Opinion) -> [Double] {
        let first = confidence(opinion.evidence)
        let probability = max(opinion.evidence.probability, 1e-9)
        return opinion.ranks.enumerated().map { place, rank in
            guard place > 0 else { return first }
            let rest = (1 - first) * rank.probability / max(1 - probability, 1e-9)
            return min(first * rank.probability / probability, rest)
        }
    }
}
