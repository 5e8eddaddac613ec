import DeskCore

// How a connection ends.
extension Hall {
    /// The socket is closed, whoever did it.
    func disconnected(_ id: ConnectionID) {
        guard let session = sessions[id] else { return }
        session.isClosed = true
        depart(session, saying: "Connection closed")
        forgetIfDone(session)
    }

    /// Takes the connection out of everything others see, at once; what it did before still reaches the inbox.
    func depart(_ session: Session, saying words: String) {
        guard !session.isGone else { return }
        session.isGone = true
        leaving += 1
        guard let person = session.person else { return }
        users -= 1
        person.sessions.removeAll { $0 === session }
        release(nick: session.nick, of: person)
        leaveStaffRooms(session, of: person, saying: words)
        stopWatching(session)
        guard person.sessions.isEmpty else { return }
        people[person.root] = nil
        if person.login == nil { markers.forget(person.root) }
        if person.isAgent { watchersHear(of: origin(of: session), isHere: false) }
        guard person.hasActed || person.login != nil else { return }
        let place = person.isAgent ? address(staff: Self.desk) : address(person)
        arrived(.left, in: place, venue: person.isAgent ? .staff : .direct, of: session, person: person)
    }

    /// A closed connection is kept, and counted, until the inbox has everything of it: that bounds what waits there.
    func forgetIfDone(_ session: Session) {
        guard session.isClosed, !session.isChecking, session.backlog.isEmpty,
            sessions.removeValue(forKey: session.id) != nil
        else { return }
        leaving -= 1
        guard let sender = session.sender, let count = senders[sender] else { return }
        senders[sender] = count > 1 ? count - 1 : nil
    }

    /// Frees a nick, unless another connection of the same person still has it.
    func release(nick: String, of person: Person) {
        let folded = IRCName.folded(nick)
        guard nicks[folded] == person.root, !person.sessions.contains(where: { IRCName.folded($0.nick) == folded })
        else { return }
        nicks[folded] = nil
    }

    /// Takes a connection out of a channel; whether nothing of the person is left there.
    func leave(_ room: StaffRoom, _ session: Session, of person: Person) -> Bool {
        room.members.removeAll { $0 === session }
        if room.members.isEmpty {
            staffRooms[room.name] = nil
            // Whoever opens a channel of that name later has nothing to do with these.
            if !Self.isStaff(room.name) { shelf.forget(room.name) }
        }
        guard !room.has(person) else { return false }
        room.operators.remove(person.root)
        room.voiced.remove(person.root)
        return true
    }

    private func leaveStaffRooms(_ session: Session, of person: Person, saying words: String) {
        var witnesses: [ConnectionID: Session] = [:]
        for room in staffRooms.values where room.members.contains(where: { $0 === session }) {
            guard leave(room, session, of: person) else { continue }
            for member in room.members { witnesses[member.id] = member }
        }
        let origin = origin(of: session)
        for witness in witnesses.values { tell(witness, "QUIT", [IRCText.name(words)], from: origin) }
    }
}

// Ends that come from the socket's side.
extension Hall {
    func end(_ id: ConnectionID, reason: String, because cause: Drop? = nil) {
        guard let session = sessions[id] else { return }
        close(session, reason: reason, because: cause)
    }

    func endAll(reason: String) {
        for session in sessions.values { close(session, reason: reason) }
    }
}
