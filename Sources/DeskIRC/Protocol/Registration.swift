import DeskCore

/// How a connection becomes somebody: CAP, PASS, NICK, USER and SASL, as a value. Messages in, steps out; whoever holds
/// it sends the replies, checks the passwords and tells it what came out.
struct Registration: Equatable, Sendable {
    enum Step: Equatable, Sendable {
        case reply(Numeric, [String])
        case send(IRCMessage)
        /// Nothing of this connection is read until `verified` was called.
        case verify(name: String, password: String)
        /// The login of that name is needed. Nothing of this connection is read until `found` was called.
        case lookUp(name: String)
        /// A valid nick. Nothing is read until `settled(nick:)` or `refused(nick:)` was called.
        case claim(nick: String)
        /// A proof that proved no password of that login, which the hall does not know yet. Nothing of this connection is
        /// read until `disproved` was called, after a moment.
        case wrongPassword(name: String)
        case close(reason: String)
    }
    enum Phase: Equatable, Sendable { case asking, checkingPass, checkingSASL, claiming, done }

    private(set) var phase = Phase.asking
    private(set) var nick: String?
    private(set) var user: String?
    private(set) var realName = ""
    private(set) var login: Login?
    private(set) var capabilities: Capabilities = []
    private var pass: String?
    private var isNegotiating = false
    /// It asked for version 302 or later, and so hears of changes whether it wants to or not (IRCv3 capability
    /// negotiation, "cap-notify").
    private var isNotified = false
    private var sasl: Exchange?
    private var attempts = 0
    private let attemptsAllowed: Int
    /// What SASL calls the person once logged in (900).
    private let server: String
    /// What everybody needs who has no login.
    private let serverPassword: String?

    /// Where an exchange of SASL is.
    private indirect enum Exchange: Equatable, Sendable {
        case plain(SASLChunks)
        case scramFirst(SASLChunks)
        case scramLookUp(SASLScram)
        case scramFinal(SASLChunks, SASLScram, Login?)
        /// The server's proof was sent; the client has the last word.
        case scramDone(Login)
    }

    init(attemptsAllowed: Int, server: String, password: String? = nil) {
        self.attemptsAllowed = attemptsAllowed
        self.server = server
        serverPassword = password
    }

    /// What stands where a nick belongs before there is one.
    var shownNick: String { nick ?? "*" }

    /// The steps for a message that belongs to registration; nil for every other message.
    mutating func feed(_ message: IRCMessage) -> [Step]? {
        switch message.command.uppercased() {
        case "CAP": negotiate(message.params)
        case "AUTHENTICATE": authenticate(message.params)
        case "PASS": password(message.params)
        case "USER": user(message.params)
        case "NICK" where phase != .done: nick(message.params)
        default: nil
        }
    }

    // MARK: - Names

    private mutating func nick(_ params: [String]) -> [Step] {
        guard let name = params.first, !name.isEmpty else { return [.reply(.noNickGiven, ["No nickname given"])] }
        guard IRCName.isValidNick(name) else {
            return [.reply(.erroneousNick, [name, "Letters, digits and []\\`_^{}|- only, 30 at most"])]
        }
        nick = name
        return complete()
    }

    private mutating func user(_ params: [String]) -> [Step] {
        guard phase != .done, user == nil else { return [.reply(.alreadyRegistered, ["You may not register twice"])] }
        guard params.count >= 4, !params[0].isEmpty else {
            return [.reply(.needMoreParams, ["USER", "Not enough parameters"])]
        }
        user = IRCName.user(from: params[0])
        realName = IRCText.name(params[3])
        return complete()
    }

    private mutating func password(_ params: [String]) -> [Step] {
        guard phase != .done else { return [.reply(.alreadyRegistered, ["You may not register twice"])] }
        guard let text = params.first else { return [.reply(.needMoreParams, ["PASS", "Not enough parameters"])] }
        pass = text
        return []
    }

    // MARK: - Completion

    /// Goes on where nothing is missing: first the password, then the nick.
    private mutating func complete() -> [Step] {
        guard phase == .asking, !isNegotiating, sasl == nil, let nick, user != nil else { return [] }
        if login == nil, let steps = checkPassword(nick) { return steps }
        phase = .claiming
        return [.claim(nick: nick)]
    }

    /// A login is as good as the server's password. Nil where nothing is left to check.
    private mutating func checkPassword(_ nick: String) -> [Step]? {
        if let serverPassword {
            if let pass, Self.isEqual(pass, serverPassword) { return nil }
            guard pass?.contains(":") ?? false else {
                let why = pass == nil ? "This desk asks for a password: send PASS" : "Password is wrong"
                return [.reply(.passwordMismatch, [why]), .close(reason: why)]
            }
        }
        guard let pass else { return nil }
        phase = .checkingPass
        let parts = pass.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return [parts.count == 2 ? .verify(name: parts[0], password: parts[1]) : .verify(name: nick, password: pass)]
    }

    /// As long for one wrong letter as for all.
    private static func isEqual(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        return one.count == other.count && zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    mutating func settled(nick: String) {
        self.nick = nick
        phase = .done
    }

    mutating func refused(nick refused: String, why: String) -> [Step] {
        phase = .asking
        defer { nick = nil }
        return [.reply(.nickInUse, [refused, why])]
    }

    mutating func verified(_ login: Login?) -> [Step] {
        let wasPass = phase == .checkingPass
        phase = .asking
        pass = nil
        guard let login else {
            attempts += 1
            if wasPass {
                return [
                    .reply(.passwordMismatch, ["Name or password is wrong; write PASS name:password"]),
                    .close(reason: "Name or password is wrong"),
                ]
            }
            return failed([.reply(.saslFail, ["Name or password is wrong"])])
        }
        return wasPass ? loggedInByPass(login) : loggedIn(login)
    }

    private mutating func loggedInByPass(_ login: Login) -> [Step] {
        self.login = login
        return complete()
    }

    private mutating func loggedIn(_ login: Login) -> [Step] {
        self.login = login
        let kind = login.role == .agent ? "agent." : "customer."
        let mask = IRCSource(nick: shownNick, user: user ?? "*", host: kind + server).text
        return [
            .reply(.loggedIn, [mask, login.name, "You are now logged in as \(login.name)"]),
            .reply(.saslSuccess, ["SASL authentication successful"]),
        ] + complete()
    }

    /// A password guessed wrong too often ends the connection.
    private mutating func failed(_ steps: [Step]) -> [Step] {
        guard attempts < attemptsAllowed else { return steps + [.close(reason: "Too many failed logins")] }
        return steps + complete()
    }

    // MARK: - SASL

    private mutating func authenticate(_ params: [String]) -> [Step] {
        guard let word = params.first else {
            return [.reply(.needMoreParams, ["AUTHENTICATE", "Not enough parameters"])]
        }
        guard phase != .done, login == nil else {
            let why = login == nil ? "Log in before registering: reconnect" : "You are logged in already"
            return [.reply(login == nil ? .saslFail : .saslAlready, [why])]
        }
        switch sasl {
        case nil: return begin(word)
        case .plain(let chunks): return feed(word, chunks, { .plain($0) }) { $0.plain($1) }
        case .scramFirst(let chunks): return feed(word, chunks, { .scramFirst($0) }) { $0.scramFirst($1) }
        case .scramFinal(let chunks, let scram, let login):
            return feed(word, chunks, { .scramFinal($0, scram, login) }) { $0.scramFinal($1, scram, login) }
        case .scramDone(let login):
            sasl = nil
            guard word == "+" else { return aborted() }
            return loggedIn(login)
        // Nothing is read meanwhile.
        case .scramLookUp: return []
        }
    }

    private mutating func begin(_ mechanism: String) -> [Step] {
        switch mechanism.uppercased() {
        case "PLAIN": sasl = .plain(SASLChunks(mostBytes: SASLPlain.mostBytes))
        case "SCRAM-SHA-256": sasl = .scramFirst(SASLChunks(mostBytes: SASLScram.mostBytes))
        case "*": return aborted()
        default:
            return [
                .reply(.saslMechanisms, [Self.mechanisms, "are available SASL mechanisms"]),
                .reply(.saslFail, ["SASL mechanism not available"]),
            ]
        }
        return [.send(IRCMessage("AUTHENTICATE", ["+"]))]
    }

    /// In the order of preference.
    static let mechanisms = "SCRAM-SHA-256,PLAIN"

    /// One chunk of a message; `body` takes the whole message.
    private mutating func feed(
        _ word: String, _ chunks: SASLChunks, _ again: (SASLChunks) -> Exchange,
        _ body: (inout Self, [UInt8]) -> [Step]
    ) -> [Step] {
        var chunks = chunks
        let step = chunks.feed(word)
        sasl = step == .more ? again(chunks) : nil
        switch step {
        case .more: return []
        case .aborted: return aborted()
        case .tooLong: return [.reply(.saslTooLong, ["SASL message too long"])] + complete()
        case .malformed: return notForYourself("Not base 64")
        case .whole(let bytes): return body(&self, bytes)
        }
    }

    private mutating func aborted() -> [Step] {
        [.reply(.saslAborted, ["SASL authentication aborted"])] + complete()
    }

    private mutating func notForYourself(_ why: String) -> [Step] {
        [.reply(.saslFail, [why])] + complete()
    }

    private mutating func plain(_ bytes: [UInt8]) -> [Step] {
        guard let message = SASLPlain(bytes) else { return notForYourself("Not a PLAIN message for yourself") }
        phase = .checkingSASL
        return [.verify(name: message.name, password: message.password)]
    }

    // MARK: - SCRAM

    private mutating func scramFirst(_ bytes: [UInt8]) -> [Step] {
        guard let scram = SASLScram(clientFirst: bytes) else {
            return notForYourself("Not a SCRAM message for yourself, without channel binding")
        }
        sasl = .scramLookUp(scram)
        phase = .checkingSASL
        return [.lookUp(name: scram.name)]
    }

    /// The login that was asked for, if there is one; a nonce that is new each time; and a secret of this process.
    mutating func found(_ login: Login?, nonce: String, secret: [UInt8]) -> [Step] {
        phase = .asking
        guard case .scramLookUp(var scram)? = sasl else { return [] }
        let first = scram.answer(login?.scram.flatMap { ScramKeys($0) }, serverNonce: nonce, secret: secret)
        sasl = .scramFinal(SASLChunks(mostBytes: SASLScram.mostBytes), scram, login)
        return SASLChunks.cut(first).map { .send(IRCMessage("AUTHENTICATE", [$0])) }
    }

    private mutating func scramFinal(_ bytes: [UInt8], _ scram: SASLScram, _ login: Login?) -> [Step] {
        guard let login, let proof = scram.proof(clientFinal: bytes) else {
            phase = .checkingSASL
            return [.wrongPassword(name: scram.name)]
        }
        sasl = .scramDone(login)
        return SASLChunks.cut(proof).map { .send(IRCMessage("AUTHENTICATE", [$0])) }
    }

    mutating func disproved() -> [Step] {
        phase = .asking
        attempts += 1
        return failed([.reply(.saslFail, ["Name or password is wrong"])])
    }

    // MARK: - CAP

    private mutating func negotiate(_ params: [String]) -> [Step] {
        guard let word = params.first else { return [.reply(.needMoreParams, ["CAP", "Not enough parameters"])] }
        switch word.uppercased() {
        case "LS":
            isNegotiating = phase != .done
            let version = params.count > 1 ? Int(params[1]) ?? 0 : 0
            if version >= 302 {
                isNotified = true
                capabilities.insert(.capNotify)
            }
            return [cap("LS", Capabilities.offered(withValues: version >= 302))]
        case "LIST": return [cap("LIST", capabilities.list)]
        case "REQ":
            isNegotiating = phase != .done
            let request = params.count > 1 ? params[1] : ""
            guard let changed = capabilities.applying(request), !isNotified || changed.contains(.capNotify) else {
                return [cap("NAK", request)]
            }
            capabilities = changed
            return [cap("ACK", request)]
        case "END":
            isNegotiating = false
            // Giving up the negotiation gives up an unfinished exchange (IRCv3 SASL, "Aborting").
            let aborted: [Step] = sasl == nil ? [] : [.reply(.saslAborted, ["SASL authentication aborted"])]
            sasl = nil
            return aborted + complete()
        default: return [.reply(.invalidCap, [word, "Invalid CAP command"])]
        }
    }

    private func cap(_ word: String, _ text: String) -> Step {
        .send(IRCMessage("CAP", [shownNick, word, text]))
    }
}
