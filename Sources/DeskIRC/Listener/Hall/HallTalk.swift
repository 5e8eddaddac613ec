import DeskCore

// What people say, and to whom it is shown again.
extension Hall {
    /// PRIVMSG and NOTICE. A NOTICE is never answered by an error (RFC 1459 4.4.2).
    func talk(_ message: IRCMessage, from session: Session, of person: Person) {
        if let reference = message.tags["batch"] { return addToBatch(message, reference, from: session) }
        let isNotice = message.command.uppercased() == "NOTICE"
        func refuse(_ numeric: Numeric, _ params: [String]) {
            if !isNotice { reply(session, numeric, params) }
        }
        guard let target = message.params.first, !target.isEmpty else {
            return refuse(.noRecipient, ["No recipient given"])
        }
        guard !target.contains(",") else { return refuse(.tooManyTargets, [target, "One at a time, please"]) }
        guard message.params.count > 1 else { return refuse(.noText, ["No text to send"]) }
        let ctcp = CTCP(message.params[1])
        if let ctcp, !ctcp.isAction {
            if !isNotice { answer(ctcp, to: target, for: session) }
            return
        }
        // Never answered by a program (RFC 1459 4.4.2), and what customers' clients send so is no question of theirs.
        guard !isNotice || person.isAgent else { return }
        let text = IRCText.plain(ctcp?.argument ?? message.params[1])
        guard text.contains(where: { $0 != " " }) else { return refuse(.noText, ["No text to send"]) }
        guard let place = place(target, for: session, of: person) else {
            return refuse(target.hasPrefix("#") ? .cannotSend : .noSuchNick, [target, noWay(to: target, for: session)])
        }
        let spoken = Spoken(
            command: isNotice ? "NOTICE" : "PRIVMSG", place: place, parts: [.init(text: text)], isAction: ctcp != nil,
            clientTags: message.clientTags)
        said(spoken, by: session, of: person)
    }

    func noWay(to target: String, for session: Session) -> String {
        target.hasPrefix("#") ? "Join the channel first" : "No such nick: write to \(options.deskNick)"
    }

    func said(_ spoken: Spoken, by session: Session, of person: Person) {
        person.spokeAt = time
        switch spoken.place {
        case .ownRoom, .agent: return passedOn(spoken, by: session, of: person)
        case .direct, .support, .staff: break
        }
        let words = spoken.isAction ? "* \(session.nick) \(spoken.text)" : spoken.text
        let address =
            switch spoken.place {
            case .direct: address(person)
            case .support: address(person, channel: Self.support)
            case .staff(let name), .ownRoom(let name), .agent(let name): address(staff: name)
            }
        let venue: Venue = if case .staff = spoken.place { .staff } else { .direct }
        arrived(.said(words), in: address, venue: venue, of: session, person: person, after: .relay(spoken))
    }

    /// What agents say among themselves is none of the desk's business.
    private func passedOn(_ spoken: Spoken, by session: Session, of person: Person) {
        let author = Author(person: PersonID("\(options.id):\(person.root)"), name: session.nick, isLasting: true)
        let said = Arrival(
            id: session.nextArrivalID(at: options.id, time), from: address(person), venue: .staff, author: author,
            at: time,
            body: .said(spoken.text))
        relay(spoken, as: said, from: session)
        guard case .agent(let root) = spoken.place, spoken.command == "PRIVMSG", let other = people[root],
            let words = other.away, let first = other.sessions.first
        else { return }
        reply(session, .away, [first.nick, words])
    }

    /// Where a target leads; nil where there is no way.
    func place(_ target: String, for session: Session, of person: Person) -> Spoken.Place? {
        let folded = IRCName.folded(target)
        if folded == IRCName.folded(options.deskNick) { return .direct }
        if folded == Self.support { return session.isInSupport ? .support : nil }
        guard person.isAgent else { return nil }
        if target.hasPrefix("#") {
            if Self.isStaff(folded) { return isIn(folded, session) ? .staff(folded) : nil }
            guard let room = staffRooms[folded], isIn(folded, session) || !room.modes.contains(.noExternal) else {
                return nil
            }
            return .ownRoom(folded)
        }
        return agent(called: folded).map { .agent($0.root) }
    }

    private func answer(_ ctcp: CTCP, to target: String, for session: Session) {
        guard IRCName.folded(target) == IRCName.folded(options.deskNick) else { return }
        let words: String
        switch ctcp.command {
        case "VERSION": words = "VERSION Rapport"
        case "PING": words = "PING " + IRCText.plain(ctcp.argument)
        default: return
        }
        tell(session, "NOTICE", [session.nick, "\u{01}\(words)\u{01}"], from: deskOrigin)
    }

    // MARK: - Shown again

    /// Only after the inbox has it: the echo to the sender, and the words to the person's other connections or to the
    /// other agents of the room.
    func relay(_ spoken: Spoken, as arrival: Arrival, from session: Session) {
        if session.capabilities.contains(.echoMessage) { show(spoken, arrival, by: session, to: session) }
        switch spoken.place {
        case .direct, .support:
            for other in session.person?.sessions ?? [] where other !== session {
                show(spoken, arrival, by: session, to: other)
            }
        case .staff(let name), .ownRoom(let name):
            remember(staffWords(spoken, arrival, by: session, target: name), in: name)
            for other in staffRooms[name]?.members ?? [] where other !== session {
                show(spoken, arrival, by: session, to: other)
            }
        case .agent(let root):
            guard let receiver = people[root], let nick = receiver.sessions.first?.nick else { return }
            if let person = session.person {
                let words = staffWords(spoken, arrival, by: session, target: nick)
                remember(words, between: person.root, and: root)
            }
            for other in receiver.sessions {
                // Of what one says to oneself only the echo answers the line (IRCv3 labeled-response).
                show(spoken, arrival, by: session, to: other, isBeside: other === session)
            }
            // On their other connections the sender sees what they said, if those know of echoes.
            guard let person = session.person, receiver !== person else { return }
            for other in person.sessions where other !== session && other.capabilities.contains(.echoMessage) {
                show(spoken, arrival, by: session, to: other)
            }
        }
    }

    private func show(
        _ spoken: Spoken, _ arrival: Arrival, by session: Session, to other: Session, isBeside: Bool = false
    ) {
        let target: String
        switch spoken.place {
        case .support where other.isInSupport: target = Self.support
        case .staff(let name), .ownRoom(let name): target = name
        case .agent(let root): target = people[root]?.sessions.first?.nick ?? other.nick
        // A message from oneself looks like a stranger's to clients that did not ask for echoes.
        case .direct, .support:
            guard other.capabilities.contains(.echoMessage) else {
                return send(quoted(spoken, arrival, for: other), to: other)
            }
            target = options.deskNick
        }
        var words = staffWords(spoken, arrival, by: session, target: target)
        if !spoken.place.isStaff { words.origin = origin(of: other) }
        for message in messages(of: words, for: other) {
            if isBeside { sendBeside(message, to: other) } else { send(message, to: other) }
        }
    }

    private func staffWords(
        _ spoken: Spoken, _ arrival: Arrival, by session: Session, target: String
    ) -> Words {
        Words(
            id: arrival.id.rawValue, at: arrival.at, origin: origin(of: session), command: spoken.command,
            target: target, parts: spoken.parts, isAction: spoken.isAction, clientTags: spoken.clientTags)
    }

    /// One's own words for a connection that would take them for somebody else's: the desk quotes them.
    private func quoted(_ spoken: Spoken, _ arrival: Arrival, for session: Session) -> [IRCMessage] {
        let name = arrival.author.name
        let frame = spoken.isAction ? "* \(name) " : "<\(name)> "
        return messages(
            of: Words(
                id: arrival.id.rawValue, at: arrival.at, origin: deskOrigin, command: "PRIVMSG", target: session.nick,
                parts: spoken.parts.map { .init(text: frame + $0.text) }, isAction: false,
                clientTags: spoken.clientTags), for: session)
    }

    func send(_ messages: [IRCMessage], to session: Session) {
        for message in messages { send(message, to: session) }
    }

    // MARK: - Tags alone

    /// TAGMSG: typing notices, reactions. Passed on to whoever would see words said there and knows tags, and kept
    /// nowhere.
    func tagMessage(_ message: IRCMessage, from session: Session, of person: Person) {
        let tags = message.clientTags
        guard !tags.isEmpty, let target = message.params.first, !target.contains(","),
            let place = place(target, for: session, of: person)
        else { return }
        var receivers = session.capabilities.contains(.echoMessage) ? [session] : []
        var shown = options.deskNick
        switch place {
        case .direct: receivers += person.sessions.filter { $0 !== session && $0.capabilities.contains(.echoMessage) }
        case .support:
            shown = Self.support
            receivers += person.sessions.filter { $0 !== session && $0.isInSupport }
        case .staff(let name), .ownRoom(let name):
            shown = name
            receivers += (staffRooms[name]?.members ?? []).filter { $0 !== session }
        case .agent(let root):
            let sessions = people[root]?.sessions ?? []
            shown = sessions.first?.nick ?? target
            receivers += sessions.filter { $0 !== session }
        }
        let id = session.nextArrivalID(at: options.id, time).rawValue
        let origin = origin(of: session)
        for receiver in receivers where receiver.capabilities.contains(.messageTags) {
            let all = self.tags(receiver, id: id, at: time, of: origin).merging(tags) { own, _ in own }
            send(IRCMessage("TAGMSG", [shown], source: origin.text, tags: all), to: receiver)
        }
    }
}

extension IRCMessage {
    /// Those that clients have between themselves: only these are passed on.
    var clientTags: [String: String] { tags.filter { $0.key.hasPrefix("+") } }
}
