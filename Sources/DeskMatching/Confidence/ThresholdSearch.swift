import DeskCore

/// Finds from which confidence on to answer, and to ask back, on phrasings that were held back.
struct ThresholdSearch {
    /// Never answer below the first, never ask for more than the second. The first keeps wrong answers to questions of
    /// other trades below 2 in 100, whose words the held-back phrasings do not have.
    static let answers = 0.77...0.9
    static let choices = [0.15, 0.2, 0.25, 0.3]
    /// Of the questions that nobody can answer, so many may be answered all the same.
    static let answeredUnknown = 0.05
    /// Asking back must offer the right answer at least this often.
    static let usefulChoices = 0.5

    private struct Judged {
        let confidences: [Double]
        let owners: [ContentID]
        let owner: ContentID?
        let weight: Double

        var isRight: Bool { owner == owners.first }
    }

    private let judged: [Judged]

    init(_ trials: [Calibration.Trial], weights: [Double], gate: ConfidenceGate) {
        judged = zip(trials, weights).map {
            Judged(
                confidences: gate.confidences($0.opinion), owners: $0.opinion.ranks.map(\.owner), owner: $0.owner,
                weight: $1)
        }.sorted { ($0.confidences.first ?? 0) > ($1.confidences.first ?? 0) }
    }

    func thresholds(for budget: MatchingBudget) -> Reading.Thresholds {
        let answer = answerThreshold(budget)
        return Reading.Thresholds(answer: answer, clarify: clarifyThreshold(below: answer))
    }

    /// The lowest confidence at which the share of wrong answers, counted from the top, is within the budget.
    private func answerThreshold(_ budget: MatchingBudget) -> Double {
        var answered = 0.0
        var wrong = 0.0
        var unknown = 0.0
        let mostUnknown = Self.answeredUnknown * judged.filter { $0.owner == nil }.map(\.weight).reduce(0, +)
        var best = Self.answers.upperBound
        for (place, trial) in judged.enumerated() {
            answered += trial.weight
            if !trial.isRight { wrong += trial.weight }
            if trial.owner == nil { unknown += trial.weight }
            guard unknown <= mostUnknown else { break }
            let confidence = trial.confidences.first ?? 0
            let next = place + 1 < judged.count ? judged[place + 1].confidences.first ?? 0 : 0
            if wrong <= budget.wrongAnswers * answered, next < confidence { best = (confidence + next) / 2 }
        }
        return min(max(best, Self.answers.lowerBound), Self.answers.upperBound)
    }

    private func clarifyThreshold(below answer: Double) -> Double {
        let unsure = judged.filter { ($0.confidences.first ?? 0) < answer }
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
