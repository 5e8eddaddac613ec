import DeskCore
import Synchronization

@testable import DeskIRC

/// A hall without sockets: what it asks for is answered at once, unless held back.
final class HallWorld {
    let hall: Hall
    private var sent: [ConnectionID: [String]] = [:]
    private(set) var arrivals: [Arrival] = []
    private(set) var closed: Set<ConnectionID> = []
    /// Arrivals given to the inbox and not answered, while `holdsArrivals`.
    private(set) var held: [Arrival] = []
    var holdsArrivals = false
    /// What the archive has, and what was looked up in it.
    var past: [Line] = []
    private(set) var looked: [Past] = []
    /// For SCRAM.
    var logins: [String: Login] = [:]
    /// Whose passwords were to be checked.
    private(set) var checks: [ConnectionID] = []
    /// Passwords wait to be checked.
    var holdsPasswords = false
    var holdsPast = false
    /// Who is an agent once the password fits.
    var agents = ["anna", "otto"]
    /// What the logins are.
    var roles: [String: Login.Role] = ["anna": .agent, "otto": .agent]
    static let time = Timestamp(milliseconds: 1_700_000_000_000)
    private final class Clock: Sendable {
        let time = Mutex(HallWorld.time)
    }
    private let clock = Clock()
    /// What the hall takes for the time.
    var now: Timestamp {
        get { clock.time.withLock(\.self) }
        set { clock.time.withLock { $0 = newValue } }
    }

    init(options: ListenerOptions = ListenerOptions(), nonce: @escaping () -> String = { "nonce" }) {
        let clock = clock
        hall = Hall(options: options, process: "p", now: { clock.time.withLock(\.self) }, nonce: nonce)
    }

    // MARK: - Connections

    /// Registered, its first lines read away.
    func guest(_ nick: String, caps: String = "") -> ConnectionID {
        let id = hall.connected(uptime: 0)
        if !caps.isEmpty { say(id, "CAP REQ :" + caps) }
        say(id, "NICK " + nick, "USER \(nick) 0 * :Real \(nick)", "CAP END")
        _ = lines(id)
        return id
    }

    /// Connected from where an operator trusts everybody.
    func vouched(_ nick: String, caps: String = "") -> ConnectionID {
        let id = hall.connected(uptime: 0, from: NetworkAddress("192.0.2.7"))
        if !caps.isEmpty { say(id, "CAP REQ :" + caps) }
        say(id, "NICK " + nick, "USER u\(nick) 0 * :Real \(nick)", "CAP END")
        return id
    }

    func login(_ name: String, nick: String? = nil, caps: String = "") -> ConnectionID {
        let id = hall.connected(uptime: 0)
        if !caps.isEmpty { say(id, "CAP REQ :" + caps) }
        say(id, "PASS \(name):secret", "NICK \(nick ?? name)", "USER \(name) 0 * :Real \(name)", "CAP END")
        _ = lines(id)
        return id
    }

    /// Gives lines in, as bytes a client could send: what stands after a line end is another line.
    func say(_ id: ConnectionID, _ lines: String...) {
        for line in lines {
            var framer = LineFramer()
            framer.append((line + "\r\n").utf8)
            while let item = framer.next() {
                hall.received(item, from: id)
                settle()
            }
        }
    }

    /// What came of a password that waited.
    func answer(_ id: ConnectionID, _ login: Login?) {
        hall.verified(login, for: id)
        settle()
    }

    func disconnect(_ id: ConnectionID) {
        hall.disconnected(id)
        settle()
    }

    /// What this connection was sent since the last look, without line ends.
    func lines(_ id: ConnectionID) -> [String] {
        defer { sent[id] = nil }
        return sent[id] ?? []
    }

    // MARK: - The desk

    @discardableResult
    func deliver(
        _ act: Act, to room: String, id: DeliveryID = "d1", causedBy: ArrivalID? = nil, nicks: [String: String] = [:]
    )
        throws(DeliveryError) -> Receipt
    {
        let delivery = Delivery(
            id: id, to: Address(gateway: "irc", room: RoomID(room)), act: act, lane: .reply, causedBy: causedBy)
        let sending: Sending
        do {
            sending = try hall.sending(delivery, nicks: nicks)
        } catch {
            settle()
            throw error
        }
        settle()
        for (id, messages) in sending.messages { for message in messages { record(message, for: id) } }
        return sending.receipt
    }

    func release(isAccepted: Bool = true) {
        guard !held.isEmpty else { return }
        let arrival = held.removeFirst()
        hall.settled(arrival.from.room, isAccepted: isAccepted)
        settle()
    }

    func tick(_ seconds: Int) {
        hall.tick(uptime: seconds * 1000)
        settle()
    }

    // MARK: - Actions

    func settle() {
        while case let actions = hall.takeActions(), !actions.isEmpty {
            for action in actions { perform(action) }
        }
    }

    private func perform(_ action: Action) {
        switch action {
        case .send(let id, let message): record(message, for: id)
        case .close(let id): closed.insert(id)
        case .accept(let arrival):
            arrivals.append(arrival)
            if holdsArrivals { held.append(arrival) } else { hall.settled(arrival.from.room, isAccepted: true) }
        case .verify(let id, let name, let password):
            checks.append(id)
            if holdsPasswords { return }
            let role: Login.Role = agents.contains(name) ? .agent : .customer
            hall.verified(password == "secret" ? Login(name: name, role: role, verifier: "") : nil, for: id)
        case .checkNick(let id, let nick):
            hall.checked(nick, role: roles[IRCName.folded(nick)], for: id)
        case .lookUp(let id, let name): hall.found(logins[name], for: id)
        case .dawdle(let id): if !holdsPasswords { hall.dawdled(id) }
        case .recall(let id, let what):
            looked.append(what)
            if !holdsPast { hall.recalled(past, for: id) }
        case .resume: break
        }
    }

    private func record(_ message: IRCMessage, for id: ConnectionID) {
        sent[id, default: []].append(String(decoding: message.wire.dropLast(2), as: UTF8.self))
    }
}

extension Act {
    static func say(_ text: String, by speaker: Speaker = .desk) -> Act {
        .say(Utterance(speaker: speaker, prose: Prose(text: text)))
    }
}

func line(_ kind: Line.AuthorKind, _ author: String, _ text: String, isNote: Bool = false) -> Line {
    Line(
        conversation: "c", seq: 1, at: HallWorld.time, gateway: "irc", kind: kind, author: author, person: "irc:@bob",
        text: text, words: .delivery("x"), isNote: isNote)
}
