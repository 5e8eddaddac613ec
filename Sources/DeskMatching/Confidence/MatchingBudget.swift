/// How many mistakes the desk may make, as shares from 0 to 1.
public struct MatchingBudget: Equatable, Sendable {
    /// Of the answers given, how many may be wrong.
    public let wrongAnswers: Double
    /// Of the questions asked, how many no entry answers.
    public let unknownShare: Double

    public init(wrongAnswers: Double = 0.05, unknownShare: Double = 0.3) {
        self.wrongAnswers = min(max(wrongAnswers, 0), 1)
        self.unknownShare = min(max(unknownShare, 0), 0.95)
    }
}
