/// Turns: what a customer says in one go, how it is read, and what follows.
extension Desk {
    /// The most lines that are read as one turn; the transcript keeps every one.
    static let mostLinesInTurn = 20

    /// Adds a line to the open turn, or opens one, and has it read.
    mutating func take(_ text: String, _ arrival: Arrival, _ conversation: inout Conversation, at now: Timestamp) {
        if var turn = conversation.turn {
            if turn.lines.count < Self.mostLinesInTurn { turn.lines.append(text) }
            turn.lastLineAt = now
            turn.causedBy = arrival.id
            turn.reading = nil
            conversation.turn = turn
        } else {
            conversation.turnCount += 1
            conversation.turn = .init(lines: [text], lastLineAt: now, causedBy: arrival.id)
        }
        if let turn = conversation.turn { draft.effects.append(.read(asTurn(turn, of: conversation))) }
    }

    func asTurn(_ turn: Conversation.OpenTurn, of conversation: Conversation) -> Turn {
        Turn(
            id: conversation.turnID, text: turn.lines.joined(separator: "\n"),
            context: .init(
                language: people[conversation.person]?.language, lastAnswer: conversation.lastAnswer,
                choices: conversation.choices.map(\.id)))
    }

    /// A sure reading is acted on at once; any other waits until the customer has paused.
    mutating func turnRead(_ id: TurnID, _ reading: Reading, at now: Timestamp) {
        guard var conversation = conversations[id.conversation], var turn = conversation.turn,
            conversation.turnID == id
        else { return }
        let pauseEnds = turn.lastLineAt + policy.turnPause
        if case .answer = reading.verdict {
            act(on: reading, &conversation, at: now)
        } else if pauseEnds <= now {
            act(on: reading, &conversation, at: now)
        } else {
            turn.reading = reading
            conversation.turn = turn
            draft.effects.append(.startTimer(.turnPause(conversation.id), at: pauseEnds))
        }
        put(conversation)
    }

    mutating func turnPaused(_ id: ConversationID, at now: Timestamp) {
        guard var conversation = conversations[id], let reading = conversation.turn?.reading else { return }
        act(on: reading, &conversation, at: now)
        put(conversation)
    }

    private mutating func act(on reading: Reading, _ conversation: inout Conversation, at now: Timestamp) {
        let causedBy = conversation.turn?.causedBy
        conversation.turn = nil
        draft.effects.append(.cancelTimer(.turnPause(conversation.id)))
        switch reading.verdict {
        case .answer(let candidate): answer(candidate, &conversation, at: now, causedBy: causedBy)
        case .clarify(let candidates): askBack(candidates, reading.revision, &conversation, at: now, causedBy: causedBy)
        case .silence: miss(&conversation, at: now, causedBy: causedBy)
        }
    }

    /// Says an article, or does what an intent asks for.
    mutating func answer(
        _ candidate: Reading.Candidate, _ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?
    ) {
        guard let entry = content.entries[candidate.id],
            let variant = content.variant(of: candidate.id, in: candidate.language)
        else { return miss(&conversation, at: now, causedBy: causedBy) }
        conversation.choices = []
        learnLanguage(candidate.language, of: conversation.person)
        if let action = entry.action {
            perform(action, variant, of: entry.id, candidate.language, &conversation, at: now, causedBy: causedBy)
        } else {
            leaveClosing(&conversation, at: now)
            conversation.misses = 0
            conversation.awaitsRating = false
            conversation.lastAnswer = entry.id
            say(variant, of: entry.id, language: candidate.language, to: &conversation, at: now, causedBy: causedBy)
        }
    }

    private mutating func perform(
        _ action: IntentAction, _ variant: Variant, of id: ContentID, _ language: Language,
        _ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?
    ) {
        switch action {
        case .reply: say(variant, of: id, language: language, to: &conversation, at: now, causedBy: causedBy)
        case .human: handOver(&conversation, at: now, causedBy: causedBy)
        case .status: tellPlace(&conversation, at: now, causedBy: causedBy)
        case .solved: solved(variant, of: id, language, &conversation, at: now, causedBy: causedBy)
        case .unsolved, .wrong: unsolved(&conversation, at: now, causedBy: causedBy)
        case .why: explain(&conversation, at: now, causedBy: causedBy)
        case .transcript: show(.recap(conversation.id, through: conversation.lineCount), to: conversation.replyTo)
        case .stop: stop(variant, of: id, language, &conversation, at: now, causedBy: causedBy)
        case .crisis:
            say(variant, of: id, language: language, to: &conversation, at: now, causedBy: causedBy)
            handOver(&conversation, isUrgent: true, at: now, causedBy: causedBy)
        }
    }

    private mutating func askBack(
        _ candidates: [Reading.Candidate], _ revision: Revision, _ conversation: inout Conversation, at now: Timestamp,
        causedBy: ArrivalID?
    ) {
        let choices = candidates.compactMap { candidate in
            content.variant(of: candidate.id, in: candidate.language).map {
                Conversation.Choice(
                    id: candidate.id, title: $0.title, revision: revision, confidence: candidate.confidence)
            }
        }
        // Asking a second time in a row helps nobody.
        guard choices.count >= 2, conversation.choices.isEmpty, conversation.phase != .closed else {
            return miss(&conversation, at: now, causedBy: causedBy)
        }
        leaveClosing(&conversation, at: now)
        conversation.choices = choices
        let language = people[conversation.person]?.language ?? candidates.first?.language
        let titles = Prose.Block.list(first: 1, items: choices.map { [.paragraph([.text($0.title)])] })
        let prose = Prose(content.voice(.clarify, in: language).blocks + [titles])
        say(prose, to: &conversation, language: language, at: now, causedBy: causedBy)
    }

    /// Nothing fits. The first time we ask for other words, the second time a person takes over.
    private mutating func miss(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?) {
        conversation.choices = []
        if case .waiting(let number) = conversation.phase {
            guard !conversation.isToldNoted else { return }
            conversation.isToldNoted = true
            return say(.noted, ["case": .text(String(number))], to: &conversation, at: now, causedBy: causedBy)
        }
        leaveClosing(&conversation, at: now)
        conversation.misses += 1
        if conversation.misses >= policy.mostMisses {
            handOver(&conversation, at: now, causedBy: causedBy)
        } else {
            say(.firstMiss, to: &conversation, at: now, causedBy: causedBy)
        }
    }

    /// A number or a word of a choice that is on offer. False when it is none.
    mutating func chose(
        _ text: String, _ arrival: Arrival, _ conversation: inout Conversation, at now: Timestamp
    ) -> Bool {
        guard conversation.turn == nil, !conversation.choices.isEmpty,
            let choice = Choosing.choice(text, among: conversation.choices)
        else { return false }
        let offered = conversation.choices
        conversation.choices = []
        guard content.variant(of: choice.id, in: people[conversation.person]?.language) != nil else {
            conversation.choices = offered.filter { $0.id != choice.id }
            say(.choiceGone, to: &conversation, at: now, causedBy: arrival.id)
            return true
        }
        let language = people[conversation.person]?.language ?? content.defaultLanguage
        answer(
            .init(id: choice.id, confidence: 1, language: language), &conversation, at: now, causedBy: arrival.id)
        return true
    }

    private mutating func explain(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?) {
        let language = people[conversation.person]?.language
        guard let variant = conversation.lastAnswer.flatMap({ content.variant(of: $0, in: language) }) else {
            return say(.nothingSaid, to: &conversation, at: now, causedBy: causedBy)
        }
        say(.why, ["title": .text(variant.title)], to: &conversation, at: now, causedBy: causedBy)
    }

    private mutating func learnLanguage(_ language: Language, of id: PersonID) {
        guard var person = people[id], person.language != language else { return }
        person.language = language
        put(person)
    }
}

/// Reads a short reply to choices on offer.
enum Choosing {
    /// "2", "2.", "#2", or up to three words that occur in exactly one title.
    static func choice(_ text: String, among choices: [Conversation.Choice]) -> Conversation.Choice? {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard (1...3).contains(words.count) else { return nil }
        if words.count == 1, let number = Int(words[0]) {
            return choices.indices.contains(number - 1) ? choices[number - 1] : nil
        }
        let fitting = choices.filter { choice in
            let title = Set(choice.title.lowercased().split { !$0.isLetter && !$0.isNumber })
            return words.allSatisfy(title.contains)
        }
        return fitting.count == 1 ? fitting[0] : nil
    }
}
