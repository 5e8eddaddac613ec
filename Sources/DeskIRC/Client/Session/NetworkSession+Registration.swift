import DeskCore
import Logging

// From the first word to the channels: names, login, and both again when they are lost.
extension NetworkSession {
    func perform(_ steps: [Handshake.Step]) {
        for step in steps {
            switch step {
            case .send(let message):
                if message.command == "AUTHENTICATE" { loginBeganAt = loginBeganAt ?? uptime }
                if isOnline { queue.allowance.charge(now: uptime) }
                act(.send(message))
            case .derive(let password, let work): act(.derive(password: password, work))
            case .upgrade(let port):
                phase = .closing
                log(.notice, "the network asks for TLS: connecting again at port \(port)")
                act(.upgrade(port: port))
            case .keepPolicy(let seconds): keepPolicy(seconds: seconds)
            case .login(let ending): loginEnded(ending)
            case .close(let reason): close(reason)
            }
        }
    }

    private func keepPolicy(seconds: Int) {
        guard seconds > 0 else { return keep(nil) }
        keep(STSPolicy(port: port, seconds: seconds, now: time.milliseconds))
    }

    private func loginEnded(_ ending: SASLDialogue.Ending) {
        (loginBeganAt, loginTriedAt) = (nil, uptime)
        switch ending {
        case .loggedIn:
            isLoggedIn = true
            log(.info, "logged in")
            if isOnline {
                joinChannels()
                regainNick()
            }
        case .refused(let reason):
            log(
                .error,
                "login refused: \(reason). Is `sasl` right, and is the account there? Channels are joined only after login"
            )
        case .unavailable(let reason):
            log(.warning, "no login now: \(reason). It is tried again; channels are joined only after login")
        case .impostor:
            log(.error, "the server could not prove that it knows the password: it may not be the one that is meant")
        }
    }

    func tickLogin() {
        if let began = loginBeganAt, uptime - began >= Self.loginSeconds * 1000 { perform(handshake.loginTimedOut()) }
        guard isOnline, options.sasl.isOn, !isLoggedIn, loginBeganAt == nil,
            uptime - loginTriedAt >= Self.loginAgainSeconds * 1000
        else { return }
        loginTriedAt = uptime
        perform(handshake.logInAgain())
    }

    /// 001: the network took us in, under this nick.
    func welcomed(_ message: IRCMessage) {
        guard phase == .greeting else { return }
        if let name = message.params.first, name != "*" { nick = name }
        if let last = message.params.last?.split(separator: " ").last, last.contains("!"), last.contains("@") {
            learnOwn(IRCSource(parsing: String(last)))
        }
    }

    /// What a server says of itself is over (376, 422): the desk is there.
    func greeted() {
        guard phase == .greeting, handshake.isRegistered else { return }
        wentOnline()
        book.refold(folded)
        if let mode = features.botMode { sendNow("MODE", [nick, "+" + mode]) }
        if ownHost == nil { sendNow("USERHOST", [nick]) }
        for person in book.people.values where person.presence == .unverified && person.isGuest { watch(person) }
        catchUp()
        joinChannels()
        if folded(nick) != folded(options.nick) { regainNick() }
    }

    func learnOwn(_ source: IRCSource) {
        guard folded(source.nick) == folded(nick), let user = source.user, let host = source.host else { return }
        (ownUser, ownHost) = (user, host)
    }

    // MARK: - The nick

    /// It is in use, or not to be had just now (433, 436, 437), or not one (432).
    func nickRefused(_ message: IRCMessage) {
        guard phase == .greeting else { return }
        nickTries += 1
        guard nickTries <= 8 else { return close("no nick is free: \(message.params.last ?? "")") }
        let most = max(features.nickLength, 9)
        let marks = nickTries < 4 ? String(repeating: "_", count: nickTries) : "_\(Int(uptime) % 1000)"
        nick = String(options.nick.prefix(max(1, min(most, 30) - marks.count))) + marks
        sendNow("NICK", [nick])
    }

    func tickNick() {
        guard folded(nick) != folded(options.nick), uptime - nickTriedAt >= nickPause * 1000 else { return }
        nickPause = min(nickPause * 2, Self.longestNickSeconds)
        regainNick()
    }

    /// Takes the nick where it is free; from whoever has it by our account.
    func regainNick() {
        guard folded(nick) != folded(options.nick) else { return }
        nickTriedAt = uptime
        if isLoggedIn {
            sendLater("PRIVMSG", [options.nickServ, "REGAIN \(options.nick)"])
            // Older services know no other word; what they do not know does no harm.
            sendLater("PRIVMSG", [options.nickServ, "GHOST \(options.nick)"])
        }
        sendLater("NICK", [options.nick])
        toWatch.insert(folded(options.nick))
    }

    /// Somebody is called something else: perhaps us.
    func renamed(_ message: IRCMessage, from source: IRCSource) {
        guard let new = message.params.first, !new.isEmpty else { return }
        let (old, name) = (folded(source.nick), folded(new))
        if old == folded(nick) {
            nick = new
            log(.info, "the desk is called \(new) now")
            if name != folded(options.nick) { (nickTriedAt, nickPause) = (uptime, Self.nickAgainSeconds) }
            return
        }
        guard let contact = contacts.removeValue(forKey: old) else { return movePerson(from: old, to: new, name) }
        contact.nick = new
        contacts[name] = contact
        movePerson(from: old, to: new, name)
    }

    private func movePerson(from old: String, to new: String, _ name: String) {
        guard let person = book.nicks[old] else { return }
        book.rename(person, to: new, from: old, folded: name)
        guard person.isWatched else { return }
        person.isWatched = false
        toUnwatch.insert(old)
        toWatch.insert(name)
    }

    // MARK: - Channels

    private var channels: [String] { options.channels + (options.staffChannel.map { [$0] } ?? []) }

    /// Only after the login, where there is one: the network may hide who we are by then, and let us in.
    func joinChannels() {
        guard isOnline, isLoggedIn || !options.sasl.isOn else { return }
        for channel in channels where !joined.contains(folded(channel)) {
            joinTriedAt[folded(channel)] = uptime
            sendNow("JOIN", [channel])
        }
    }

    func tickChannels() {
        guard isLoggedIn || !options.sasl.isOn else { return }
        for channel in channels {
            let name = folded(channel)
            let last = joinTriedAt[name] ?? .min / 2
            guard !joined.contains(name), uptime - last >= Self.joinAgainSeconds * 1000 else { continue }
            joinTriedAt[name] = uptime
            sendNow("JOIN", [channel])
        }
    }

    /// 403, 405, 471, 473 to 477, 437 of a channel: we are not let in.
    func notJoined(_ message: IRCMessage) {
        guard message.params.count > 1, features.isChannel(message.params[1]) else { return }
        log(
            .warning,
            "cannot join \(message.params[1]): \(message.params.last ?? ""). It is tried again every minute")
    }
}
