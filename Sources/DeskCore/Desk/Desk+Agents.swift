/// What agents do, and who is one.
extension Desk {
    /// The agent behind an author: by a login proven at the gateway, by an identity linked to one, or by the gateway's
    /// word alone. That word never makes anybody an agent who has a login.
    func agent(of author: Author) -> Agent? {
        let id = author.login.map { AgentID($0) } ?? identities[author.person]
        if let id { return known(id) }
        guard let vouched = author.vouched, known(vouched) == nil else { return nil }
        return Agent(id: vouched)
    }

    private func known(_ id: AgentID) -> Agent? {
        agents[id].flatMap { $0.isRemoved ? nil : $0 }
    }

    mutating func loginSet(_ login: Login) {
        draft.forTheStore.append(.login(login))
        let id = AgentID(login.name)
        if login.role == .agent {
            var agent = agents[id] ?? Agent(id: id)
            agent.isRemoved = false
            put(agent)
        } else if var agent = agents[id] {
            agent.isRemoved = true
            put(agent)
        }
    }

    mutating func loginRemoved(_ name: String) {
        draft.forTheStore.append(.loginRemoved(name))
        guard var agent = agents[AgentID(name)] else { return }
        agent.isRemoved = true
        put(agent)
    }

    mutating func agentLinked(_ id: AgentID, _ person: PersonID) {
        guard var agent = agents[id] else { return }
        // Nobody is two agents.
        for var other in agents.values.sorted(by: { $0.id < $1.id }) where other.id != id {
            if other.identities.remove(person) != nil { put(other) }
        }
        agent.identities.insert(person)
        put(agent)
    }

    mutating func agentUnlinked(_ id: AgentID, _ person: PersonID) {
        guard var agent = agents[id], agent.identities.remove(person) != nil else { return }
        put(agent)
    }

    mutating func agentArrived(_ agent: Agent, _ arrival: Arrival, at now: Timestamp) {
        switch arrival.body {
        case .said(let text): agentSaid(text, agent, arrival, at: now)
        case .joined: agentJoined(arrival)
        // What was parked for their window goes out.
        case .returned: draft.effects.append(.resume(arrival.from))
        case .edited(let original, let text): agentEdited(original, text, agent, arrival, at: now)
        case .redacted(let original): agentRedacted(original, arrival)
        case .left, .overheard, .sealed, .reacted: break
        }
    }

    private mutating func agentJoined(_ arrival: Arrival) {
        if let numbers = caseRooms[arrival.from] {
            for number in numbers {
                let conversation = cases[number].flatMap { conversations[$0.conversation] }
                show(.brief(number, through: conversation?.lineCount), to: arrival.from)
            }
        } else if policy.staffRooms.contains(arrival.from) {
            show(.board, to: arrival.from)
            if ledger.refused != nil {
                show(
                    .text("The content folder has errors and was not taken over. `rapport check` shows them."),
                    to: arrival.from)
            }
        } else if arrival.venue == .staff {
            show(.text("No case is open in this room. !queue shows who waits."), to: arrival.from)
        }
    }

    private mutating func agentSaid(_ text: String, _ agent: Agent, _ arrival: Arrival, at now: Timestamp) {
        if let line = Command.line(in: text) {
            Command.run(line, by: agent, arrival, on: &self, at: now)
        } else if let number = arrival.about {
            agentsTalk(text, agent, arrival, about: number, at: now)
        } else if let numbers = caseRooms[arrival.from], let number = numbers.first {
            // A command pasted below other lines is still not for the customer.
            guard !Command.isAmong(text) else {
                return show(.text("Not sent: one of these lines is a command. Send commands alone."), to: arrival.from)
            }
            guard !arrival.hasFile else {
                return show(.text("Not sent: files do not go to customers. Send a link instead."), to: arrival.from)
            }
            if isShared(arrival.from) {
                speakInWindow(text, as: agent, arrival, at: now)
            } else {
                speak(text, as: agent, in: number, arrival, words: .arrival(arrival.id), at: now)
            }
        } else if policy.staffRooms.contains(arrival.from) {
            // Agents among themselves: kept in the journal, shown by the gateway to those in the room.
        } else if arrival.venue == .direct, CaseAddress(text) != nil {
            show(.text(Self.noCaseHere), to: arrival.from)
        } else {
            show(
                .text("You are logged in as the agent \(agent.id). Commands begin with !, try !help."), to: arrival.from
            )
        }
    }

    /// What agents say to one another in a case's thread is kept with the case, as notes are.
    private mutating func agentsTalk(
        _ text: String, _ agent: Agent, _ arrival: Arrival, about number: CaseNumber, at now: Timestamp
    ) {
        guard let item = cases[number], var conversation = conversations[item.conversation] else { return }
        write(
            text, kind: .agent, author: agent.id.rawValue, words: .note(arrival.id), in: &conversation, at: now,
            isNote: true)
        put(conversation)
    }

    /// Plain text in a case's room goes to the customer, from the owner only.
    ///
    /// - Parameter original: What it takes the place of.
    mutating func speak(
        _ text: String, insteadOf original: ArrivalID? = nil, as agent: Agent, in number: CaseNumber,
        _ arrival: Arrival, words: Line.Words, at now: Timestamp
    ) {
        guard var item = cases[number], var conversation = conversations[item.conversation] else {
            return show(.text("Not sent: case \(number) is closed."), to: arrival.from)
        }
        guard case .assisted(number, by: agent.id) = conversation.phase else {
            let owner = owner(of: item)
            return show(.text("Not sent: case \(number) \(owner). !note keeps it for agents."), to: arrival.from)
        }
        item.unansweredSince = nil
        item.said = (item.said + [arrival.id]).suffix(Case.mostSaid)
        put(item)
        draft.effects.append(.cancelTimer(.unanswered(number)))
        conversation.lastActivity = now
        write(text, kind: .agent, author: agent.id.rawValue, words: words, in: &conversation, at: now)
        let utterance = Utterance(speaker: .agent(agent.id), prose: Prose(text: text))
        let act: Act = original.map { .correct($0, utterance) } ?? .say(utterance)
        deliver(act, to: &conversation, lane: .agent, causedBy: arrival.id)
        put(conversation)
    }

    func owner(of item: Case) -> String {
        switch item.state {
        case .waiting: "waits in line (!claim \(item.number) takes it)"
        case .claimed(let agent): "is \(agent)'s"
        case .closing, .done: "is closed"
        }
    }
}
