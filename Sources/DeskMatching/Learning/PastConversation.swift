public import DeskCore

/// Tells from the turns of one conversation which of them were questions, and what came of each.
///
/// The journal keeps what a turn was read as; what the desk then did follows from it, and gaps say what was kept as not
/// answered. Of what cannot be told for certain nothing is said: such a turn is no question here.
struct PastConversation {
    /// What follows an answer so soon is taken by the desk for the rest of the question.
    static let pause = Duration.milliseconds(800)

    private let turns: [PastTurn]
    private let content: Content
    private let matcher: Matcher
    private(set) var questions: [AskedQuestion] = []
    private var lastAnswer: ContentID?
    private var lastQuestion: String?
    private var products: [String] = []

    /// - Parameter turns: In their order.
    init(_ turns: [PastTurn], _ content: Content, _ matcher: Matcher) {
        self.turns = turns
        self.content = content
        self.matcher = matcher
        for place in turns.indices { take(place) }
    }

    private mutating func take(_ place: Int) {
        let turn = turns[place]
        guard turn.text.contains(where: \.isLetter) else { return }
        let outcome = outcome(of: place)
        if let outcome {
            questions.append(AskedQuestion(at: turn.at, turn: asked(turn), outcome: outcome))
            if let answer = outcome.answer { (lastAnswer, lastQuestion) = (answer, turn.text) }
        }
        if !turn.reading.products.isEmpty { products = turn.reading.products }
    }

    /// With what the conversation said until then.
    private func asked(_ turn: PastTurn) -> Turn {
        Turn(
            id: turn.id, text: turn.text,
            context: .init(
                language: turn.language, lastAnswer: lastAnswer, lastQuestion: lastQuestion, products: products))
    }

    /// Nil where the turn was no question, or was not acted on.
    private func outcome(of place: Int) -> AskedQuestion.Outcome? {
        let turn = turns[place]
        if turn.has(.unanswered) { return .unanswered }
        switch turn.reading.verdict {
        case .answer(let candidate):
            guard isArticle(candidate.id), turn.reading.also.isEmpty, !isReplyToChoices(place), !isRest(place) else {
                return nil
            }
            return outcome(after: candidate.id, place)
        case .clarify: return choice(place)
        case .silence: return nil
        }
    }

    private func outcome(after answer: ContentID, _ place: Int) -> AskedQuestion.Outcome {
        if !turns[place].gaps.isEmpty { return turns[place].has(.wrong) ? .refused(answer) : .unhelpful(answer) }
        if isTakenOver(place) { return .takenOver(answer) }
        return isConfirmed(place) ? .confirmed(answer) : .unopposed(answer)
    }

    // MARK: What followed

    /// The turns after this one that ask nothing of their own.
    private func remarks(after place: Int) -> ArraySlice<PastTurn> {
        let rest = turns[(place + 1)...]
        return rest.prefix { turn in
            guard case .answer(let candidate) = turn.reading.verdict else { return false }
            return !isArticle(candidate.id)
        }
    }

    private func isConfirmed(_ place: Int) -> Bool {
        remarks(after: place).contains { turn in
            guard case .answer(let candidate) = turn.reading.verdict else { return false }
            return action(of: candidate.id) == .solved
        }
    }

    /// A person was asked for before anything else was.
    private func isTakenOver(_ place: Int) -> Bool {
        guard let at = turns[place].takenOver else { return false }
        let remarks = remarks(after: place)
        let wished = remarks.contains { turn in
            guard case .answer(let candidate) = turn.reading.verdict else { return false }
            return action(of: candidate.id) == .human
        }
        guard wished else { return false }
        return remarks.endIndex == turns.count || at < turns[remarks.endIndex].at
    }

    // MARK: Asking back

    private func choice(_ place: Int) -> AskedQuestion.Outcome? {
        let turn = turns[place]
        let offered = offered(turn.reading)
        guard offered.count >= 2 else { return nil }
        guard let chosen = chosen(place, of: offered) else {
            return turn.has(.unsolved) ? .noneOf(offered) : .leftOpen
        }
        guard isArticle(chosen) else { return .noneOf(offered.filter { $0 != chosen }) }
        if !turn.gaps.isEmpty { return turn.has(.wrong) ? .refused(chosen) : .unhelpful(chosen) }
        return .chosen(chosen)
    }

    /// As the desk offers them.
    private func offered(_ reading: Reading) -> [ContentID] {
        reading.choices { isArticle($0) || action(of: $0) == .human }.map(\.id)
    }

    private func chosen(_ place: Int, of offered: [ContentID]) -> ContentID? {
        if let reply = turns[place].reply { return matcher.choice(in: reply, among: offered, turns[place].language) }
        guard place + 1 < turns.count, case .answer(let candidate) = turns[place + 1].reading.verdict,
            offered.contains(candidate.id)
        else { return nil }
        return candidate.id
    }

    /// The turn only says which of the choices before it is meant.
    private func isReplyToChoices(_ place: Int) -> Bool {
        guard place > 0, case .clarify = turns[place - 1].reading.verdict, turns[place - 1].reply == nil,
            case .answer(let candidate) = turns[place].reading.verdict
        else { return false }
        return candidate.confidence == Matcher.confidenceOfChoice && candidate.nearest.isEmpty
    }

    /// The same again in the same breath.
    private func isRest(_ place: Int) -> Bool {
        guard place > 0, turns[place].at - turns[place - 1].at < Self.pause,
            case .answer(let candidate) = turns[place].reading.verdict,
            case .answer(let before) = turns[place - 1].reading.verdict
        else { return false }
        return candidate.id == before.id && candidate.confidence < 1
    }

    private func action(of id: ContentID) -> IntentAction? { content.entries[id]?.action }

    private func isArticle(_ id: ContentID) -> Bool {
        // An intent that is gone is still none.
        action(of: id) == nil && !id.rawValue.hasPrefix("intent:")
    }
}

extension AskedQuestion.Outcome {
    /// What was answered last.
    fileprivate var answer: ContentID? {
        switch self {
        case .confirmed(let id), .chosen(let id), .refused(let id), .unhelpful(let id), .takenOver(let id),
            .unopposed(let id):
            id
        case .noneOf, .unanswered, .leftOpen: nil
        }
    }
}

extension PastTurn {
    fileprivate func has(_ kind: Gap.Kind) -> Bool { gaps.contains { $0.kind == kind } }
}

extension Matcher {
    /// Which of several a number or a few words pick.
    fileprivate func choice(in reply: String, among offered: [ContentID], _ language: Language?) -> ContentID? {
        if case .place(let place)? = ChoiceReply(reply[...], choices: offered.count) { return offered[place] }
        return catalogue.titles.choice(reply[...], among: offered, language: language)?.0
    }
}

extension Matcher {
    /// The questions in these turns of which it is known what came of them, oldest first.
    ///
    /// - Parameter content: What the matcher has learned from.
    public func questions(in turns: [PastTurn], of content: Content) -> [AskedQuestion] {
        Dictionary(grouping: turns, by: \.id.conversation).values.flatMap { own in
            PastConversation(own.sorted { $0.id.number < $1.id.number }, content, self).questions
        }.sorted {
            ($0.at, $0.turn.id.conversation, $0.turn.id.number) < ($1.at, $1.turn.id.conversation, $1.turn.id.number)
        }
    }
}
