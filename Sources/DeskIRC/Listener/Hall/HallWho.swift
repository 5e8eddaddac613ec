import DeskCore

// Questions of clients about who is here. Nothing here tells one customer of another.
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
        origin.isDesk ? nil : nicks[IRCName.folded(origin.nick)].flatMap { people[$0] }
    }

    private func realName(of origin: Origin, to session: Session) -> String {
        if origin.isDesk { return options.networkName }
        if origin.nick == session.nick { return realName(of: session) }
        return person(origin)?.sessions.first.map { realName(of: $0) } ?? origin.nick
    }

    func who(_ message: IRCMessage, from session: Session) {
        let mask = message.params.first.map { $0 == "0" ? "*" : $0 } ?? "*"
        let channel = IRCName.folded(mask)
        let isRoom = mask.hasPrefix("#")
        let rows = isRoom ? visible(in: channel, to: session) : known(to: session).filter { fits($0, mask, session) }
        let wanted = message.params.dropFirst().first ?? ""
        let query = WhoQuery(wanted)
        // Nobody here is an operator of the network, which is what the letter asks for.
        let isEmpty = isRoom && !isThere(channel, for: session) || query == nil && wanted.contains("o")
        for row in isEmpty ? [] : rows {
            let marks = isRoom ? mark(of: row, in: channel, session.capabilities.contains(.multiPrefix)) : ""
            let answer = WhoQuery.Row(
                channel: isRoom ? channel : "*", origin: row, server: options.serverName,
                flags: (person(row)?.away == nil ? "H" : "G") + marks + (row.isBot ? "B" : ""),
                realName: realName(of: row, to: session))
            if let query {
                reply(session, .whoSpecialReply, query.fields(of: answer))
            } else {
                reply(session, .whoReply, answer.params)
            }
        }
        reply(session, .endOfWho, [mask, "End of WHO list"])
    }

    /// What a mask may fit (RFC 2812 3.6.1): nick, user, host, server and real name.
    private func fits(_ origin: Origin, _ mask: String, _ session: Session) -> Bool {
        let mask = Mask(mask)
        return [
            origin.nick, origin.source.user ?? "", origin.source.host ?? "", options.serverName,
            realName(of: origin, to: session),
        ].contains { mask.fits($0) }
    }

    func whois(_ message: IRCMessage, from session: Session) {
        // The form with a server in front has the nick last.
        guard let nick = message.params.last, !nick.isEmpty else {
            return reply(session, .noNickGiven, ["No nickname given"])
        }
        if let row = known(nick, to: session) {
            tellOf(row, to: session)
        } else {
            reply(session, .noSuchNick, [nick, "No such nick"])
        }
        reply(session, .endOfWhois, [nick, "End of /WHOIS list"])
    }

    /// Who was here is nobody's business, and is kept nowhere.
    func whowas(_ message: IRCMessage, from session: Session) {
        guard let nick = message.params.first, !nick.isEmpty else {
            return reply(session, .noNickGiven, ["No nickname given"])
        }
        reply(session, .wasNoSuchNick, [nick, "There was no such nickname"])
        reply(session, .endOfWhowas, [nick, "End of WHOWAS"])
    }

    private func tellOf(_ row: Origin, to session: Session) {
        let source = row.source
        let name = realName(of: row, to: session)
        reply(session, .whoisUser, [row.nick, source.user ?? "*", source.host ?? "*", "*", name])
        let channels = commonChannels(with: row, session)
        if !channels.isEmpty { reply(session, .whoisChannels, [row.nick, channels.joined(separator: " ")]) }
        reply(session, .whoisServer, [row.nick, options.serverName, options.networkName])
        if row.isDesk {
            reply(session, .whoisBot, [row.nick, "is a bot, and calls a person where it cannot help"])
        } else if row.isBot {
            reply(session, .whoisBot, [row.nick, "is a bot"])
        }
        if let account = row.account { reply(session, .whoisAccount, [row.nick, account, "is logged in as"]) }
        guard let person = person(row) else { return }
        if let away = person.away { reply(session, .away, [row.nick, away]) }
        let idle = max(0, time.milliseconds - person.spokeAt.milliseconds) / 1000
        let since = String(person.signedOn.milliseconds / 1000)
        reply(session, .whoisIdle, [row.nick, String(idle), since, "seconds idle, signon time"])
    }

    /// Channels of agents that somebody is in and this connection may know of, with their marks; as many as fit.
    private func commonChannels(with origin: Origin, _ session: Session) -> [String] {
        guard session.person?.isAgent ?? false, let person = person(origin) else { return [] }
        let isMulti = session.capabilities.contains(.multiPrefix)
        let rooms = staffRooms.values.filter { $0.has(person) && isThere($0.name, for: session) }
        return rooms.map(\.name).sorted().prefix(10).map { mark(of: origin, in: $0, isMulti) + $0 }
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
}
