/// What customers do.
extension Desk {
    mutating func customerArrived(_ arrival: Arrival, _ event: Event) {
        let isRenamed = followToAccount(arrival, at: event.at)
        switch arrival.body {
        case .said(let text): customerSaid(text, arrival, event)
        case .overheard(let text): overheard(text, arrival, at: event.at)
        case .joined: customerJoined(arrival, at: event.at)
        case .returned: customerReturned(arrival, isSilent: isRenamed)
        case .left: customerLeft(arrival)
        case .sealed(let instead): customerSealed(arrival, instead: instead, at: event.at)
        case .edited(let original, let text): customerEdited(original, text, arrival, at: event.at)
        case .redacted(let original): customerRedacted(original, arrival)
        case .reacted(let sign): customerReacted(sign, arrival, at: event.at)
        }
    }

    private mutating func customerSaid(_ text: String, _ arrival: Arrival, _ event: Event) {
        if cameBackByWord(text, arrival, event) { return }
        var conversation = openConversation(for: arrival, at: event.at)
        // What they say to the desk itself counts, not what they said before to nobody in particular.
        if conversation.turn?.isOverheard == true { conversation.turn = nil }
        if arrival.hasFile {
            let file = Conversation.SentFile(arrival: arrival.id, room: arrival.from)
            conversation.files = (conversation.files + [file]).suffix(Conversation.mostFiles)
        }
        let before = conversation.lineCount == 0 ? nil : conversation.lastActivity
        conversation.lastActivity = event.at
        write(
            text, kind: .customer, author: arrival.author.name, words: .arrival(arrival.id), in: &conversation,
            at: event.at)
        switch conversation.phase {
        case .assisted(let number, _): forward(text, from: arrival, of: &conversation, case: number, at: event.at)
        case .answering, .waiting, .closing, .closed:
            if !chose(text, arrival, &conversation, at: event.at), !rated(text, arrival, &conversation, at: event.at) {
                take(text, arrival, &conversation, after: before, at: event.at)
            }
        }
        put(conversation)
    }

    private mutating func customerJoined(_ arrival: Arrival, at now: Timestamp) {
        // Whoever comes to where others are has not come to the desk.
        guard arrival.venue != .open else { return customerIsInOpenRoom(arrival) }
        var conversation = openConversation(for: arrival, at: now)
        draft.effects.append(.resume(arrival.from))
        greet(&conversation, at: now, causedBy: arrival.id)
        put(conversation)
    }

    private mutating func customerIsInOpenRoom(_ arrival: Arrival) {
        guard let person = people[arrival.author.person] else { return }
        put(person)
        guard person.conversation != nil else { return }
        for room in [arrival.from].union(arrival.inPrivate) { draft.effects.append(.resume(room)) }
    }

    /// Somebody with a lasting identity is back: what waited for them goes out, after the last lines as a reminder.
    ///
    /// - Parameter isSilent: They were here all the time, under another name.
    private mutating func customerReturned(_ arrival: Arrival, isSilent: Bool) {
        guard let person = people[arrival.author.person] else { return }
        put(person)
        let open = person.conversation.flatMap { conversations[$0] }
        if let conversation = open?.id ?? person.lastConversation, !isSilent {
            show(.recap(conversation, through: open?.lineCount), to: arrival.inPrivate)
        }
        for room in person.rooms.union(arrival.from).union(arrival.inPrivate) { draft.effects.append(.resume(room)) }
        guard let open, let number = open.caseNumber, case .assisted = open.phase, !isSilent else { return }
        tellCaseRoom(number, "\(person.name) is back.")
    }

    private mutating func customerLeft(_ arrival: Arrival) {
        guard let person = people[arrival.author.person] else { return }
        put(person)
        guard let conversation = person.conversation.flatMap({ conversations[$0] }),
            case .assisted(let number, _) = conversation.phase
        else { return }
        let promise =
            person.isLasting ? "What you write reaches them when they return." : "They may come back with their word."
        tellCaseRoom(number, "\(person.name) has left. \(promise)")
    }

    /// The desk cannot read along: it says so where they write, and is there for them in the other room from now on.
    private mutating func customerSealed(_ arrival: Arrival, instead: Address?, at now: Timestamp) {
        var conversation = openConversation(for: arrival, at: now)
        conversation.replyTo = arrival.from
        say(instead == nil ? .sealed : .sealedElsewhere, to: &conversation, at: now, causedBy: arrival.id)
        if let instead { conversation.replyTo = instead }
        put(conversation)
        let told =
            "\(arrival.author.name) writes on \(arrival.from.gateway) in an encrypted room, which the desk cannot read. "
            + (instead == nil
                ? "Their server lets there be no other room: they were asked to come another way."
                : "They were invited to a room where it can.")
        if let number = conversation.caseNumber { tellCaseRoom(number, told) }
        tellBoard(told)
    }

    /// The person's conversation, opened anew if none is open, now answering where they wrote, or aside.
    mutating func openConversation(for arrival: Arrival, at now: Timestamp) -> Conversation {
        var person =
            people[arrival.author.person]
            ?? Person(id: arrival.author.person, name: arrival.author.name, isLasting: arrival.author.isLasting)
        person.name = arrival.author.name
        person.remember(arrival)
        if let id = person.conversation, var conversation = conversations[id] {
            // As they mostly are: where they were, under the name they had.
            if person != people[person.id] { put(person) }
            conversation.follow(arrival)
            return conversation
        }
        ledger.conversations += 1
        touch(.ledger)
        let id = ConversationID("c\(ledger.conversations)")
        person.conversation = id
        put(person)
        draft.effects.append(.startTimer(.idle(id), at: now + policy.idle))
        var conversation = Conversation(id: id, person: person.id, replyTo: arrival.from, at: now)
        conversation.follow(arrival)
        return conversation
    }

    /// Once, in the customer's language where that is known: with the first answer, or as they come in.
    mutating func greet(_ conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID) {
        guard !conversation.isGreeted, conversation.phase == .answering else { return }
        conversation.isGreeted = true
        say(.greeting, to: &conversation, at: now, causedBy: causedBy)
    }

    /// Gives the customer's words to the agent.
    ///
    /// - Parameter original: What they take the place of.
    mutating func forward(
        _ text: String, from arrival: Arrival, insteadOf original: ArrivalID? = nil,
        of conversation: inout Conversation, case number: CaseNumber, at now: Timestamp
    ) {
        guard var item = cases[number] else { return }
        if item.unansweredSince == nil {
            item.unansweredSince = now
            draft.effects.append(.startTimer(.unanswered(number), at: now + policy.agentSilence))
            put(item)
        }
        // Until the agents' room is open there is nothing to forward to: opening it shows everything said so far.
        guard let room = item.room else { return }
        let name = item.sharesRoom ? "\(number) \(arrival.author.name)" : arrival.author.name
        let utterance = Utterance(speaker: .customer(name), prose: Prose(text: text))
        let act: Act = original.map { .correct($0, utterance) } ?? .say(utterance)
        deliver(act, toStaff: room, of: conversation.id, causedBy: arrival.id)
    }

    mutating func tellCaseRoom(_ number: CaseNumber, _ text: String) {
        guard let item = cases[number], let room = item.room else { return }
        let isNamed = !item.sharesRoom || text.hasPrefix("Case \(number) ")
        let told = isNamed ? text : "Case \(number): \(text)"
        deliver(.say(Utterance(prose: Prose(text: told))), toStaff: room)
    }

    /// A conversation with the bot ends by itself when nobody says anything; one that waits for a person never does.
    mutating func idled(_ id: ConversationID, at now: Timestamp) {
        guard var conversation = conversations[id] else { return }
        switch conversation.phase {
        case .waiting, .assisted, .closed: return
        case .answering, .closing:
            let end = conversation.lastActivity + policy.idle
            if end > now {
                draft.effects.append(.startTimer(.idle(id), at: end))
            } else {
                close(&conversation, at: now)
            }
        }
        put(conversation)
    }

    mutating func close(_ conversation: inout Conversation, at now: Timestamp) {
        finishCase(of: conversation, at: now)
        conversation.phase = .closed
        (conversation.turn, conversation.asked) = (nil, nil)
        (conversation.grounds, conversation.products) = (nil, [])
        (conversation.choices, conversation.chosenFrom, conversation.rest) = ([], [], [])
        draft.effects.append(.cancelTimer(.idle(conversation.id)))
        draft.effects.append(.cancelTimer(.turnPause(conversation.id)))
        guard var person = people[conversation.person], person.conversation == conversation.id else { return }
        person.conversation = nil
        person.lastConversation = conversation.id
        put(person)
    }
}

extension [Address] {
    fileprivate func union(_ address: Address) -> [Address] { contains(address) ? self : self + [address] }
}
