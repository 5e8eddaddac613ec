import DeskCore

// What the desk says.
extension NetworkSession {
    typealias Done = (Result<Receipt, DeliveryError>) -> Void

    /// Lines of a conversation that are shown again: to who comes back, whose client has most of them, and to an agent.
    static let mostRecalled = 5
    static let mostBriefed = 10
    /// While there is no connection.
    static let downPause = Duration.seconds(2)

    /// `done` is called once, as the delivery has ended.
    func deliver(_ delivery: Delivery, _ done: @escaping Done) {
        guard isOnline else { return done(.failure(.later(retryAfter: Self.downPause, scope: .gateway))) }
        switch delivery.act {
        case .enter, .leave, .correct, .takeBack, .file: done(.success(Receipt()))
        case .openRoom(let number, _, _, let person): done(openWindow(number, person))
        case .say, .recap: say(delivery, done)
        }
    }

    /// An agent's cases are in their own window: the private talk between them and the desk.
    private func openWindow(_ number: CaseNumber, _ person: PersonID?) -> Result<Receipt, DeliveryError> {
        let prefix = "\(options.id):"
        guard let id = person?.rawValue, id.hasPrefix(prefix), !id.hasPrefix(prefix + "~") else {
            return .failure(.never(reason: "case \(number): the agent has no account on \(options.id)"))
        }
        let room = RoomID("@" + id.dropFirst(prefix.count))
        windows.insert(room)
        return .success(Receipt(room: Address(gateway: options.id, room: room), isShared: true))
    }

    private func say(_ delivery: Delivery, _ done: @escaping Done) {
        let room = delivery.to.room.rawValue
        if let channel = options.staffChannel, room == channel {
            guard joined.contains(folded(channel)) else {
                return done(.failure(.later(retryAfter: .seconds(5), scope: .room)))
            }
            return send(delivery, to: channel, of: nil, done)
        }
        let root = String(room.prefix { $0 != "#" && $0 != "&" })
        let channel = String(room.dropFirst(root.count))
        guard let person = book[root] ?? inChannels(root) else {
            return done(.failure(root.hasPrefix("@") ? .absent : .never(reason: Self.guestLeft)))
        }
        guard person.presence == .here else {
            guard person.presence == .unverified else { return done(.failure(missing(person))) }
            let contact = contact(IRCSource(nick: person.nick))
            return lookUp(contact, for: .delivery(delivery, person, done))
        }
        guard !channel.isEmpty, joined.contains(folded(channel)) else {
            // Somebody else may have the nick by now, and nobody would have told us.
            guard isInSight(person) else {
                let contact = contact(IRCSource(nick: person.nick))
                return lookUp(contact, for: .delivery(delivery, person, done))
            }
            return send(delivery, to: person.nick, of: person, done)
        }
        send(delivery, to: channel, of: person, done, isOpen: true)
    }

    static let guestLeft = "the guest has left"

    /// Somebody with an account who has not talked with this process yet.
    private func inChannels(_ root: String) -> Acquaintance? {
        guard root.hasPrefix("@") else { return nil }
        let account = Contact.Account.named(String(root.dropFirst()))
        guard let contact = contacts.values.first(where: { $0.account == account && !$0.channels.isEmpty }) else {
            return nil
        }
        let source = IRCSource(nick: contact.nick, user: contact.user, host: contact.host)
        let person = Acquaintance(root: root, source: source, spokeAt: time)
        book.add(person, folded: folded(contact.nick))
        return person
    }

    /// How long somebody whom nobody watches for us is taken to be still there.
    private static let sightMilliseconds = 1000

    private func isInSight(_ person: Acquaintance) -> Bool {
        if person.isWatched || contacts[folded(person.nick)]?.channels.isEmpty == false { return true }
        return uptime - max(person.heardAt, person.verifiedAt) <= Self.sightMilliseconds
    }

    /// Why somebody cannot be reached, and that something waits for them.
    func missing(_ person: Acquaintance) -> DeliveryError {
        if person.isGuest, person.presence == .gone || person.presence == .unverified {
            gone(person, isSplit: false)
            return .never(reason: Self.guestLeft)
        }
        if person.presence == .unverified { person.presence = .gone }
        person.hasMissed = true
        return .absent
    }

    // MARK: - Lines

    private func send(
        _ delivery: Delivery, to target: String, of person: Acquaintance?, _ done: @escaping Done, isOpen: Bool = false
    ) {
        guard Self.isNick(target) else { return done(.failure(.never(reason: "nobody is called `\(target)`"))) }
        let units: [[IRCMessage]]
        let rest = rests.removeValue(forKey: delivery.id)
        if let rest {
            units = rest.units.map { $0.map { IRCMessage($0.command, [target] + $0.params.dropFirst()) } }
        } else {
            let texts = texts(of: delivery, for: person, prefix: isOpen ? (person.map { $0.nick + ": " } ?? "") : "")
            units = composed(texts, to: target, replyingTo: delivery.causedBy)
        }
        guard !units.isEmpty else { return done(.success(Receipt())) }
        let outgoing = Outgoing(units: units, to: folded(target), delivery: delivery, person: person, done: done)
        outgoing.isDoubtful = rest?.isDoubtful ?? false
        queue.add(outgoing, .init(delivery.lane))
    }

    /// Lines of any length, each with what stands before every piece of it.
    private func texts(of delivery: Delivery, for person: Acquaintance?, prefix: String) -> [(String, String)] {
        switch delivery.act {
        case .say(let utterance):
            let speaker: String =
                switch utterance.speaker {
                case .desk: ""
                case .agent(let agent): Self.says(agent.rawValue)
                case .customer(let name): Self.says(name)
                }
            return utterance.prose.ircLines.map { (prefix + speaker, $0) }
        case .recap(let lines):
            let isAgents = person == nil || windows.contains(delivery.to.room)
            guard isAgents || person?.wasOnlySplit != true else {
                person?.wasOnlySplit = false
                return []
            }
            let shown = lines.filter { isAgents || !$0.isNote }.suffix(isAgents ? Self.mostBriefed : Self.mostRecalled)
            return shown.flatMap { line in
                let note = line.isNote ? "[note] " : ""
                return Prose(text: line.text).ircLines.map {
                    ("[\(line.at.clockUTC)] \(note)\(Self.says(line.author))", $0)
                }
            }
        case .openRoom, .enter, .leave, .correct, .takeBack, .file: return []
        }
    }

    /// Names come from people: nothing in one may look like more than a name.
    private static func says(_ name: String) -> String {
        "<\(LineCutter.pieces(of: IRCText.name(name), bytes: 60).first ?? "")> "
    }

    private func composed(
        _ texts: [(prefix: String, text: String)], to target: String, replyingTo cause: ArrivalID?
    ) -> [[IRCMessage]] {
        let room = bytesInLine("PRIVMSG", target)
        let lines = texts.map { line in
            LineCutter.pieces(of: line.text, bytes: max(room - line.prefix.utf8.count, 40)).map { line.prefix + $0 }
        }
        if let unit = multiline(lines, to: target) { return [unit] }
        var units = lines.joined().map { [IRCMessage("PRIVMSG", [target, $0])] }
        if has("message-tags"), let msgid = cause.flatMap(messageID), !units.isEmpty {
            units[0][0].tags["+draft/reply"] = msgid
        }
        return units
    }

    /// As the network called what an arrival was: behind the first dot, where there is one (`arrivalID`).
    private func messageID(of arrival: ArrivalID) -> String? {
        let id = arrival.rawValue
        guard let dot = id.utf8.firstIndex(of: UInt8(ascii: ".")), id.hasPrefix("\(options.id):") else { return nil }
        return String(id[id.utf8.index(after: dot)...])
    }

    /// What a line holds beside what the network puts before it as it shows it to others. Where it is not known how we
    /// look, the longest is taken.
    func bytesInLine(_ command: String, _ target: String) -> Int {
        let user = ownUser?.utf8.count ?? max(11, options.user.utf8.count + 1)
        let source = nick.utf8.count + 1 + user + 1 + (ownHost?.utf8.count ?? 63)
        return max(features.lineLength - 2 - (1 + source + 1 + command.utf8.count + 1 + target.utf8.count + 2), 60)
    }

    /// One message of several lines, where the network knows such and this fits (IRCv3 multiline, as of its draft).
    private func multiline(_ lines: [[String]], to target: String) -> [IRCMessage]? {
        guard has("draft/multiline"), has("batch"), has("message-tags"), lines.joined().count > 1 else { return nil }
        var limits: [String: Int] = [:]
        for part in (handshake.offered["draft/multiline"] ?? "").split(separator: ",") {
            let pair = part.split(separator: "=")
            if pair.count == 2 { limits[String(pair[0])] = Int(pair[1]) }
        }
        let bytes = lines.joined().reduce(0) { $0 + $1.utf8.count + 1 }
        guard bytes <= limits["max-bytes"] ?? 0, lines.joined().count <= limits["max-lines"] ?? .max else { return nil }
        multilines += 1
        let reference = "m" + String(multilines, radix: 32)
        let parts = lines.flatMap { pieces in
            pieces.enumerated().map { index, text in
                IRCMessage(
                    "PRIVMSG", [target, text],
                    tags: ["batch": reference].merging(index > 0 ? [OpenBatch.concatTag: ""] : [:]) { $1 })
            }
        }
        return [IRCMessage("BATCH", ["+" + reference, OpenBatch.type, target])] + parts
            + [IRCMessage("BATCH", ["-" + reference])]
    }

    // MARK: - Onto the wire

    /// As much as the network takes now.
    ///
    /// - Returns: In how many milliseconds there is more to send; nil where there is nothing.
    @discardableResult
    func transmit() -> Int? {
        guard isOnline else { return nil }
        while true {
            switch queue.next(now: uptime) {
            case .unit(let unit, let outgoing): put(unit, of: outgoing)
            case .wait(let milliseconds): return milliseconds
            case .idle(let milliseconds): return fence() ?? milliseconds
            case .nothing: return fence()
            }
        }
    }

    private func put(_ unit: [IRCMessage], of outgoing: Outgoing) {
        var unit = unit
        if outgoing.done != nil {
            guard follow(outgoing, &unit) else { return }
            queue.talkedAt = uptime
            outgoing.isStarted = true
            outgoing.person?.loop.says(unit.last?.params.last ?? "", now: uptime)
            if has("labeled-response") {
                unit[0].tags["label"] = confirmations.label(outgoing, now: uptime)
            } else if has("echo-message") {
                confirmations.awaitEcho(outgoing, now: uptime)
            } else {
                confirmations.awaitFence(outgoing, now: uptime)
            }
        }
        for message in unit { act(.send(message)) }
    }

    /// Whoever is called something else by now is told under that name, and who is gone is not told.
    private func follow(_ outgoing: Outgoing, _ unit: inout [IRCMessage]) -> Bool {
        guard let person = outgoing.person, !features.isChannel(outgoing.target) else { return true }
        guard person.presence == .here else {
            finish(outgoing, .failure(missing(person)))
            return false
        }
        guard folded(person.nick) != outgoing.target else { return true }
        guard Self.isNick(person.nick) else {
            finish(outgoing, .failure(.never(reason: "nobody is called `\(person.nick)`")))
            return false
        }
        outgoing.target = folded(person.nick)
        for index in unit.indices where unit[index].command == "PRIVMSG" { unit[index].params[0] = person.nick }
        return true
    }

    /// Asks whether all of it has arrived, once there is nothing else to say: the question counts as a line, too.
    ///
    /// - Returns: In how many milliseconds that may be, where not now.
    private func fence() -> Int? {
        guard confirmations.wantsFence else { return nil }
        if let wait = queue.allowance.take(now: uptime) { return wait }
        if let token = confirmations.nextFence() { act(.send(IRCMessage("PING", [token]))) }
        return nil
    }

    // MARK: - What became of it

    func echoed(_ message: IRCMessage) {
        if let source = message.source { learnOwn(IRCSource(parsing: source)) }
        if let label = message.tags["label"] {
            confirmations.outgoing(label: label)?.remoteID = message.tags["msgid"]
            return
        }
        guard !has("labeled-response"), let target = message.params.first,
            let outgoing = confirmations.echoed(to: folded(target))
        else { return }
        outgoing.remoteID = outgoing.remoteID ?? message.tags["msgid"]
        settleIfDone(outgoing)
    }

    func confirmed(label: String, _ message: IRCMessage) {
        if let outgoing = confirmations.confirmed(label: label) { settleIfDone(outgoing) }
    }

    func settleIfDone(_ outgoing: Outgoing) {
        guard outgoing.units.isEmpty, outgoing.unconfirmed == 0, outgoing.isStarted else { return }
        let receipt = Receipt(remoteID: outgoing.remoteID)
        finish(outgoing, outgoing.isDoubtful ? .failure(.unknown) : .success(receipt))
    }

    func finish(_ outgoing: Outgoing, _ result: Result<Receipt, DeliveryError>) {
        guard !outgoing.isFinished else { return }
        outgoing.isFinished = true
        confirmations.drop(outgoing)
        if !outgoing.units.isEmpty {
            queue.remove(outgoing)
            outgoing.units = []
        }
        outgoing.done?(result)
    }

    /// An error that names a target, or answers a label.
    func refused(_ number: Int, _ message: IRCMessage) {
        let label = message.tags["label"]
        let target = message.params.count > 1 ? folded(message.params[1]) : ""
        guard
            let outgoing = label.flatMap({ confirmations.outgoing(label: $0) }) ?? confirmations.refused(target: target)
        else {
            if number == 403 || number == 442 { joined.remove(target) }
            return notJoined(number, message)
        }
        let words = message.params.last ?? ""
        switch number {
        case 401, 406:
            guard let person = outgoing.person else { return finish(outgoing, .failure(.never(reason: words))) }
            // Perhaps only under another name: whoever comes back is looked at.
            guard folded(person.nick) == outgoing.target else {
                return finish(outgoing, .failure(.later(retryAfter: .milliseconds(100), scope: .room)))
            }
            contacts[folded(person.nick)] = nil
            outOfSight(person)
            finish(outgoing, .failure(missing(person)))
        case 439, 707: finish(outgoing, .failure(.later(retryAfter: .seconds(60), scope: .room)))
        case 404 where outgoing.person == nil, 403, 442:
            joined.remove(target)
            finish(outgoing, .failure(.later(retryAfter: .seconds(30), scope: .room)))
        default: finish(outgoing, .failure(.never(reason: "\(words) (\(number))")))
        }
    }

    private func notJoined(_ number: Int, _ message: IRCMessage) {
        if number == 403 || number == 405 { notJoined(message) }
    }

    /// FAIL of the standard replies.
    func failed(_ message: IRCMessage) {
        guard let label = message.tags["label"], let outgoing = confirmations.outgoing(label: label) else { return }
        finish(outgoing, .failure(.never(reason: message.params.dropFirst().joined(separator: " "))))
    }

    /// Nobody wants it any more: what is not yet on the wire stays off it.
    func halt(_ id: DeliveryID) {
        rests[id] = nil
        guard let outgoing = queue.all.first(where: { $0.delivery?.id == id }) else { return }
        guard outgoing.isStarted else { return finish(outgoing, .failure(.later(retryAfter: nil, scope: .room))) }
        queue.remove(outgoing)
        outgoing.units = []
        settleIfDone(outgoing)
    }

    /// The connection is gone. What was not begun is tried again; of what was begun the rest is; what was sent and not
    /// confirmed may have arrived.
    func breakOff() {
        var open: [Outgoing] = []
        var seen: Set<ObjectIdentifier> = []
        for outgoing in queue.all + confirmations.all where seen.insert(ObjectIdentifier(outgoing)).inserted {
            open.append(outgoing)
        }
        confirmations.reset()
        queue.reset(options)
        for outgoing in open where !outgoing.isFinished {
            outgoing.isFinished = true
            guard let id = outgoing.delivery?.id, outgoing.isStarted, !outgoing.units.isEmpty else {
                outgoing.done?(.failure(outgoing.isStarted ? .unknown : .later(retryAfter: .seconds(1), scope: .room)))
                continue
            }
            rests[id] = Rest(
                units: Array(outgoing.units), isDoubtful: outgoing.isDoubtful || outgoing.unconfirmed > 0)
            outgoing.done?(.failure(.later(retryAfter: .seconds(1), scope: .room)))
        }
        giveUpLookups()
    }
}
