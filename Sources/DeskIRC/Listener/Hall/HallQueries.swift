import DeskCore

// Questions of clients about who and what is here. Nothing here tells one customer of another.
extension Hall {
    /// Everybody this connection may know of.
    private func known(to session: Session) -> [Origin] {
        var known = visible(in: Self.support, to: session)
        guard session.person?.isAgent ?? false else { return known }
        for person in people.values where person.isAgent {
            guard let other = person.sessions.first, !known.contains(where: { $0.nick == other.nick }) else { continue }
            known.append(origin(of: other))
        }
        return known
    }

    func known(_ nick: String, to session: Session) -> Origin? {
        known(to: session).first { IRCName.folded($0.nick) == IRCName.folded(nick) }
    }

    /// Whoever stands behind a nick, where they are here and others may know more than the nick.
    private func person(_ origin: Origin) -> Person? {
        origin.isBot ? nil : nicks[IRCName.folded(origin.nick)].flatMap { people[$0] }
    }

    private func realName(of origin: Origin, to session: Session) -> String {
        if origin.isBot { return options.networkName }
        if origin.nick == session.nick { return realName(of: session) }
        return person(origin)?.sessions.first.map { realName(of: $0) } ?? origin.nick
    }

    func who(_ message: IRCMessage, from session: Session) {
        let mask = message.params.first ?? "*"
        let channel = IRCName.folded(mask)
        let isRoom = isIn(channel, session)
        let rows = isRoom ? visible(in: channel, to: session) : known(mask, to: session).map { [$0] } ?? []
        let query = message.params.count > 1 ? WhoQuery(message.params[1]) : nil
        for row in rows {
            let answer = WhoQuery.Row(
                channel: isRoom ? channel : "*", origin: row, server: options.serverName,
                flags: (person(row)?.away == nil ? "H" : "G") + (isRoom ? mark(of: row, in: channel) : "")
                    + (row.isBot ? "B" : ""),
                realName: realName(of: row, to: session))
            if let query {
                reply(session, .whoSpecialReply, query.fields(of: answer))
            } else {
                reply(session, .whoReply, answer.params)
            }
        }
        reply(session, .endOfWho, [mask, "End of WHO list"])
    }

    func whois(_ message: IRCMessage, from session: Session) {
        // The form with a server in front has the nick last.
        guard let nick = message.params.last, !nick.isEmpty else {
            return reply(session, .noNickGiven, ["No nickname given"])
        }
        if let row = known(nick, to: session) {
            let source = row.source
            let name = realName(of: row, to: session)
            reply(session, .whoisUser, [row.nick, source.user ?? "*", source.host ?? "*", "*", name])
            reply(session, .whoisServer, [row.nick, options.serverName, options.networkName])
            if row.isBot { reply(session, .whoisBot, [row.nick, "is a bot, and calls a person where it cannot help"]) }
            if let account = row.account { reply(session, .whoisAccount, [row.nick, account, "is logged in as"]) }
            if let away = person(row)?.away { reply(session, .away, [row.nick, away]) }
        } else {
            reply(session, .noSuchNick, [nick, "No such nick"])
        }
        reply(session, .endOfWhois, [nick, "End of /WHOIS list"])
    }

    func list(_ session: Session) {
        var channels = [Self.support]
        if session.person?.isAgent ?? false {
            channels += [Self.desk] + staffRooms.keys.filter { $0 != Self.desk }.sorted()
        }
        for channel in channels {
            let count = String(visible(in: channel, to: session).count)
            reply(session, .list, [channel, count, topic(of: channel) ?? ""])
        }
        reply(session, .listEnd, ["End of /LIST"])
    }

    func isOn(_ message: IRCMessage, from session: Session) {
        let asked = message.params.flatMap { $0.split(separator: " ").map(String.init) }
        let found = asked.compactMap { known($0, to: session)?.nick }
        reply(session, .isOn, [found.joined(separator: " ")])
    }

    func userHost(_ message: IRCMessage, from session: Session) {
        let found = message.params.prefix(5).compactMap { known($0, to: session) }.map { row in
            let mark = person(row)?.away == nil ? "+" : "-"
            return "\(row.nick)=\(mark)\(row.source.user ?? "*")@\(row.source.host ?? "*")"
        }
        reply(session, .userHost, [found.joined(separator: " ")])
    }

    func mode(_ message: IRCMessage, from session: Session, of person: Person) {
        let target = message.params[0]
        let channel = IRCName.folded(target)
        guard target.hasPrefix("#") else {
            guard IRCName.folded(target) == IRCName.folded(session.nick) else {
                return reply(session, .usersDontMatch, ["Only your own modes"])
            }
            return reply(session, .userModeIs, ["+i"])
        }
        guard isIn(channel, session) else { return reply(session, .noSuchChannel, [target, "No such channel"]) }
        switch message.params.dropFirst().first {
        case nil:
            reply(session, .channelModeIs, [channel, "+nt"])
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

    func topic(_ message: IRCMessage, from session: Session, of person: Person) {
        let channel = IRCName.folded(message.params[0])
        guard isIn(channel, session) else {
            return reply(session, .notOnChannel, [message.params[0], "You are not on that channel"])
        }
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
        guard !person.isAgent else {
            return reply(session, .erroneousNick, [nick, "Agents are known by their login"])
        }
        claim(nick, for: session)
    }
}
