// What is changed after it was said: other words, words taken back, and signs put to what was said.
extension Desk {
    // MARK: - Customers

    /// Both stay in the transcript. A question that is not answered yet is read in its new words, one that is is asked
    /// again; an agent sees the new words.
    mutating func customerEdited(_ original: ArrivalID, _ text: String, _ arrival: Arrival, at now: Timestamp) {
        var conversation = openConversation(for: arrival, at: now)
        let before = conversation.lineCount == 0 ? nil : conversation.lastActivity
        conversation.lastActivity = now
        conversation.keepEdit(of: original, by: arrival.id)
        write(
            text, kind: .customer, author: arrival.author.name, words: .arrival(arrival.id), in: &conversation, at: now)
        if case .assisted(let number, _) = conversation.phase {
            forward(text, from: arrival, insteadOf: original, of: &conversation, case: number, at: now)
        } else if var turn = conversation.turn, let place = turn.place(of: conversation.forms(of: original)) {
            turn.lines[place] = text
            turn.arrivals[place] = arrival.id
            (turn.lastLineAt, turn.causedBy) = (now, arrival.id)
            take(up: turn, &conversation)
        } else if !chose(text, arrival, &conversation, at: now), !rated(text, arrival, &conversation, at: now) {
            take(text, arrival, &conversation, after: before, at: now)
        }
        put(conversation)
    }

    /// The words go from everything that is kept. What came of them stays: an answer, a place in line.
    mutating func customerRedacted(_ original: ArrivalID, _ arrival: Arrival) {
        draft.erased.append(original)
        guard let person = people[arrival.author.person] else { return }
        put(person)
        guard var conversation = person.conversation.flatMap({ conversations[$0] }) else { return }
        let forms = conversation.forms(of: original)
        if var turn = conversation.turn, let place = turn.place(of: forms) {
            turn.lines.remove(at: place)
            turn.arrivals.remove(at: place)
            draft.effects.append(.cancelTimer(.turnPause(conversation.id)))
            if turn.lines.isEmpty {
                conversation.turn = nil
            } else {
                take(up: turn, &conversation)
            }
        }
        for form in forms { conversation.asked?.forget(form) }
        conversation.files.removeAll { $0.arrival == original }
        if let number = conversation.caseNumber, let room = cases[number]?.room {
            for form in forms {
                draft.effects.append(.drop(form, in: room))
                deliver(.takeBack(form), toStaff: room, of: conversation.id, causedBy: arrival.id)
            }
            tellCaseRoom(number, "\(person.name) has taken back a message.")
        }
        put(conversation)
    }

    /// A thumb says whether it helped, a digit chooses or rates; the rest an agent is told, and the bot takes for no words.
    mutating func customerReacted(_ sign: String, _ arrival: Arrival, at now: Timestamp) {
        guard let person = people[arrival.author.person] else { return }
        put(person)
        guard person.conversation != nil else { return }
        var conversation = openConversation(for: arrival, at: now)
        let meaning = Sign(sign)
        switch conversation.phase {
        case .assisted(let number, _):
            keep(sign, arrival, &conversation, at: now)
            tellCaseRoom(number, "\(arrival.author.name) reacts with \(sign)")
        case .answering, .waiting, .closing:
            guard let meaning, conversation.turn == nil else { break }
            keep(sign, arrival, &conversation, at: now)
            act(on: meaning, arrival, &conversation, at: now)
        case .closed: break
        }
        put(conversation)
    }

    private mutating func keep(
        _ sign: String, _ arrival: Arrival, _ conversation: inout Conversation, at now: Timestamp
    ) {
        conversation.lastActivity = now
        write(
            sign, kind: .customer, author: arrival.author.name, words: .arrival(arrival.id), in: &conversation, at: now)
    }

    private mutating func act(on sign: Sign, _ arrival: Arrival, _ conversation: inout Conversation, at now: Timestamp)
    {
        switch sign {
        case .digit(let digit):
            let text = String(digit)
            if !chose(text, arrival, &conversation, at: now) { _ = rated(text, arrival, &conversation, at: now) }
        case .up: perform(.solved, &conversation, at: now, causedBy: arrival.id)
        case .down: perform(.unsolved, &conversation, at: now, causedBy: arrival.id)
        }
    }

    /// Has a turn that was changed read as one of its own, so that a reading still under way is not taken for the new one.
    private mutating func take(up turn: Conversation.OpenTurn, _ conversation: inout Conversation) {
        var turn = turn
        turn.reading = nil
        conversation.turnCount += 1
        conversation.turn = turn
        haveRead(conversation)
    }

    // MARK: - Agents

    /// Only what the customer was told can be edited: a note or a command that loses its mark must not become words for
    /// the customer.
    mutating func agentEdited(
        _ original: ArrivalID, _ text: String, _ agent: Agent, _ arrival: Arrival, at now: Timestamp
    ) {
        guard let item = casesSaid(original).first else {
            // In the staff room agents correct themselves as they like.
            guard caseRooms[arrival.from] != nil else { return }
            return show(
                .text("Not sent: only what the customer was told can be edited. Write it anew."), to: arrival.from)
        }
        guard !Command.isAmong(text) else {
            return show(.text("Not sent: one of these lines is a command. Send commands alone."), to: arrival.from)
        }
        guard CaseAddress(text) == nil else {
            return show(.text("Not sent: an edit cannot be for another case. Write it anew."), to: arrival.from)
        }
        if var conversation = conversations[item.conversation] {
            conversation.keepEdit(of: original, by: arrival.id)
            put(conversation)
        }
        speak(
            text, insteadOf: original, as: agent, in: item.number, arrival, words: .arrival(arrival.id), at: now)
    }

    /// A note, or something that the customer was told: there it is taken back as far as their network can.
    mutating func agentRedacted(_ original: ArrivalID, _ arrival: Arrival) {
        draft.erased.append(original)
        for var item in casesSaid(original) {
            guard var conversation = conversations[item.conversation] else { continue }
            item.said.removeAll { $0 == original }
            put(item)
            for form in conversation.forms(of: original) {
                draft.effects.append(.drop(form, in: conversation.replyTo))
                deliver(.takeBack(form), to: &conversation, lane: .agent, causedBy: arrival.id)
            }
            put(conversation)
            show(
                .text(
                    "Case \(item.number): taken back. Where the customer is on IRC, they may have read it all the same."
                ),
                to: arrival.from)
        }
    }

    /// The open cases whose customer was told this.
    private func casesSaid(_ arrival: ArrivalID) -> [Case] {
        cases.values.filter { $0.said.contains(arrival) }.sorted { $0.number < $1.number }
    }

    // MARK: - Typing

    /// Who should see that somebody is typing in this room: the other side of a case.
    public func otherSide(of room: Address, _ author: Author) -> [Address] {
        if let agent = agent(of: author) {
            guard let numbers = caseRooms[room], numbers.count == 1, let item = cases[numbers[0]],
                item.state == .claimed(by: agent.id), let conversation = conversations[item.conversation]
            else { return [] }
            return [conversation.replyTo]
        }
        guard let conversation = people[author.person]?.conversation.flatMap({ conversations[$0] }),
            case .assisted(let number, _) = conversation.phase, let room = cases[number]?.room
        else { return [] }
        return [room]
    }
}

/// What a sign put to a message says to the desk.
enum Sign: Equatable {
    case up, down
    case digit(Int)

    /// Skin tones and variants do not matter; nil for every other sign.
    init?(_ text: String) {
        let scalars = text.unicodeScalars.filter { scalar in
            !scalar.properties.isVariationSelector && !(0x1F3FB...0x1F3FF).contains(scalar.value)
                && scalar != "\u{20E3}"
        }
        guard scalars.count == 1, let scalar = scalars.first else { return nil }
        switch scalar {
        case "👍", "✅", "✔": self = .up
        case "👎", "❌": self = .down
        case "0"..."9": self = .digit(Int(scalar.value - 0x30))
        default: return nil
        }
    }
}

extension Conversation {
    fileprivate mutating func keepEdit(of original: ArrivalID, by edit: ArrivalID) {
        edits = (edits + [Edit(original: original, edit: edit)]).suffix(Self.mostEdits)
    }

    /// What was said and all that took its place.
    fileprivate func forms(of original: ArrivalID) -> [ArrivalID] {
        [original] + edits.filter { $0.original == original }.map(\.edit)
    }
}

extension Conversation.OpenTurn {
    fileprivate func place(of forms: [ArrivalID]) -> Int? {
        guard let place = arrivals.firstIndex(where: forms.contains), lines.indices.contains(place) else { return nil }
        return place
    }
}

extension Conversation.Asked {
    /// Without that line.
    fileprivate mutating func forget(_ arrival: ArrivalID) {
        guard let place = arrivals.firstIndex(of: arrival), lines.indices.contains(place) else { return }
        var (lines, arrivals) = (lines, arrivals)
        lines.remove(at: place)
        arrivals.remove(at: place)
        let own = own.map { place < $0 ? $0 - 1 : $0 }
        let isAnswered = isAnswered
        self = Conversation.Asked(lines: lines, arrivals: arrivals, own: own)
        self.isAnswered = isAnswered
    }
}
