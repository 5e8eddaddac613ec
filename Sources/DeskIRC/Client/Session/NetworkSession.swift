import DeskCore
import Logging

/// The desk on one network: who is there, what was said, what is still to be said. No I/O and no clock of its own: calls
/// in, actions out. It outlives connections, so that nobody is forgotten with one. Not Sendable, because it lives on one
/// event loop.
final class NetworkSession {
    /// Arrivals that wait for the inbox, at which nothing more is read.
    static let mostPending = 512
    /// Contacts that share no channel with us; the ones not heard for the longest are forgotten.
    static let mostContacts = 10_000
    static let pingSeconds = 60
    static let handshakeSeconds = 60
    static let loginSeconds = 20
    /// How long to wait for the answer to CAP LS before naming ourselves.
    static let listSeconds = 5
    static let loginAgainSeconds = 30
    /// Doubled each time, up to the longest.
    static let nickAgainSeconds = 30
    static let longestNickSeconds = 600
    static let joinAgainSeconds = 60

    /// Of one connection.
    enum Phase: Equatable { case down, greeting, online, closing }

    let options: NetworkOptions
    /// Of this process alone, over all restarts.
    let process: String
    private let now: () -> Timestamp
    private let nonce: () -> String
    /// In milliseconds, as last told.
    var uptime = 0
    var phase = Phase.down
    var isSecure = false
    private(set) var port = 0
    var handshake: Handshake
    var features = ServerFeatures()
    /// Ours, as the network shows it.
    var nick: String
    var ownUser: String?
    var ownHost: String?
    var isLoggedIn = false
    var connectedAt = 0
    private var heardAt = 0
    var pingedAt: Int?
    var loginBeganAt: Int?
    var loginTriedAt = 0
    var nickTriedAt = 0
    var nickTries = 0
    var nickPause = 0
    /// Folded names of channels that we are in, and when we last tried to get into the others.
    var joined: Set<String> = []
    var joinTriedAt: [String: Int] = [:]
    var contacts: [String: Contact] = [:]
    var book = Book()
    var lookups: [String: Lookup] = [:]
    var batches: [String: Batch] = [:]
    /// Folded nicks to tell the server of, at the next tick.
    var toWatch: Set<String> = []
    var toUnwatch: Set<String> = []
    var watched = 0
    /// Arrivals of one room, the first of each with the inbox.
    var lines: [RoomID: [Incoming]] = [:]
    var pending = 0
    /// Of an upgrade that the server asked for, over TLS; of a policy that holds.
    var policy: STSPolicy?
    /// Rooms in which agents have their cases.
    var windows: Set<RoomID> = []
    var queue: SendQueue
    var confirmations = Confirmations()
    /// What is left of deliveries that broke off, by id.
    var rests: [DeliveryID: Rest] = [:]
    /// Questions in channels that nobody has answered yet, by folded channel.
    var unasked: [String: Unasked] = [:]
    /// Up to when everything was heard before this connection.
    var heardUntil: Timestamp?
    var multilines: UInt64 = 0
    /// From when on what was said is being asked for.
    var caughtUpFrom: Timestamp?
    private var toldUntil: Int64 = 0
    private var arrivals: UInt64 = 0
    private var actions: [NetworkAction] = []

    /// `now` tells the time of arrivals; `nonce` is chance that nobody may foresee.
    init(
        options: NetworkOptions, process: String, now: @escaping () -> Timestamp,
        nonce: @escaping () -> String = { Base64.encoded((0..<18).map { _ in UInt8.random(in: 0...255) }) }
    ) {
        self.options = options
        self.process = process
        self.now = now
        self.nonce = nonce
        nick = options.nick
        handshake = Handshake(options, isSecure: false, nonce: "")
        queue = SendQueue(options)
    }

    var time: Timestamp { now() }
    var isOnline: Bool { phase == .online }
    /// Whether more may be read from the socket.
    var isReady: Bool { pending < Self.mostPending }

    func act(_ action: NetworkAction) { actions.append(action) }
    func log(_ level: Logger.Level, _ text: String) { act(.log(level, text)) }
    func folded(_ name: String) -> String { features.folded(name) }
    func has(_ capability: String) -> Bool { handshake.enabled.contains(capability) }

    /// What is to be done since the last call.
    func takeActions() -> [NetworkAction] {
        guard !actions.isEmpty else { return [] }
        defer { actions = [] }
        return actions
    }

    /// At once: for what the connection itself needs. It counts, but does not wait.
    func sendNow(_ command: String, _ params: [String] = []) {
        let message = IRCMessage(command, params)
        // What a server asks of who comes in does not count.
        if isOnline { queue.allowance.charge(SendQueue.cost(of: [message]), now: uptime) }
        act(.send(message))
    }

    /// In its turn.
    func sendLater(_ command: String, _ params: [String], _ lane: SendQueue.Lane = .background) {
        queue.add(Outgoing(units: [[IRCMessage(command, params)]], to: ""), lane)
    }

    // MARK: - Connections

    /// A connection stands; over TLS, the handshake included.
    func connected(isSecure: Bool, port: Int, uptime: Int) {
        self.uptime = uptime
        (self.isSecure, self.port) = (isSecure, port)
        phase = .greeting
        (connectedAt, heardAt, pingedAt) = (uptime, uptime, nil)
        features = ServerFeatures()
        nick = options.nick
        (ownUser, ownHost, isLoggedIn, nickTries, nickPause) = (nil, nil, false, 0, Self.nickAgainSeconds)
        handshake = Handshake(options, isSecure: isSecure, nonce: nonce())
        queue.reset(options)
        perform(handshake.begin(nick: nick))
    }

    /// It is gone; what was under way is said of each delivery.
    func disconnected() {
        guard phase != .down else { return }
        phase = .down
        if isSecure, let policy { keep(policy.renewed(at: time.milliseconds)) }
        breakOff()
        contacts = [:]
        lookups = [:]
        batches = [:]
        joined = []
        joinTriedAt = [:]
        unasked = [:]
        (toWatch, toUnwatch, watched) = ([], [], 0)
        for person in book.people.values where person.presence != .gone {
            person.presence = .unverified
            person.isWatched = false
        }
        write()
    }

    func keep(_ policy: STSPolicy?) {
        self.policy = policy
        act(.keepPolicy(policy))
    }

    func close(_ reason: String, quit: Bool = true) {
        guard phase != .closing, phase != .down else { return }
        phase = .closing
        if quit { act(.send(IRCMessage("QUIT", [reason]))) }
        act(.close(reason: reason))
    }

    /// What the network sent.
    func received(_ message: IRCMessage) {
        guard phase == .greeting || phase == .online else { return }
        if let steps = handshake.feed(message, nick: nick) { perform(steps) }
        switch message.command {
        case "PING": sendNow("PONG", message.params)
        case "ERROR": ended(message.params.last ?? "closed by the network")
        default: route(message)
        }
        write()
    }

    private func ended(_ reason: String) {
        if reason.lowercased().contains("flood") {
            log(.error, "the network takes the desk for a flood: lower flood.burst, or make flood.pause longer")
        }
        close(reason, quit: false)
    }

    func heard(uptime: Int) {
        self.uptime = uptime
        (heardAt, pingedAt) = (uptime, nil)
    }

    /// PBKDF2's part of a login; nothing where it failed.
    func derived(_ salted: [UInt8]) {
        guard phase == .greeting || phase == .online else { return }
        perform(handshake.derived(salted))
    }

    // MARK: - Time

    /// Once a second or so.
    func tick(uptime: Int) {
        self.uptime = uptime
        switch phase {
        case .greeting: tickGreeting()
        case .online: tickOnline()
        case .down, .closing: break
        }
        write()
    }

    private func tickGreeting() {
        let seconds = (uptime - connectedAt) / 1000
        if seconds >= Self.listSeconds { perform(handshake.withoutCapabilities(nick)) }
        tickLogin()
        if seconds >= Self.handshakeSeconds { close("the network did not let us in within a minute") }
    }

    private func tickOnline() {
        tickLogin()
        tickLookups()
        tickNick()
        tickChannels()
        tickWatching()
        tickUnasked()
        confirmations.giveUp(before: uptime - Confirmations.mostMilliseconds).forEach { finish($0, .failure(.unknown)) }
        tellTime()
        if let pingedAt, uptime - pingedAt >= Self.pingSeconds * 1000 { return close("the network does not answer") }
        guard uptime - heardAt >= Self.pingSeconds * 1000, pingedAt == nil else { return }
        pingedAt = uptime
        sendNow("PING", ["alive"])
    }

    /// Every ten seconds: what was said before is asked for where it may not have been heard.
    private func tellTime() {
        guard has("draft/chathistory"), pending == 0 else { return }
        let time = time
        guard time.milliseconds - toldUntil >= 10_000 else { return }
        toldUntil = time.milliseconds
        act(.rememberTime(time))
    }

    func wentOnline() {
        phase = .online
        act(.online(nick: nick))
    }

    // MARK: - Into the inbox

    /// `libera:1k4v0….msgid`: it begins with the time, since indexes are quicker so, and is the same whenever the network
    /// shows the same message again. One that the network does not name has no dot.
    func arrivalID(of message: IRCMessage?, at: Timestamp) -> ArrivalID {
        let when = String(at.milliseconds, radix: 32)
        if let msgid = message?.tags["msgid"], !msgid.isEmpty, message?.tags["time"] != nil {
            return ArrivalID("\(options.id):\(when).\(msgid)")
        }
        arrivals += 1
        return ArrivalID("\(options.id):\(when)-\(process)-\(arrivals)")
    }

    func arrived(_ arrival: Arrival, by person: Acquaintance) {
        lines[arrival.from.room, default: []].append(Incoming(arrival: arrival, person: person))
        pending += 1
        if lines[arrival.from.room]?.count == 1 { accept(arrival.from.room) }
    }

    private func accept(_ room: RoomID) {
        guard let first = lines[room]?.first, first.person.isKept, first.isWithInbox == false else { return }
        lines[room]?[0].isWithInbox = true
        act(.accept(first.arrival))
    }

    /// What became of the arrival at the head of a room's line.
    func settled(_ room: RoomID, isAccepted: Bool) {
        guard var line = lines[room], !line.isEmpty else { return }
        line.removeFirst()
        pending -= 1
        lines[room] = line.isEmpty ? nil : line
        accept(room)
        if pending == Self.mostPending - 1 { act(.resume) }
    }

    // MARK: - On the disk

    /// What is to be kept of who talks with us.
    func write() {
        for piece in book.toWrite() { act(.remember(shard: piece.shard, text: piece.text)) }
        guard book.hasReleased else { return }
        book.hasReleased = false
        for room in lines.keys { accept(room) }
    }

    /// - Parameter isKept: Whether it is on the disk. Where it is not, the desk ends.
    func remembered(_ shard: Int, isKept: Bool) {
        guard isKept else { return }
        let people = Set(book.written(shard).map(\.root))
        for (room, line) in lines where line.first.map({ people.contains($0.person.root) }) ?? false { accept(room) }
        write()
    }
}

/// An arrival on its way into the inbox. Who said it is on the disk before it is.
struct Incoming {
    let arrival: Arrival
    let person: Acquaintance
    var isWithInbox = false
}
