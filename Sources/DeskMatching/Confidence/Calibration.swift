import DeskCore

/// Learns from the content itself how to put the experts' opinions together and how far to trust them.
///
/// In each of `rounds` rounds another share of the phrasings is held back and tried. In each of `parts` more, a share
/// of the entries is left out whole: their phrasings are questions that nobody can answer.
struct Calibration: Sendable {
    static let rounds = 4
    static let parts = 4
    /// With less than this there is nothing to learn from.
    static let fewestEntries = 3
    static let fewestTrials = 40

    let judge: Judge
    let thresholds: Reading.Thresholds
    let support: Support

    /// What happened to one phrasing that was held back.
    struct Trial: Sendable {
        let sighting: Sighting
        /// The entry that it belongs to.
        let asked: ContentID?
        /// The class of that entry; nil where it is none, or left out: then no entry is the right one.
        let label: Int?
    }

    /// What was learned before.
    init(judge: Judge, thresholds: Reading.Thresholds, support: Support) {
        self.judge = judge
        self.thresholds = thresholds
        self.support = support
    }

    init(
        _ set: TrainingSet, _ lessons: Lessons, budget: MatchingBudget, traffic: Traffic? = nil,
        progress: @escaping LearningProgress.Listener = { _ in }
    ) {
        self.init(
            set.owners.count < Self.fewestEntries ? [] : Self.trials(set, lessons, progress), lessons,
            owners: set.owners, budget: budget, traffic: traffic)
    }

    init(
        _ trials: [Trial], _ lessons: Lessons, owners: [ContentID], budget: MatchingBudget, traffic: Traffic? = nil
    ) {
        let fusions = Fusions(trials)
        guard trials.count >= Self.fewestTrials else {
            judge = Judge(
                fusions: fusions, gates: Gates(), offers: Gates(), isSpeaking: lessons.parts.contains(.speaking))
            thresholds = Reading.Thresholds(answer: ThresholdSearch.answers(for: budget).lowerBound, clarify: 0.25)
            support = Support()
            return
        }
        let opinions = inParallel(over: trials) { trial in
            Opinion(trial.sighting, fusions.fusion(for: trial.sighting), owners: owners, most: Reading.mostChoices)
        }
        let weights = Self.weights(of: trials, opinions, lessons, budget)
        let asked = traffic?.observed(owners, most: weights.reduce(0, +)) ?? []
        let observations =
            asked
            + trials.indices.map { place in
                ConfidenceGate.Observation(
                    evidence: opinions[place].evidence, isRight: trials[place].label == opinions[place].evidence.label,
                    weight: weights[place])
            }
        let offers = trials.indices.map { place in
            ConfidenceGate.Observation(
                evidence: opinions[place].evidenceOfChoices,
                isRight: trials[place].label.map { label in
                    opinions[place].ranks.contains { $0.owner == owners[label] }
                } ?? false, weight: weights[place])
        }
        let judge = Judge(
            fusions: fusions, gates: Gates(observations, classCount: owners.count),
            offers: Gates(offers, classCount: owners.count), isSpeaking: lessons.parts.contains(.speaking))
        let search = ThresholdSearch(
            Self.tried(asked, judge, owners)
                + trials.indices.map { place in
                    ThresholdSearch.Tried(
                        confidences: judge.confidences(opinions[place]), owners: opinions[place].ranks.map(\.owner),
                        owner: trials[place].label.map { owners[$0] }, weight: weights[place])
                })
        self.judge = judge
        thresholds = search.thresholds(for: budget)
        support = search.support(at: thresholds.answer)
    }

    /// Whether the answer was right is all that is known of it.
    private static func tried(
        _ asked: [ConfidenceGate.Observation], _ judge: Judge, _ owners: [ContentID]
    ) -> [ThresholdSearch.Tried] {
        asked.map { observation in
            let owner = owners[observation.evidence.label]
            return ThresholdSearch.Tried(
                confidences: [judge.gates.gate(for: observation.evidence).confidence(observation.evidence)],
                owners: [owner], owner: observation.isRight ? owner : nil, weight: observation.weight, isTraffic: true)
        }
    }

    private static func trials(
        _ set: TrainingSet, _ lessons: Lessons, _ progress: @escaping LearningProgress.Listener
    ) -> [Trial] {
        // Every phrasing's place within its entry, so that each entry loses some in each round and none loses all.
        var seen: [ContentID?: Int] = [:]
        let places = lessons.examples.map { example in
            seen[example.owner, default: 0] += 1
            return seen[example.owner, default: 0] + (example.owner.flatMap { set.numbers[$0] } ?? 0)
        }
        let known = lessons.size.rounds(of: rounds)
        let unknown = lessons.size.rounds(of: parts)
        let groups = LeftOut(set, lessons, parts: parts)
        let tally = Tally { progress(.confidence(done: $0, of: known + unknown)) }
        return inParallel(known + unknown) { number in
            defer { tally.addOne() }
            if number < known {
                return trials(set, lessons, heldBack: places.map { $0 % rounds == number }, leftOut: [])
            }
            let leftOut = groups.entries(number - known)
            let heldBack = lessons.examples.map { $0.owner.map(leftOut.contains) ?? false }
            return trials(set, lessons, heldBack: heldBack, leftOut: leftOut)
        }.flatMap { $0 }
    }

    /// Learns without what is held back, and tries that.
    private static func trials(
        _ set: TrainingSet, _ lessons: Lessons, heldBack: [Bool], leftOut: Set<ContentID>
    ) -> [Trial] {
        let classifier = Classifier(
            lessons, lessons.examples.indices.filter { !heldBack[$0] }, owners: set.owners)
        let hidden = Set(leftOut.compactMap { set.numbers[$0] })
        return lessons.examples.indices.filter { heldBack[$0] && lessons.wordCounts[$0] > 1 }.compactMap { index in
            trial(index, lessons, classifier, set, hiding: hidden)
        }
    }

    static func trial(
        _ index: Int, _ lessons: Lessons, _ classifier: Classifier, _ set: TrainingSet, hiding hidden: Set<Int>
    ) -> Trial? {
        let asked = lessons.examples[index].owner
        return classifier.sighting(of: lessons.features[index], lessons.vectors.vector(index), hiding: hidden).map {
            let label = asked.flatMap { set.numbers[$0] }
            return Trial(sighting: $0, asked: asked, label: label.flatMap { hidden.contains($0) ? nil : $0 })
        }
    }

    /// Such that questions that nobody can answer make the budget's share.
    private static func weights(
        of trials: [Trial], _ opinions: [Opinion], _ lessons: Lessons, _ budget: MatchingBudget
    ) -> [Double] {
        let costs = zip(trials, opinions).map { lessons.cost(of: $1.ranks[0].owner, insteadOf: $0.asked) }
        let unknown = Double(trials.count { $0.label == nil })
        let known = Double(trials.count) - unknown
        guard unknown > 0, known > 0 else { return costs }
        let total = unknown + known
        return zip(trials, costs).map { trial, cost in
            cost * total * (trial.label == nil ? budget.unknownShare / unknown : (1 - budget.unknownShare) / known)
        }
    }
}

/// How the experts are put together, with a sentence vector and without.
struct Fusions: Sendable, Equatable {
    let withVector: Fusion
    let withoutVector: Fusion

    init(withVector: Fusion, withoutVector: Fusion) {
        self.withVector = withVector
        self.withoutVector = withoutVector
    }

    init(_ trials: [Calibration.Trial]) {
        let known = trials.compactMap { trial in trial.label.map { (sighting: trial.sighting, label: $0) } }
        let experts = known.first { $0.sighting.hasVector }?.sighting.scores.count ?? Fusion.prior.count
        withVector = Fusion(known.filter { $0.sighting.hasVector }, experts: experts)
        withoutVector = Fusion(known.filter { !$0.sighting.hasVector }, experts: 1)
    }

    func fusion(for sighting: Sighting) -> Fusion { sighting.hasVector ? withVector : withoutVector }
}

/// How far to trust an opinion, with a sentence vector and without.
struct Gates: Sendable, Equatable {
    let withVector: ConfidenceGate
    let withoutVector: ConfidenceGate

    init(withVector: ConfidenceGate = ConfidenceGate(), withoutVector: ConfidenceGate = ConfidenceGate()) {
        self.withVector = withVector
        self.withoutVector = withoutVector
    }

    init(_ observations: [ConfidenceGate.Observation], classCount: Int) {
        withVector = ConfidenceGate(observations.filter(\.evidence.hasVector), classCount: classCount)
        withoutVector = ConfidenceGate(observations.filter { !$0.evidence.hasVector }, classCount: classCount)
    }

    func gate(for evidence: Evidence) -> ConfidenceGate { evidence.hasVector ? withVector : withoutVector }
}

/// What was learned from phrasings that were held back.
struct Judge: Sendable, Equatable {
    let fusions: Fusions
    /// Whether the first entry is right.
    let gates: Gates
    /// Whether any of as many as can be offered is.
    let offers: Gates
    /// Whether the gates are asked, or the probabilities are taken as they are.
    let isSpeaking: Bool

    /// A confidence for each rank. Those after the first share what the right entry's being among the choices leaves,
    /// in proportion to their probabilities, and none is above the first.
    func confidences(_ opinion: Opinion) -> [Double] {
        guard isSpeaking else { return opinion.ranks.map { min(0.99, $0.probability) } }
        let first = gates.gate(for: opinion.evidence).confidence(opinion.evidence)
        let among = offers.gate(for: opinion.evidence).confidence(opinion.evidenceOfChoices)
        let others = max(
            opinion.ranks.dropFirst().prefix(Reading.mostChoices - 1).reduce(0) { $0 + $1.probability }, 1e-9)
        return opinion.ranks.enumerated().map { place, rank in
            place == 0 ? first : min(first, max(0, among - first) * rank.probability / others)
        }
    }
}
