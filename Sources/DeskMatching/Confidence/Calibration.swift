import DeskCore

/// Learns from the content itself how far to trust the classifier.
///
/// In each of `rounds` rounds another share of the phrasings is held back and tried. In each of `parts` more, a share
/// of the articles is left out whole: their phrasings are questions that nobody can answer. Many rounds, since the real
/// classifier learns from all phrasings; few parts, since what customers ask beside the point is farther from the
/// content than one of its own articles is.
struct Calibration: Sendable {
    static let rounds = 4
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
        /// What taking one for another costs.
        let cost: Double
    }

    init(_ set: TrainingSet, lessons: Lessons, budget: MatchingBudget) {
        self.init(
            set.owners.count < Self.fewestEntries ? [] : Self.trials(set, lessons),
            budget: budget.eased(by: lessons.size.severity))
    }

    init(_ trials: [Trial], budget: MatchingBudget) {
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

    private static func trials(_ set: TrainingSet, _ lessons: Lessons) -> [Trial] {
        // Every phrasing's place within its entry, so that each entry loses some in each round and none loses all.
        var seen: [ContentID?: Int] = [:]
        let places = lessons.examples.map { example in
            seen[example.owner, default: 0] += 1
            return seen[example.owner, default: 0] + (example.owner.flatMap { set.numbers[$0] } ?? 0)
        }
        let known = inParallel(rounds) { round in
            trials(set, lessons, heldBack: places.map { $0 % rounds == round }, leftOut: [])
        }
        let unknown = inParallel(parts) { part in
            let leftOut = set.leftOut(part, of: parts)
            let heldBack = lessons.examples.map { $0.owner.map(leftOut.contains) ?? false }
            return trials(set, lessons, heldBack: heldBack, leftOut: leftOut)
        }
        return (known + unknown).flatMap { $0 }
    }

    /// Learns without what is held back, and tries that.
    private static func trials(
        _ set: TrainingSet, _ lessons: Lessons, heldBack: [Bool], leftOut: Set<ContentID>
    ) -> [Trial] {
        let classifier = Classifier(
            lessons, lessons.examples.indices.filter { !heldBack[$0] },
            owners: set.owners.filter { !leftOut.contains($0) })
        return lessons.examples.indices.filter { heldBack[$0] && lessons.wordCounts[$0] > 1 }.compactMap { index in
            classifier.opinion(on: lessons.features[index], most: Reading.mostChoices).map {
                let owner = lessons.examples[index].owner
                return Trial(
                    opinion: $0, owner: owner.flatMap { leftOut.contains($0) ? nil : $0 },
                    cost: lessons.cost(of: $0.ranks[0].owner, insteadOf: owner))
            }
        }
    }

    /// Such that questions that nobody can answer make the budget's share.
    private static func weights(of trials: [Trial], budget: MatchingBudget) -> [Double] {
        let unknown = Double(trials.count { $0.owner == nil })
        let known = Double(trials.count) - unknown
        guard unknown > 0, known > 0 else { return trials.map(\.cost) }
        let total = unknown + known
        return trials.map {
            $0.cost
                * ($0.owner == nil ? total * budget.unknownShare / unknown : total * (1 - budget.unknownShare) / known)
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
