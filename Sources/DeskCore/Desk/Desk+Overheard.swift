/// What somebody said where others read along, to nobody in particular: the desk answers if it is very sure, and otherwise
/// was never there.
extension Desk {
    mutating func overheard(_ text: String, _ arrival: Arrival, at now: Timestamp) {
        let open = people[arrival.author.person]?.conversation.flatMap { conversations[$0] }
        // Whoever waits for a person is not served beside it, and what they say to the desk itself is more than this.
        guard open.map({ $0.phase == .answering && $0.turn?.isOverheard != false }) ?? true else { return }
        var conversation = openConversation(for: arrival, at: now)
        conversation.turnCount += 1
        conversation.turn = .init(
            lines: [text], arrivals: [arrival.id], lastLineAt: now, causedBy: arrival.id, isOverheard: true)
        haveRead(conversation)
        put(conversation)
    }

    mutating func overheardRead(
        _ reading: Reading, _ turn: Conversation.OpenTurn, _ conversation: inout Conversation, at now: Timestamp
    ) {
        if isOutdated(reading), turn.rereads < Self.mostRereads { return readAgain(turn, &conversation) }
        guard conversation.phase == .answering, let article = unasked(reading) else {
            return dropOverheard(&conversation)
        }
        conversation.turn = nil
        conversation.lastActivity = now
        // Only now: what stays without an answer is in no transcript.
        for (text, id) in zip(turn.lines, turn.arrivals) {
            write(
                text, kind: .customer, author: name(of: conversation), words: .arrival(id), in: &conversation, at: now)
        }
        learn(from: reading, &conversation)
        keepAnswered(turn, reading, &conversation)
        answer([article], &conversation, at: now, causedBy: turn.causedBy)
    }

    /// The article that is worth saying to somebody who did not ask for it.
    private func unasked(_ reading: Reading) -> Reading.Candidate? {
        guard case .answer(let candidate) = reading.verdict, candidate.confidence >= policy.unaskedConfidence,
            let entry = content.entries[candidate.id], entry.action == nil,
            content.variant(of: candidate.id, in: candidate.language) != nil
        else { return nil }
        return candidate
    }

    /// A conversation in which nothing else was said is over, and is not the one they had last.
    private mutating func dropOverheard(_ conversation: inout Conversation) {
        conversation.turn = nil
        guard conversation.lineCount == 0 else { return }
        conversation.phase = .closed
        draft.effects.append(.cancelTimer(.idle(conversation.id)))
        guard var person = people[conversation.person] else { return }
        person.conversation = nil
        put(person)
    }
}
