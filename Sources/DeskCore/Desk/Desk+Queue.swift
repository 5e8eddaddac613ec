/// The line in which customers wait for a person, and how a case ends.
extension Desk {
    /// Puts the customer in line and says so, honestly.
    ///
    /// - Parameter wish: What agents should know before they claim.
    mutating func handOver(
        _ conversation: inout Conversation, isUrgent: Bool = false, wish: String = "", at now: Timestamp,
        causedBy: ArrivalID?
    ) {
        conversation.misses = 0
        conversation.choices = []
        switch conversation.phase {
        case .waiting(let number) where isUrgent: return moveUp(number, conversation, wish)
        case .waiting: return tellPlace(&conversation, at: now, causedBy: causedBy)
        case .closing: return reopen(&conversation, at: now, causedBy: causedBy)
        case .assisted, .closed: return
        case .answering: break
        }
        ledger.cases += 1
        touch(.ledger)
        var item = Case(
            number: ledger.cases, conversation: conversation.id, person: conversation.person, openedAt: now,
            due: isUrgent ? beforeAll(now) : now + policy.firstReply)
        let isGuest = people[conversation.person]?.isLasting != true
        if isGuest { item.comeBackWord = ComeBackWord.make(from: chance) }
        wait(item, &conversation, at: now)
        // In danger the intent's own words have said it; "you can leave" would be out of place.
        if !isUrgent { say(.handOver, placing(item.number), to: &conversation, at: now, causedBy: causedBy) }
        // The word is a secret, and from here on it is about this person alone.
        conversation.goAside()
        if let word = item.comeBackWord {
            say(.comeBackWord, ["word": .text(word)], to: &conversation, at: now, causedBy: causedBy)
        }
        tellBoard(
            "Case \(item.number): \(name(of: conversation)) waits.\(wish) !claim \(item.number)", about: item.number)
    }

    /// Whoever is in danger comes before everybody, however long they have waited.
    private func beforeAll(_ now: Timestamp) -> Timestamp {
        let first = line.first.flatMap { cases[$0]?.due } ?? now
        return min(now, first + .milliseconds(-1))
    }

    private mutating func moveUp(_ number: CaseNumber, _ conversation: Conversation, _ wish: String) {
        guard var item = cases[number] else { return }
        item.due = beforeAll(item.due)
        put(item)
        tellBoard("Case \(number): \(name(of: conversation)) waits.\(wish) !claim \(number)", about: number)
    }

    /// "No, that did not solve it": back to where they stood, which is before everybody who came later.
    mutating func reopen(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?) {
        guard case .closing(let number) = conversation.phase, var item = cases[number] else { return }
        item.isSolved = false
        item.closedAt = nil
        item.unansweredSince = nil
        wait(item, &conversation, at: now)
        say(.reopened, placing(number), to: &conversation, at: now, causedBy: causedBy)
        tellBoard(
            "Case \(number): \(name(of: conversation)) says it is not solved, and waits again. !claim \(number)",
            about: number)
    }

    private mutating func wait(_ item: Case, _ conversation: inout Conversation, at now: Timestamp) {
        var item = item
        item.state = .waiting
        item.notices = 0
        conversation.phase = .waiting(item.number)
        conversation.isToldNoted = false
        conversation.awaitsRating = false
        put(item)
        if let first = policy.waitNotices.first {
            draft.effects.append(.startTimer(.waiting(item.number), at: now + first))
        }
    }

    /// 1 for whoever is next.
    public func place(of number: CaseNumber) -> Int? { line.firstIndex(of: number).map { $0 + 1 } }

    private func placing(_ number: CaseNumber) -> [String: Prose.Filling] {
        ["place": .count(place(of: number) ?? 1), "case": .text(String(number))]
    }

    mutating func tellPlace(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?) {
        guard case .waiting(let number) = conversation.phase else {
            return say(.notInLine, to: &conversation, at: now, causedBy: causedBy)
        }
        say(.placeInLine, placing(number), to: &conversation, at: now, causedBy: causedBy)
    }

    mutating func stillWaiting(_ number: CaseNumber, at now: Timestamp) {
        guard var item = cases[number], item.state == .waiting, var conversation = conversations[item.conversation]
        else {
            return
        }
        item.notices += 1
        put(item)
        if let pause = policy.pause(afterNotice: item.notices) {
            draft.effects.append(.startTimer(.waiting(number), at: now + pause))
        }
        say(.stillWaiting, placing(number), to: &conversation, at: now)
        put(conversation)
    }

    mutating func stillUnanswered(_ number: CaseNumber, at now: Timestamp) {
        guard let item = cases[number], case .claimed(let agent) = item.state, let since = item.unansweredSince,
            let conversation = conversations[item.conversation]
        else { return }
        // An alarm that rang while the agent answered is about a question that is no more.
        guard since + policy.agentSilence <= now else {
            return draft.effects.append(.startTimer(.unanswered(number), at: since + policy.agentSilence))
        }
        tellBoard(
            "Case \(number): \(name(of: conversation)) has been waiting for \(agent)'s answer. "
                + "!claim \(number) takes it over.")
    }

    /// "Never mind": leaves the line, or ends the conversation with the bot.
    mutating func stop(
        _ variant: Variant, of id: ContentID, _ language: Language, _ conversation: inout Conversation,
        at now: Timestamp, causedBy: ArrivalID?
    ) {
        if case .waiting(let number) = conversation.phase {
            endWaiting(number)
            conversation.phase = .answering
            finish(number, reason: "the customer left the line", at: now)
            armIdle(conversation, at: now)
            say(.leftLine, ["case": .text(String(number))], to: &conversation, at: now, causedBy: causedBy)
            tellBoard("Case \(number): \(name(of: conversation)) has left the line.", about: number)
        } else {
            leaveClosing(&conversation, at: now)
            say(
                variant, of: id, language: language, orElse: .notInLine, to: &conversation, at: now, causedBy: causedBy)
        }
    }

    mutating func endWaiting(_ number: CaseNumber) { draft.effects.append(.cancelTimer(.waiting(number))) }

    mutating func armIdle(_ conversation: Conversation, at now: Timestamp) {
        draft.effects.append(.startTimer(.idle(conversation.id), at: now + policy.idle))
    }

    /// "Thanks", "yes": ends kindly; asks for a rating once.
    mutating func solved(
        _ variant: Variant, of id: ContentID, _ language: Language, _ conversation: inout Conversation,
        at now: Timestamp, causedBy: ArrivalID?
    ) {
        conversation.misses = 0
        if case .closing(let number) = conversation.phase, var item = cases[number] {
            // The case stays at hand: a rating may still come, or a second thought.
            if item.isSolved != true { tellCaseRoom(number, "\(name(of: conversation)) says it is solved.") }
            item.isSolved = true
            put(item)
            return say(.solved, to: &conversation, at: now, causedBy: causedBy)
        }
        say(variant, of: id, language: language, orElse: .solved, to: &conversation, at: now, causedBy: causedBy)
        guard case .answering = conversation.phase, conversation.lastAnswer != nil, !conversation.isAskedToRate else {
            return
        }
        (conversation.isAskedToRate, conversation.awaitsRating) = (true, true)
        say(.rate, to: &conversation, at: now, causedBy: causedBy)
    }

    /// A digit from 1 to 5 while we wait for one; as a case closes also beside a word or two, which are read as usual.
    mutating func rated(
        _ text: String, _ arrival: Arrival, _ conversation: inout Conversation, at now: Timestamp
    ) -> Bool {
        guard conversation.turn == nil, conversation.awaitsRating, let (rating, rest) = Rating.parse(text) else {
            return false
        }
        let isClosing = if case .closing = conversation.phase { true } else { false }
        guard isClosing || rest.isEmpty else { return false }
        conversation.rating = rating
        conversation.awaitsRating = isClosing
        if case .closing(let number) = conversation.phase, var item = cases[number] {
            item.rating = rating
            put(item)
            tellCaseRoom(number, "\(name(of: conversation)) rates it \(rating) of 5.")
        }
        if rest.isEmpty {
            say(.rated, to: &conversation, at: now, causedBy: arrival.id)
        } else {
            take(rest, arrival, &conversation, after: nil, at: now)
        }
        return true
    }

    mutating func leaveClosing(_ conversation: inout Conversation, at now: Timestamp) {
        guard case .closing = conversation.phase else { return }
        finishCase(of: conversation, at: now)
        conversation.phase = .answering
        conversation.awaitsRating = false
    }

    mutating func finishCase(of conversation: Conversation, at now: Timestamp) {
        guard case .closing(let number) = conversation.phase else { return }
        finish(number, at: now)
    }

    mutating func finish(_ number: CaseNumber, reason: String? = nil, at now: Timestamp) {
        guard var item = cases[number] else { return }
        item.state = .done
        item.reason = reason ?? item.reason
        item.closedAt = item.closedAt ?? now
        item.comeBackWord = nil
        put(item)
    }

    func name(of conversation: Conversation) -> String { people[conversation.person]?.name ?? "somebody" }
}

/// How a customer rates: 1 to 5.
enum Rating {
    /// The rating and the words beside it; nil when there is none or there are more words than that.
    static func parse(_ text: String) -> (Int, rest: String)? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "." || $0 == "\t" || $0 == "!" }
        guard (1...3).contains(words.count) else { return nil }
        let digits = words.filter { $0.count == 1 && "12345".contains($0) }
        guard digits.count == 1, let rating = digits.first.flatMap({ Int($0) }) else { return nil }
        return (rating, words.filter { $0 != digits[0] }.joined(separator: " "))
    }
}
