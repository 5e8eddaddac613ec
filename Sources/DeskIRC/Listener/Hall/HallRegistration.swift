import DeskCore

// How a connection becomes a person with a nick.
extension Hall {
    func take(_ steps: [Registration.Step], for session: Session) {
        for step in steps where !session.isGone {
            switch step {
            case .reply(let numeric, let params): reply(session, numeric, params)
            case .send(let message):
                var message = message
                // Registration knows the nick asked for; afterwards the hall's is the true one.
                if session.isRegistered, message.command == "CAP" { message.params[0] = session.nick }
                message.source = options.serverName
                send(message, to: session)
            case .verify(let name, let password): verify(name, password, for: session)
            case .lookUp(let name):
                session.isChecking = true
                act(.lookUp(session.id, name: name))
            case .wrongPassword(let name):
                loginGuard.failed(name, from: session.sender, now: uptime)
                session.isChecking = true
                act(.dawdle(session.id))
            case .claim(let nick): claim(nick, for: session)
            case .close(let reason): close(session, reason: reason)
            }
        }
    }

    /// Whoever guessed too often is told to wait. What might be one guess too many waits until those before it are checked,
    /// so that an office that logs in at once is only served one after the other.
    private func verify(_ name: String, _ password: String, for session: Session) {
        if let milliseconds = loginGuard.pause(name, from: session.sender, now: uptime) {
            session.isChecking = false
            let minutes = (milliseconds + 59_999) / 60_000
            return close(session, reason: "Too many wrong passwords: try again in \(minutes) min", because: .guessing)
        }
        session.isChecking = true
        guard loginGuard.begin(name, from: session.sender, now: uptime) else {
            return checks.append(Check(id: session.id, name: name, password: password))
        }
        session.checkedName = name
        act(.verify(session.id, name: name, password: password))
    }

    /// A password that waits to be checked.
    struct Check {
        let id: ConnectionID
        let name: String
        let password: String
    }

    private func goOnChecking() {
        let waiting = checks
        checks = []
        for check in waiting {
            guard let session = sessions[check.id] else { continue }
            guard !session.isGone else {
                session.isChecking = false
                forgetIfDone(session)
                continue
            }
            verify(check.name, check.password, for: session)
        }
    }

    /// The login that a connection proves to know the password of.
    func found(_ login: Login?, for id: ConnectionID) {
        guard let session = sessions[id] else { return }
        session.isChecking = false
        answeringLabel(of: session) {
            guard !session.isGone else { return }
            take(session.registration.found(login, nonce: nonce(), secret: secret), for: session)
        }
        continued(session)
    }

    /// The moment that a wrong password takes is over.
    func dawdled(_ id: ConnectionID) {
        guard let session = sessions[id] else { return }
        session.isChecking = false
        answeringLabel(of: session) {
            if !session.isGone { take(session.registration.disproved(), for: session) }
        }
        continued(session)
    }

    func verified(_ login: Login?, for id: ConnectionID) {
        guard let session = sessions[id] else { return }
        ended(session, isRight: login != nil)
        defer { goOnChecking() }
        answeringLabel(of: session) {
            if !session.isGone { take(session.registration.verified(login), for: session) }
        }
        continued(session)
    }

    /// The connection was gone before its password was checked, which counts for nothing.
    func unverified(_ id: ConnectionID) {
        guard let session = sessions[id] else { return }
        ended(session, isRight: true)
        goOnChecking()
        continued(session)
    }

    private func ended(_ session: Session, isRight: Bool) {
        session.isChecking = false
        if let name = session.checkedName {
            loginGuard.ended(name, from: session.sender, isRight: isRight, now: uptime)
        }
        session.checkedName = nil
    }

    /// What came out of asking what a login of that name is.
    func checked(_ nick: String, role: Login.Role?, for id: ConnectionID) {
        guard let session = sessions[id] else { return }
        session.isChecking = false
        answeringLabel(of: session) {
            if !session.isGone { take(nick, for: session, role: role) }
        }
        continued(session)
    }

    private func take(_ nick: String, for session: Session, role: Login.Role?) {
        // A name that somebody proves with a password nobody else has, and whether they are here is not told.
        let own = session.registration.login.map { IRCName.folded($0.name) }
        if role != nil && own != IRCName.folded(nick) || isTaken(nick, by: session) {
            refuse(nick, for: session, why: Self.isTaken)
        } else if let person = session.person {
            rename(session, of: person, to: nick)
        } else {
            register(session, as: nick)
        }
    }

    /// Asks for a nick; an agent's is their login and needs no asking, unless they come from where nicks are names anyway.
    func claim(_ nick: String, for session: Session) {
        if let login = session.registration.login, login.role == .agent, !session.isTrusted {
            evict(holderOf: login.name, for: session)
            register(session, as: IRCName.nick(from: login.name))
        } else if isTaken(nick, by: session) {
            refuse(nick, for: session, why: Self.isTaken)
        } else {
            session.isChecking = true
            act(.checkNick(session.id, nick: nick))
        }
    }

    private static let isTaken = "Nickname is in use, or belongs to a login: log in to use it"

    private func refuse(_ nick: String, for session: Session, why: String) {
        if session.isRegistered {
            reply(session, .nickInUse, [nick, why])
        } else {
            take(session.registration.refused(nick: nick, why: why), for: session)
        }
    }

    private func isTaken(_ nick: String, by session: Session) -> Bool {
        let folded = IRCName.folded(nick)
        guard folded != IRCName.folded(options.deskNick) else { return true }
        guard let holder = nicks[folded] else { return false }
        return holder != root(of: session)
    }

    private func root(of session: Session) -> String {
        switch session.standing {
        case .login(let login): "@" + login.name
        case .vouched: "&" + session.name
        case .guest: "~" + session.name
        }
    }

    /// Somebody who is here already comes with another client: that one alone is shown what was said, unless it asks itself.
    private func catchUp(_ session: Session, of person: Person) {
        guard !session.capabilities.contains(.chathistory) else { return }
        session.isChecking = true
        session.history = HistoryRequest(target: options.deskNick, range: .latest(nil), limit: Self.caughtUp)
        act(.recall(session.id, .person(PersonID("\(options.id):\(person.root)"))))
    }

    /// As many lines as the desk shows to whoever returns.
    private static let caughtUp = 10

    /// An agent's name may have become one only after a customer took it: then the customer is renamed.
    private func evict(holderOf nick: String, for session: Session) {
        let folded = IRCName.folded(nick)
        guard let holder = nicks[folded], holder != root(of: session), let person = people[holder] else { return }
        for other in person.sessions where IRCName.folded(other.nick) == folded {
            rename(other, of: person, to: (person.isAgent ? "agent-" : "guest-") + String(other.id.number))
        }
    }

    private func rename(_ session: Session, of person: Person, to nick: String) {
        let before = origin(of: session)
        tell(session, "NICK", [nick], from: before)
        if person.isAgent {
            for witness in witnesses(of: person) { tell(witness, "NICK", [nick], from: before) }
            watchersHear(of: before, isHere: false)
        }
        session.nick = nick
        nicks[IRCName.folded(nick)] = person.root
        release(nick: before.nick, of: person)
        if person.isAgent { watchersHear(of: origin(of: session), isHere: true) }
    }

    private func register(_ session: Session, as nick: String) {
        session.registration.settled(nick: nick)
        let root = root(of: session)
        let person = people[root] ?? Person(root: root, standing: session.standing, at: time)
        people[root] = person
        person.sessions.append(session)
        session.person = person
        session.nick = nick
        nicks[IRCName.folded(nick)] = root
        users += 1
        mostUsers = max(mostUsers, users)
        welcome(session)
        if person.isAgent, person.sessions.count == 1 { watchersHear(of: origin(of: session), isHere: true) }
        guard person.login?.role == .customer else { return }
        if person.sessions.count == 1 {
            arrived(.returned, in: address(person), venue: .direct, of: session, person: person)
        } else {
            catchUp(session, of: person)
        }
    }
}
