import DeskCore

// Channels: everybody's own #support, and those of the agents.
extension Hall {
    /// `#case-12` for 12, and only in this form.
    static func caseNumber(_ channel: String) -> Int? {
        guard channel.hasPrefix("#case-"), let number = Int(channel.dropFirst(6)), number > 0 else { return nil }
        return channel == "#case-\(number)" ? number : nil
    }

    /// Channels that one agent may be in, beside the desk's.
    static let mostOwnRooms = 50

    /// Whether agents may open it for themselves: never one that could be taken for a case's.
    static func isOwn(_ channel: String) -> Bool {
        IRCName.isValidChannel(channel) && !channel.hasPrefix("#case-") && channel != support && !isStaff(channel)
    }

    static func isStaff(_ channel: String) -> Bool { channel == desk || caseNumber(channel) != nil }

    func join(_ message: IRCMessage, from session: Session, of person: Person) {
        let names = message.params[0].split(separator: ",").map(String.init)
        for name in names.dropFirst(Self.mostJoins) {
            reply(session, .tooManyTargets, [name, "At most \(Self.mostJoins) channels in one line"])
        }
        for name in names.prefix(Self.mostJoins) {
            let channel = IRCName.folded(name)
            if channel == Self.support {
                joinSupport(session, of: person)
            } else if Self.isStaff(channel), person.isAgent {
                guard enter(channel, session, of: person) else { continue }
                arrived(.joined, in: address(staff: channel), venue: .staff, of: session, person: person)
            } else if Self.isStaff(channel) {
                reply(session, .inviteOnly, [name, "For agents only: log in to join"])
            } else if person.isAgent, Self.isOwn(channel) {
                joinOwnRoom(channel, session, of: person)
            } else if channel != "0" {
                reply(session, .noSuchChannel, [name, "No such channel: only \(Self.support) here"])
            }
        }
    }

    private func joinSupport(_ session: Session, of person: Person) {
        guard !session.isInSupport else { return }
        session.isInSupport = true
        send(joining(Self.support, origin(of: session), realName: realName(of: session), for: session), to: session)
        describe(Self.support, to: session)
        let place = address(person, channel: Self.support)
        arrived(.joined, in: place, venue: .direct, of: session, person: person)
    }

    /// Brings a connection into a room of agents; the others see the first connection of each. False where it is
    /// there already.
    func enter(_ channel: String, _ session: Session, of person: Person) -> Bool {
        let room = staffRooms[channel] ?? StaffRoom(name: channel, at: time)
        guard !room.members.contains(where: { $0 === session }) else { return false }
        let isFirst = !room.has(person)
        if room.members.isEmpty, !Self.isStaff(channel) { room.operators = [person.root] }
        room.members.append(session)
        staffRooms[channel] = room
        let (origin, name) = (origin(of: session), realName(of: session))
        for member in room.members where member === session || isFirst {
            send(joining(channel, origin, realName: name, for: member), to: member)
            if let away = person.away, member.person !== person, member.capabilities.contains(.awayNotify) {
                tell(member, "AWAY", [away], from: origin)
            }
        }
        describe(channel, to: session)
        return true
    }

    func part(_ message: IRCMessage, from session: Session, of person: Person) {
        for name in message.params[0].split(separator: ",").prefix(Self.mostJoins) {
            let channel = IRCName.folded(String(name))
            guard isIn(channel, session) else {
                tellNotOn(String(name), to: session)
                continue
            }
            let origin = origin(of: session)
            let words = message.params.count > 1 ? [channel, IRCText.name(message.params[1])] : [channel]
            tell(session, "PART", words, from: origin)
            guard let room = staffRooms[channel] else {
                session.isInSupport = false
                continue
            }
            guard leave(room, session, of: person) else { continue }
            for member in room.members { tell(member, "PART", words, from: origin) }
        }
    }

    /// To customers all channels but their own look alike.
    func tellNotOn(_ name: String, to session: Session) {
        if session.person?.isAgent ?? false, !isThere(IRCName.folded(name), for: session) {
            reply(session, .noSuchChannel, [name, "No such channel"])
        } else {
            reply(session, .notOnChannel, [name, "You are not on that channel"])
        }
    }

    /// Whether somebody may know of a channel.
    func isThere(_ channel: String, for session: Session) -> Bool {
        guard !isIn(channel, session), channel != Self.support else { return true }
        guard session.person?.isAgent ?? false else { return false }
        return Self.isStaff(channel) || staffRooms[channel].map { !$0.modes.contains(.secret) } ?? false
    }

    func isIn(_ channel: String, _ session: Session) -> Bool {
        channel == Self.support
            ? session.isInSupport : staffRooms[channel]?.members.contains { $0 === session } ?? false
    }

    // MARK: - Topic and names

    private func describe(_ channel: String, to session: Session) {
        tellTopic(of: channel, to: session)
        if let person = session.person, session.capabilities.contains(.readMarker) {
            tellMarker(of: channel, to: session, of: person)
        }
        names(of: channel, to: session)
    }

    /// Nothing where there is none.
    func tellTopic(of channel: String, to session: Session) {
        guard let topic = topic(of: channel) else { return }
        reply(session, .topic, [channel, topic])
        guard let own = staffRooms[channel]?.topic else { return }
        reply(session, .topicWhoTime, [channel, own.author, String(own.at.milliseconds / 1000)])
    }

    func topic(of channel: String) -> String? {
        switch channel {
        case Self.support: "Ask your question here: only the desk and you can read it"
        case Self.desk: "Cases that wait, and commands: !help"
        default: titles[channel] ?? staffRooms[channel]?.topic?.text
        }
    }

    func keep(title: String, of channel: String) {
        if titles.updateValue(title, forKey: channel) == nil { titleOrder.append(channel) }
        guard titleOrder.count > Self.mostTitles else { return }
        titles[titleOrder.removeFirst()] = nil
    }

    /// Who can be seen there: in #support the person, the desk and the agents shown in; never another customer.
    func visible(in channel: String, to session: Session) -> [Origin] {
        guard channel == Self.support else {
            var seen: Set<String> = []
            let agents = (staffRooms[channel]?.members ?? []).filter { seen.insert($0.nick).inserted }
            return (Self.isStaff(channel) ? [deskOrigin] : []) + agents.map { origin(of: $0) }
        }
        let agents = (session.person?.entered ?? []).map { origin(ofAgent: $0.rawValue) }
        return [deskOrigin, origin(of: session)] + agents.filter { $0.nick != session.nick }
    }

    /// Of the channels named, or of all that this connection may know.
    func names(_ message: IRCMessage, to session: Session) {
        if let names = message.params.first {
            for name in names.split(separator: ",").prefix(Self.mostJoins) { self.names(of: String(name), to: session) }
        } else if session.person?.isAgent ?? false {
            for channel in staffRooms.keys.sorted() where isThere(channel, for: session) {
                tellNames(of: channel, to: session)
            }
            reply(session, .endOfNames, ["*", "End of /NAMES list"])
        } else {
            names(of: Self.support, to: session)
        }
    }

    func names(of name: String, to session: Session) {
        let channel = IRCName.folded(name)
        if isThere(channel, for: session) { tellNames(of: channel, to: session) }
        reply(session, .endOfNames, [isIn(channel, session) ? channel : name, "End of /NAMES list"])
    }

    private func tellNames(of channel: String, to session: Session) {
        guard channel != Self.support || session.isInSupport else { return }
        let isMulti = session.capabilities.contains(.multiPrefix)
        let nicks = visible(in: channel, to: session).map { mark(of: $0, in: channel, isMulti) + $0.nick }
        let sign = staffRooms[channel]?.modes.contains(.secret) ?? false ? "@" : "="
        // A line holds at least ten of the longest nicks.
        for start in stride(from: 0, to: nicks.count, by: 10) {
            let some = nicks[start..<min(start + 10, nicks.count)].joined(separator: " ")
            reply(session, .namesReply, [sign, channel, some])
        }
    }

    /// `@` for whoever may set topic and modes there, the desk in its own channels; `+` for who has a voice; the higher
    /// one alone for clients that do not know of several (IRCv3 multi-prefix).
    func mark(of origin: Origin, in channel: String, _ isMulti: Bool) -> String {
        if origin.isDesk { return "@" }
        guard let root = nicks[IRCName.folded(origin.nick)], let room = staffRooms[channel] else { return "" }
        let marks = (room.operators.contains(root) ? "@" : "") + (room.voiced.contains(root) ? "+" : "")
        return isMulti ? marks : String(marks.prefix(1))
    }

    /// Once each: the connections of other agents that see this person in some channel.
    func witnesses(of person: Person) -> [Session] {
        var witnesses: [ConnectionID: Session] = [:]
        for room in staffRooms.values where room.members.contains(where: { $0.person === person }) {
            for member in room.members where member.person !== person { witnesses[member.id] = member }
        }
        return witnesses.values.sorted { $0.id.number < $1.id.number }
    }
}
