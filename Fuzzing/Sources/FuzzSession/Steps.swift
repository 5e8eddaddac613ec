import DeskCore
import Invariants

@testable import DeskIRC

// What the input says that happens. The first byte of a step is what, the second often whose, the rest words:
// `a` to `h` say something, `A` to `H` connect, `s` to `z` have their connection lost, each for a seat; a digit is a
// delivery; the rest is below. Everything else is said by somebody, so that no input is lost.
extension World {
    func run(_ step: [UInt8]) {
        guard let first = step.first else { return }
        let rest = Array(step.dropFirst())
        switch first {
        case UInt8(ascii: "a")...UInt8(ascii: "h"): say(Int(first - 97), rest)
        case UInt8(ascii: "A")...UInt8(ascii: "H"): connect(Int(first - 65))
        case UInt8(ascii: "s")...UInt8(ascii: "z"): disconnect(Int(first - 115))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): deliver(first - 48, rest)
        // The oldest question, or another one, is answered: yes, no.
        case UInt8(ascii: "i"): answer(number(rest), isYes: true)
        case UInt8(ascii: "j"): answer(number(rest), isYes: false)
        case UInt8(ascii: "k"): answerAll()
        case UInt8(ascii: "t"): tick(milliseconds: 1000)
        case UInt8(ascii: "T"): tick(milliseconds: 31_000)
        case UInt8(ascii: "P"): tick(milliseconds: 121_000)
        default: say(Int(first & 7), rest)
        }
    }

    private func number(_ bytes: [UInt8]) -> Int { Int(bytes.first ?? 48) & 7 }

    func answerAll() {
        while !asked.isEmpty { answer(0, isYes: true) }
    }

    private func answer(_ index: Int, isYes: Bool) {
        guard !asked.isEmpty else { return }
        switch asked.remove(at: index % asked.count) {
        case .accept(let arrival): hall.settled(arrival.from.room, isAccepted: isYes)
        case .verify(let id, _, _): hall.verified(isYes ? login(of: id) : nil, for: id)
        case .lookUp(let id, _): hall.found(isYes ? login(of: id) : nil, for: id)
        case .checkNick(let id, let nick):
            let role = Seat.all.first { $0.login.name == IRCName.folded(nick) }?.login.role
            hall.checked(nick, role: isYes ? role : .agent, for: id)
        case .dawdle(let id): hall.dawdled(id)
        case .recall(let id, _):
            let seat = seat(of: id).map { Seat.all[$0] }
            hall.recalled(isYes ? lines(seat?.mark ?? "", count: 12) : [], for: id)
        case .send, .close, .resume: break
        }
        settle()
    }

    /// Whoever sits there knows their own password, and no other.
    private func login(of id: ConnectionID) -> Login? { seat(of: id).map { Seat.all[$0].login } }

    private func lines(_ mark: String, count: Int) -> [Line] {
        (0..<count).map { index in
            let kinds: [Line.AuthorKind] = [.customer, .bot, .agent]
            return Line(
                conversation: "c", seq: index + 1, at: Timestamp(milliseconds: 1_599_000_000_000), gateway: "irc",
                kind: kinds[index % 3], author: mark.isEmpty ? "bob" : mark, person: "irc:@bob",
                text: mark + String(repeating: " word", count: index * 20), words: .delivery(DeliveryID("x\(index)")),
                isNote: index == 5)
        }
    }

    // MARK: - Deliveries

    private func deliver(_ kind: UInt8, _ rest: [UInt8]) {
        let number = number(rest)
        let seat = Seat.all[number]
        let bytes = rest.dropFirst().filter { $0 != Seat.digit }
        let text = String(decoding: bytes, as: UTF8.self).split(separator: "%", omittingEmptySubsequences: false)
            .joined(separator: seat.mark)
        let person = sockets[number].flatMap { hall.sessions[$0.id]?.person }
        let root = person?.root ?? "@" + seat.login.name
        let speakers: [Speaker] = [.desk, .agent("anna"), .agent("kim"), .customer(text)]
        let speaker = speakers[text.utf8.count % 4]
        let say = Act.say(Utterance(speaker: speaker, prose: Prose(text: text)))
        let open = Act.openRoom(number: number + 1, title: text, agent: number > 3 ? "anna" : "kim")
        // What goes to agents may hold anybody's words; a customer hears only their own.
        let isOwn = seat.isCustomer
        switch kind {
        case 0 where isOwn: send(say, to: root)
        case 1 where isOwn: send(say, to: root + "#support")
        case 2: send(.enter(AgentID(number.isMultiple(of: 2) ? "anna" : "kim")), to: root + "#support")
        case 3: send(.leave(AgentID(number.isMultiple(of: 2) ? "anna" : "kim")), to: root + "#support")
        case 4 where isOwn: send(.recap(lines(seat.mark, count: text.utf8.count % 12)), to: root)
        case 5: send(say, to: "#desk")
        case 6: send(say, to: "#case-\(number + 1)")
        case 7: send(open, to: "#desk")
        case 8: send(.recap(lines(seat.mark, count: text.utf8.count % 12)), to: "#case-\(number + 1)")
        case 9 where isOwn: proveOldest()
        default: break
        }
    }

    /// The answer is faster than the word that the question is durable.
    private func proveOldest() {
        for case .accept(let arrival) in asked where arrival.venue == .direct {
            return send(.leave("anna"), to: arrival.from.room.rawValue, causedBy: arrival.id)
        }
    }

    private func send(_ act: Act, to room: String, causedBy: ArrivalID? = nil) {
        deliveries += 1
        let delivery = Delivery(
            id: DeliveryID("d\(deliveries % 7)"), to: Address(gateway: "irc", room: RoomID(room)), act: act,
            lane: .reply, causedBy: causedBy)
        let sending = try? hall.sending(delivery, nicks: [:])
        settle()
        for (id, messages) in sending?.messages ?? [] {
            guard let seat = seat(of: id) else { continue }
            sockets[seat]?.sent = 0
            for message in messages { see(message, at: seat) }
        }
    }

    // MARK: - The end

    /// Everybody goes, and everything is answered: then the hall is as it was.
    func end() {
        answerAll()
        for (seat, socket) in sockets where !socket.isClosing && hall.isReady(socket.id) {
            require(socket.waiting.isEmpty, "seat \(seat) could go on, and nobody told it")
        }
        for seat in Seat.all.indices { disconnect(seat) }
        answerAll()
        checkBounds()
        require(hall.sessions.isEmpty, "sessions: \(hall.sessions.count)")
        require(hall.people.isEmpty && hall.nicks.isEmpty, "people: \(hall.people.keys), nicks: \(hall.nicks)")
        require(hall.senders.isEmpty, "senders: \(hall.senders)")
        require(hall.staffRooms.isEmpty, "rooms: \(hall.staffRooms.keys)")
        require(hall.watchers.isEmpty, "watchers: \(hall.watchers.keys)")
        require(hall.lines.isEmpty, "with the inbox: \(hall.lines.keys)")
        require(hall.users == 0 && hall.leaving == 0, "users: \(hall.users), leaving: \(hall.leaving)")
        require(!hall.shelf.names.contains { $0.hasPrefix("#") && !Hall.isStaff($0) }, "words of rooms that are gone")
        require(hall.labelled == nil, "an answer that was never sent")
    }
}
