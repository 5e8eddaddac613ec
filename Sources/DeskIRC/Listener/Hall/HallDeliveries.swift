import DeskCore

/// What a delivery needs on the wire.
struct Sending: Equatable {
    /// Per connection, in order.
    var messages: [(ConnectionID, [IRCMessage])] = []
    var receipt = Receipt()
    /// What it was if not one of these connections took it; nil where an empty room is fine.
    var ifNobody: DeliveryError?

    static func == (a: Self, b: Self) -> Bool {
        a.receipt == b.receipt && a.ifNobody == b.ifNobody
            && a.messages.elementsEqual(b.messages) { $0.0 == $1.0 && $0.1 == $1.1 }
    }
}

// What the desk says and does.
extension Hall {
    /// `nicks`: for each customer's name in it a nick that is no agent's, for rooms of agents.
    func sending(_ delivery: Delivery, nicks: [String: String] = [:]) throws(DeliveryError) -> Sending {
        let room = delivery.to.room.rawValue
        prove(delivery.causedBy, in: delivery.to.room)
        if case .openRoom(let number, let title, let agent, _) = delivery.act {
            return open(number, title: title, agent: agent)
        }
        guard !room.hasPrefix("#") else {
            guard Self.isStaff(room) else { throw .never(reason: "there is no channel \(room)") }
            return staffSending(delivery, to: room, nicks: nicks)
        }
        let parts = room.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let root = String(parts[0])
        return try personSending(delivery, root: root, isChannel: parts.count > 1)
    }

    private func staffSending(_ delivery: Delivery, to room: String, nicks: [String: String]) -> Sending {
        var sending = Sending(receipt: Receipt(remoteID: delivery.id.rawValue))
        for member in staffRooms[room]?.members ?? [] {
            var composer = Composer(hall: self, session: member, id: Self.messageID(of: delivery))
            switch delivery.act {
            case .say(let utterance):
                let origin = staffOrigin(utterance.speaker, nicks: nicks)
                composer.add(utterance.prose.ircLines, from: origin, to: room, at: time)
            case .recap(let lines):
                composer.recap(lines, in: room) { self.staffOrigin($0, nicks: nicks) }
            case .openRoom, .enter, .leave, .correct, .takeBack, .file: break
            }
            sending.messages.append((member.id, composer.messages))
        }
        return sending
    }

    /// Words that somebody wrote keep the id under which they came, so that a client knows them again when it looks back.
    private static func messageID(of delivery: Delivery) -> String {
        if case .say(let utterance) = delivery.act, utterance.speaker != .desk, let words = delivery.causedBy {
            return words.rawValue
        }
        return delivery.id.rawValue
    }

    func staffOrigin(_ speaker: Speaker, nicks: [String: String]) -> Origin {
        switch speaker {
        case .desk: return deskOrigin
        case .agent(let agent): return origin(ofAgent: agent.rawValue)
        case .customer(let name):
            let nick = nicks[name] ?? "customer"
            // Whoever is an agent by where they connect from has no login that would keep the nick.
            return origin(
                ofCustomer: self.agent(called: nick) == nil ? nick : String(nick.prefix(IRCName.longestNick - 1)) + "_")
        }
    }

    private func personSending(_ delivery: Delivery, root: String, isChannel: Bool) throws(DeliveryError) -> Sending {
        guard let person = people[root] else {
            switch delivery.act {
            // Nobody is there to see it.
            case .enter, .leave, .correct, .takeBack, .file: return Sending()
            case .say, .recap, .openRoom:
                throw root.hasPrefix("@") ? .absent : .never(reason: Self.guestLeft)
            }
        }
        var sending = Sending(receipt: Receipt(remoteID: delivery.id.rawValue))
        let shown = show(delivery.act, in: person, isChannel: isChannel)
        for session in person.sessions {
            var composer = Composer(hall: self, session: session, id: Self.messageID(of: delivery))
            let isInChannel = isChannel && session.isInSupport
            if session.isInSupport { composer.messages += shown.map { $0.message(for: session, self) } }
            switch delivery.act {
            case .say(let utterance): composer.say(utterance, isInChannel: isInChannel, at: time)
            case .recap(let lines): composer.recap(lines.filter { !$0.isNote }, isInChannel: isInChannel)
            case .openRoom, .enter, .leave, .correct, .takeBack, .file: break
            }
            sending.messages.append((session.id, composer.messages))
        }
        switch delivery.act {
        case .say, .recap: sending.ifNobody = root.hasPrefix("@") ? .absent : .never(reason: Self.guestLeft)
        case .openRoom, .enter, .leave, .correct, .takeBack, .file: break
        }
        return sending
    }

    static let guestLeft = "the guest has left"

    /// The JOIN or PART that shows an agent come or gone, where it changes anything. Who speaks is there.
    /// Whoever goes leaves the channel as well if the customer wrote elsewhere last.
    private func show(_ act: Act, in person: Person, isChannel: Bool) -> [Passage] {
        switch act {
        case .enter(let agent): return isChannel ? enter(agent, person) : []
        case .say(let utterance):
            guard isChannel, case .agent(let agent) = utterance.speaker else { return [] }
            return enter(agent, person)
        case .leave(let agent):
            guard let index = person.entered.firstIndex(of: agent) else { return [] }
            person.entered.remove(at: index)
            return [Passage(agent: agent, isComing: false)]
        case .recap, .openRoom, .correct, .takeBack, .file: return []
        }
    }

    private func enter(_ agent: AgentID, _ person: Person) -> [Passage] {
        // An agent who tries the desk as a customer is there already.
        guard !person.entered.contains(agent), person.agentName != agent.rawValue else { return [] }
        person.entered.append(agent)
        return [Passage(agent: agent, isComing: true)]
    }

    /// An agent who comes into a customer's channel or leaves it.
    private struct Passage {
        let agent: AgentID
        let isComing: Bool

        func message(for session: Session, _ hall: Hall) -> IRCMessage {
            let origin = hall.origin(ofAgent: agent.rawValue)
            guard !isComing else {
                return hall.joining(Hall.support, origin, realName: agent.rawValue, for: session)
            }
            return IRCMessage(
                "PART", [Hall.support], source: origin.text, tags: hall.tags(session, at: hall.time, of: origin))
        }
    }

    /// Brings every connection of the agent into the case's room. These joins are ours, so no arrival tells of them.
    private func open(_ number: CaseNumber, title: String, agent: AgentID) -> Sending {
        let channel = "#case-\(number)"
        let topic = LineCutter.pieces(of: IRCText.name(title), bytes: 300).first ?? ""
        let isNew = titles[channel] != topic
        keep(title: topic, of: channel)
        let person = people["@" + agent.rawValue] ?? self.agent(called: IRCName.nick(from: agent.rawValue))
        for member in staffRooms[channel]?.members ?? [] where isNew {
            tell(member, "TOPIC", [channel, topic], from: deskOrigin)
        }
        if let person {
            for session in person.sessions { _ = enter(channel, session, of: person) }
        }
        return Sending(receipt: Receipt(room: address(staff: channel)))
    }
}
