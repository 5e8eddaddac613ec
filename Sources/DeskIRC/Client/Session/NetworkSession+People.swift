import DeskCore
import Logging

// Who is there, and who they are.
extension NetworkSession {
    /// The one with that nick, as last seen; made where nobody was known.
    func contact(_ source: IRCSource) -> Contact {
        let name = folded(source.nick)
        if let contact = contacts[name] {
            contact.nick = source.nick
            if source.user != nil, source.host != nil, !contact.isAt(source.user, source.host) {
                // Another connection under this nick: what was known is of the one before.
                if contact.user != nil, contact.channels.isEmpty {
                    (contact.account, contact.lookedUpAt, contact.isBot) = (.unknown, nil, false)
                }
                (contact.user, contact.host) = (source.user, source.host)
            }
            contact.heardAt = uptime
            return contact
        }
        let contact = Contact(source)
        contact.heardAt = uptime
        contacts[name] = contact
        if contacts.count > Self.mostContacts { forgetStrangers() }
        return contact
    }

    private func forgetStrangers() {
        let strangers = contacts.filter { $0.value.channels.isEmpty }.sorted { $0.value.heardAt < $1.value.heardAt }
        for (name, _) in strangers.prefix(Self.mostContacts / 10) { contacts[name] = nil }
    }

    // MARK: - Coming and going

    func joined(_ message: IRCMessage, by source: IRCSource) {
        guard let channel = message.params.first else { return }
        let name = folded(channel)
        guard folded(source.nick) != folded(nick) else {
            learnOwn(source)
            joined.insert(name)
            sendLater("WHO", features.hasWHOX ? [channel, "%tcuhnfar,\(Self.whoToken)"] : [channel])
            return
        }
        let contact = contact(source)
        contact.channels.insert(name)
        if message.params.count > 2 { contact.account = .init(told: message.params[1]) }
        seen(contact)
    }

    /// Marks our own requests among answers to WHO.
    static let whoToken = "152"

    func namesReply(_ params: [String]) {
        guard params.count > 3 else { return }
        let channel = folded(params[2])
        for word in params[3].split(separator: " ") {
            let name = word.drop { features.memberMarks.contains($0) }
            guard !name.isEmpty, folded(String(name)) != folded(nick) else { continue }
            contact(IRCSource(parsing: String(name))).channels.insert(channel)
        }
    }

    /// 352 `channel user host server nick flags :hops name`, or 354 with the fields that we ask for.
    func whoReply(_ number: Int, _ params: [String]) {
        let isWHOX = number == 354
        guard params.count > (isWHOX ? 7 : 6), !isWHOX || params[1] == Self.whoToken else { return }
        let at = isWHOX ? 2 : 1
        let (channel, user, host) = (params[at], params[at + 1], params[at + 2])
        let (name, flags) = isWHOX ? (params[5], params[6]) : (params[5], params[6])
        guard folded(name) != folded(nick) else {
            (ownUser, ownHost) = (user, host)
            return
        }
        let contact = contact(IRCSource(nick: name, user: user, host: host))
        if joined.contains(folded(channel)) { contact.channels.insert(folded(channel)) }
        if let mode = features.botMode { contact.isBot = flags.contains(mode) }
        if isWHOX { contact.account = .init(told: params[7]) }
        seen(contact)
    }

    func parted(_ channel: String, _ who: String) {
        let name = folded(channel)
        guard folded(who) != folded(nick) else { return leftChannel(name) }
        guard let contact = contacts[folded(who)] else { return }
        contact.channels.remove(name)
        // From here on nobody tells us of what they do.
        if contact.channels.isEmpty, !has("account-tag") { contact.account = .unknown }
    }

    private func leftChannel(_ name: String) {
        joined.remove(name)
        unasked[name] = nil
        joinTriedAt[name] = uptime
        for contact in contacts.values { contact.channels.remove(name) }
    }

    func kicked(_ message: IRCMessage) {
        guard message.params.count > 1 else { return }
        if folded(message.params[1]) == folded(nick) {
            log(.warning, "thrown out of \(message.params[0]): \(message.params.last ?? ""). Joining again in a minute")
        }
        parted(message.params[0], message.params[1])
    }

    /// Somebody left the network: for good, or with the half of it that was split off.
    func quit(_ source: IRCSource, reason: String, isSplit: Bool = false) {
        let name = folded(source.nick)
        contacts[name] = nil
        guard let person = book.nicks[name] else { return }
        gone(person, isSplit: isSplit || Self.isSplit(reason))
    }

    /// `one.example.net two.example.net`, and nothing else: that is what servers write.
    static func isSplit(_ reason: String) -> Bool {
        let words = reason.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2 else { return false }
        return words.allSatisfy { word in
            word.contains(".") && !word.hasSuffix(".") && !word.hasPrefix(".")
                && word.utf8.allSatisfy { byte in
                    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                        || [42, 45, 46].contains(byte)
                }
        }
    }

    func gone(_ person: Acquaintance, isSplit: Bool) {
        guard person.presence != .gone else { return }
        person.presence = isSplit ? .split : .gone
        guard !isSplit else { return }
        book.free(folded(person.nick))
        person.isToldLeft = true
        let arrival = Arrival(
            id: arrivalID(of: nil, at: time), from: address(person), venue: .direct, author: author(person), at: time,
            body: .left)
        arrived(arrival, by: person)
        if person.isGuest { book.forget(person) }
        if person.isWatched { toUnwatch.insert(folded(person.nick)) }
    }

    func accountChanged(_ source: IRCSource, _ account: String) {
        let contact = contact(source)
        contact.account = .init(told: account)
        seen(contact)
    }

    func hostChanged(_ source: IRCSource, _ params: [String]) {
        guard params.count > 1 else { return }
        if folded(source.nick) == folded(nick) { (ownUser, ownHost) = (params[0], params[1]) }
        let name = folded(source.nick)
        if let contact = contacts[name] { (contact.user, contact.host) = (params[0], params[1]) }
        guard let person = book.nicks[name], person.user == source.user, person.host == source.host else { return }
        (person.user, person.host) = (params[0], params[1])
        book.touch(person)
    }

    /// The network shows who somebody is: whoever was missed may be back.
    func seen(_ contact: Contact) {
        if case .named(let account) = contact.account, let person = book["@" + account], person.presence != .here {
            return isBack(person, as: contact)
        }
        guard let person = book.nicks[folded(contact.nick)], person.isGuest, person.presence == .split,
            contact.account == .none || contact.account == .unknown
        else { return }
        lookUp(contact, for: .person(person))
    }

    /// Where nothing was missed, nothing is said of it.
    func isBack(_ person: Acquaintance, as contact: Contact) {
        let wasSplit = person.presence == .split
        place(person, at: contact)
        guard person.hasMissed || person.isToldLeft else { return }
        person.wasOnlySplit = wasSplit
        (person.hasMissed, person.isToldLeft) = (false, false)
        let arrival = Arrival(
            id: arrivalID(of: nil, at: time), from: address(person), venue: .direct, author: author(person), at: time,
            body: .returned)
        arrived(arrival, by: person)
    }

    func place(_ person: Acquaintance, at contact: Contact) {
        let name = folded(contact.nick)
        if folded(person.nick) != name || book.nicks[name] !== person {
            book.rename(person, to: contact.nick, from: folded(person.nick), folded: name)
        }
        if person.user != contact.user || person.host != contact.host {
            (person.user, person.host) = (contact.user, contact.host)
            book.touch(person)
        }
        person.presence = .here
    }

    // MARK: - As the desk knows them

    func address(_ person: Acquaintance, channel: String = "") -> Address {
        Address(gateway: options.id, room: RoomID(person.root + channel))
    }

    func author(_ person: Acquaintance, formerly: Acquaintance? = nil) -> Author {
        Author(
            person: PersonID("\(options.id):\(person.isGuest ? person.root : String(person.root.dropFirst()))"),
            name: person.nick, isLasting: !person.isGuest,
            formerly: formerly.map { PersonID("\(options.id):\($0.root)") })
    }
}
