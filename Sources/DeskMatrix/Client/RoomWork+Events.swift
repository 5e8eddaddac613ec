import DeskCore
import Logging

// One event after the other.
extension RoomWork {
    /// Returns once it is in the store, or is nothing for it.
    func take(_ event: MatrixEvent, in room: String) async throws {
        guard !events.holds(event.id) else { return }
        // Taken back before it was read; what comes in its place later must not let it in, either.
        if event.isRedacted { events.strike(event.id) }
        switch event.type {
        case EventType.member: try await membership(event, in: room)
        case EventType.encryption where event.stateKey == "": try await seal(room, by: event.sender)
        case EventType.encrypted where !isSilent(event.sender):
            quiet.heard(room, at: now())
            try await seal(room, by: event.sender, reminding: event)
        case EventType.message, EventType.sticker:
            return try await takeMessage(event, in: room)
        case EventType.tombstone: try await upgraded(event, in: room)
        case EventType.redaction: try await redacted(event, in: room)
        case EventType.reaction: return try await reacted(event, in: room)
        default: break
        }
        events.add(event.id, in: room)
    }

    /// Itself, and those to whom nobody should answer.
    func isSilent(_ user: String) -> Bool {
        user == me.text || isGhost(user) || options.ignored.contains { $0.matches(user) }
    }

    private func takeMessage(_ event: MatrixEvent, in room: String) async throws {
        let isGone = events.isStruck(event.id)
        guard !isGone, let message = IncomingMessage(event), !message.isNotice, !isSilent(event.sender) else {
            // What is gone may have been read by an earlier process.
            return events.add(event.id, in: room, by: isGone && !isSilent(event.sender) ? event.sender : nil)
        }
        let isTaken = try await take(message, event, in: room)
        events.add(event.id, in: room, by: isTaken ? event.sender : nil, saying: message.text)
    }

    /// - Returns: Whether it was said to the desk.
    private func take(_ message: IncomingMessage, _ event: MatrixEvent, in room: String) async throws -> Bool {
        let present = try await look(at: room)
        var origin = origin(of: event.sender, in: room, with: present)
        var (text, whose) = (message.text, Whose.unknown)
        if let original = message.replaces {
            whose = try await self.whose(original, in: room)
            guard whose != .desk, whose == .somebody(event.sender) || whose == .nobody || whose == .unknown,
                !events.isStruck(original)
            else { return false }
        }
        if origin.venue == .open {
            let isReply = message.repliesTo.map { events.room(of: $0) == Self.ours(room) } ?? false
            let isToAgent = message.mentions?.contains(where: isGhost) ?? false
            guard isReply || isToAgent || whose == .somebody(event.sender) || message.isTo(me, name: present.ownName)
            else {
                return false
            }
            text = message.text(without: me, name: present.ownName)
        }
        if let root = message.thread { origin = inThread(root, event, origin, in: room) }
        var body = Arrival.Body.said(text)
        if let original = message.replaces {
            // A correction of how it looks asks nothing again.
            guard events.says(message.text, insteadOf: original) else { return false }
            body = .edited(arrival(original), text)
            events.add(edit: event.id, of: original)
        }
        quiet.heard(room, at: now())
        try await tell(body, event, of: event.sender, from: origin, in: room, hasFile: message.hasFile)
        signs.read(event.id, in: room)
        return true
    }

    /// What the desk itself has said in a room stands in the book of events like this.
    static func ours(_ room: String) -> String { room + " " }

    /// Bots that are ignored do not make a room of two a room of three.
    func others(in room: RoomBook.Room) -> [String] {
        room.others.keys.filter { user in !options.ignored.contains { $0.matches(user) } }
    }

    // MARK: - Where it comes from

    /// Where the house hears something from.
    struct Origin: Equatable, Sendable {
        var from: Address
        let venue: Venue
        var aside: Address?
        var about: CaseNumber?
    }

    func origin(of user: String, in room: String, with present: RoomBook.Room) -> Origin {
        switch agents.place(of: room) {
        case .staff: return Origin(from: address(.staff), venue: .staff)
        case .ofCase: return Origin(from: direct(room), venue: .staff)
        case nil: break
        }
        guard others(in: present).count > 1 else { return Origin(from: direct(room), venue: .direct) }
        let place = RoomAddress.among(room: upgrades.house(of: room), user: user)
        return Origin(from: address(place), venue: .open, aside: address(.aside(user: user)))
    }

    private func inThread(_ root: String, _ event: MatrixEvent, _ origin: Origin, in room: String) -> Origin {
        guard agents.place(of: room) == .staff, let number = agents.number(ofThread: root) else { return origin }
        agents.said(event.id, inThread: number)
        var origin = origin
        (origin.from, origin.about) = (address(.thread(number)), number)
        return origin
    }

    func tell(
        _ body: Arrival.Body, _ event: MatrixEvent, of user: String, from origin: Origin, in room: String,
        hasFile: Bool = false
    ) async throws {
        // A clock that is ahead is not believed.
        let at = min(Timestamp(milliseconds: event.sentAt), now())
        try await accept(
            Arrival(
                id: arrival(event.id), from: origin.from, venue: origin.venue,
                author: author(user, in: room), at: at, body: body, aside: origin.aside, about: origin.about,
                hasFile: hasFile))
    }

    // MARK: - Who comes and goes

    private func membership(_ event: MatrixEvent, in room: String) async throws {
        guard let (user, membership) = event.membership, user != me.text, !isGhost(user) else { return }
        guard agents.place(of: room) == nil else { return try await agentMoved(event, user, membership, in: room) }
        switch membership {
        case .join:
            let name = event.content["displayname"]?.string
            // Who follows into a room that took the place of another is no newcomer.
            guard book.came(user, named: name, to: room) == true, let present = book[room],
                others(in: present) == [user], upgrades.house(of: room) == room
            else { return }
            try await tell(.joined, event, of: user, in: room)
        case .leave, .ban:
            guard !upgrades.isReplaced(room) else { return book.left(user, room) }
            // Who declines an invitation has not been there. The book may be newer than this event.
            let wasThere = event.before.map { $0 == .join } ?? book[room].map { $0.others[user] != nil } ?? true
            let present = try await look(at: room)
            book.left(user, room)
            let isEmpty = book[room]?.others.isEmpty == true
            // From here on nothing is said to nobody.
            if isEmpty, wasThere { try await ended(room, of: user) }
            if wasThere, others(in: present).allSatisfy({ $0 == user }), !isSilent(user) {
                try await tell(.left, event, of: user, in: room)
            }
            if isEmpty { try await leave(room) }
        case .invite, .knock: break
        }
    }

    /// Kept, so that what waits for them in this room finds them in another one, also after a restart.
    func ended(_ room: String, of user: String) async throws {
        book.ended(room, of: user)
        let key = MatrixMemory.Key.left(user)
        let before = try await memory.get(key)?.array ?? []
        await memory.keep(key, .array((before.filter { $0.string != room } + [.string(room)]).suffix(Self.mostLeft)))
    }

    /// As many rooms of one person as may hold something for them.
    private static let mostLeft = 4

    /// Whether they have left a room before.
    func isBack(_ user: String, in room: String) async throws -> Bool {
        let left = try await memory.get(MatrixMemory.Key.left(user))?.array?.compactMap(\.string) ?? []
        for other in left where other != room { book.ended(other, of: user) }
        return !left.isEmpty
    }

    private func tell(_ body: Arrival.Body, _ event: MatrixEvent, of user: String, in room: String) async throws {
        try await tell(body, event, of: user, from: Origin(from: direct(room), venue: .direct), in: room)
    }

    // MARK: - Encryption

    /// How often somebody is told again who goes on to write what the desk cannot read.
    private static let sealedReminder = Duration.seconds(3600)

    /// What is said in this room is encrypted: the desk says so, from a room where it is not if the server lets there be
    /// one.
    ///
    /// - Parameter reminder: Something that was said and cannot be read.
    func seal(_ room: String, by user: String, reminding reminder: MatrixEvent? = nil) async throws {
        guard agents.place(of: room) == nil else { return try await sealed(agentsIn: room) }
        let present = others(in: try await look(at: room))
        guard !isSilent(user), present.count <= 1 else { return }
        // Whoever has turned it on, it is the customer who is to be told.
        let user = present.first ?? user
        let key = MatrixMemory.Key.sealed(room)
        let kept = try await memory.get(key)
        var told = kept?["told"]?.int ?? 0
        var instead = kept?["instead"]?.string
        if kept == nil {
            instead = try await openRoom(with: user)
            await memory.keep(key, ["instead": instead.map(JSON.string) ?? .null, "told": 0])
        }
        let time = now()
        guard told == 0 || reminder != nil && time.milliseconds - Int64(told) >= Self.sealedReminder.wholeMilliseconds
        else { return }
        let occasion = told == 0 ? "" : "/" + (reminder?.id ?? "")
        try await accept(
            Arrival(
                id: ArrivalID("\(options.id):\(room)/sealed\(occasion)"), from: direct(room), venue: .direct,
                author: author(user, in: room), at: time, body: .sealed(instead: instead.map(direct))))
        told = Int(time.milliseconds)
        await memory.keep(key, ["instead": instead.map(JSON.string) ?? .null, "told": .int(told)])
    }

    /// A room with that person alone in which nothing is encrypted; nil where the server lets there be none.
    func openRoom(with user: String) async throws -> String? {
        do {
            let answer = try await home.insist(.createDirect(with: user, name: nil), isOfARoom: true) {
                limits.met(.rooms, in: $0)
                log.notice("no room can be made for \(user) yet: \($0)")
            }
            guard let room = answer["room_id"]?.string else { return nil }
            quiet.heard(room, at: now())
            book[room] = RoomBook.Room()
            do throws(MatrixFailure) {
                _ = try await home.insist(.state(EventType.encryption, of: room), isOfARoom: true)
            } catch {
                guard error != .cancelled else { throw Closed() }
                return room
            }
            log.warning("the homeserver encrypts every new room: customers who write encrypted cannot be read")
            try await leave(room)
            return nil
        } catch MatrixFailure.cancelled {
            throw Closed()
        } catch let failure as MatrixFailure {
            log.warning("no room can be made for \(user): \(failure)")
            return nil
        }
    }
}
