import DeskCore

/// Finds from which confidence on to answer, and to ask back, on phrasings that were held back.
struct ThresholdSearch {
    /// Where the threshold for answers may be: the least sure answer may be wrong so many times as often as all of them
    /// together, 4.6 times at most. (At 5 % that keeps wrong answers to questions of other trades below 2 in 100, whose
    /// words the phrasings that are held back do not have.) And more than 3 times is never forbidden: a budget that the
    /// content cannot bear out is not met by silence alone.
    static let slack = (least: 3.0, most: 4.6)
    /// Whatever the budget.
    static let possible = 0.3...0.98
    static let choices = [0.15, 0.2, 0.25, 0.3]
    /// Asking back must offer the right answer at least this often, where customers ask as many questions beside the
    /// point as the budget says; among others it is then offered nine times in ten.
    static let usefulChoices = 0.35

    /// One phrasing that was held back, or one answer to a customer.
    struct Tried: Sendable {
        let confidences: [Double]
        let owners: [ContentID]
        /// Nil where no entry is the right one.
        let owner: ContentID?
        let weight: Double
        /// Whether a customer asked it. Whose words a content has is told by its own phrasings alone, and what else
        /// would have been right is not known.
        var isTraffic = false

        var isUnknown: Bool { owner == nil && !isTraffic }
        var isRight: Bool { owner == owners.first }
        var confidence: Double { confidences.first ?? 0 }
    }

    private let judged: [Tried]

    static func answers(for budget: MatchingBudget) -> ClosedRange<Double> {
        let floor = 1 - slack.most * budget.wrongAnswers
        let ceiling = 1 - slack.least * budget.wrongAnswers
        return min(
            max(floor, possible.lowerBound), possible.upperBound)...min(
                max(ceiling, possible.lowerBound), possible.upperBound)
    }

    init(_ tried: [Tried]) { judged = tried.sorted { $0.confidence > $1.confidence } }

    func thresholds(for budget: MatchingBudget) -> Reading.Thresholds {
        let answer = answerThreshold(budget)
        return Reading.Thresholds(answer: answer, clarify: clarifyThreshold(below: answer))
    }

    /// The lowest confidence at which the share of wrong answers, counted from the top, is within the budget.
    private func answerThreshold(_ budget: MatchingBudget) -> Double {
        var answered = 0.0
        var wrong = 0.0
        var unknown = 0.0
        // Of the questions that nobody can answer, no larger share is answered than of the answers may be wrong.
        let mostUnknown = budget.wrongAnswers * judged.filter(\.isUnknown).map(\.weight).reduce(0, +)
        let range = Self.answers(for: budget)
        var best = range.upperBound
        for (place, trial) in judged.enumerated() {
            answered += trial.weight
            if !trial.isRight { wrong += trial.weight }
            if trial.isUnknown { unknown += trial.weight }
            guard unknown <= mostUnknown else { break }
            let confidence = trial.confidence
            let next = place + 1 < judged.count ? judged[place + 1].confidence : 0
            if wrong <= budget.wrongAnswers * answered, next < confidence { best = (confidence + next) / 2 }
        }
        return min(max(best, range.lowerBound), range.upperBound)
    }

    /// What the content supports at a threshold.
    func support(at threshold: Double) -> Support {
        let own = judged.filter { !$0.isTraffic }
        let answered = own.filter { $0.confidence >= threshold }
        let weight = answered.reduce(0) { $0 + $1.weight }
        let squares = answered.reduce(0) { $0 + $1.weight * $1.weight }
        let known = own.filter { $0.owner != nil }
        return Support(
            coverage: known.isEmpty ? 0 : Double(answered.count { $0.owner != nil }) / Double(known.count),
            wrong: weight > 0 ? answered.reduce(0) { $0 + ($1.isRight ? 0 : $1.weight) } / weight : 0,
            evidence: squares > 0 ? weight * weight / squares : 0, phrasings: own.count)
    }

    private func clarifyThreshold(below answer: Double) -> Double {
        let unsure = judged.filter { ($0.confidence) < answer }
        for threshold in Self.choices {
            var asked = 0.0
            var useful = 0.0
            for trial in unsure {
                let offered = zip(trial.owners, trial.confidences).prefix(Reading.mostChoices)
                    .filter { $0.1 >= threshold }.map(\.0)
                guard offered.count >= 2 else { continue }
                asked += trial.weight
                if let owner = trial.owner, offered.contains(owner) { useful += trial.weight }
            }
            if asked > 0, useful >= Self.usefulChoices * asked { return threshold }
        }
        return 0.25
    }
}
