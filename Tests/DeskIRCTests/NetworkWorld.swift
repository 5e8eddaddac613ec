import DeskCore
import Logging

@testable import DeskIRC

/// A session on a network without sockets: what it asks for is answered at once, unless held back.
final class NetworkWorld {
    let session: NetworkSession
    private var outbox: [String] = []
    private(set) var arrivals: [Arrival] = []
    /// Given to the inbox and not answered, while `holdsArrivals`.
    private(set) var held: [Arrival] = []
    private(set) var kept: [Int: String] = [:]
    private(set) var heldPieces: [Int] = []
    private(set) var logged: [String] = []
    private(set) var closings: [String] = []
    private(set) var upgrades: [Int] = []
    private(set) var policies: [STSPolicy?] = []
    private(set) var times: [Timestamp] = []
    private(set) var derivations: [ScramClient.Work] = []
    private(set) var results: [DeliveryID: Result<Receipt, DeliveryError>] = [:]
    private(set) var online: [String] = []
    var holdsArrivals = false
    var holdsMemory = false
    /// Of the kind that asks whether anybody is there.
    var answersPings = true
    static let start = Timestamp(milliseconds: 1_700_000_000_000)
    private var deliveries = 0
    /// In milliseconds since the start.
    private(set) var uptime = 0

    private final class Clock { var time = NetworkWorld.start }
    private let clock = Clock()

    init(_ options: NetworkOptions = NetworkWorld.options()) {
        let clock = clock
        session = NetworkSession(options: options, process: "p", now: { clock.time }, nonce: { "nonce" })
    }

    static func options(_ change: (inout NetworkOptions) -> Void = { _ in }) -> NetworkOptions {
        var options = NetworkOptions(id: "net", host: "irc.example.net", nick: "support", channels: ["#acme"])
        options.flood = FloodOptions(burst: 5, pause: .zero)
        change(&options)
        return options
    }

    // MARK: - The network

    func connect(isSecure: Bool = false, port: Int = 6667) {
        session.connected(isSecure: isSecure, port: port, uptime: uptime)
        settle()
    }

    /// Registered and greeted, with these capabilities and features; what was said until then is read away.
    func meet(caps: String = "", features: String = "CASEMAPPING=ascii MONITOR=100 WHOX") {
        connect()
        hear("CAP * LS :\(caps)")
        let asked = caps.split(separator: " ").map { String($0.prefix { $0 != "=" }) }
        let known = asked.filter(Handshake.wanted.contains).sorted().joined(separator: " ")
        if !known.isEmpty { hear("CAP * ACK :\(known)") }
        hear(
            ":irc.net 001 support :Welcome support!~support@desk.example",
            ":irc.net 005 support \(features) :are supported")
        hear(":irc.net 376 support :End of MOTD", ":support!~support@desk.example JOIN #acme")
        pass(seconds: 1)
        _ = lines()
    }

    /// Lines of the server's.
    func hear(_ lines: String...) {
        session.heard(uptime: uptime)
        for line in lines {
            if let message = try? IRCMessage(parsing: Array(line.utf8)) { session.received(message) }
            settle()
        }
    }

    func lose() {
        session.disconnected()
        settle()
    }

    func pass(seconds: Int) {
        for _ in 0..<seconds {
            uptime += 1000
            clock.time = clock.time + .seconds(1)
            session.tick(uptime: uptime)
            settle()
        }
    }

    /// What was sent since the last call.
    func lines() -> [String] {
        defer { outbox = [] }
        return outbox
    }

    /// The same without what belongs to the connection itself.
    func words() -> [String] { lines().filter { $0.contains("PRIVMSG") || $0.contains("NOTICE") } }

    // MARK: - The desk

    @discardableResult
    func deliver(_ act: Act, to room: String, lane: Lane = .reply, causedBy: ArrivalID? = nil) -> DeliveryID {
        deliveries += 1
        let id = DeliveryID("d\(deliveries)")
        deliver(
            Delivery(
                id: id, to: Address(gateway: "net", room: RoomID(room)), act: act, lane: lane, causedBy: causedBy))
        return id
    }

    func deliver(_ delivery: Delivery) {
        session.deliver(delivery) { self.results[delivery.id] = $0 }
        settle()
    }

    @discardableResult
    func say(_ text: String, to room: String, lane: Lane = .reply, causedBy: ArrivalID? = nil) -> DeliveryID {
        deliver(.say(Utterance(prose: Prose(text: text))), to: room, lane: lane, causedBy: causedBy)
    }

    func error(of id: DeliveryID) -> DeliveryError? {
        if case .failure(let error)? = results[id] { error } else { nil }
    }

    func isDelivered(_ id: DeliveryID) -> Bool { if case .success? = results[id] { true } else { false } }

    var said: [String] { arrivals.compactMap { $0.body.words } }
    var people: [String] { arrivals.map(\.author.person.rawValue) }

    func forgetArrivals() { arrivals = [] }

    func release() {
        (holdsArrivals, holdsMemory) = (false, false)
        let (arrivals, pieces) = (held, heldPieces)
        (held, heldPieces) = ([], [])
        for piece in pieces { session.remembered(piece, isKept: true) }
        for arrival in arrivals { session.settled(arrival.from.room, isAccepted: true) }
        settle()
    }

    func settle() {
        while case let actions = next(), !actions.isEmpty {
            for action in actions { perform(action) }
        }
    }

    private func next() -> [NetworkAction] {
        let actions = session.takeActions()
        if actions.isEmpty { session.transmit() }
        return actions + session.takeActions()
    }

    private func perform(_ action: NetworkAction) {
        switch action {
        case .send(let message):
            let wire = message.wire(longestLine: session.features.lineLength)
            outbox.append(String(decoding: wire.dropLast(2), as: UTF8.self))
            guard message.command == "PING", message.params == ["alive"], answersPings else { return }
            session.heard(uptime: uptime)
            session.received(IRCMessage("PONG", ["irc.net", "alive"], source: "irc.net"))
        case .close(let reason): closings.append(reason)
        case .upgrade(let port): upgrades.append(port)
        case .accept(let arrival):
            arrivals.append(arrival)
            if holdsArrivals { held.append(arrival) } else { session.settled(arrival.from.room, isAccepted: true) }
        case .derive(_, let work): derivations.append(work)
        case .remember(let shard, let text):
            kept[shard] = text
            if holdsMemory { heldPieces.append(shard) } else { session.remembered(shard, isKept: true) }
        case .keepPolicy(let policy): policies.append(policy)
        case .rememberTime(let time): times.append(time)
        case .online(let nick): online.append(nick)
        case .log(_, let text): logged.append(text)
        case .resume: break
        }
    }
}
