public import DeskCore

/// How well a matcher does on questions that it has not learned from.
///
/// Questions are read as the desk reads them, a turn each, without a conversation around them. What answers a question
/// is the first answer; the desk may give more where a turn asks for several things.
public struct Evaluation: Sendable, Equatable {
    /// How many questions have an intent, and how many have none.
    public let known: Int
    public let unknown: Int
    /// How many of them all get an answer.
    public let answered: Int
    /// Of the questions with an intent, the share whose first candidate is right, and the share with the right one among
    /// the first three; 0 to 1, like all shares here.
    public let accuracy: Double
    public let topThree: Double
    /// Of the questions with an intent, the share that gets an answer.
    public let coverage: Double
    /// Of the answers to questions with an intent, the share that is wrong.
    public let wrongInScope: Double
    /// Of all answers, those to questions without an intent among them, the share that is wrong.
    public let wrongMixed: Double
    /// Of the questions without an intent, the share that gets no answer; 1 where there are none.
    public let unknownLeftAlone: Double
    /// How well confidence tells right first candidates from wrong ones, questions without an intent among them: the
    /// probability that a right one has the higher confidence. One half where there is nothing to tell.
    public let auroc: Double
    /// How far confidences are from the share that is right, over ten equal ranges (expected calibration error).
    public let calibrationError: Double
    /// Of the questions that were not answered, the share that was asked back, and of those with an intent the share in
    /// which the right one was offered.
    public let askedBack: Double
    public let rightOffered: Double

    /// Reads the questions on all cores.
    /// - Parameter language: The customers', where it is known; the matcher finds it by their words where it is not.
    public init(_ questions: [LabelledQuestion], readBy matcher: Matcher, language: Language? = nil) {
        self.init(
            inParallel(over: questions) { question in
                Outcome(question, Self.reading(of: question, by: matcher, language: language))
            })
    }

    /// As the desk reads the first thing that somebody says.
    public static func reading(
        of question: LabelledQuestion, by matcher: Matcher, language: Language? = nil
    ) -> Reading {
        let id = TurnID(conversation: "evaluation", number: 1, lines: 1)
        return matcher.read(Turn(id: id, text: question.text, context: Turn.Context(language: language)))
    }

    init(_ outcomes: [Outcome]) {
        let known = outcomes.filter(\.isKnown)
        let unknown = outcomes.filter { !$0.isKnown }
        let answered = outcomes.filter(\.isAnswered)
        self.known = known.count
        self.unknown = unknown.count
        self.answered = answered.count
        accuracy = Self.share(of: known, where: \.isRight)
        topThree = Self.share(of: known, where: \.isAmongThree)
        coverage = Self.share(of: known, where: \.isAnswered)
        wrongInScope = Self.share(of: answered.filter(\.isKnown)) { !$0.isAnswerRight }
        wrongMixed = Self.share(of: answered) { !$0.isAnswerRight }
        unknownLeftAlone = unknown.isEmpty ? 1 : Self.share(of: unknown) { !$0.isAnswered }
        auroc = Self.auroc(outcomes)
        calibrationError = Self.calibrationError(outcomes)
        askedBack = Self.share(of: outcomes.filter { !$0.isAnswered }, where: \.isAskedBack)
        rightOffered = Self.share(of: known.filter(\.isAskedBack), where: \.isOffered)
    }

    private static func share(of outcomes: [Outcome], where holds: (Outcome) -> Bool) -> Double {
        outcomes.isEmpty ? 0 : Double(outcomes.count(where: holds)) / Double(outcomes.count)
    }

    /// By the sum of ranks (Mann and Whitney, 1947); equal confidences share their ranks.
    private static func auroc(_ outcomes: [Outcome]) -> Double {
        let sorted = outcomes.sorted { $0.confidence < $1.confidence }
        let right = Double(sorted.count(where: \.isRight))
        let wrong = Double(sorted.count) - right
        guard right > 0, wrong > 0 else { return 0.5 }
        var sum = 0.0
        var start = 0
        while start < sorted.count {
            var end = start
            while end < sorted.count, sorted[end].confidence == sorted[start].confidence { end += 1 }
            sum += Double(start + end + 1) / 2 * Double(sorted[start..<end].count(where: \.isRight))
            start = end
        }
        return (sum - right * (right + 1) / 2) / (right * wrong)
    }

    private static func calibrationError(_ outcomes: [Outcome]) -> Double {
        guard !outcomes.isEmpty else { return 0 }
        let ranges = Dictionary(grouping: outcomes) { min(Int($0.confidence * 10), 9) }
        var error = 0.0
        for range in 0..<10 {
            guard let within = ranges[range] else { continue }
            let confidence = within.reduce(0) { $0 + $1.confidence }
            error += abs(confidence - Double(within.count(where: \.isRight)))
        }
        return error / Double(outcomes.count)
    }
}
