import DeskCore

// Questions of clients about who and what is here. Nothing here tells one customer of another.
extension Hall {
    /// Everybody this connection may know of.
    private func known(to session: Session) -> [(nick: String, source: String)] {
        var known = visible(in: Self.support, to: session)
        guard session.person?.isAgent ?? false else { return known }
        for person in people.values where person.isAgent {
            guard let other = person.sessions.first, !known.contains(where: { $0.nick == other.nick }) else { continue }
            known.append((other.nick, source(of: other)))
        }
        return known
    }

    private func known(_ nick: String, to session: Session) -> (nick: String, source: String)? {
        known(to: session).first { IRCName.folded($0.nick) == IRCName.folded(nick) }
    }

    func who(_ message: IRCMessage, from session: Session) {
        let mask = message.params.first ?? "*"
        let channel = IRCName.folded(mask)
        let rows =
            isIn(channel, session)
            ? visible(in: channel, to: session) : known(mask, to: session).map { [$0] } ?? []
        for row in rows {
            let source = IRCSource(parsing: row.source)
            let flags = row.nick == options.deskNick ? "H@" : "H"
            let params = [
                isIn(channel, session) ? channel : "*", source.user ?? "*", source.host ?? "*", options.serverName,
                row.nick, flags, "0 " + row.nick,
            ]
            reply(session, .whoReply, params)
        }
        reply(session, .endOfWho, [mask, "End of WHO list"])
    }

    func whois(_ message: IRCMessage, from session: Session) {
        // The form with a server in front has the nick last.
        guard let nick = message.params.last, !nick.isEmpty else {
            return reply(session, .noNickGiven, ["No nickname given"])
        }
        if let row = known(nick, to: session) {
            let source = IRCSource(parsing: row.source)
            let isSelf = row.nick == session.nick
            let name = isSelf ? session.registration.realName : row.nick
            reply(session, .whoisUser, [row.nick, source.user ?? "*", source.host ?? "*", "*", name])
            reply(session, .whoisServer, [row.nick, options.serverName, options.networkName])
            if isSelf, let login = session.person?.login {
                reply(session, .whoisAccount, [row.nick, login.name, "is logged in as"])
            }
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
            let source = IRCSource(parsing: row.source)
            return "\(row.nick)=+\(source.user ?? "*")@\(source.host ?? "*")"
        }
        reply(session, .userHost, [found.joined(separator: " ")])
    }

    func mode(_ message: IRCMessage, from session: Session) {
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
        case nil: reply(session, .channelModeIs, [channel, "+nt"])
        case "b", "+b": reply(session, .endOfBanList, [channel, "End of channel ban list"])
        default: reply(session, .notOperator, [channel, "Modes are the desk's"])
        }
    }

    func topic(_ message: IRCMessage, from session: Session) {
        let channel = IRCName.folded(message.params[0])
        guard isIn(channel, session) else {
            return reply(session, .notOnChannel, [message.params[0], "You are not on that channel"])
        }
        guard message.params.count == 1 else {
            return reply(session, .notOperator, [channel, "The topic is the desk's"])
        }
        if let topic = topic(of: channel) {
            reply(session, .topic, [channel, topic])
        } else {
            reply(session, .noTopic, [channel, "No topic is set"])
        }
    }

    func away(_ message: IRCMessage, from session: Session) {
        session.isAway = message.params.first.map { !$0.isEmpty } ?? false
        if session.isAway {
            reply(session, .nowAway, ["You have been marked as being away"])
        } else {
            reply(session, .unAway, ["You are no longer marked as being away"])
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
