/// What a content supports at its threshold, as far as phrasings that were held back tell it.
public struct Support: Sendable, Equatable {
    /// Of the questions that an entry answers, the share that gets an answer; 0 to 1.
    public let coverage: Double
    /// Of the answers, the share that is wrong, with questions that nobody can answer among them as the budget says.
    public let wrong: Double
    /// How many answers that rests on: fewer than were tried where some count more than others.
    public let evidence: Double
    /// How many phrasings were held back and tried; 0 where there were too few to learn from.
    public let phrasings: Int

    init(coverage: Double = 0, wrong: Double = 0, evidence: Double = 0, phrasings: Int = 0) {
        self.coverage = coverage
        self.wrong = wrong
        self.evidence = evidence
        self.phrasings = phrasings
    }

    /// The standard normal distribution's 95 % quantile.
    static let quantile = 1.645

    /// Which share of wrong answers is not exceeded with a probability of 95 %: the upper end of Wilson's interval
    /// (1927). 1 where there is no evidence.
    public var wrongAtMost: Double {
        guard evidence > 0 else { return 1 }
        let z = Self.quantile
        let centre = wrong + z * z / (2 * evidence)
        let spread = z * (wrong * (1 - wrong) / evidence + z * z / (4 * evidence * evidence)).squareRoot()
        return min(1, (centre + spread) / (1 + z * z / evidence))
    }
}
