import DeskCore

// Questions of clients about what is here, and what they say of themselves.
extension Hall {
    func list(_ session: Session) {
        var channels = [Self.support]
        if session.person?.isAgent ?? false {
            channels += Set(staffRooms.keys).union([Self.desk]).filter { isThere($0, for: session) }.sorted()
        }
        for channel in channels {
            let count = String(visible(in: channel, to: session).count)
            reply(session, .list, [channel, count, topic(of: channel) ?? ""])
        }
        reply(session, .listEnd, ["End of /LIST"])
    }

    func mode(_ message: IRCMessage, from session: Session, of person: Person) {
        let target = message.params[0]
        guard target.hasPrefix("#") else { return userMode(message, from: session, of: person) }
        let channel = IRCName.folded(target)
        guard isThere(channel, for: session), channel != Self.support || session.isInSupport else {
            return reply(session, .noSuchChannel, [target, "No such channel"])
        }
        switch message.params.dropFirst().first {
        case nil:
            reply(session, .channelModeIs, [channel, staffRooms[channel]?.modes.text ?? "+nt"])
            if let room = staffRooms[channel] {
                reply(session, .creationTime, [channel, String(room.createdAt.milliseconds / 1000)])
            }
        case "b", "+b": reply(session, .endOfBanList, [channel, "End of channel ban list"])
        default:
            guard channel != Self.support, !Self.isStaff(channel) else {
                return reply(session, .notOperator, [channel, "Modes are the desk's"])
            }
            setMode(message, from: session, of: person)
        }
    }

    private func userMode(_ message: IRCMessage, from session: Session, of person: Person) {
        let nick = message.params[0]
        guard IRCName.folded(nick) == IRCName.folded(session.nick) else {
            guard known(nick, to: session) != nil else { return reply(session, .noSuchNick, [nick, "No such nick"]) }
            return reply(session, .usersDontMatch, ["Only your own modes"])
        }
        guard let letters = message.params.dropFirst().first else {
            return reply(session, .userModeIs, [person.modes.text])
        }
        var isAdded = true
        var isUnknown = false
        var changes = ModeChanges()
        for letter in letters.prefix(Self.mostModes) {
            switch (letter, UserModes.mode(letter)) {
            case ("+", _): isAdded = true
            case ("-", _): isAdded = false
            case (_, let mode?):
                guard person.modes.contains(mode) != isAdded else { continue }
                if isAdded { person.modes.insert(mode) } else { person.modes.remove(mode) }
                changes.add(letter, isAdded: isAdded)
            case (_, nil): isUnknown = true
            }
        }
        if isUnknown { reply(session, .unknownUserMode, ["Unknown MODE flag"]) }
        guard !changes.isEmpty else { return }
        tell(session, "MODE", [session.nick, changes.letters], from: origin(of: session))
    }

    func topic(_ message: IRCMessage, from session: Session, of person: Person) {
        let channel = IRCName.folded(message.params[0])
        guard isIn(channel, session) else { return tellNotOn(message.params[0], to: session) }
        guard message.params.count == 1 else {
            guard channel != Self.support, !Self.isStaff(channel) else {
                return reply(session, .notOperator, [channel, "The topic is the desk's"])
            }
            return setTopic(message, from: session, of: person)
        }
        guard topic(of: channel) != nil else { return reply(session, .noTopic, [channel, "No topic is set"]) }
        tellTopic(of: channel, to: session)
    }

    /// Of the whole person: on which of their connections they say it makes no difference to others.
    func away(_ message: IRCMessage, from session: Session, of person: Person) {
        let words = message.params.first.map(IRCText.name) ?? ""
        person.away = words.isEmpty ? nil : LineCutter.pieces(of: words, bytes: Self.longestAway)[0]
        if person.away != nil {
            reply(session, .nowAway, ["You have been marked as being away"])
        } else {
            reply(session, .unAway, ["You are no longer marked as being away"])
        }
        for witness in witnesses(of: person) where witness.capabilities.contains(.awayNotify) {
            tell(witness, "AWAY", person.away.map { [$0] } ?? [], from: origin(of: session))
        }
    }

    /// IRCv3 setname. Everybody who sees it is told, themselves among them.
    func setName(_ message: IRCMessage, from session: Session, of person: Person) {
        let name = IRCText.name(message.params[0])
        guard !name.isEmpty, name.utf8.count <= Self.longestRealName else {
            let why = "A name has 1 to \(Self.longestRealName) bytes"
            return send(
                IRCMessage("FAIL", ["SETNAME", "INVALID_REALNAME", why], source: options.serverName), to: session)
        }
        person.realName = name
        for receiver in person.sessions + witnesses(of: person) where receiver.capabilities.contains(.setname) {
            tell(receiver, "SETNAME", [name], from: origin(of: session))
        }
    }

    /// After registration; before it, `Registration` does this.
    func changeNick(_ message: IRCMessage, from session: Session, of person: Person) {
        guard let nick = message.params.first, !nick.isEmpty else {
            return reply(session, .noNickGiven, ["No nickname given"])
        }
        guard nick != session.nick else { return }
        guard IRCName.isValidNick(nick) else {
            return reply(session, .erroneousNick, [nick, "Letters, digits and []\\`_^{}|- only, 30 at most"])
        }
        guard person.login?.role != .agent || session.isTrusted else {
            return reply(session, .erroneousNick, [nick, "Agents are known by their login"])
        }
        claim(nick, for: session)
    }
}
