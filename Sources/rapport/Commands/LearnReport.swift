import DeskCore
import DeskMatching

/// What `rapport learn` found, and what would follow from it.
struct LearnReport {
    let questions: [AskedQuestion]
    let lesson: TrafficLesson
    /// What the desk would make of the same questions, and from which confidence on it would answer.
    private let then: (tally: TrafficTally, thresholds: Reading.Thresholds)?
    private let thresholds: Reading.Thresholds
    private let assumedUnknown: Double

    init(_ turns: [PastTurn], _ content: Content, _ configuration: Configuration) {
        let matcher = Wiring.matcher(for: content, configuration)
        let budget = MatchingBudget(
            wrongAnswers: configuration.wrongAnswers, unknownShare: configuration.unknownShare)
        questions = matcher.questions(in: turns, of: content)
        lesson = TrafficLesson(questions, readBy: matcher, budget: budget)
        thresholds = matcher.thresholds
        assumedUnknown = budget.unknownShare
        then = lesson.traffic.map { [questions] traffic in
            let learned = Wiring.matcher(for: content, configuration, traffic: traffic)
            return (TrafficTally(questions, readBy: learned), learned.thresholds)
        }
    }

    // MARK: In words

    var text: String { (outcomes + [reliability, unknown].compactMap { $0 } + effect).joined(separator: "\n") }

    /// How many questions had which end, the most telling first.
    private static let kinds: [(name: String, holds: @Sendable (AskedQuestion.Outcome) -> Bool)] = [
        ("confirmed by the customer", { if case .confirmed = $0 { true } else { false } }),
        ("settled by a choice", { if case .chosen = $0 { true } else { false } }),
        ("called wrong", { if case .refused = $0 { true } else { false } }),
        ("answered without help", { if case .unhelpful = $0 { true } else { false } }),
        ("none of the choices", { if case .noneOf = $0 { true } else { false } }),
        ("answered, then taken over by an agent", { if case .takenOver = $0 { true } else { false } }),
        ("answered, and nobody objected", { if case .unopposed = $0 { true } else { false } }),
        ("asked back, and left open", { if case .leftOpen = $0 { true } else { false } }),
        ("without an answer", { if case .unanswered = $0 { true } else { false } }),
    ]

    private var outcomes: [String] {
        let rows = Self.kinds.compactMap { kind -> String? in
            let count = questions.count { kind.holds($0.outcome) }
            return count == 0 ? nil : "  \(count) \(kind.name)"
        }
        return ["\(counted(questions.count, "question")) of which it is known what came of them:"] + rows
    }

    private var reliability: String? {
        guard !questions.isEmpty else { return nil }
        let tally = lesson.tally
        return "With the content as it is now \(tally.answered) of them are answered (threshold "
            + "\(thresholds.answer.twoDecimals)): \(tally.answeredRight) as customers accepted it, "
            + "\(tally.answeredWrong) as they turned it down."
    }

    private var unknown: String? {
        lesson.unknownShare.map {
            "About \($0.percent) of the questions are in no article; the configuration says \(assumedUnknown.percent) "
                + "(`matching.unknown_share`)."
        }
    }

    private var effect: [String] {
        guard let then else {
            guard lesson.unknownShare != nil || questions.isEmpty else {
                return ["Not enough to learn from: the content has too few questions under `ask:`."]
            }
            return [
                "Not enough to learn from: of \(lesson.judged) questions somebody let us know what they were about, "
                    + "and \(TrafficLesson.fewestJudged) are needed."
            ]
        }
        let now = lesson.tally
        return [
            "If this is taken: of the \(questions.count) questions \(now.answered) are answered, it would be "
                + "\(then.tally.answered); of \(now.turnedDown) whose answer was turned down \(now.answeredWrong) get "
                + "it again, it would be \(then.tally.answeredWrong). The threshold goes from "
                + "\(thresholds.answer.twoDecimals) to \(then.thresholds.answer.twoDecimals)."
        ]
    }

    // MARK: For scripts

    struct Row: Encodable {
        struct State: Encodable {
            let answered: Int
            let asked_back: Int
            let answered_right: Int
            let answered_wrong: Int
            let threshold: Double

            init(_ tally: TrafficTally, _ thresholds: Reading.Thresholds) {
                answered = tally.answered
                asked_back = tally.askedBack
                answered_right = tally.answeredRight
                answered_wrong = tally.answeredWrong
                threshold = thresholds.answer
            }
        }
        let questions: Int
        let judged: Int
        let turned_down: Int
        let unknown_share: Double?
        let configured_unknown_share: Double
        let now: State
        /// Left out where there is not enough to learn from.
        let learned: State?
        let is_taken: Bool
    }

    func row(isTaken: Bool) -> Row {
        Row(
            questions: questions.count, judged: lesson.judged, turned_down: lesson.tally.turnedDown,
            unknown_share: lesson.unknownShare, configured_unknown_share: assumedUnknown,
            now: .init(lesson.tally, thresholds), learned: then.map { .init($0.tally, $0.thresholds) },
            is_taken: isTaken && then != nil)
    }
}
