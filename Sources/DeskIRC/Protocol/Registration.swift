import DeskCore

/// How a connection becomes somebody: CAP, PASS, NICK, USER and SASL, as a value. Messages in, steps out; whoever holds
/// it sends the replies, checks the passwords and tells it what came out.
struct Registration: Equatable, Sendable {
    enum Step: Equatable, Sendable {
        case reply(Numeric, [String])
        case send(IRCMessage)
        /// Nothing of this connection is read until `verified` was called.
        case verify(name: String, password: String)
        /// A valid nick. Nothing is read until `settled(nick:)` or `refused(nick:)` was called.
        case claim(nick: String)
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
    private var sasl: SASLPlain?
    private var attempts = 0
    private let attemptsAllowed: Int
    /// What SASL calls the person once logged in (900).
    private let server: String

    init(attemptsAllowed: Int, server: String) {
        self.attemptsAllowed = attemptsAllowed
        self.server = server
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
        if let pass, login == nil {
            phase = .checkingPass
            let parts = pass.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return [
                parts.count == 2 ? .verify(name: parts[0], password: parts[1]) : .verify(name: nick, password: pass)
            ]
        }
        phase = .claiming
        return [.claim(nick: nick)]
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
        self.login = login
        guard !wasPass else { return complete() }
        let mask = IRCSource(nick: shownNick, user: user ?? "*", host: server).text
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
        guard var exchange = sasl else { return begin(word) }
        let step = exchange.feed(word)
        sasl = step == .more ? exchange : nil
        switch step {
        case .more: return []
        case .aborted: return [.reply(.saslAborted, ["SASL authentication aborted"])] + complete()
        case .tooLong: return [.reply(.saslTooLong, ["SASL message too long"])] + complete()
        case .malformed: return [.reply(.saslFail, ["Not a PLAIN message for yourself"])] + complete()
        case .credentials(let name, let password):
            phase = .checkingSASL
            return [.verify(name: name, password: password)]
        }
    }

    private mutating func begin(_ mechanism: String) -> [Step] {
        switch mechanism.uppercased() {
        case "PLAIN":
            sasl = SASLPlain()
            return [.send(IRCMessage("AUTHENTICATE", ["+"]))]
        case "*": return [.reply(.saslAborted, ["SASL authentication aborted"])]
        default:
            return [
                .reply(.saslMechanisms, ["PLAIN", "are available SASL mechanisms"]),
                .reply(.saslFail, ["SASL mechanism not available"]),
            ]
        }
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
