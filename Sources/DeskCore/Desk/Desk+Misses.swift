/// When nothing fits, or what was said did not help.
extension Desk {
    /// Nothing fits. The first time we ask for other words, the second time a person takes over.
    mutating func miss(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?) {
        conversation.choices = []
        if case .waiting(let number) = conversation.phase {
            return note(number, &conversation, at: now, causedBy: causedBy)
        }
        leaveClosing(&conversation, at: now)
        report(.unanswered, conversation, at: now)
        // The same words a second time would sound as if nobody had listened.
        fail(conversation.hasMissed ? .laterMiss : .firstMiss, in: &conversation, at: now, causedBy: causedBy)
        conversation.hasMissed = true
    }

    /// "No": in closing the case opens again; after choices or an answer it counts as a miss.
    mutating func unsolved(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?) {
        switch conversation.phase {
        case .closing: reopen(&conversation, at: now, causedBy: causedBy)
        case .waiting: tellPlace(&conversation, at: now, causedBy: causedBy)
        case .assisted, .closed: return
        case .answering:
            let isChoosing = !conversation.choices.isEmpty
            conversation.choices = []
            guard isChoosing || conversation.lastAnswer != nil || conversation.misses > 0 else {
                return say(.nothingSaid, to: &conversation, at: now, causedBy: causedBy)
            }
            if conversation.misses == 0 || isChoosing { report(.unsolved, conversation, at: now) }
            fail(isChoosing ? .noneOfThese : .unsolved, in: &conversation, at: now, causedBy: causedBy)
        }
    }

    /// "That's wrong": we say sorry first, and content writers hear of it.
    mutating func wrong(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?) {
        guard let title = titleOfLastAnswer(conversation), conversation.choices.isEmpty else {
            return unsolved(&conversation, at: now, causedBy: causedBy)
        }
        switch conversation.phase {
        case .closing: reopen(&conversation, at: now, causedBy: causedBy)
        case .assisted, .closed: return
        case .waiting(let number):
            report(.wrong, conversation, at: now)
            note(number, &conversation, at: now, causedBy: causedBy)
        case .answering:
            report(.wrong, conversation, at: now)
            fail(.wrong, ["title": .text(title)], in: &conversation, at: now, causedBy: causedBy)
        }
    }

    /// Says the line, or when it has happened too often in a row: sorry, and a person takes over.
    private mutating func fail(
        _ line: VoiceLine, _ values: [String: Prose.Filling] = [:], in conversation: inout Conversation,
        at now: Timestamp, causedBy: ArrivalID?
    ) {
        conversation.rest = []
        conversation.misses += 1
        guard conversation.misses >= policy.mostMisses else {
            return say(line, values, to: &conversation, at: now, causedBy: causedBy)
        }
        say(.givingUp, to: &conversation, at: now, causedBy: causedBy)
        handOver(&conversation, at: now, causedBy: causedBy)
    }

    /// Tells once that what is said in line is kept.
    private mutating func note(
        _ number: CaseNumber, _ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?
    ) {
        guard !conversation.isToldNoted else { return }
        conversation.isToldNoted = true
        say(.noted, ["case": .text(String(number))], to: &conversation, at: now, causedBy: causedBy)
    }

    /// Keeps a question for content writers.
    private mutating func report(_ kind: Gap.Kind, _ conversation: Conversation, at now: Timestamp) {
        guard let asked = conversation.asked, !asked.arrivals.isEmpty else { return }
        draft.gaps.append(
            Gap(
                conversation: conversation.id, turn: conversation.turnCount, at: now, kind: kind,
                language: people[conversation.person]?.language,
                answer: kind == .unanswered ? nil : conversation.lastAnswer, words: asked.arrivals))
    }
}
