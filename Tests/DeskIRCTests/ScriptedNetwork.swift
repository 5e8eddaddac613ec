import Synchronization

@testable import DeskIRC

/// A small IRC network on a free port of this machine. The desk is its only client; people are on it by name, and say and do
/// what a test wants, so that it is known in which order the desk is told (RFC 2812; IRCv3 where the kind has it).
final class ScriptedNetwork: Sendable {
    /// What the network can.
    struct Kind: Sendable {
        /// Empty for a server that knows no capabilities at all.
        var capabilities: Set<String> = []
        var hasMonitor = false
        /// In which everybody is, so that the desk is shown who comes and goes.
        var channel: String?
        /// Everybody is logged in, under their name in capitals.
        var hasAccounts = false
    }
    struct NotThere: Error { let name: String }
    private struct Person {
        let name: String
        let signon: Int
        var source: String { "\(name)!\(name)@\(name).example" }
        var account: String { name.uppercased() }
    }
    private struct State {
        var desk: ScriptedServer.Peer?
        var nick = "*"
        var enabled: Set<String> = []
        var isNegotiating = false
        var hasUser = false
        var isRegistered = false
        var isInChannel = false
        var watched: Set<String> = []
        var people: [String: Person] = [:]
        var heard: [String: [String]] = [:]
        var count = 0
    }
    private static let name = "irc.example"
    let kind: Kind
    private let server: ScriptedServer
    private let state: Arc

    /// Shared with what answers, which is there before the network is.
    private final class Arc: Sendable {
        let mutex = Mutex(State())
    }

    var port: Int { server.port }

    private init(_ kind: Kind, _ server: ScriptedServer, _ state: Arc) {
        (self.kind, self.server, self.state) = (kind, server, state)
    }

    static func start(_ kind: Kind) async throws -> ScriptedNetwork {
        let state = Arc()
        let server = try await ScriptedServer.start { peer, line in
            guard let message = try? IRCMessage(parsing: Array(line.utf8)) else { return }
            state.mutex.withLock { $0.desk = peer }
            state.mutex.withLock { answer(message, kind, &$0) }
        }
        return ScriptedNetwork(kind, server, state)
    }

    // MARK: - People

    /// Whether the desk is there, and where everybody else is.
    var hasDesk: Bool { state.mutex.withLock { $0.isRegistered && (kind.channel == nil || $0.isInChannel) } }

    /// Whether the desk is told at once when nobody is called that any more.
    func watches(_ name: String) -> Bool { state.mutex.withLock { $0.watched.contains(name) } }

    func connect(_ name: String) {
        state.mutex.withLock { state in
            state.count += 1
            let person = Person(name: name, signon: 1_700_000_000 + state.count)
            state.people[name] = person
            state.heard[name] = []
            if let channel = kind.channel { state.desk?.write([Self.join(person, channel, kind, state)]) }
            if state.watched.contains(name) { state.desk?.write([":\(Self.name) 730 \(state.nick) :\(person.source)"]) }
        }
    }

    /// Says it to the desk, in private.
    func say(_ lines: [String], as name: String) throws {
        try state.mutex.withLock { state in
            guard let person = state.people[name] else { throw NotThere(name: name) }
            for line in lines {
                let tags = Self.tags(person, kind, &state)
                state.desk?.write(["\(tags):\(person.source) PRIVMSG \(state.nick) :\(line)"])
            }
        }
    }

    func disconnect(_ name: String) {
        state.mutex.withLock { state in
            guard let person = state.people.removeValue(forKey: name) else { return }
            if kind.channel != nil { state.desk?.write([":\(person.source) QUIT :Quit: bye"]) }
            if state.watched.contains(name) { state.desk?.write([":\(Self.name) 731 \(state.nick) :\(name)"]) }
        }
    }

    /// What the desk said to them on their connection, or their last one.
    func heard(by name: String) -> [String] { state.mutex.withLock { $0.heard[name] ?? [] } }

    /// `msgid` and `time` of every message, `account` of who has one (IRCv3 message-ids, server-time, account-tag).
    private static func tags(_ person: Person, _ kind: Kind, _ state: inout State) -> String {
        var tags: [String] = []
        if state.enabled.contains("message-tags") { tags.append("msgid=\(newID())") }
        // All of a test's messages may come within one millisecond.
        if state.enabled.contains("server-time") { tags.append("time=2026-01-01T10:00:00.000Z") }
        if state.enabled.contains("account-tag"), kind.hasAccounts { tags.append("account=\(person.account)") }
        return tags.isEmpty ? "" : "@" + tags.joined(separator: ";") + " "
    }

    /// No network gives an id twice, not after a restart either.
    private static func newID() -> String { String(UInt64.random(in: 0 ... .max), radix: 36) }

    private static func join(_ person: Person, _ channel: String, _ kind: Kind, _ state: State) -> String {
        guard state.enabled.contains("extended-join") else { return ":\(person.source) JOIN \(channel)" }
        return ":\(person.source) JOIN \(channel) \(kind.hasAccounts ? person.account : "*") :\(person.name)"
    }
}

// MARK: - What the desk is told

extension ScriptedNetwork {
    private static func answer(_ message: IRCMessage, _ kind: Kind, _ state: inout State) {
        let first = message.params.first ?? ""
        switch message.command {
        case "CAP": capabilities(message.params, kind, &state)
        case "NICK":
            state.nick = first
            welcome(kind, &state)
        case "USER":
            state.hasUser = true
            welcome(kind, &state)
        case "PING": tell(state, "PONG \(name) :\(first)")
        case "USERHOST": numeric(302, ":\(state.nick)=+support@desk.example", state)
        case "JOIN":
            state.desk?.write([":\(state.nick)!support@desk.example JOIN \(first)"])
            let names = ([state.nick] + state.people.keys.sorted()).joined(separator: " ")
            numeric(353, "= \(first) :\(names)", state)
            numeric(366, "\(first) :End of names", state)
            state.isInChannel = true
        case "WHO":
            for person in state.people.values.sorted(by: { $0.name < $1.name }) {
                numeric(
                    352, "\(first) \(person.name) \(person.name).example \(name) \(person.name) H :0 \(person.name)",
                    state)
            }
            numeric(315, "\(first) :End of WHO", state)
        case "WHOIS": whois(message.params.last ?? "", kind, state)
        case "MONITOR": monitor(message.params, kind, &state)
        case "PRIVMSG", "NOTICE": said(message, &state)
        case "QUIT": tell(state, "ERROR :Closing link")
        default: break
        }
    }

    private static func tell(_ state: State, _ line: String) { state.desk?.write([":\(name) \(line)"]) }

    private static func numeric(_ number: Int, _ rest: String, _ state: State) {
        tell(state, "\(String(number + 1000).dropFirst()) \(state.nick) \(rest)")
    }

    /// IRCv3 capability negotiation.
    private static func capabilities(_ params: [String], _ kind: Kind, _ state: inout State) {
        guard !kind.capabilities.isEmpty else { return numeric(421, "CAP :Unknown command", state) }
        switch params.first {
        case "LS":
            state.isNegotiating = true
            tell(state, "CAP \(state.nick) LS :\(kind.capabilities.sorted().joined(separator: " "))")
        case "REQ":
            let names = params.last ?? ""
            state.enabled.formUnion(names.split(separator: " ").map(String.init))
            tell(state, "CAP \(state.nick) ACK :\(names)")
        case "END":
            state.isNegotiating = false
            welcome(kind, &state)
        default: break
        }
    }

    /// RFC 2812 3.1 and 5.1.
    private static func welcome(_ kind: Kind, _ state: inout State) {
        guard state.nick != "*", state.hasUser, !state.isNegotiating, !state.isRegistered else { return }
        state.isRegistered = true
        numeric(1, ":Welcome", state)
        numeric(5, "CASEMAPPING=ascii CHANTYPES=#\(kind.hasMonitor ? " MONITOR=100" : "") :are supported", state)
        numeric(376, ":End of MOTD", state)
    }

    private static func whois(_ nick: String, _ kind: Kind, _ state: State) {
        if let person = state.people[nick] {
            numeric(311, "\(nick) \(nick) \(nick).example * :\(nick)", state)
            if kind.hasAccounts { numeric(330, "\(nick) \(person.account) :is logged in as", state) }
            numeric(317, "\(nick) 0 \(person.signon) :seconds idle, signon time", state)
        } else {
            numeric(401, "\(nick) :No such nick", state)
        }
        numeric(318, "\(nick) :End of WHOIS", state)
    }

    /// IRCv3 monitor.
    private static func monitor(_ params: [String], _ kind: Kind, _ state: inout State) {
        guard kind.hasMonitor, params.count > 1 else { return numeric(421, "MONITOR :Unknown command", state) }
        let names = params[1].split(separator: ",").map(String.init)
        guard params[0] == "+" else { return state.watched.subtract(names) }
        state.watched.formUnion(names)
        for name in names {
            if let person = state.people[name] {
                numeric(730, ":\(person.source)", state)
            } else {
                numeric(731, ":\(name)", state)
            }
        }
    }

    /// To one person; with the echo and the label that the desk asked for (IRCv3 echo-message, labeled-response).
    private static func said(_ message: IRCMessage, _ state: inout State) {
        guard message.params.count > 1 else { return }
        let (target, text) = (message.params[0], message.params[1])
        let label = message.tags["label"].map { "@label=\($0) " } ?? ""
        guard state.people[target] != nil else {
            state.desk?.write(["\(label):\(name) 401 \(state.nick) \(target) :No such nick"])
            return
        }
        state.heard[target, default: []].append(text)
        if state.enabled.contains("echo-message") {
            state.desk?.write(["\(label):\(state.nick)!support@desk.example \(message.command) \(target) :\(text)"])
        } else if !label.isEmpty {
            state.desk?.write(["\(label):\(name) ACK"])
        }
    }
}
