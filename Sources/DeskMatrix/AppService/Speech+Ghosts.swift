import DeskCore

// Agents who speak by themselves.
extension Speech {
    /// Who says something.
    enum Voice {
        case desk
        case ghost(Homeserver)

        var isDesk: Bool { if case .desk = self { true } else { false } }
        /// Where they speak, if it is not the desk.
        var home: Homeserver? { if case .ghost(let home) = self { home } else { nil } }
    }

    /// Nil where the agent who should speak is not in the room yet.
    func voice(of delivery: Delivery, in room: String) -> Voice? {
        guard let ghosts = work.ghosts, let agent = delivery.agent, !delivery.isAmong else { return .desk }
        return ghosts.voice(of: agent, in: room).map(Voice.ghost)
    }

    /// The room where agents come themselves: one with one customer. Among others the desk speaks for them.
    func place(of delivery: Delivery, _ found: String?) -> String? {
        switch RoomAddress(delivery.to.room) {
        case .direct(let room): found ?? work.book.current(work.upgrades.current(room))
        case .aside: found
        case .among, .staff, .thread: nil
        }
    }

    /// Who says it, brought into the room first where they are to be there.
    func speaker(of delivery: Delivery, in room: String) async throws(DeliveryError) -> Voice {
        guard let agent = delivery.agent, let place = place(of: delivery, room) else { return .desk }
        return try await ghost(agent, in: place, anew: false).map(Voice.ghost) ?? .desk
    }

    /// Who said something, since only they can change it.
    func voice(of sent: SentBook.Sent) -> Voice {
        sent.by.flatMap { work.ghosts?.speaker($0) }.map(Voice.ghost) ?? .desk
    }

    func enter(_ agent: AgentID, _ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        guard work.ghosts != nil else { return Receipt() }
        var found: String?
        if case .aside(let user) = RoomAddress(delivery.to.room) { found = try await aside(user) }
        if let room = place(of: delivery, found) { _ = try await ghost(agent, in: room, anew: true) }
        return Receipt()
    }

    func leave(_ agent: AgentID, _ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        guard let ghosts = work.ghosts else { return Receipt() }
        var found: String?
        // Where no room was made there is none to be left.
        if case .aside(let user) = RoomAddress(delivery.to.room) { found = try await roomAside(user) }
        guard let room = place(of: delivery, found) else { return Receipt() }
        do throws(MatrixFailure) {
            try await ghosts.leave(agent, room)
        } catch {
            throw passing(error)
        }
        return Receipt()
    }

    func ghost(_ agent: AgentID, in room: String, anew: Bool) async throws(DeliveryError) -> Homeserver? {
        guard let ghosts = work.ghosts else { return nil }
        do throws(MatrixFailure) {
            return try await ghosts.enter(agent, room, anew: anew)
        } catch {
            throw passing(error)
        }
    }

    /// Nothing was said yet, so it is begun again.
    private func passing(_ failure: MatrixFailure) -> DeliveryError {
        if case .limited(let wait) = failure { return .later(retryAfter: wait ?? .seconds(1), scope: .room) }
        return .later(retryAfter: .seconds(2), scope: .room)
    }
}

extension Delivery {
    /// The agent whose words these are.
    var agent: AgentID? {
        switch act {
        case .say(let utterance), .correct(_, let utterance):
            if case .agent(let agent) = utterance.speaker { agent } else { nil }
        case .recap, .openRoom, .enter, .leave, .takeBack, .file: nil
        }
    }

    fileprivate var isAmong: Bool {
        if case .among = RoomAddress(to.room) { true } else { false }
    }
}
