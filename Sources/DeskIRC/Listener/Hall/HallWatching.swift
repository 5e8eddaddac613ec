import DeskCore

// IRCv3 MONITOR: a client is told when somebody comes or goes. Only of the desk, oneself, and for agents of other agents:
// whether a customer is here is nobody's business.
extension Hall {
    /// Nicks that one connection may watch.
    static let mostWatched = 100

    func monitor(_ message: IRCMessage, from session: Session) {
        let names = message.params.count > 1 ? message.params[1].split(separator: ",").map(String.init) : []
        switch message.params[0].uppercased() {
        case "+": watch(names, session)
        case "-":
            for name in names { unwatch(IRCName.folded(name), session) }
        case "C": stopWatching(session)
        case "L":
            for part in parts(of: session.watched.values.sorted()) { reply(session, .monitorList, [part]) }
            reply(session, .endOfMonitorList, ["End of MONITOR list"])
        case "S": tellWatched(session.watched.values.sorted(), to: session)
        default: break
        }
    }

    private func watch(_ names: [String], _ session: Session) {
        var added: [String] = []
        for (place, name) in names.enumerated() where IRCName.isValidNick(name) {
            let folded = IRCName.folded(name)
            if session.watched[folded] == nil, session.watched.count >= Self.mostWatched {
                let rest = names[place...].joined(separator: ",")
                reply(session, .monitorListFull, [String(Self.mostWatched), rest, "Monitor list is full"])
                break
            }
            session.watched[folded] = name
            watchers[folded, default: [:]][session.id] = session
            added.append(name)
        }
        tellWatched(added, to: session)
    }

    private func unwatch(_ folded: String, _ session: Session) {
        session.watched[folded] = nil
        watchers[folded]?[session.id] = nil
        if watchers[folded]?.isEmpty == true { watchers[folded] = nil }
    }

    func stopWatching(_ session: Session) {
        for folded in session.watched.keys { unwatch(folded, session) }
    }

    private func tellWatched(_ names: [String], to session: Session) {
        let here = names.compactMap { known($0, to: session)?.text }
        let gone = names.filter { known($0, to: session) == nil }
        for part in parts(of: here) { reply(session, .monitorOnline, [part]) }
        for part in parts(of: gone) { reply(session, .monitorOffline, [part]) }
    }

    /// An agent has come, or the last connection of one has gone.
    func watchersHear(of origin: Origin, isHere: Bool) {
        let watching = watchers[IRCName.folded(origin.nick)]?.values.sorted { $0.id.number < $1.id.number } ?? []
        for session in watching where session.person?.isAgent ?? false {
            reply(session, isHere ? .monitorOnline : .monitorOffline, [isHere ? origin.text : origin.nick])
        }
    }

    /// As many as fit into one line each.
    private func parts(of names: [String]) -> [String] {
        var parts: [String] = []
        for name in names {
            if let last = parts.last, last.utf8.count + 1 + name.utf8.count <= 400 {
                parts[parts.count - 1] = last + "," + name
            } else {
                parts.append(name)
            }
        }
        return parts
    }
}
