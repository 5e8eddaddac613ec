import DeskCore

// The way into the inbox: per connection in order, per room in order, and each only after the one before was accepted.
extension Hall {
    func address(_ person: Person, channel: String = "") -> Address {
        Address(gateway: options.id, room: RoomID(person.root + channel))
    }

    func address(staff name: String) -> Address { Address(gateway: options.id, room: RoomID(name)) }

    /// Puts something that happened at the end of the connection's backlog.
    func arrived(
        _ body: Arrival.Body, in address: Address, venue: Venue, of session: Session, person: Person,
        after: Pending.After = .nothing
    ) {
        let author = Author(
            person: PersonID("\(options.id):\(person.root)"),
            name: person.isAgent ? person.login?.name ?? session.nick : session.nick,
            login: person.login?.name, vouched: person.standing == .vouched ? AgentID(session.nick) : nil,
            isLasting: person.login != nil)
        let arrival = Arrival(
            id: session.nextArrivalID(at: options.id, time), from: address, venue: venue, author: author, at: time,
            body: body)
        person.hasActed = true
        session.backlog.append(Pending(arrival: arrival, session: session, after: after))
        if session.backlog.count == 1 { queue(session) }
    }

    /// Gives the first of the backlog to its room's line.
    private func queue(_ session: Session) {
        guard let first = session.backlog.first else { return }
        lines[first.arrival.from.room, default: []].append(first)
        if lines[first.arrival.from.room]?.count == 1 { act(.accept(first.arrival)) }
    }

    /// What became of the arrival at the head of a room's line.
    func settled(_ room: RoomID, isAccepted: Bool) {
        guard var line = lines[room], !line.isEmpty else { return }
        let pending = line.removeFirst()
        lines[room] = line.isEmpty ? nil : line
        if let next = line.first { act(.accept(next.arrival)) }
        let session = pending.session
        session.backlog.removeFirst()
        answeringLabel(of: session) {
            if isAccepted, case .relay(let spoken) = pending.after { relay(spoken, as: pending.arrival, from: session) }
        }
        queue(session)
        if !isAccepted { close(session, reason: "The desk is stopping; what you sent last may be lost") }
        continued(session)
    }

    /// A delivery caused by an arrival proves that it is durable. The courier may be faster than the word of it, and a
    /// sender should see their own words before the answer.
    func prove(_ arrival: ArrivalID?, in room: RoomID) {
        guard let arrival, let first = lines[room]?.first, first.arrival.id == arrival,
            case .relay(let spoken) = first.after
        else { return }
        lines[room]?[0].after = .nothing
        answeringLabel(of: first.session) { relay(spoken, as: first.arrival, from: first.session) }
    }

    /// After something that kept the connection from being read.
    func continued(_ session: Session) {
        if session.isReady { act(.resume(session.id)) }
        forgetIfDone(session)
    }
}
