import DeskCore
import Invariants

@testable import DeskIRC

/// A hall with eight seats before it, and all that a listener has: sockets, an inbox, logins, an archive. What it waits
/// for is answered when the input says so.
final class World {
    let hall: Hall
    /// By seat.
    var sockets: [Int: Socket] = [:]
    /// What was asked outside, and whose answer is missing. Of one room and of one connection one at a time.
    var asked: [Action] = []
    private var accepted: Set<ArrivalID> = []
    private var uptime = 0
    var deliveries = 0

    /// One open connection, as `ConnectionHandler` holds it.
    struct Socket {
        let id: ConnectionID
        var waiting: [LineFramer.Item] = []
        var isClosing = false
        var sent = 0
    }

    init() {
        let limits = ListenerLimits(
            maximumConnections: 7, loginAttempts: 2, guessesPerLogin: 3, guessesPerAddress: 4, connectionsPerAddress: 2,
            maximumRegistering: 5, exempt: [])
        let options = ListenerOptions(
            agentsFrom: [AddressRange("192.0.2.0/24")].compactMap(\.self), limits: limits)
        // Half a second passes with each look at the clock, so that not everything is at once.
        var now: Int64 = 1_600_000_000_000
        let clock = UncheckedClock {
            now += 500; return Timestamp(milliseconds: now)
        }
        hall = Hall(options: options, process: "p", now: { clock.tell() }, nonce: { "nonce" })
    }

    // MARK: - From the sockets

    func connect(_ seat: Int) {
        let address = Seat.all[seat].address
        guard sockets[seat] == nil, hall.refusal(of: address) == nil else { return }
        sockets[seat] = Socket(id: hall.connected(uptime: uptime, from: address))
    }

    func disconnect(_ seat: Int) {
        guard let socket = sockets.removeValue(forKey: seat) else { return }
        hall.disconnected(socket.id)
        settle()
    }

    func say(_ seat: Int, _ bytes: [UInt8]) {
        guard let socket = sockets[seat], !socket.isClosing else { return }
        var framer = LineFramer()
        framer.append(Seat.all[seat].marked(bytes) + [13, 10])
        while let item = framer.next() { sockets[seat]?.waiting.append(item) }
        hall.heard(socket.id, uptime: uptime)
        pump(seat)
    }

    private func pump(_ seat: Int) {
        while let socket = sockets[seat], !socket.isClosing, !socket.waiting.isEmpty, hall.isReady(socket.id) {
            sockets[seat]?.waiting.removeFirst()
            sockets[seat]?.sent = 0
            hall.received(socket.waiting[0], from: socket.id)
            settle()
        }
    }

    func tick(milliseconds: Int) {
        uptime += milliseconds
        hall.tick(uptime: uptime)
        settle()
    }

    // MARK: - Actions

    /// A connection goes on only after what it led to was done, as with the switchboard.
    func settle() {
        while case let actions = hall.takeActions(), !actions.isEmpty {
            for action in actions { perform(action) }
        }
    }

    private func perform(_ action: Action) {
        switch action {
        case .send(let id, let message):
            guard let seat = seat(of: id), sockets[seat]?.isClosing == false else { return }
            see(message, at: seat)
        case .close(let id): if let seat = seat(of: id) { sockets[seat]?.isClosing = true }
        case .resume(let id): if let seat = seat(of: id) { resumed.append(seat) }
        case .accept(let arrival):
            check(arrival)
            ask(action)
        case .verify, .lookUp, .dawdle, .checkNick, .recall: ask(action)
        }
        while !isPumping, let seat = resumed.popLast() {
            isPumping = true
            pump(seat)
            isPumping = false
        }
    }

    private var resumed: [Int] = []
    private var isPumping = false

    private func ask(_ action: Action) {
        require(!asked.contains { $0.place == action.place }, "asked twice at once for \(action.place)")
        asked.append(action)
    }

    func seat(of id: ConnectionID) -> Int? { sockets.first { $0.value.id == id }?.key }

    private func check(_ arrival: Arrival) {
        require(accepted.insert(arrival.id).inserted, "\(arrival.id) twice")
        guard !arrival.from.room.rawValue.hasPrefix("#") else {
            return require(arrival.venue == .staff, "a customer in a room of agents")
        }
        guard case .said(let words) = arrival.body, arrival.venue == .direct else { return }
        let own = ["@bob": "x77b77", "@cara": "x77a77"].first { arrival.from.room.rawValue.hasPrefix($0.key) }
        if let foreign = own?.value { require(!words.lowercased().contains(foreign), "said by another") }
    }

    // MARK: - What is seen

    func see(_ message: IRCMessage, at seat: Int) {
        let wire = message.wire
        sockets[seat]?.sent += 1
        require(sockets[seat]?.sent ?? 0 < 4000, "one line led to thousands")
        require(wire.suffix(2) == [13, 10], "no line end")
        require(!wire.dropLast(2).contains { $0 == 0 || $0 == 10 || $0 == 13 }, "more than one line")
        require(wire.count <= 8191 + 512, "a line of \(wire.count) bytes")
        guard let text = String(validating: wire, as: UTF8.self)?.lowercased() else {
            return require(false, "not UTF-8")
        }
        require((try? IRCMessage(parsing: wire.dropLast(2))) != nil, "no message: \(text)")
        for mark in Seat.all[seat].foreign { require(!text.contains(mark), "of somebody else: \(text)") }
    }

    func checkBounds() {
        require(hall.titles.count <= Hall.mostTitles, "titles: \(hall.titles.count)")
        require(hall.titles.count == hall.titleOrder.count, "titles without a place in the order")
        for session in hall.sessions.values {
            // One more is that they have left.
            require(session.backlog.count <= Hall.mostJoins + 1, "a backlog of \(session.backlog.count)")
            require(session.watched.count <= Hall.mostWatched, "\(session.watched.count) watched")
            require(session.batch?.parts.count ?? 0 <= OpenBatch.mostLines, "a batch of too many lines")
        }
        require(hall.users == hall.sessions.values.count { $0.isRegistered && !$0.isGone }, "users: \(hall.users)")
        require(hall.leaving == hall.sessions.values.count { $0.isGone }, "leaving: \(hall.leaving)")
        for (nick, root) in hall.nicks {
            let holder = hall.people[root]
            require(holder?.sessions.contains { IRCName.folded($0.nick) == nick } ?? false, "\(nick) is nobody's")
        }
        for room in hall.staffRooms.values {
            require(!room.members.isEmpty, "\(room.name) is empty")
            require(room.members.allSatisfy { $0.person?.isAgent ?? false }, "a customer in \(room.name)")
        }
    }
}

extension Action {
    /// What there may be one of at a time.
    var place: String {
        switch self {
        case .accept(let arrival): arrival.from.room.rawValue
        case .verify(let id, _, _), .lookUp(let id, _), .dawdle(let id), .checkNick(let id, _), .recall(let id, _):
            "\(id.number)"
        case .send, .close, .resume: ""
        }
    }
}

/// The hall wants a clock that it can be given from anywhere; here there is one thread.
private final class UncheckedClock: @unchecked Sendable {
    let tell: () -> Timestamp
    init(_ tell: @escaping () -> Timestamp) { self.tell = tell }
}
