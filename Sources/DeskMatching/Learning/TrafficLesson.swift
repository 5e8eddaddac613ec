import DeskCore

/// What questions that were really asked teach about when to speak.
public struct TrafficLesson: Equatable, Sendable {
    /// Fewer than these, of which somebody let us know what they were about, teach nothing.
    public static let fewestJudged = 50
    /// How many questions the assumed share of unknown ones is worth beside what was measured.
    static let strengthOfAssumed = 100.0

    /// What the matcher makes of the questions now.
    public let tally: TrafficTally
    /// Of how many somebody let us know what they were about, or were not about.
    public let judged: Int
    /// Of the questions, the share that no article answers, 0 to 1, as far as they tell; nil where the content is too
    /// small to tell, or nothing was asked.
    public let unknownShare: Double?
    /// What a matcher can take; nil with fewer than `fewestJudged`, or with content too small to learn when to speak.
    public let traffic: Traffic?

    public init(_ questions: [AskedQuestion], readBy matcher: Matcher, budget: MatchingBudget) {
        let answers = inParallel(over: questions) { TrafficTally.Answer($0, matcher) }
        tally = TrafficTally(answers)
        judged = questions.count { $0.outcome.isJudged }
        unknownShare =
            matcher.support.phrasings > 0 ? Self.unknownShare(tally, coverage: matcher.support.coverage) : nil
        guard judged >= Self.fewestJudged, let unknownShare else {
            traffic = nil
            return
        }
        let observations = inParallel(over: Array(questions.suffix(Traffic.mostObservations))) { question in
            [Self.observation(question, matcher)].compactMap { $0 }
        }.flatMap { $0 }
        traffic = Traffic(
            observations: observations,
            unknownShare: Self.taken(unknownShare, of: questions.count, assumed: budget.unknownShare))
    }

    /// Moved towards what was assumed, and never below half of it: customers ask in easier words than those that were
    /// held back, and then it looks as if they asked little else.
    private static func taken(_ measured: Double, of count: Int, assumed: Double) -> Double {
        let count = Double(count)
        return max(assumed / 2, (count * measured + strengthOfAssumed * assumed) / (count + strengthOfAssumed))
    }

    /// An answer is missing where there is none to give, and where it is not found. How often the latter happens the
    /// content tells, so that the former follows, as the true share of the ill does from a test that overlooks some
    /// (Rogan and Gladen, 1978). What is a phrasing as it stands is never overlooked.
    private static func unknownShare(_ tally: TrafficTally, coverage: Double) -> Double? {
        guard tally.questions > 0, coverage > 0 else { return nil }
        let found = Double(tally.answered - tally.exact - tally.answeredWrong)
        let known = Double(tally.exact) + max(0, found) / coverage
        return min(max(1 - known / Double(tally.questions), 0), 0.95)
    }

    /// What the first candidate was worth; nil where that is not known, or nothing was guessed.
    private static func observation(_ question: AskedQuestion, _ matcher: Matcher) -> Traffic.Observation? {
        let reading = matcher.read(question.turn)
        guard reading.also.isEmpty, reading.readAs?.question == nil,
            let (entry, evidence) = matcher.evidence(for: matcher.plain(question.turn), question.turn.context),
            reading.candidates.first?.id == entry, let isRight = question.outcome.isRight(entry)
        else { return nil }
        return Traffic.Observation(
            entry: entry, isRight: isRight, weight: question.outcome.weight, signs: evidence.signs,
            hasVector: evidence.hasVector)
    }
}

extension AskedQuestion.Outcome {
    /// Nil where it does not say.
    fileprivate func isRight(_ entry: ContentID) -> Bool? {
        if wrong.contains(entry) { return false }
        guard let right else { return nil }
        // That nobody objected to one answer says nothing about another.
        if case .unopposed = self, entry != right { return nil }
        return entry == right
    }
}

/// What a matcher makes of questions that were really asked.
public struct TrafficTally: Equatable, Sendable {
    public let questions: Int
    /// How many get an article for an answer, and how many of them are a phrasing as it stands.
    public let answered: Int
    public let exact: Int
    public let askedBack: Int
    /// Answers that a customer confirmed or chose, or did not object to.
    public let answeredRight: Int
    /// Answers that customers turned down.
    public let answeredWrong: Int
    /// How many questions had an answer that customers turned down.
    public let turnedDown: Int

    /// What one question gets.
    struct Answer: Sendable {
        let outcome: AskedQuestion.Outcome
        let verdict: Verdict
        let isExact: Bool

        init(_ question: AskedQuestion, _ matcher: Matcher) {
            outcome = question.outcome
            let reading = matcher.read(question.turn)
            verdict = reading.verdict
            isExact = reading.candidates.first?.confidence == 1
        }

        var answer: ContentID? { if case .answer(let candidate) = verdict { candidate.id } else { nil } }
        var isAskedBack: Bool { if case .clarify = verdict { true } else { false } }
    }

    public init(_ questions: [AskedQuestion], readBy matcher: Matcher) {
        self.init(inParallel(over: questions) { Answer($0, matcher) })
    }

    init(_ answers: [Answer]) {
        let given = answers.filter { $0.answer != nil }
        questions = answers.count
        answered = given.count
        exact = given.count(where: \.isExact)
        askedBack = answers.count(where: \.isAskedBack)
        answeredRight = given.count { $0.answer == $0.outcome.right }
        answeredWrong = given.count { answer in answer.answer.map(answer.outcome.wrong.contains) ?? false }
        turnedDown = answers.count { !$0.outcome.wrong.isEmpty }
    }
}
