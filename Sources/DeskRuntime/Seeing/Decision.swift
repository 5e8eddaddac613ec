import DeskCore

/// What the desk made of a customer's words.
enum Decision: String, CaseIterable {
    /// An article was said.
    case answer
    /// It asked which of two or three is meant.
    case clarify
    /// Nothing fits: it asked for other words.
    case miss
    /// The customer stands in line for a person now.
    case handOver = "hand_over"
    /// Anything else that is no answer to a question: thanks, a place in line, the rest of a long answer.
    case reply
}

extension Transition {
    /// What was decided in this step, told from what the desk said; nil where it said nothing to a customer's words. A
    /// step counts once, as what weighs most: whoever was answered and handed over was handed over.
    var decision: Decision? {
        guard isAboutWords else { return nil }
        let said = effects.compactMap(\.saidByDesk)
        guard !said.isEmpty else { return nil }
        if isNewInLine { return .handOver }
        if said.contains(where: isArticle) { return .answer }
        if said.contains(where: isQuestionBack) { return .clarify }
        return gaps.contains { $0.kind == .unanswered } ? .miss : .reply
    }

    private var isAboutWords: Bool {
        switch event.body {
        case .arrived(let arrival):
            arrival.body.words != nil && arrival.venue != .staff
        case .turnRead, .timerFired(.turnPause): true
        default: false
        }
    }

    /// A wait begins with its first alarm.
    private var isNewInLine: Bool {
        effects.contains { if case .startTimer(.waiting, _) = $0 { true } else { false } }
    }

    /// The choices on offer, as a list. They may be on offer while something else is said.
    private func isQuestionBack(_ utterance: Utterance) -> Bool {
        guard utterance.source == nil, case .list(_, let items)? = utterance.prose.blocks.last else { return false }
        return records.contains { record in
            guard case .conversation(let conversation) = record else { return false }
            return conversation.choices.count == items.count
        }
    }

    /// Words of an article that answers this turn; not the rest of an earlier answer, or that answer once more.
    private func isArticle(_ utterance: Utterance) -> Bool {
        guard let source = utterance.source, !source.rawValue.hasPrefix("intent:") else { return false }
        guard case .turnRead(_, let reading) = event.body, case .answer(let candidate) = reading.verdict else {
            return true
        }
        return ([candidate] + reading.also).contains { $0.id == source }
    }
}

extension Effect {
    /// What is said to a customer of the desk's own accord.
    fileprivate var saidByDesk: Utterance? {
        guard case .deliver(let delivery) = self, delivery.lane == .reply, case .say(let utterance) = delivery.act,
            utterance.speaker == .desk
        else { return nil }
        return utterance
    }
}
