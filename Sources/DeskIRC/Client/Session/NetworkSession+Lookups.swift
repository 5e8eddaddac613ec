import DeskCore

/// What WHOIS is asked for, and what it has told so far.
struct Lookup {
    enum Purpose {
        /// Whose words are these?
        case words(Heard)
        /// Is it still they who have the nick?
        case delivery(Delivery, Acquaintance, (Result<Receipt, DeliveryError>) -> Void)
        /// Are they back?
        case person(Acquaintance)
        /// Only so that it is known later on.
        case signon(Acquaintance)
    }
    var purposes: [Purpose] = []
    let beganAt: Int
    var isThere = false
    var account = Contact.Account.none
    var signon: Int?
    static let mostMilliseconds = 15_000
}

// Who somebody is, where their words alone do not tell.
extension NetworkSession {
    /// How long what was looked up holds, and a guest's silence, where nobody would tell us of a change.
    private static let freshMilliseconds = 60_000

    enum Identity {
        case somebody(Acquaintance, formerly: Acquaintance?)
        /// It must be looked up.
        case unsure
    }

    /// The account of who said that; unknown where it must be asked for.
    func account(of message: IRCMessage, _ contact: Contact) -> Contact.Account {
        if has("account-tag") { return message.tags["account"].map { .init(told: $0) } ?? .none }
        let isTold = has("account-notify") && !contact.channels.isEmpty
        let isFresh = contact.lookedUpAt.map { uptime - $0 < Self.freshMilliseconds } ?? false
        return isTold || isFresh ? contact.account : .unknown
    }

    /// - Parameter lookup: What WHOIS told, once it did.
    func identify(_ contact: Contact, _ account: Contact.Account, _ lookup: Lookup?) -> Identity {
        let before = book.nicks[folded(contact.nick)]
        switch account {
        case .unknown: return .unsure
        case .named(let name): return .somebody(holder(of: name, contact), formerly: guest(before, contact))
        case .none: break
        }
        if let before, before.isGuest, contact.isAt(before.user, before.host) {
            guard !mustVerify(before, contact) || lookup != nil else { return .unsure }
            guard let lookup, mustVerify(before, contact) else { return .somebody(before, formerly: nil) }
            if isSame(before, contact, lookup) { return .somebody(verified(before, contact, lookup), formerly: nil) }
        }
        if let before { supersede(before) }
        return newcomer(contact, lookup)
    }

    /// Another connection has their nick.
    private func supersede(_ person: Acquaintance) {
        if person.isGuest { gone(person, isSplit: false) } else { person.presence = .gone }
        book.free(folded(person.nick))
    }

    /// Who has that account.
    private func holder(of account: String, _ contact: Contact) -> Acquaintance {
        contact.account = .named(account)
        if let person = book["@" + account] {
            if person.presence == .here { place(person, at: contact) } else { isBack(person, as: contact) }
            return person
        }
        let person = Acquaintance(root: "@" + account, source: source(contact), spokeAt: time)
        let before = book.nicks[folded(contact.nick)]
        book.add(person, folded: folded(contact.nick))
        watch(person)
        if let before, !before.isGuest { before.presence = .gone }
        return person
    }

    /// The guest that they were a moment ago on the same connection.
    private func guest(_ before: Acquaintance?, _ contact: Contact) -> Acquaintance? {
        guard let before, before.isGuest else { return nil }
        let isSame = before.presence == .here && contact.isAt(before.user, before.host)
        guard isSame else {
            supersede(before)
            return nil
        }
        book.forget(before)
        if let person = contact.account.name.flatMap({ book["@" + $0] }) { place(person, at: contact) }
        return before
    }

    private func source(_ contact: Contact) -> IRCSource {
        IRCSource(nick: contact.nick, user: contact.user, host: contact.host)
    }

    /// Nobody has told us whether they are still the same.
    private func mustVerify(_ guest: Acquaintance, _ contact: Contact) -> Bool {
        guard guest.presence == .here else { return true }
        let isSeen = guest.isWatched || !contact.channels.isEmpty
        return !isSeen && time - guest.spokeAt > .milliseconds(Self.freshMilliseconds)
    }

    /// Of one nick at one address, when the connection began tells one from another. Where the network does not tell it,
    /// only somebody whom we have not lost sight of for long is taken to be the same.
    private func isSame(_ guest: Acquaintance, _ contact: Contact, _ lookup: Lookup) -> Bool {
        guard contact.isAt(guest.user, guest.host) else { return false }
        if let known = guest.signon, let now = lookup.signon { return known == now }
        return guest.presence != .unverified && guest.presence != .gone
    }

    private func verified(_ guest: Acquaintance, _ contact: Contact, _ lookup: Lookup) -> Acquaintance {
        if guest.signon == nil, let signon = lookup.signon {
            guest.signon = signon
            book.touch(guest)
        }
        if guest.presence == .here { place(guest, at: contact) } else { isBack(guest, as: contact) }
        watch(guest)
        return guest
    }

    /// Somebody new, or a guest under a new nick that nobody told us of.
    private func newcomer(_ contact: Contact, _ lookup: Lookup?) -> Identity {
        let others = book.people.values.filter { $0.isGuest && $0.signon != nil && contact.isAt($0.user, $0.host) }
        if !others.isEmpty {
            guard let lookup else { return .unsure }
            if let signon = lookup.signon, let guest = others.first(where: { $0.signon == signon && isLost($0) }) {
                return .somebody(verified(guest, contact, lookup), formerly: nil)
            }
        }
        let guest = Acquaintance(root: book.newGuest(process), source: source(contact), spokeAt: time)
        guest.signon = lookup?.signon
        book.add(guest, folded: folded(contact.nick))
        watch(guest)
        if lookup == nil { lookUp(contact, for: .signon(guest), .background) }
        return .somebody(guest, formerly: nil)
    }

    /// Nobody is known to be under the nick they had.
    private func isLost(_ guest: Acquaintance) -> Bool {
        guest.presence != .here || !guest.isWatched && contacts[folded(guest.nick)]?.channels.isEmpty ?? true
    }

    // MARK: - WHOIS

    func lookUp(_ contact: Contact, for purpose: Lookup.Purpose, _ lane: SendQueue.Lane = .lookup) {
        let name = folded(contact.nick)
        if lookups[name] == nil {
            lookups[name] = Lookup(beganAt: uptime)
            // Twice, for the server that they are on: it alone knows since when.
            sendLater("WHOIS", [contact.nick, contact.nick], lane)
        }
        lookups[name]?.purposes.append(purpose)
    }

    func whoisReply(_ number: Int, _ params: [String]) {
        guard params.count > 1 else { return }
        let name = folded(params[1])
        guard lookups[name] != nil else { return }
        switch number {
        case 311:
            lookups[name]?.isThere = true
            if params.count > 3 {
                let contact = contact(IRCSource(nick: params[1], user: params[2], host: params[3]))
                contact.lookedUpAt = uptime
            }
        case 330: lookups[name]?.account = params.count > 2 ? .init(told: params[2]) : .none
        case 317: if params.count > 3 { lookups[name]?.signon = Int(params[3]) }
        case 335: contacts[name]?.isBot = true
        case 318: lookedUp(name)
        default: break
        }
    }

    private func lookedUp(_ name: String) {
        guard let lookup = lookups.removeValue(forKey: name) else { return }
        let contact = contacts[name]
        if lookup.isThere, let contact {
            contact.account = lookup.account
            contact.lookedUpAt = uptime
        }
        for purpose in lookup.purposes { answer(purpose, lookup, contact, name) }
    }

    private func answer(_ purpose: Lookup.Purpose, _ lookup: Lookup, _ contact: Contact?, _ name: String) {
        switch purpose {
        case .words(let heard):
            // The network may have said with the words who it was, or they left since: then as a stranger.
            let contact = contact ?? self.contact(heard.source)
            let told = account(of: heard.message, contact)
            take(heard, by: identify(contact, told == .unknown ? lookup.account : told, lookup))
        case .signon(let guest):
            guard lookup.isThere, guest.signon == nil, lookup.signon != nil, guest.presence == .here else { return }
            guest.signon = lookup.signon
            book.touch(guest)
        case .person(let person):
            guard lookup.isThere, let contact, isThey(person, contact, lookup) else { return }
            if person.isGuest { _ = verified(person, contact, lookup) } else { isBack(person, as: contact) }
        case .delivery(let delivery, let person, let done):
            guard lookup.isThere, let contact, isThey(person, contact, lookup) else {
                if person.presence == .here { outOfSight(person) }
                return done(.failure(missing(person)))
            }
            person.verifiedAt = uptime
            if person.presence != .here {
                if person.isGuest { _ = verified(person, contact, lookup) } else { place(person, at: contact) }
            }
            deliver(delivery, done)
        }
    }

    private func isThey(_ person: Acquaintance, _ contact: Contact, _ lookup: Lookup) -> Bool {
        person.isGuest ? isSame(person, contact, lookup) : lookup.account == .named(String(person.root.dropFirst()))
    }

    func tickLookups() {
        for (name, lookup) in lookups where uptime - lookup.beganAt >= Lookup.mostMilliseconds {
            guard lookups[name] != nil else { continue }
            lookedUp(name)
        }
    }

    /// The connection is gone: what was said is kept as a stranger's, since nobody tells us any more whose it was.
    func giveUpLookups() {
        let open = lookups
        lookups = [:]
        for lookup in open.values {
            for purpose in lookup.purposes {
                switch purpose {
                case .words(let heard):
                    take(heard, by: identify(contact(heard.source), .none, Lookup(beganAt: uptime)))
                case .delivery(_, _, let done): done(.failure(.later(retryAfter: .seconds(1), scope: .room)))
                case .person, .signon: break
                }
            }
        }
    }

    // MARK: - MONITOR

    func watch(_ person: Acquaintance) {
        guard !person.isWatched, let most = features.mostMonitored, watched + toWatch.count < most else { return }
        toWatch.insert(folded(person.nick))
    }

    func tickWatching() {
        guard features.mostMonitored != nil else { return toWatch.removeAll() }
        for name in toUnwatch.subtracting(toWatch).sorted().prefix(20) {
            toUnwatch.remove(name)
            watched -= 1
            sendLater("MONITOR", ["-", name])
        }
        toUnwatch.subtract(toWatch)
        while !toWatch.isEmpty {
            let names = toWatch.sorted().prefix(12)
            toWatch.subtract(names)
            watched += names.count
            for name in names { book.nicks[name]?.isWatched = true }
            // Until it is there, every word to them needs a look.
            sendLater("MONITOR", ["+", names.joined(separator: ",")], .lookup)
        }
    }

    /// Nobody has their nick just now. Of a guest of whom it is not known when their connection began, nobody could say
    /// whether it is they who come back.
    func outOfSight(_ person: Acquaintance) {
        if person.isGuest, person.signon == nil { gone(person, isSplit: false) } else { person.presence = .split }
    }

    func monitorReply(isOnline: Bool, _ list: String) {
        for text in list.split(separator: ",") {
            let source = IRCSource(parsing: String(text))
            let name = folded(source.nick)
            if name == folded(options.nick), folded(nick) != name {
                if !isOnline { sendLater("NICK", [options.nick]) }
                continue
            }
            guard let person = book.nicks[name] else { continue }
            if isOnline {
                if person.presence != .here { lookUp(contact(source), for: .person(person)) }
            } else if contacts[name]?.channels.isEmpty == false {
                // The channel tells more: whether it is a netsplit, or what they are called now.
                continue
            } else if person.presence == .here || person.presence == .unverified {
                // It may be a netsplit, or another nick: whoever comes back is looked at.
                contacts[name] = nil
                outOfSight(person)
            }
        }
    }
}

extension Contact.Account {
    var name: String? { if case .named(let name) = self { name } else { nil } }
}
