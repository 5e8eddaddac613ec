import DeskCore

/// Writes one delivery for one connection.
struct Composer {
    let hall: Hall
    let session: Session
    /// Of what it writes, on the wire.
    let id: String
    var messages: [IRCMessage] = []
    private var count = 0

    init(hall: Hall, session: Session, id: String) {
        self.hall = hall
        self.session = session
        self.id = id
    }

    /// Adds lines of words, cut to fit, each with its id and time. `prefix` stands before every piece.
    mutating func add(
        _ lines: [String], from origin: Origin, to target: String, at time: Timestamp, prefix: String = ""
    ) {
        let bytes = hall.room(for: origin, command: "PRIVMSG", target: target) - prefix.utf8.count
        for line in lines {
            for piece in LineCutter.pieces(of: line, bytes: bytes) {
                let tags = hall.tags(session, id: Hall.lineID(id, count), at: time, of: origin)
                count += 1
                messages.append(IRCMessage("PRIVMSG", [target, prefix + piece], source: origin.text, tags: tags))
            }
        }
    }

    /// In private everything comes from the desk, so an agent's words carry the agent's name.
    mutating func say(_ utterance: Utterance, isInChannel: Bool, at time: Timestamp) {
        let target = isInChannel ? Hall.support : session.nick
        let lines = utterance.prose.ircLines
        switch utterance.speaker {
        case .desk: add(lines, from: hall.deskOrigin, to: target, at: time)
        case .agent(let agent) where isInChannel:
            add(lines, from: hall.origin(ofAgent: agent.rawValue), to: target, at: time)
        case .agent(let agent):
            add(lines, from: hall.deskOrigin, to: target, at: time, prefix: Self.says(agent.rawValue))
        case .customer(let name): add(lines, from: hall.deskOrigin, to: target, at: time, prefix: Self.says(name))
        }
    }

    /// A customer's own talk, shown to them again.
    mutating func recap(_ lines: [Line], isInChannel: Bool) {
        // In private the other side of the talk is the desk.
        inBatch(isInChannel ? Hall.support : hall.options.deskNick) { composer in
            composer.past(lines, isInChannel: isInChannel)
        }
    }

    /// A customer's talk for the agents in a room.
    mutating func recap(_ lines: [Line], in room: String, origin: (Speaker) -> Origin) {
        inBatch(room) { composer in
            for line in lines {
                composer.add(line, from: origin(line.speaker), to: room, prefix: line.isNote ? "[note] " : "")
            }
        }
    }

    /// The same without a batch of their own.
    mutating func past(_ lines: [Line], isInChannel: Bool) {
        let target = isInChannel ? Hall.support : session.nick
        for line in lines where !line.isNote {
            let (origin, prefix) = originAndPrefix(of: line, isInChannel: isInChannel)
            // In private one's own words went to the desk; a client that asked for no echoes takes them for somebody else's.
            let knowsOwn = !session.capabilities.isDisjoint(with: [.echoMessage, .chathistory])
            if line.kind == .customer, !isInChannel, knowsOwn {
                add(line, from: hall.origin(of: session), to: hall.options.deskNick, prefix: "")
            } else {
                add(line, from: origin, to: target, prefix: prefix)
            }
        }
    }

    mutating func past(_ lines: [Line], in room: String, origin: (Speaker) -> Origin) {
        for line in lines {
            add(line, from: origin(line.speaker), to: room, prefix: line.isNote ? "[note] " : "")
        }
    }

    private func originAndPrefix(of line: Line, isInChannel: Bool) -> (origin: Origin, prefix: String) {
        switch line.kind {
        case .bot: (hall.deskOrigin, "")
        case .agent where isInChannel: (hall.origin(ofAgent: line.author), "")
        case .customer where isInChannel: (hall.origin(of: session), "")
        case .agent, .customer: (hall.deskOrigin, Self.says(line.author))
        }
    }

    /// With the ids it had when it was said, so that a client knows what it has.
    private mutating func add(_ line: Line, from origin: Origin, to target: String, prefix: String) {
        let isDated = session.capabilities.contains(.serverTime)
        let clock = isDated ? "" : "[\(line.at.clockUTC)] "
        var own = Composer(hall: hall, session: session, id: line.words.id)
        own.add(Prose(text: line.text).ircLines, from: origin, to: target, at: line.at, prefix: clock + prefix)
        messages += own.messages
    }

    /// IRCv3 batch of type chathistory, for clients that know batches.
    private mutating func inBatch(_ target: String, _ body: (inout Composer) -> Void) {
        guard session.capabilities.contains(.batch) else { return body(&self) }
        let start = messages.count
        body(&self)
        guard messages.count > start else { return }
        let reference = hall.nextBatch()
        for index in start..<messages.count { messages[index].tags["batch"] = reference }
        let server = hall.options.serverName
        messages.insert(IRCMessage("BATCH", ["+" + reference, "chathistory", target], source: server), at: start)
        messages.append(IRCMessage("BATCH", ["-" + reference], source: server))
    }

    /// Names come from people: nothing in one may look like more than a name.
    private static func says(_ name: String) -> String {
        let name = LineCutter.pieces(of: IRCText.name(name), bytes: 60).first ?? ""
        return "<\(name)> "
    }
}

extension Line {
    fileprivate var speaker: Speaker {
        switch kind {
        case .bot: .desk
        case .agent: .agent(AgentID(author))
        case .customer: .customer(author)
        }
    }
}
