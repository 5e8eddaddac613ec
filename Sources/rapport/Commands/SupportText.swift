import DeskCore
import DeskMatching

/// What a content supports, in words and for scripts. Told as a forecast: it is no mistake of anybody's.
struct SupportText {
    /// In a line of its own, so that a script that reads diagnostics can tell it from them.
    struct Row: Encodable, Equatable {
        let kind = "support"
        let phrasings: Int
        /// Shares from 0 to 1; null where there are too few phrasings to tell.
        let coverage: Double?
        let wrong: Double?
        let wrong_at_most: Double?
        let budget: Double
        let is_borne_out: Bool
        let threshold: Double

        enum CodingKeys: String, CodingKey {
            case kind, phrasings, coverage, wrong, wrong_at_most, budget, is_borne_out, threshold
        }

        /// What is not known is written as null, not left out.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(kind, forKey: .kind)
            try container.encode(phrasings, forKey: .phrasings)
            try container.encode(coverage, forKey: .coverage)
            try container.encode(wrong, forKey: .wrong)
            try container.encode(wrong_at_most, forKey: .wrong_at_most)
            try container.encode(budget, forKey: .budget)
            try container.encode(is_borne_out, forKey: .is_borne_out)
            try container.encode(threshold, forKey: .threshold)
        }
    }

    /// How many were held back; 0 where there are too few to learn from.
    let phrasings: Int
    /// Shares from 0 to 1: of questions that an article answers, those that get an answer; of the answers, those that
    /// are wrong, and are with a probability of 95 %. There are none where nothing would be answered.
    let coverage: Double
    let wrong: Double
    let wrongAtMost: Double?
    let budget: Double
    let threshold: Double

    init(
        phrasings: Int, coverage: Double = 0, wrong: Double = 0, wrongAtMost: Double? = nil, budget: Double,
        threshold: Double
    ) {
        self.phrasings = phrasings
        self.coverage = coverage
        self.wrong = wrong
        self.wrongAtMost = wrongAtMost
        self.budget = budget
        self.threshold = threshold
    }

    init(_ matcher: Matcher, budget: Double) {
        let support = matcher.support
        self.init(
            phrasings: support.phrasings, coverage: support.coverage, wrong: support.wrong,
            wrongAtMost: support.evidence > 0 ? support.wrongAtMost : nil, budget: budget,
            threshold: matcher.thresholds.answer)
    }

    private var isTold: Bool { phrasings > 0 }
    private var isBorneOut: Bool { wrongAtMost.map { $0 <= budget } ?? false }

    var row: Row {
        Row(
            phrasings: phrasings, coverage: isTold ? coverage : nil, wrong: wrongAtMost == nil ? nil : wrong,
            wrong_at_most: wrongAtMost, budget: budget, is_borne_out: isBorneOut, threshold: threshold)
    }

    var text: String {
        guard isTold else {
            return "Matching: too few questions to learn from when to speak. The desk answers from a confidence of "
                + "\(threshold.twoDecimals) on, as it does without; more questions under `ask:` would tell."
        }
        guard let wrongAtMost else {
            return "Matching: none of \(phrasings) phrasings that were held back would get an answer (threshold "
                + "\(threshold.twoDecimals)). More questions under `ask:` would help."
        }
        return "Matching: of questions that an article answers about \(coverage.percent) get an answer (threshold "
            + "\(threshold.twoDecimals)); of answers about \(wrong.percent) are wrong"
            + (isBorneOut ? promise(wrongAtMost) : doubt(wrongAtMost))
    }

    private func promise(_ wrongAtMost: Double) -> String {
        ", at most \(wrongAtMost.percentAtMost) with 95 % certainty (budget \(budget.percent), \(phrasings) phrasings "
            + "held back)."
    }

    private func doubt(_ wrongAtMost: Double) -> String {
        ".\nNot enough evidence: \(phrasings) phrasings that were held back bear out at most "
            + "\(wrongAtMost.percentAtMost) of wrong answers, and the budget is \(budget.percent); more questions under `ask:` would tell."
    }
}

extension Double {
    /// For people: 0.047 is "5 %".
    var percent: String { "\(Int((self * 100).rounded())) %" }

    /// For limits, which are never told smaller than they are: 0.042 is "5 %".
    var percentAtMost: String { "\(Int((self * 100 - 1e-9).rounded(.up))) %" }
}
