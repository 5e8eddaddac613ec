import DeskCore

// What goes out, and from whom.
extension Hall {
    static let support = "#support"
    static let desk = "#desk"

    func send(_ message: IRCMessage, to session: Session) {
        guard !session.isGone else { return }
        act(.send(session.id, message))
    }

    func reply(_ session: Session, _ numeric: Numeric, _ params: [String]) {
        let nick = session.isRegistered ? session.nick : session.registration.shownNick
        send(IRCMessage(numeric.rawValue, [nick] + params, source: options.serverName), to: session)
    }

    var deskSource: String {
        IRCSource(nick: options.deskNick, user: IRCName.user(from: options.deskNick), host: options.serverName).text
    }

    /// An agent as everybody sees them: by their login, whatever they typed as nick.
    func source(ofAgent name: String) -> String {
        let nick = IRCName.nick(from: name)
        return IRCSource(nick: nick, user: IRCName.user(from: nick), host: "agent." + options.serverName).text
    }

    /// A customer as agents see them; `nick` must be a safe one.
    func source(ofCustomer nick: String) -> String {
        IRCSource(nick: nick, user: "customer", host: "customer." + options.serverName).text
    }

    /// Somebody as they see themselves. No addresses of machines in it.
    func source(of session: Session) -> String {
        guard let person = session.person else { return session.registration.shownNick }
        if let login = person.login, person.isAgent { return source(ofAgent: login.name) }
        let kind = person.login == nil ? "guest." : "customer."
        let user = session.registration.user ?? "user"
        return IRCSource(nick: session.nick, user: user, host: kind + options.serverName).text
    }

    /// What a text line may hold beside its frame.
    func room(for source: String, command: String, target: String) -> Int {
        // ":source COMMAND target :" and the end. A private target counts as the longest nick, so that every
        // connection gets the same pieces.
        let longest = target.hasPrefix("#") ? target.utf8.count : IRCName.longestNick
        return IRCMessage.longestLine - 2 - (source.utf8.count + command.utf8.count + longest + 5)
    }

    /// Tags that this connection asked for.
    func tags(_ session: Session, id: String, at time: Timestamp) -> [String: String] {
        var tags: [String: String] = [:]
        if session.capabilities.contains(.messageTags) { tags["msgid"] = id }
        if session.capabilities.contains(.serverTime) { tags["time"] = time.serverTime }
        return tags
    }

    /// The several lines of one thing are `id`, `id/2`, `id/3` …
    static func lineID(_ id: String, _ index: Int) -> String {
        index == 0 ? id : "\(id)/\(index + 1)"
    }

    /// ERROR, then closed; from here on it counts as gone.
    func close(_ session: Session, reason: String) {
        guard !session.isGone else { return }
        send(IRCMessage("ERROR", ["Closing link: " + IRCText.name(reason)]), to: session)
        act(.close(session.id))
        depart(session, saying: reason)
    }
}
