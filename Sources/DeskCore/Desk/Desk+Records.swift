/// Records in and out. `put` is the only place that changes one, so that indexes and the list of changes stay true.
extension Desk {
    mutating func put(_ person: Person) {
        people[person.id] = person
        touch(.person(person.id))
    }

    mutating func put(_ conversation: Conversation) {
        conversations[conversation.id] = conversation
        touch(.conversation(conversation.id))
    }

    mutating func put(_ item: Case) {
        unindex(item.number)
        index(item)
        touch(.case(item.number))
    }

    mutating func put(_ agent: Agent) {
        for identity in agents[agent.id]?.identities ?? [] { identities[identity] = nil }
        index(agent)
        touch(.agent(agent.id))
    }

    mutating func touch(_ what: Draft.Touched) {
        // A step touches a handful of records: a scan is cheaper than a set, and keeps the order.
        if !draft.touched.contains(what) { draft.touched.append(what) }
    }

    /// Takes in records as they were stored: at the start, and when something evicted is needed again.
    public mutating func admit(_ records: [Record]) {
        for record in records {
            switch record {
            case .person(let person): people[person.id] = person
            case .conversation(let conversation): conversations[conversation.id] = conversation
            case .case(let item):
                unindex(item.number)
                index(item)
            case .agent(let agent): index(agent)
            case .ledger(let ledger): self.ledger = ledger
            case .login, .loginRemoved, .content: break
            }
        }
    }

    /// What must be recalled before this can be decided.
    public func missing(for body: Event.Body) -> [Key] {
        switch body {
        case .arrived(let arrival):
            missing(for: arrival)
        default: []
        }
    }

    private func missing(for arrival: Arrival) -> [Key] {
        let author = arrival.author
        var persons = people[author.person] == nil ? [author.person] : []
        if let former = author.formerly, former != author.person, people[former] == nil { persons.append(former) }
        guard !persons.isEmpty, arrival.venue != .staff, agent(of: author) == nil else { return [] }
        return persons.map(Key.person)
    }

    /// Everything open, in a fixed order: what a snapshot holds, and what a replay must arrive at.
    public var records: [Record] {
        people.values.sorted { $0.id < $1.id }.map(Record.person)
            + conversations.values.sorted { $0.id < $1.id }.map(Record.conversation)
            + cases.values.sorted { $0.number < $1.number }.map(Record.case)
            + agents.values.sorted { $0.id < $1.id }.map(Record.agent) + [.ledger(ledger)]
    }

    /// Turns that wait for the matcher.
    public var unread: [Turn] {
        conversations.values.filter { $0.turn != nil && $0.turn?.reading == nil }.sorted { $0.id < $1.id }
            .compactMap { conversation in conversation.turn.map { asTurn($0, of: conversation) } }
    }

    func record(_ touched: Draft.Touched) -> Record? {
        switch touched {
        case .person(let id): people[id].map(Record.person)
        case .conversation(let id): conversations[id].map(Record.conversation)
        case .case(let number): cases[number].map(Record.case)
        case .agent(let id): agents[id].map(Record.agent)
        case .ledger: .ledger(ledger)
        }
    }

    /// Lets go of what is no longer open; the store still has it.
    mutating func evict(_ touched: [Draft.Touched]) {
        for item in touched {
            guard let record = record(item), !record.isOpen else { continue }
            switch item {
            case .person(let id): people[id] = nil
            case .conversation(let id): conversations[id] = nil
            case .case(let number): unindex(number)
            case .agent, .ledger: break
            }
        }
    }

    private mutating func index(_ item: Case) {
        cases[item.number] = item
        if let word = item.comeBackWord { comeBackWords[word] = item.number }
        if let room = item.room { caseRooms[room] = ((caseRooms[room] ?? []) + [item.number]).sorted() }
        guard item.state == .waiting else { return }
        let place = line.firstIndex { other in
            cases[other].map { ($0.due, $0.number) > (item.due, item.number) } ?? false
        }
        line.insert(item.number, at: place ?? line.endIndex)
    }

    private mutating func unindex(_ number: CaseNumber) {
        guard let old = cases.removeValue(forKey: number) else { return }
        if let word = old.comeBackWord { comeBackWords[word] = nil }
        if let room = old.room {
            caseRooms[room]?.removeAll { $0 == number }
            if caseRooms[room]?.isEmpty == true { caseRooms[room] = nil }
        }
        if old.state == .waiting { line.removeAll { $0 == number } }
    }

    private mutating func index(_ agent: Agent) {
        agents[agent.id] = agent
        for identity in agent.identities { identities[identity] = agent.id }
    }
}

extension Record {
    /// Whether the desk holds it; what is not open stays in the store alone.
    public var isOpen: Bool {
        switch self {
        case .person(let person): person.conversation != nil
        case .conversation(let conversation): conversation.phase != .closed
        case .case(let item): item.state != .done
        case .agent, .ledger: true
        case .login, .loginRemoved, .content: false
        }
    }
}
