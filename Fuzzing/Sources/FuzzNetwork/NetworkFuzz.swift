import DeskCore
import Invariants

@testable import DeskIRC

/// A session on a network that says whatever the input says.
final class NetworkFuzz {
    private let session: NetworkSession
    private var uptime = 0
    /// Given to the inbox and not answered yet, in order; of a room there is never a second one.
    private var asked: [Arrival] = []
    private var heard: Set<ArrivalID> = []
    private var toRemember: [Int] = []
    /// How often each delivery ended.
    private var ended: [DeliveryID: Int] = [:]
    private var deliveries: [DeliveryID] = []
    private var rooms: [RoomID] = ["@Ann", "@Ann#acme", "#staff", "~nobody"]

    init() {
        var options = NetworkOptions(
            id: "net", host: "irc.net", nick: "support", channels: ["#acme"], staffChannel: "#staff",
            unaskedAfter: .seconds(5))
        options.sasl = SASLOptions(mechanisms: [.scramSHA256, .plain], user: "desk", password: "secret")
        options.flood = FloodOptions(burst: 5, pause: .milliseconds(500))
        session = NetworkSession(
            options: options, process: "p", now: { Timestamp(milliseconds: 1_600_000_000_000) }, nonce: { "nonce" })
    }

    /// The first byte of a step says what happens; everything else is a line of the server's, so that no input is lost.
    func run(_ step: [UInt8]) {
        guard let first = step.first else { return }
        let rest = Array(step.dropFirst())
        switch first {
        case UInt8(ascii: "N"): connect(isSecure: rest.first == UInt8(ascii: "s"))
        case UInt8(ascii: "X"): session.disconnected()
        case UInt8(ascii: "t"): tick(1000)
        case UInt8(ascii: "T"): tick(61_000)
        case UInt8(ascii: "a"): accept(isAccepted: rest.first != UInt8(ascii: "-"))
        case UInt8(ascii: "m"): remember()
        case UInt8(ascii: "d"): session.derived(rest.first == UInt8(ascii: "-") ? [] : Array(repeating: 7, count: 32))
        case UInt8(ascii: "h"): if let id = deliveries.last { session.halt(id) }
        case UInt8(ascii: "0")...UInt8(ascii: "9"): deliver(Int(first - 48), rest)
        default: receive(step)
        }
        settle()
    }

    private func connect(isSecure: Bool) {
        session.disconnected()
        settle()
        session.connected(isSecure: isSecure, port: 6697, uptime: uptime)
    }

    private func tick(_ milliseconds: Int) {
        uptime += milliseconds
        session.tick(uptime: uptime)
    }

    private func receive(_ line: [UInt8]) {
        guard let message = try? IRCMessage(parsing: line) else { return }
        session.heard(uptime: uptime)
        session.received(message)
    }

    private func accept(isAccepted: Bool) {
        guard !asked.isEmpty else { return }
        let arrival = asked.removeFirst()
        session.settled(arrival.from.room, isAccepted: isAccepted)
    }

    private func remember() {
        let pieces = toRemember
        toRemember = []
        for piece in pieces { session.remembered(piece, isKept: true) }
    }

    private func deliver(_ kind: Int, _ rest: [UInt8]) {
        let text = String(decoding: rest, as: UTF8.self)
        let line = Line(
            conversation: "c", seq: 1, at: Timestamp(milliseconds: 0), gateway: "net", kind: .customer, author: text,
            person: "p", text: text, words: .note("n"))
        let say = Act.say(
            Utterance(speaker: kind.isMultiple(of: 2) ? .desk : .customer(text), prose: Prose(text: text)))
        let act: Act =
            switch kind {
            case 7: .recap(Array(repeating: line, count: 12))
            case 8: .openRoom(number: 1, title: text, agent: "anna", person: PersonID("net:" + text))
            case 9: .enter("anna")
            default: say
            }
        let id = DeliveryID("d\(deliveries.count)")
        deliveries.append(id)
        let room = rooms[(rest.first.map(Int.init) ?? 0) % rooms.count]
        session.deliver(
            Delivery(
                id: id, to: Address(gateway: "net", room: room), act: act, lane: kind < 3 ? .agent : .reply,
                causedBy: heard.first)
        ) { _ in self.ended[id, default: 0] += 1 }
    }

    private func settle() {
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
        case .send(let message): check(message)
        case .accept(let arrival):
            require(!asked.contains { $0.from.room == arrival.from.room }, "two of \(arrival.from.room) at once")
            asked.append(arrival)
            heard.insert(arrival.id)
            if rooms.count < 200 { rooms.append(arrival.from.room) }
            if case .said(let words) = arrival.body { require(!words.isEmpty, "an arrival without words") }
        case .remember(let shard, let text):
            toRemember.append(shard)
            for line in text.split(separator: "\n") {
                require(Acquaintance(text: line) != nil, "cannot be read again: \(line)")
            }
        case .close, .upgrade, .derive, .keepPolicy, .rememberTime, .online, .log, .resume: break
        }
    }

    /// Whatever the network said: one line, not too long, and the password only where it belongs.
    private func check(_ message: IRCMessage) {
        let wire = message.wire(longestLine: session.features.lineLength)
        require(wire.count { $0 == 10 || $0 == 13 } == 2 && wire.suffix(2) == [13, 10], "not one line: \(wire)")
        let body = wire.first == UInt8(ascii: "@") ? Array(wire.drop { $0 != 32 }) : wire
        require(body.count <= session.features.lineLength + 1, "a line of \(body.count) bytes")
        guard message.command == "PRIVMSG", let target = message.params.first else { return }
        require(!target.contains(",") && !target.isEmpty, "to several at once: \(target)")
    }

    func checkBounds() {
        require(session.batches.count <= Batch.mostOpen, "batches: \(session.batches.count)")
        require(session.book.people.count <= Book.most, "people: \(session.book.people.count)")
        require(session.pending == session.lines.values.reduce(0) { $0 + $1.count }, "arrivals are counted wrongly")
        for (room, line) in session.lines { require(!line.isEmpty, "an empty line of \(room)") }
        for (id, times) in ended { require(times == 1, "\(id) ended \(times) times") }
    }

    /// The connection is lost and everything answered: nothing is under way, and every delivery has ended once.
    func end() {
        session.disconnected()
        settle()
        for _ in 0..<10_000 where !asked.isEmpty || !toRemember.isEmpty {
            remember()
            accept(isAccepted: true)
            settle()
        }
        checkBounds()
        require(session.lines.isEmpty && session.pending == 0, "arrivals are left: \(session.lines.count)")
        require(session.lookups.isEmpty && session.confirmations.isEmpty, "something is waited for")
        require(session.queue.all.isEmpty, "something is to be sent")
        for id in deliveries { require(ended[id] == 1, "\(id) ended \(ended[id] ?? 0) times") }
    }
}
