import DeskCore

/// Learns from the content itself how far to trust the classifier.
///
/// In each of `rounds` rounds another share of the phrasings is held back and tried. In each of `parts` more, a share
/// of the articles is left out whole: their phrasings are questions that nobody can answer. Many rounds, since the real
/// classifier learns from all phrasings; few parts, since what customers ask beside the point is farther from the
/// content than one of its own articles is.
struct Calibration: Sendable {
    static let rounds = 10
    static let parts = 2
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
            thresholds = Reading.Thresholds(answer: 0.55, clarify: 0.25)
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
        // Every phrasing's place within its entry, so that each entry loses some in each round and none loses all.
        var seen: [ContentID?: Int] = [:]
        let places = set.examples.map { example in
            seen[example.owner, default: 0] += 1
            return seen[example.owner, default: 0] + (example.owner.flatMap { set.numbers[$0] } ?? 0)
        }
        let known = (0..<rounds).flatMap { round in
            trials(set, features, heldBack: places.map { $0 % rounds == round }, leftOut: [])
        }
        let unknown = (0..<parts).flatMap { part in
            let leftOut = Set(set.articles.enumerated().filter { $0.offset % parts == part }.map(\.element))
            let heldBack = set.examples.map { $0.owner.map(leftOut.contains) ?? false }
            return trials(set, features, heldBack: heldBack, leftOut: leftOut)
        }
        return known + unknown
    }

    /// Learns without what is held back, and tries that.
    private static func trials(
        _ set: TrainingSet, _ features: [Features], heldBack: [Bool], leftOut: Set<ContentID>
    ) -> [Trial] {
        let kept = set.examples.indices.filter { !heldBack[$0] }
        let classifier = Classifier(
            kept.map { set.examples[$0] }, features: kept.map { features[$0] },
            owners: set.owners.filter { !leftOut.contains($0) })
        return set.examples.indices.filter { heldBack[$0] }.compactMap { index in
            classifier.opinion(on: features[index], most: Reading.mostChoices).map {
                let owner = set.examples[index].owner
                return Trial(opinion: $0, owner: owner.flatMap { leftOut.contains($0) ? nil : $0 })
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
