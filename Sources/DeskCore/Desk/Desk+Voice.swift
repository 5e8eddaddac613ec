/// How the desk speaks. Every word goes into the transcript and into the outbox in the same step.
extension Desk {
    /// Says something of the desk's own voice to the customer.
    mutating func say(
        _ line: VoiceLine, _ values: [String: Prose.Filling] = [:], to conversation: inout Conversation,
        lane: Lane = .reply, at now: Timestamp, causedBy: ArrivalID? = nil
    ) {
        let language = people[conversation.person]?.language
        let prose = content.voice(line, in: language)
        // A come-back word is for the customer alone: transcripts, briefs and searches hold dots in its place.
        let kept = values["word"] == nil ? values : ["word": .text("·····")]
        say(
            prose.filled(values), keeping: prose.filled(kept), to: &conversation, lane: lane, language: language,
            at: now, causedBy: causedBy)
    }

    /// Says the text of an article or an intent; an intent without a text of its own leaves it to the desk's voice.
    mutating func say(
        _ variant: Variant, of id: ContentID, language: Language?, orElse line: VoiceLine? = nil,
        to conversation: inout Conversation, at now: Timestamp, causedBy: ArrivalID?
    ) {
        if let line, variant.body.blocks.isEmpty { return say(line, to: &conversation, at: now, causedBy: causedBy) }
        say(variant.body, to: &conversation, language: language, source: id, at: now, causedBy: causedBy)
    }

    /// - Parameter keeping: What the transcript holds, where that is not what is said.
    mutating func say(
        _ prose: Prose, keeping kept: Prose? = nil, to conversation: inout Conversation, lane: Lane = .reply,
        language: Language? = nil,
        source: ContentID? = nil, at now: Timestamp, causedBy: ArrivalID? = nil
    ) {
        guard !prose.blocks.isEmpty else { return }
        let utterance = Utterance(
            prose: prose, language: language, source: source, revision: source == nil ? nil : content.revision)
        let id = deliver(.say(utterance), to: &conversation, lane: lane, causedBy: causedBy)
        conversation.owed.append(.init(id: id, to: conversation.replyTo))
        write(
            (kept ?? prose).plainText, kind: .bot, author: policy.deskName, words: .delivery(id), in: &conversation,
            at: now)
    }

    /// Promises an act in the customer's room.
    @discardableResult
    mutating func deliver(
        _ act: Act, to conversation: inout Conversation, lane: Lane, causedBy: ArrivalID? = nil
    ) -> DeliveryID {
        conversation.deliveryCount += 1
        let id = DeliveryID("\(conversation.id).\(conversation.deliveryCount)")
        draft.effects.append(
            .deliver(
                Delivery(
                    id: id, to: conversation.replyTo, act: act, lane: lane, conversation: conversation.id,
                    causedBy: causedBy)))
        return id
    }

    /// Promises an act in a staff room.
    mutating func deliver(
        _ act: Act, toStaff room: Address, of conversation: ConversationID? = nil, causedBy: ArrivalID? = nil,
        about number: CaseNumber? = nil
    ) {
        ledger.deliveries += 1
        touch(.ledger)
        draft.effects.append(
            .deliver(
                Delivery(
                    id: DeliveryID("desk.\(ledger.deliveries)"), to: room, act: act, lane: .agent,
                    conversation: conversation, causedBy: causedBy, about: number)))
    }

    /// Adds a line to the transcript.
    mutating func write(
        _ text: String, kind: Line.AuthorKind, author: String, words: Line.Words, in conversation: inout Conversation,
        at now: Timestamp, isNote: Bool = false
    ) {
        conversation.lineCount += 1
        draft.lines.append(
            Line(
                conversation: conversation.id, seq: conversation.lineCount, at: now,
                gateway: conversation.replyTo.gateway, kind: kind, author: author, person: conversation.person,
                text: text, words: words, isNote: isNote))
    }

    /// Tells all agents something, of a case where it belongs to one.
    mutating func tellBoard(_ text: String, about number: CaseNumber? = nil) {
        for room in policy.staffRooms {
            deliver(.say(Utterance(prose: Prose(text: text))), toStaff: room, about: number)
        }
    }

    mutating func show(_ look: Look, to room: Address) { draft.effects.append(.show(look, to: room)) }

    /// Takes back everything the bot has on its way in this conversation.
    mutating func withdrawBot(from conversation: inout Conversation) {
        for owed in conversation.owed { draft.effects.append(.withdraw(owed.id, in: owed.to)) }
    }

    mutating func settled(_ settlement: Settlement, at now: Timestamp) {
        if case .withdrawn = settlement.outcome { draft.unsaid.append(settlement.delivery) }
        if case .expired = settlement.outcome { draft.unsaid.append(settlement.delivery) }
        guard let id = settlement.conversation, var conversation = conversations[id] else { return }
        // Not put: the outbox says what is owed, so no record need be written to say less.
        conversation.owed.removeAll { $0.id == settlement.delivery }
        conversations[id] = conversation
        if case .delivered(let receipt) = settlement.outcome, let room = receipt.room {
            roomOpened(room, isShared: receipt.isShared, for: conversation)
        }
    }

    /// The agents' room of a case is there: from now on the customer's words go to it, and what came before is shown.
    private mutating func roomOpened(_ room: Address, isShared: Bool, for conversation: Conversation) {
        guard let number = conversation.caseNumber, var item = cases[number], case .claimed = item.state else { return }
        item.room = room
        item.sharesRoom = isShared
        put(item)
        show(.brief(number, through: conversation.lineCount), to: room)
    }
}
