import DeskCore

/// Everybody who is connected, and where they stand: persons, nicks and rooms. No I/O and no clock of its own: calls
/// in, actions out. Not Sendable, because it lives on the listener's one event loop.
final class Hall {
    /// Channels in one JOIN; the rest of the line is refused.
    static let mostJoins = 10
    /// In bytes.
    static let longestAway = 200
    static let longestRealName = 100
    /// Case titles kept for agents who join later; the oldest goes first.
    static let mostTitles = 1000

    private(set) var options: ListenerOptions
    private let process: String
    private let now: @Sendable () -> Timestamp
    var sessions: [ConnectionID: Session] = [:]
    var people: [String: Person] = [:]
    /// Folded nick to the person who has it: connections of one login may share a nick.
    var nicks: [String: String] = [:]
    var staffRooms: [String: StaffRoom] = [:]
    var titles: [String: String] = [:]
    var titleOrder: [String] = []
    /// Arrivals of one room, the first of each with the inbox. Bounded by what the sessions hold.
    var lines: [RoomID: [Pending]] = [:]
    /// The answer that is being put together for a client that labelled its line.
    var labelled: Labelled?
    /// Folded nicks that somebody wants to hear of, and who.
    var watchers: [String: [ConnectionID: Session]] = [:]
    /// Connections by sender.
    var senders: [NetworkAddress: Int] = [:]
    /// How often what happened, since the start.
    var drops: [Drop: Int] = [:]
    /// Connections that count as gone and are not forgotten.
    var leaving = 0
    /// Registered connections: how many there are, and were at most.
    var users = 0
    var mostUsers = 0
    private(set) var connections: UInt64 = 0
    private var batches: UInt64 = 0
    /// In milliseconds, as last told.
    var uptime = 0
    let shelf = HistoryShelf()
    var loginGuard: LoginGuard
    /// At most one of each connection.
    var checks: [Check] = []
    /// Chance, for what nobody may foresee.
    let nonce: () -> String
    let secret: [UInt8]
    /// By root: how far each person has read, by folded target (IRCv3 read-marker).
    var markers = ReadMarkers()
    private var actions: [Action] = []

    /// `process` must be of this process alone, over all restarts.
    init(
        options: ListenerOptions, process: String, now: @escaping @Sendable () -> Timestamp,
        nonce: @escaping () -> String = { Base64.encoded((0..<18).map { _ in UInt8.random(in: 0...255) }) }
    ) {
        self.options = options
        self.nonce = nonce
        secret = Array(nonce().utf8)
        loginGuard = LoginGuard(limits: options.limits)
        self.process = process
        self.now = now
    }

    var time: Timestamp { now() }

    /// Why nobody more may come in from there; nil where they may.
    func refusal(of address: NetworkAddress?) -> Drop? {
        let limits = options.limits
        if sessions.count >= limits.maximumConnections { return .full }
        // Whoever is refused here is not yet anybody: those who talk are left in peace.
        if sessions.count - users - leaving >= limits.maximumRegistering { return .registering }
        guard let address, !limits.exempt.contains(where: { $0.contains(address) }) else { return nil }
        return senders[address.sender, default: 0] >= limits.connectionsPerAddress ? .address : nil
    }

    /// What one line of a connection costs of its allowance, in thousandths: agents paste, and serve many at once.
    func cost(of id: ConnectionID) -> Int {
        guard let session = sessions[id] else { return 1000 }
        if session.isTrusted || session.person?.isAgent ?? false { return 100 }
        return session.batch == nil ? 1000 : 200
    }

    func dropped(_ drop: Drop) { drops[drop, default: 0] += 1 }

    func reconfigure(_ options: ListenerOptions) {
        self.options = options
        loginGuard.limits = options.limits
    }

    func act(_ action: Action) { actions.append(action) }

    /// A reference tag that no other batch of this process has.
    func nextBatch() -> String {
        batches += 1
        return "b" + String(batches, radix: 32)
    }

    /// What is to be done since the last call.
    func takeActions() -> [Action] {
        defer { actions = [] }
        return actions
    }

    /// `uptime` in milliseconds of a clock that never goes back.
    /// `address` is nil where it is not known: such a connection is trusted with nothing.
    func connected(uptime: Int, from address: NetworkAddress? = nil) -> ConnectionID {
        connections += 1
        if let sender = address?.sender { senders[sender, default: 0] += 1 }
        let id = ConnectionID(number: connections)
        let registration = Registration(
            attemptsAllowed: options.limits.loginAttempts, server: options.serverName, password: options.password)
        sessions[id] = Session(
            id: id, name: process + "." + String(connections, radix: 32),
            sender: address?.sender,
            isTrusted: address.map { address in options.agentsFrom.contains { $0.contains(address) } } ?? false,
            registration: registration, uptime: uptime)
        return id
    }

    /// Whether the next line of this connection may be given to `received`.
    func isReady(_ id: ConnectionID) -> Bool { sessions[id]?.isReady ?? false }

    func heard(_ id: ConnectionID, uptime: Int) {
        guard let session = sessions[id] else { return }
        self.uptime = uptime
        session.heardAt = uptime
        session.isPinged = false
    }

    func received(_ item: LineFramer.Item, from id: ConnectionID) {
        guard let session = sessions[id], session.isReady else { return }
        switch item {
        case .tooLong: reply(session, .inputTooLong, ["Input line was too long"])
        case .endless: close(session, reason: "A line without end", because: .tooLong)
        case .line(let bytes): received(bytes, from: session)
        }
    }

    private func received(_ bytes: [UInt8], from session: Session) {
        do throws(IRCParseError) {
            let message = try IRCMessage(parsing: bytes)
            answering(message, from: session) {
                if let steps = session.registration.feed(message) {
                    take(steps, for: session)
                } else if let person = session.person {
                    run(message, from: session, of: person)
                } else {
                    runUnregistered(message, from: session)
                }
            }
        } catch {
            if error == .invalidUTF8 { refuseBytes(bytes, from: session) }
        }
    }

    /// IRCv3 UTF8ONLY: told, never passed on.
    private func refuseBytes(_ bytes: [UInt8], from session: Session) {
        let text = Array(String(decoding: bytes, as: UTF8.self).utf8)
        guard let message = try? IRCMessage(parsing: text) else { return }
        let command = message.command.uppercased()
        let isPlain = command.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
        answering(message, from: session) {
            fail(
                session, isPlain ? command : "*", "INVALID_UTF8",
                why: "Only UTF-8 is understood here: the line was left out")
        }
    }

    /// Once a second or so: who never registered goes, who is silent is pinged.
    func tick(uptime: Int) {
        self.uptime = uptime
        for session in sessions.values {
            giveUpBatch(of: session)
            // While the desk itself makes them wait (a password is being checked) their clock stands still.
            if session.isChecking { session.connectedAt = uptime }
            guard session.isReady else { continue }
            let silence = uptime - session.heardAt
            if !session.isRegistered {
                guard uptime - session.connectedAt >= options.limits.registrationSeconds * 1000 else { continue }
                close(session, reason: "Registration timed out", because: .registration)
            } else if silence >= options.limits.pingSeconds * 2000, session.isPinged {
                close(session, reason: "Ping timeout", because: .silent)
            } else if silence >= options.limits.pingSeconds * 1000, !session.isPinged {
                session.isPinged = true
                send(IRCMessage("PING", [options.serverName]), to: session)
            }
        }
    }
}
