/// How the desk becomes somebody on a server: capabilities, login, nick, as a value (IRCv3 capability negotiation and
/// SASL, RFC 2812 section 3.1). Messages in, steps out. It goes on after registration, since capabilities come and go.
struct Handshake: Equatable, Sendable {
    enum Step: Equatable, Sendable {
        case send(IRCMessage)
        case derive(password: String, ScramClient.Work)
        /// The network is to be reached over TLS at this port, from now on (IRCv3 sts).
        case upgrade(port: Int)
        /// It is, for as many seconds; for none, not any more.
        case keepPolicy(seconds: Int)
        /// How logging in ended.
        case login(SASLDialogue.Ending)
        case close(String)
    }
    /// What of the network's capabilities the desk uses. IRCv3 sts is never asked for.
    static let wanted: Set<String> = [
        "account-notify", "account-tag", "away-notify", "batch", "cap-notify", "chghost", "draft/chathistory",
        "draft/multiline", "echo-message", "extended-join", "labeled-response", "message-tags", "multi-prefix", "sasl",
        "server-time", "setname", "standard-replies",
    ]
    /// Of names in one request.
    private static let mostBytes = 400
    /// What a server may list of itself.
    private static let mostOffered = 512

    private let options: NetworkOptions
    private let isSecure: Bool
    private let nonce: String
    /// By name, with the value.
    private(set) var offered: [String: String] = [:]
    private(set) var enabled: Set<String> = []
    private(set) var sasl: SASLDialogue
    private var logins = 0
    private var isListed = false
    private var isEnded = false
    private var isNamed = false
    /// Requests without an answer.
    private var requested: [String] = []
    private var isUpgrading = false
    private(set) var isRegistered = false

    init(_ options: NetworkOptions, isSecure: Bool, nonce: String) {
        self.options = options
        self.isSecure = isSecure
        self.nonce = nonce
        sasl = SASLDialogue(options.sasl, overTLS: isSecure, nonce: nonce)
    }

    /// The first words on a connection. A password waits until the server has had the chance to ask for TLS.
    mutating func begin(nick: String) -> [Step] {
        [.send(IRCMessage("CAP", ["LS", "302"]))] + (options.password == nil ? name(nick) : [])
    }

    /// Who we are. Does nothing the second time.
    mutating func name(_ nick: String) -> [Step] {
        guard !isNamed else { return [] }
        isNamed = true
        let password = options.password.map { [Step.send(IRCMessage("PASS", [$0]))] } ?? []
        return password + [
            .send(IRCMessage("NICK", [nick])),
            .send(IRCMessage("USER", [options.user, "0", "*", options.realName])),
        ]
    }

    /// Nil for what is no part of it.
    mutating func feed(_ message: IRCMessage, nick: String) -> [Step]? {
        switch message.command.uppercased() {
        case "CAP": return negotiate(message.params, nick: nick)
        case "001":
            isRegistered = true
            isEnded = true
            return nil
        case "421" where message.params.dropFirst().first?.uppercased() == "CAP": return withoutCapabilities(nick)
        default: return sasl.feed(message).map { steps(of: $0) }
        }
    }

    /// A server that knows no capabilities goes on as soon as it has the names.
    mutating func withoutCapabilities(_ nick: String) -> [Step] {
        guard !isListed, !isEnded else { return [] }
        isEnded = true
        return name(nick)
    }

    mutating func derived(_ salted: [UInt8]) -> [Step] { steps(of: sasl.derived(salted)) }

    /// The server let us wait for too long in the login.
    mutating func loginTimedOut() -> [Step] { sasl.isUnderWay ? steps(of: sasl.timedOut()) : [] }

    /// Logs in again on a connection that goes on without.
    mutating func logInAgain() -> [Step] {
        guard !sasl.isUnderWay, options.sasl.isOn, requested.isEmpty else { return [] }
        // Not every server says that it has the capability again once services are back: so it is asked for.
        guard enabled.contains("sasl") else { return request(["sasl"]) }
        logins += 1
        sasl = SASLDialogue(options.sasl, overTLS: isSecure, nonce: "\(nonce).\(logins)")
        return steps(of: sasl.begin(offered: offered["sasl"] ?? ""))
    }

    // MARK: - CAP

    private mutating func negotiate(_ params: [String], nick: String) -> [Step] {
        guard params.count > 2, !isUpgrading else { return [] }
        let names = params[params.count - 1].split(separator: " ").map(String.init)
        switch params[1].uppercased() {
        case "LS":
            take(names)
            if params.count > 3, params[2] == "*" { return [] }
            return listed(nick)
        case "ACK": return answered(names, isGranted: true)
        case "NAK": return answered(names, isGranted: false)
        case "NEW": return added(names)
        case "DEL":
            for name in names {
                offered[name] = nil
                enabled.remove(name)
            }
            return []
        default: return []
        }
    }

    private mutating func take(_ names: [String]) {
        for name in names where offered.count < Self.mostOffered {
            let parts = name.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            offered[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
    }

    private mutating func listed(_ nick: String) -> [Step] {
        if let steps = obeySTS() { return steps }
        let policy = policyToKeep()
        guard !isListed else { return policy }
        isListed = true
        return policy + name(nick) + request(Self.wanted.intersection(offered.keys).sorted()) + goOn()
    }

    /// On a connection that anybody may read: what it says is not yet believed, but it is gone from at once.
    private mutating func obeySTS() -> [Step]? {
        guard !isSecure, let value = offered["sts"], let port = STSPolicy.Advice(value).port else { return nil }
        isUpgrading = true
        return [.upgrade(port: port)]
    }

    /// Over TLS the port means nothing.
    private func policyToKeep() -> [Step] {
        guard isSecure, let value = offered["sts"], let seconds = STSPolicy.Advice(value).seconds else { return [] }
        return [.keepPolicy(seconds: seconds)]
    }

    private mutating func request(_ names: [String]) -> [Step] {
        var lines: [String] = []
        for name in names {
            if let last = lines.last, last.utf8.count + 1 + name.utf8.count <= Self.mostBytes {
                lines[lines.count - 1] = last + " " + name
            } else {
                lines.append(name)
            }
        }
        requested += lines
        return lines.map { .send(IRCMessage("CAP", ["REQ", $0])) }
    }

    private mutating func answered(_ names: [String], isGranted: Bool) -> [Step] {
        if isGranted {
            for name in names {
                if name.hasPrefix("-") { enabled.remove(String(name.dropFirst())) } else { enabled.insert(name) }
            }
        }
        let asked = requested.isEmpty ? "" : requested.removeFirst()
        // One that it did not mean to offer must not cost the login.
        let again = !isGranted && asked.contains(" ") && asked.split(separator: " ").contains("sasl")
        return (again ? request(["sasl"]) : []) + goOn(isNew: isGranted && names.contains("sasl"))
    }

    /// Once all requests are answered: the login, then the end.
    private mutating func goOn(isNew: Bool = false) -> [Step] {
        guard requested.isEmpty, isListed || isEnded, !sasl.isUnderWay else { return [] }
        guard !isEnded else { return isNew ? logInAgain() : [] }
        guard options.sasl.isOn else { return end() }
        guard enabled.contains("sasl") else {
            return [.login(.unavailable("the network offers no login by SASL now"))] + end()
        }
        return steps(of: sasl.begin(offered: offered["sasl"] ?? ""))
    }

    private mutating func end() -> [Step] {
        guard !isEnded else { return [] }
        isEnded = true
        return [.send(IRCMessage("CAP", ["END"]))]
    }

    private mutating func added(_ names: [String]) -> [Step] {
        take(names)
        if let steps = obeySTS() { return steps }
        let new = Set(names.map { String($0.prefix { $0 != "=" }) })
        return policyToKeep() + request(Self.wanted.intersection(new).sorted())
    }

    // MARK: - SASL

    private mutating func steps(of steps: [SASLDialogue.Step]) -> [Step] {
        steps.flatMap { step -> [Step] in
            switch step {
            case .send(let message): return [.send(message)]
            case .derive(let password, let work): return [.derive(password: password, work)]
            case .ended(.impostor):
                return [.login(.impostor), .close("The server could not prove that it knows the password")]
            case .ended(let ending): return [.login(ending)] + end()
            }
        }
    }
}
