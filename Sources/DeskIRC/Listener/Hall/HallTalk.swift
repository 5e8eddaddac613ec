import DeskCore

// What people say, and to whom it is shown again.
extension Hall {
    /// PRIVMSG and NOTICE. A NOTICE is never answered by an error (RFC 1459 4.4.2).
    func talk(_ message: IRCMessage, from session: Session, of person: Person) {
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
        let text = IRCText.plain(ctcp?.argument ?? message.params[1])
        guard text.contains(where: { $0 != " " }) else { return refuse(.noText, ["No text to send"]) }
        guard let place = place(target, for: session, of: person) else {
            let numeric: Numeric = target.hasPrefix("#") ? .cannotSend : .noSuchNick
            let why = target.hasPrefix("#") ? "Join the channel first" : "No such nick: write to \(options.deskNick)"
            return refuse(numeric, [target, why])
        }
        let spoken = Spoken(
            command: isNotice ? "NOTICE" : "PRIVMSG", place: place, text: text, isAction: ctcp != nil)
        said(spoken, by: session, of: person)
    }

    private func said(_ spoken: Spoken, by session: Session, of person: Person) {
        let words = spoken.isAction ? "* \(session.nick) \(spoken.text)" : spoken.text
        let address =
            switch spoken.place {
            case .direct: address(person)
            case .support: address(person, channel: Self.support)
            case .staff(let name): address(staff: name)
            }
        let venue: Venue = if case .staff = spoken.place { .staff } else { .direct }
        arrived(.said(words), in: address, venue: venue, of: session, person: person, after: .relay(spoken))
    }

    /// Where a target leads; nil where there is no way.
    private func place(_ target: String, for session: Session, of person: Person) -> Spoken.Place? {
        let folded = IRCName.folded(target)
        if folded == IRCName.folded(options.deskNick) { return .direct }
        if folded == Self.support { return session.isInSupport ? .support : nil }
        guard person.isAgent, staffRooms[folded]?.members.contains(where: { $0 === session }) ?? false else {
            return nil
        }
        return .staff(folded)
    }

    private func answer(_ ctcp: CTCP, to target: String, for session: Session) {
        guard IRCName.folded(target) == IRCName.folded(options.deskNick) else { return }
        let words: String
        switch ctcp.command {
        case "VERSION": words = "VERSION Rapport"
        case "PING": words = "PING " + IRCText.plain(ctcp.argument)
        default: return
        }
        send(IRCMessage("NOTICE", [session.nick, "\u{01}\(words)\u{01}"], source: deskSource), to: session)
    }

    /// Only after the inbox has it: the echo to the sender, and the words to the person's other connections or to the
    /// other agents of the room.
    func relay(_ spoken: Spoken, as arrival: Arrival, from session: Session) {
        if session.capabilities.contains(.echoMessage) { show(spoken, arrival, by: session, to: session) }
        switch spoken.place {
        case .direct, .support:
            for other in session.person?.sessions ?? [] where other !== session {
                show(spoken, arrival, by: session, to: other)
            }
        case .staff(let name):
            for other in staffRooms[name]?.members ?? [] where other !== session {
                show(spoken, arrival, by: session, to: other)
            }
        }
    }

    private func show(_ spoken: Spoken, _ arrival: Arrival, by session: Session, to other: Session) {
        let target: String
        switch spoken.place {
        case .support where other.isInSupport: target = Self.support
        case .staff(let name): target = name
        // A message from oneself looks like a stranger's to clients that did not ask for echoes.
        case .direct, .support:
            guard other.capabilities.contains(.echoMessage) else {
                let words = spoken.isAction ? arrival.author.name + " " + spoken.text : spoken.text
                let line = (spoken.isAction ? "* " : "<\(arrival.author.name)> ") + words
                return write([line], "PRIVMSG", from: deskSource, to: other.nick, as: arrival, for: other)
            }
            target = options.deskNick
        }
        let isStaff = if case .staff = spoken.place { true } else { false }
        let source = source(of: isStaff ? session : other)
        write([spoken.text], spoken.command, from: source, to: target, as: arrival, for: other, spoken.isAction)
    }

    private func write(
        _ lines: [String], _ command: String, from source: String, to target: String, as arrival: Arrival,
        for session: Session, _ isAction: Bool = false
    ) {
        let bytes = room(for: source, command: command, target: target) - (isAction ? CTCP.actionFrame : 0)
        for (index, piece) in lines.flatMap({ LineCutter.pieces(of: $0, bytes: bytes) }).enumerated() {
            let text = isAction ? CTCP.action(piece) : piece
            let tags = tags(session, id: Self.lineID(arrival.id.rawValue, index), at: arrival.at)
            send(IRCMessage(command, [target, text], source: source, tags: tags), to: session)
        }
    }
}
