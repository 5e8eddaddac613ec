import DeskCore
import Logging

/// Words on the network that are for the desk, and where they were said.
struct Heard {
    enum Place: Equatable {
        case direct
        case staff
        /// Where others read along; the channel as the network spells it.
        case open(String)
        /// The same, to nobody in particular.
        case overheard(String)
    }
    let message: IRCMessage
    let source: IRCSource
    let place: Place
    let text: String
    let at: Timestamp
}

/// A question in a channel that nobody has answered yet.
struct Unasked {
    let heard: Heard
    let at: Int
}

// What people say to the desk.
extension NetworkSession {
    func privmsg(_ message: IRCMessage, from source: IRCSource) {
        guard message.params.count > 1 else { return }
        guard folded(source.nick) != folded(nick) else { return echoed(message) }
        // Servers and services speak without an address.
        guard source.user != nil, source.host != nil else { return }
        let contact = contact(source)
        if message.tags["bot"] != nil { contact.isBot = true }
        let ctcp = CTCP(message.params[1])
        if let ctcp, !ctcp.isAction { return answer(ctcp, to: message.params[0], contact) }
        let isFromProgram = contact.isBot
        var text = (ctcp?.argument ?? message.params[1]).split(separator: "\n", omittingEmptySubsequences: false)
            .map { IRCText.plain(String($0)) }.joined(separator: "\n")
        guard text.contains(where: { $0 != " " && $0 != "\n" }) else { return }
        if ctcp != nil { text = "* \(source.nick) \(text)" }
        let at = message.tags["time"].flatMap { Timestamp(serverTime: $0) } ?? time
        guard let (place, words) = place(message.params[0], text, source.nick, isFromProgram) else { return }
        hear(Heard(message: message, source: source, place: place, text: words, at: at), contact)
    }

    private func hear(_ heard: Heard, _ contact: Contact) {
        if case .overheard(let channel) = heard.place {
            unasked[folded(channel)] = Unasked(heard: heard, at: uptime)
            return
        }
        if lookups[folded(contact.nick)]?.hasWords ?? false {
            lookups[folded(contact.nick)]?.purposes.append(.words(heard))
            return
        }
        switch identify(contact, account(of: heard.message, contact), nil) {
        case .unsure: lookUp(contact, for: .words(heard))
        case let somebody: take(heard, by: somebody)
        }
    }

    /// Gives them to the desk.
    func take(_ heard: Heard, by identity: Identity) {
        guard case .somebody(let person, let formerly) = identity else { return }
        switch person.loop.hears(heard.text, now: uptime) {
        case .heard: break
        case .muted: return
        case .begins:
            return log(
                .warning,
                "\(person.nick) says the same at once after every answer: taken for a program, left alone for a while")
        }
        person.spokeAt = time
        (person.heardAt, queue.talkedAt) = (uptime, uptime)
        let room: Address
        var (venue, aside): (Venue, Address?) = (.direct, nil)
        var body = Arrival.Body.said(heard.text)
        switch heard.place {
        case .direct: room = address(person)
        case .staff: (room, venue) = (Address(gateway: options.id, room: RoomID(options.staffChannel ?? "")), .staff)
        case .open(let channel): (room, venue, aside) = (address(person, channel: channel), .open, address(person))
        case .overheard(let channel):
            (room, venue, aside) = (address(person, channel: channel), .open, address(person))
            body = .overheard(heard.text)
        }
        let arrival = Arrival(
            id: arrivalID(of: heard.message, at: heard.at), from: room, venue: venue,
            author: author(person, formerly: formerly), at: heard.at, body: body, aside: aside)
        arrived(arrival, by: person)
    }

    // MARK: - To whom

    /// Nil for what is not for the desk. Programs are never answered.
    private func place(
        _ target: String, _ text: String, _ from: String, _ isFromProgram: Bool
    ) -> (Heard.Place, String)? {
        guard let channel = features.channel(in: target) else {
            return folded(target) == folded(nick) && !isFromProgram ? (.direct, text) : nil
        }
        let name = folded(channel.name)
        let asked = unasked.removeValue(forKey: name)
        // An answer that others would see, to what they did not.
        guard !channel.isForSome, !isFromProgram else { return nil }
        let words = addressed(text)
        if name == options.staffChannel.map(folded) {
            let command = words ?? text
            return words != nil || command.hasPrefix("!") ? (.staff, command) : nil
        }
        guard options.channels.contains(where: { folded($0) == name }) else { return nil }
        if let words { return (.open(channel.name), words) }
        // Over a person the desk never speaks: whoever says anything takes the question back.
        guard options.unaskedAfter != nil, asked == nil || asked.map({ folded($0.heard.source.nick) }) == folded(from),
            text.contains("?"), !isForSomebody(text, in: name)
        else { return nil }
        return (.overheard(channel.name), text)
    }

    /// `support: how long …`, `@support how long …`: what follows the name; nil where it is not ours.
    func addressed(_ text: String) -> String? {
        let trimmed = text.drop { $0 == " " || $0 == "@" }
        let word = trimmed.prefix { !" :,;!?".contains($0) }
        guard !word.isEmpty, folded(String(word)) == folded(nick) else { return nil }
        let rest = trimmed[word.endIndex...]
        // Of somebody whose name is longer, and of us as a word of their sentence.
        guard let mark = rest.first else { return text }
        let isCalled = mark != " " || text.hasPrefix("@")
        guard isCalled else { return nil }
        let words = rest.drop { " :,;".contains($0) }
        return words.allSatisfy { "!? ".contains($0) } ? text : String(words)
    }

    private func isForSomebody(_ text: String, in channel: String) -> Bool {
        let word = text.prefix { !" :,".contains($0) }
        guard text[word.endIndex...].first.map({ ":,".contains($0) }) ?? false else { return false }
        return contacts[folded(String(word))]?.channels.contains(channel) ?? false
    }

    /// Nobody has answered for long enough.
    func tickUnasked() {
        guard let pause = options.unaskedAfter else { return }
        for (channel, question) in unasked where uptime - question.at >= Int(pause / .milliseconds(1)) {
            unasked[channel] = nil
            let contact = contact(question.heard.source)
            // Where it is not known who asks, nothing is owed to them.
            guard
                case .somebody(let person, let formerly) = identify(
                    contact, account(of: question.heard.message, contact), nil)
            else { continue }
            take(question.heard, by: .somebody(person, formerly: formerly))
        }
    }

    // MARK: - Programs

    /// A NOTICE is never answered (RFC 1459 4.4.2), and what is said in one is no question.
    func notice(_ message: IRCMessage, from source: IRCSource) {
        if folded(source.nick) == folded(nick) { return echoed(message) }
    }

    private func answer(_ ctcp: CTCP, to target: String, _ contact: Contact) {
        guard folded(target) == folded(nick), !contact.isBot else { return }
        switch ctcp.command {
        case "VERSION": sendLater("NOTICE", [contact.nick, "\u{01}VERSION Rapport\u{01}"])
        case "PING":
            let token = LineCutter.pieces(of: IRCText.plain(ctcp.argument), bytes: 100).first ?? ""
            sendLater("NOTICE", [contact.nick, "\u{01}PING \(token)\u{01}"])
        default: break
        }
    }
}

extension Lookup {
    /// Somebody's words wait for it, and so do those after them.
    var hasWords: Bool {
        purposes.contains { if case .words = $0 { true } else { false } }
    }
}
