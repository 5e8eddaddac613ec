import DeskCore

// Channels that agents open for themselves, as on any server: whoever opens one is its operator. The desk is not in
// them, and what is said there is remembered in memory alone.
extension Hall {
    static let longestTopic = 300
    /// Letters and signs in one MODE; the rest is not looked at.
    static let mostModes = 50

    func joinOwnRoom(_ channel: String, _ session: Session, of person: Person) {
        let count = staffRooms.values.count { !Self.isStaff($0.name) && $0.has(person) }
        guard count < Self.mostOwnRooms || staffRooms[channel]?.has(person) ?? false else {
            return reply(session, .tooManyChannels, [channel, "You are in \(Self.mostOwnRooms) channels already"])
        }
        _ = enter(channel, session, of: person)
    }

    /// The channel, if this connection is in it and the person may set what it asks for; else they are told.
    private func roomToSet(_ name: String, _ session: Session, of person: Person, topic: Bool = false) -> StaffRoom? {
        let channel = IRCName.folded(name)
        let isOpen = topic && !(staffRooms[channel]?.modes.contains(.topicLocked) ?? true)
        guard channel != Self.support, !Self.isStaff(channel) else {
            reply(session, .notOperator, [channel, "That channel is the desk's"])
            return nil
        }
        guard isIn(channel, session) else {
            let isThere = person.isAgent && staffRooms[channel] != nil
            reply(
                session, isThere ? .notOnChannel : .noSuchChannel,
                [name, isThere ? "You are not on that channel" : "No such channel"])
            return nil
        }
        guard let room = staffRooms[channel], isOpen || room.operators.contains(person.root) else {
            reply(session, .notOperator, [channel, "You are not channel operator"])
            return nil
        }
        return room
    }

    private func tell(_ room: StaffRoom, _ command: String, _ params: [String], from origin: Origin) {
        for member in room.members { tell(member, command, params, from: origin) }
    }

    func setTopic(_ message: IRCMessage, from session: Session, of person: Person) {
        guard let room = roomToSet(message.params[0], session, of: person, topic: true) else { return }
        let text = LineCutter.pieces(of: IRCText.plain(message.params[1]), bytes: Self.longestTopic)[0]
        let origin = origin(of: session)
        room.topic = text.isEmpty ? nil : .init(text: text, author: origin.text, at: time)
        tell(room, "TOPIC", [room.name, text], from: origin)
    }

    func kick(_ message: IRCMessage, from session: Session, of person: Person) {
        guard let room = roomToSet(message.params[0], session, of: person) else { return }
        let words = message.params.count > 2 ? IRCText.name(message.params[2]) : ""
        for nick in message.params[1].split(separator: ",").prefix(Self.mostJoins) {
            let root = nicks[IRCName.folded(String(nick))]
            guard let thrown = root.flatMap({ people[$0] }), room.has(thrown), let first = thrown.sessions.first else {
                reply(session, .userNotInChannel, [String(nick), room.name, "They are not on that channel"])
                continue
            }
            tell(
                room, "KICK", [room.name, first.nick, words.isEmpty ? session.nick : words], from: origin(of: session))
            for other in thrown.sessions { _ = leave(room, other, of: thrown) }
        }
    }

    func invite(_ message: IRCMessage, from session: Session, of person: Person) {
        let channel = IRCName.folded(message.params[1])
        guard person.isAgent, !Self.isStaff(channel), channel != Self.support else {
            return reply(session, .notOperator, [message.params[1], "Invitations are the desk's"])
        }
        guard let room = staffRooms[channel] else {
            return reply(session, .noSuchChannel, [message.params[1], "No such channel"])
        }
        guard isIn(channel, session) else {
            return reply(session, .notOnChannel, [channel, "You are not on that channel"])
        }
        guard let other = agent(called: message.params[0]), let first = other.sessions.first else {
            return reply(session, .noSuchNick, [message.params[0], "No such nick"])
        }
        guard !room.has(other) else {
            return reply(session, .userOnChannel, [first.nick, channel, "They are on that channel already"])
        }
        reply(session, .inviting, [first.nick, channel])
        for receiver in other.sessions {
            tell(receiver, "INVITE", [first.nick, channel], from: origin(of: session))
        }
    }

    /// Told to all in one line; what cannot be set is told to whoever asked.
    func setMode(_ message: IRCMessage, from session: Session, of person: Person) {
        guard let room = roomToSet(message.params[0], session, of: person) else { return }
        var isAdded = true
        var names = message.params.dropFirst(2)
        var changes = ModeChanges()
        for letter in message.params[1].prefix(Self.mostModes) {
            switch letter {
            case "+": isAdded = true
            case "-": isAdded = false
            case "o", "v":
                guard let name = names.popFirst() else { continue }
                guard let other = agent(called: name), room.has(other), let nick = other.agentNick else {
                    reply(session, .userNotInChannel, [name, room.name, "They are not on that channel"])
                    continue
                }
                if room.rank(letter, other.root, isGiven: isAdded) { changes.add(letter, isAdded: isAdded, nick) }
            default:
                guard let mode = RoomModes.mode(letter) else {
                    reply(session, .unknownMode, [String(letter), "is no mode that can be set here"])
                    continue
                }
                guard room.modes.contains(mode) != isAdded else { continue }
                if isAdded { room.modes.insert(mode) } else { room.modes.remove(mode) }
                changes.add(letter, isAdded: isAdded)
            }
        }
        guard !changes.isEmpty else { return }
        tell(room, "MODE", [room.name, changes.letters] + changes.params, from: origin(of: session))
    }

    func agent(called nick: String) -> Person? {
        nicks[IRCName.folded(nick)].flatMap { people[$0] }.flatMap { $0.isAgent ? $0 : nil }
    }
}

extension StaffRoom {
    /// Gives or takes `o` or `v`; whether that changes anything.
    fileprivate func rank(_ letter: Character, _ root: String, isGiven: Bool) -> Bool {
        let path: ReferenceWritableKeyPath<StaffRoom, Set<String>> = letter == "o" ? \.operators : \.voiced
        guard isGiven else { return self[keyPath: path].remove(root) != nil }
        return self[keyPath: path].insert(root).inserted
    }
}

extension Person {
    /// How other agents see them.
    fileprivate var agentNick: String? { sessions.first?.nick }
}
