import DeskCore

// What goes out, and from whom.
extension Hall {
    static let support = "#support"
    static let desk = "#desk"

    func send(_ message: IRCMessage, to session: Session) {
        guard !session.isGone else { return }
        if labelled?.session === session {
            labelled?.messages.append(message)
        } else {
            act(.send(session.id, message))
        }
    }

    /// The same, but no part of the answer to the line that is being answered: it follows it.
    func sendBeside(_ message: IRCMessage, to session: Session) {
        guard labelled?.session === session else { return send(message, to: session) }
        labelled?.beside.append(message)
    }

    /// Something that somebody did, for somebody who sees it.
    func tell(_ session: Session, _ command: String, _ params: [String], from origin: Origin) {
        send(IRCMessage(command, params, source: origin.text, tags: tags(session, at: time, of: origin)), to: session)
    }

    func reply(_ session: Session, _ numeric: Numeric, _ params: [String]) {
        let nick = session.isRegistered ? session.nick : session.registration.shownNick
        send(IRCMessage(numeric.rawValue, [nick] + params, source: options.serverName), to: session)
    }

    var deskOrigin: Origin {
        let nick = options.deskNick
        let source = IRCSource(nick: nick, user: IRCName.user(from: nick), host: options.serverName)
        return Origin(source: source, isBot: true, isDesk: true)
    }

    /// An agent as everybody sees them: by their login, whatever they typed as nick.
    func origin(ofAgent name: String) -> Origin {
        let nick = IRCName.nick(from: name)
        // Where nicks are names the nick is what others know.
        let person = people["@" + name] ?? agent(called: nick)
        if let session = person?.sessions.first, session.isTrusted { return origin(of: session) }
        let source = IRCSource(nick: nick, user: IRCName.user(from: nick), host: "agent." + options.serverName)
        return Origin(source: source, account: name, isBot: person?.modes.contains(.bot) ?? false)
    }

    /// Somebody coming into a channel, for somebody who sees it.
    func joining(_ channel: String, _ origin: Origin, realName: String, for session: Session) -> IRCMessage {
        let isExtended = session.capabilities.contains(.extendedJoin)
        let params = [channel] + (isExtended ? [origin.account ?? "*", realName] : [])
        return IRCMessage("JOIN", params, source: origin.text, tags: tags(session, at: time, of: origin))
    }

    /// What stands beside the nick. What an agent's client tells of itself as they register (often their name on their
    /// own machine) is nobody's business: it is their login until they set it.
    func realName(of session: Session) -> String {
        guard let person = session.person else { return session.registration.realName }
        if let name = person.realName { return name }
        guard let login = person.login, person.isAgent, !session.isTrusted else { return session.registration.realName }
        return login.name
    }

    /// A customer as agents see them; `nick` must be a safe one.
    func origin(ofCustomer nick: String) -> Origin {
        Origin(source: IRCSource(nick: nick, user: "customer", host: "customer." + options.serverName))
    }

    /// Somebody as they see themselves. No addresses of machines in it.
    func origin(of session: Session) -> Origin {
        guard let person = session.person else {
            return Origin(source: IRCSource(nick: session.registration.shownNick))
        }
        if let login = person.login, person.isAgent, !session.isTrusted { return origin(ofAgent: login.name) }
        let kind = person.isAgent ? "agent." : person.login == nil ? "guest." : "customer."
        let user = session.registration.user ?? "user"
        let source = IRCSource(nick: session.nick, user: user, host: kind + options.serverName)
        return Origin(source: source, account: person.login?.name, isBot: person.modes.contains(.bot))
    }

    /// What a text line may hold beside its frame.
    func room(for origin: Origin, command: String, target: String) -> Int {
        // ":source COMMAND target :" and the end. A private target counts as the longest nick, so that every
        // connection gets the same pieces.
        let longest = target.hasPrefix("#") ? target.utf8.count : IRCName.longestNick
        return IRCMessage.longestLine - 2 - (origin.text.utf8.count + command.utf8.count + longest + 5)
    }

    /// Tags of words that this connection asked for.
    func tags(_ session: Session, id: String, at time: Timestamp, of origin: Origin) -> [String: String] {
        var tags = tags(session, at: time, of: origin)
        if session.capabilities.contains(.messageTags) { tags["msgid"] = id }
        return tags
    }

    /// Those of something at its own time.
    func tags(_ session: Session, at time: Timestamp, of origin: Origin) -> [String: String] {
        var tags = tags(session, of: origin)
        if session.capabilities.contains(.serverTime) { tags["time"] = time.serverTime }
        return tags
    }

    /// Those of anything that somebody does.
    func tags(_ session: Session, of origin: Origin) -> [String: String] {
        var tags: [String: String] = [:]
        if let account = origin.account, session.capabilities.contains(.accountTag) { tags["account"] = account }
        if origin.isBot, session.capabilities.contains(.messageTags) { tags["bot"] = "" }
        return tags
    }

    /// The several lines of one thing are `id`, `id/2`, `id/3` …
    static func lineID(_ id: String, _ index: Int) -> String {
        index == 0 ? id : "\(id)/\(index + 1)"
    }

    /// FAIL of the standard replies (IRCv3).
    func fail(_ session: Session, _ command: String, _ code: String, _ context: [String] = [], why: String) {
        send(IRCMessage("FAIL", [command, code] + context + [why], source: options.serverName), to: session)
    }

    /// ERROR, then closed; from here on it counts as gone.
    func close(_ session: Session, reason: String, because cause: Drop? = nil) {
        guard !session.isGone else { return }
        if let cause { dropped(cause) }
        send(IRCMessage("ERROR", ["Closing link: " + IRCText.name(reason)]), to: session)
        endLabel(of: session)
        act(.close(session.id))
        depart(session, saying: reason)
    }
}
