/// Turns: what a customer says in one go, how it is read, and what follows.
extension Desk {
    /// The most lines that are read as one turn; the transcript keeps every one.
    static let mostLinesInTurn = 20
    /// How often a turn is read again because the content changed meanwhile.
    static let mostRereads = 3
    /// How many pauses a turn is waited for before it counts as not understood, where its lines may be those of a pasted
    /// text: clients send one every two to two and a half seconds, so as not to be taken for a flood.
    static let pausesOfPasted = 4
    /// So many lines in one go nobody types; clients send a few at once before they take their time.
    static let linesOfPasted = 3
    /// A line of so many bytes of UTF-8 may have been cut by a client, and go on in the next.
    static let bytesOfCutLine = 350
    /// The most words in what may be the end of a sentence that was answered before it was complete.
    static let mostWordsInFragment = 4

    /// Adds a line to the open turn, or opens one, and has it read.
    ///
    /// - Parameter before: When something happened last in the conversation; none where this is its first line.
    mutating func take(
        _ text: String, _ arrival: Arrival, _ conversation: inout Conversation, after before: Timestamp?,
        at now: Timestamp
    ) {
        let isPaced = before.map { now > $0 + policy.turnPause && now <= $0 + pausesOfPasted } ?? false
        if var turn = conversation.turn {
            if turn.lines.count < Self.mostLinesInTurn {
                turn.lines.append(text)
                turn.arrivals.append(arrival.id)
            }
            turn.isPaced = turn.isPaced || isPaced
            turn.lastLineAt = now
            turn.causedBy = arrival.id
            turn.reading = nil
            conversation.turn = turn
        } else {
            conversation.turnCount += 1
            conversation.turn = .init(
                lines: [text], arrivals: [arrival.id], lastLineAt: now, causedBy: arrival.id,
                isContinuation: isContinuing(conversation, at: now), isPaced: isPaced)
        }
        haveRead(conversation)
    }

    /// Whoever writes in several lines may have been answered after the first of them.
    private func isContinuing(_ conversation: Conversation, at now: Timestamp) -> Bool {
        conversation.answeredLineAt.map { now < $0 + policy.turnPause } ?? false
    }

    func asTurn(_ turn: Conversation.OpenTurn, of conversation: Conversation) -> Turn {
        Turn(
            id: conversation.turnID, text: turn.lines.joined(separator: "\n"),
            context: .init(
                language: people[conversation.person]?.language, lastAnswer: conversation.lastAnswer,
                lastQuestion: lastQuestion(of: conversation), choices: conversation.choices.map(\.id),
                products: conversation.products))
    }

    /// Only while the last answer is the answer to it.
    private func lastQuestion(of conversation: Conversation) -> String? {
        guard let asked = conversation.asked, asked.isAnswered else { return nil }
        return asked.itself.lines.joined(separator: "\n")
    }

    mutating func haveRead(_ conversation: Conversation) {
        if let turn = conversation.turn { draft.effects.append(.read(asTurn(turn, of: conversation))) }
    }

    /// A sure reading is acted on at once; any other waits until the customer has paused, and so does a greeting, since
    /// a question often follows it.
    mutating func turnRead(_ id: TurnID, _ reading: Reading, at now: Timestamp) {
        guard var conversation = conversations[id.conversation], var turn = conversation.turn,
            conversation.turnID == id
        else { return }
        if turn.isOverheard {
            overheardRead(reading, turn, &conversation, at: now)
            return put(conversation)
        }
        let pauseEnds = turn.lastLineAt + pause(after: turn, reading.verdict)
        if pauseEnds <= now || isUrgent(reading.verdict) {
            act(on: reading, turn, &conversation, at: now)
        } else {
            turn.reading = reading
            conversation.turn = turn
            draft.effects.append(.startTimer(.turnPause(conversation.id), at: pauseEnds))
            draft.effects.append(.typing(conversation.replyTo))
        }
        put(conversation)
    }

    private var pausesOfPasted: Duration { policy.turnPause * Self.pausesOfPasted }

    /// What is not understood may be one line of several.
    private func pause(after turn: Conversation.OpenTurn, _ verdict: Verdict) -> Duration {
        let mayGoOn =
            turn.isPaced || turn.lines.count >= Self.linesOfPasted
            || turn.lines.last.map { $0.utf8.count >= Self.bytesOfCutLine } ?? false
        return verdict == .silence && mayGoOn ? pausesOfPasted : policy.turnPause
    }

    private func isUrgent(_ verdict: Verdict) -> Bool {
        guard case .answer(let candidate) = verdict else { return false }
        return content.entries[candidate.id]?.action != .reply
    }

    mutating func turnPaused(_ id: ConversationID, at now: Timestamp) {
        guard var conversation = conversations[id], let turn = conversation.turn, let reading = turn.reading else {
            return
        }
        act(on: reading, turn, &conversation, at: now)
        put(conversation)
    }

    private mutating func act(
        on reading: Reading, _ turn: Conversation.OpenTurn, _ conversation: inout Conversation, at now: Timestamp
    ) {
        // Saved again and again while it is read, it is taken for what it is: nothing that fits.
        guard !isOutdated(reading) || turn.rereads >= Self.mostRereads else {
            return readAgain(turn, &conversation)
        }
        conversation.turn = nil
        draft.effects.append(.cancelTimer(.turnPause(conversation.id)))
        guard !turn.isContinuation || says(reading, turn.lines, moreThan: conversation.lastAnswer) else {
            conversation.answeredLineAt = turn.lastLineAt
            return
        }
        conversation.answeredLineAt = nil
        learn(from: reading, &conversation)
        // In danger not even the greeting is for others to read.
        if isCrisis(reading.verdict) { conversation.goAside() }
        greet(&conversation, at: now, causedBy: turn.causedBy)
        switch reading.verdict {
        case .answer(let candidate):
            let action = content.entries[candidate.id]?.action
            // A wish for a person says less of the case than the question before it.
            if action?.handsOver == true { conversation.grounds = conversation.grounds ?? reading.kept }
            if action == nil { keepAnswered(turn, reading, &conversation) }
            answer([candidate] + reading.also, &conversation, at: now, causedBy: turn.causedBy)
        case .clarify:
            ask(turn, reading, &conversation)
            askBack(reading, &conversation, at: now, causedBy: turn.causedBy)
        case .silence:
            ask(turn, reading, &conversation)
            miss(&conversation, at: now, causedBy: turn.causedBy)
        }
    }

    private func isCrisis(_ verdict: Verdict) -> Bool {
        guard case .answer(let candidate) = verdict else { return false }
        return content.entries[candidate.id]?.action == .crisis
    }

    /// What follows in the same breath as an answered question may be the rest of it: it is if it means the same, or if
    /// it is a few words that mean nothing by themselves. A phrasing as it stands is always answered.
    private func says(_ reading: Reading, _ lines: [String], moreThan answer: ContentID?) -> Bool {
        if case .answer(let candidate) = reading.verdict { return candidate.id != answer || candidate.confidence == 1 }
        let words = lines.joined(separator: " ").split(whereSeparator: \.isWhitespace)
        return words.count > Self.mostWordsInFragment || words.contains { $0.hasSuffix("?") }
    }

    mutating func learn(from reading: Reading, _ conversation: inout Conversation) {
        if !reading.products.isEmpty { conversation.products = Array(reading.products.prefix(Reading.mostProducts)) }
        learnLanguage(of: reading, conversation.person)
    }

    /// The language of the phrasing that matched is the customer's, where the entry could have told another one.
    private mutating func learnLanguage(of reading: Reading, _ id: PersonID) {
        guard reading.verdict != .silence, let first = reading.candidates.first, var person = people[id],
            person.language != first.language
        else { return }
        let isSure = if case .answer = reading.verdict { true } else { false }
        let isTelling = (content.entries[first.id]?.variants.count ?? 0) > 1
        guard person.language == nil || isSure && isTelling else { return }
        person.language = first.language
        put(person)
    }

    /// Keeps what was asked, as something that an article answers.
    mutating func keepAnswered(
        _ turn: Conversation.OpenTurn, _ reading: Reading, _ conversation: inout Conversation
    ) {
        ask(turn, reading, &conversation)
        conversation.asked?.isAnswered = true
        conversation.answeredLineAt = turn.lastLineAt
    }

    /// Keeps what was asked last: a "no" or "wrong" that follows is about it.
    private func ask(
        _ turn: Conversation.OpenTurn, _ reading: Reading, _ conversation: inout Conversation
    ) {
        conversation.grounds = reading.kept
        let isTakenUp = reading.readAs?.question != nil && reading.readAs?.product != nil
        if isTakenUp, conversation.asked?.isAnswered == true, let before = conversation.asked?.itself {
            conversation.asked = .init(
                lines: before.lines + turn.lines, arrivals: before.arrivals + turn.arrivals, own: before.own)
        } else {
            conversation.asked = .init(lines: turn.lines, arrivals: turn.arrivals, own: turn.lines.count)
        }
    }

    /// What the reader knew is no longer there; it was replaced together with the content, so asking again helps.
    func isOutdated(_ reading: Reading) -> Bool {
        guard reading.revision != content.revision else { return false }
        let named: [Reading.Candidate] =
            switch reading.verdict {
            case .answer(let candidate): [candidate] + reading.also
            case .clarify(let candidates): candidates
            case .silence: []
            }
        return named.contains { content.variant(of: $0.id, in: $0.language) == nil }
    }

    /// As a turn of its own, so that a reading still under way is not taken for the new one.
    mutating func readAgain(_ turn: Conversation.OpenTurn, _ conversation: inout Conversation) {
        var turn = turn
        turn.reading = nil
        turn.rereads += 1
        conversation.turnCount += 1
        conversation.turn = turn
        haveRead(conversation)
    }
}
