import DeskCore
import Logging

// One event after the other.
extension RoomWork {
    /// Returns once it is in the store, or is nothing for it.
    func take(_ event: MatrixEvent, in room: String) async throws {
        guard !events.holds(event.id) else { return }
        switch event.type {
        case EventType.member: try await membership(event, in: room)
        case EventType.encryption where event.stateKey == "": try await seal(room, by: event.sender)
        case EventType.encrypted where !isSilent(event.sender):
            quiet.heard(room, at: now())
            try await seal(room, by: event.sender, reminding: event)
        case EventType.message, EventType.sticker:
            guard let message = IncomingMessage(event) else { break }
            // A correction of how it looks asks nothing again.
            if let original = message.replaces, !events.says(message.text, insteadOf: original) { break }
            try await take(message, event, in: room)
            return events.add(event.id, in: room, saying: message.text)
        default: break
        }
        events.add(event.id, in: room)
    }

    /// Itself, and those to whom nobody should answer.
    private func isSilent(_ user: String) -> Bool {
        user == me.text || isGhost(user) || options.ignored.contains { $0.matches(user) }
    }

    private func take(_ message: IncomingMessage, _ event: MatrixEvent, in room: String) async throws {
        guard !isSilent(event.sender), !message.isNotice else { return }
        let present = try await look(at: room)
        let person = author(event.sender, in: room)
        // A clock that is ahead is not believed.
        let at = min(Timestamp(milliseconds: event.sentAt), now())
        let id = ArrivalID("\(options.id):\(event.id)")
        guard others(in: present).count > 1 else {
            quiet.heard(room, at: now())
            return try await accept(
                Arrival(
                    id: id, from: direct(room), venue: .direct, author: person, at: at, body: .said(message.text)))
        }
        let isReply = message.repliesTo.map { events.room(of: $0) == Self.ours(room) } ?? false
        let isToAgent = message.mentions?.contains(where: isGhost) ?? false
        guard isReply || isToAgent || message.isTo(me, name: present.ownName) else { return }
        quiet.heard(room, at: now())
        let text = message.text(without: me, name: present.ownName)
        try await accept(
            Arrival(
                id: id, from: address(.among(room: room, user: event.sender)), venue: .open, author: person, at: at,
                body: .said(text), aside: address(.aside(user: event.sender))))
    }

    /// What the desk itself has said in a room stands in the book of events like this.
    static func ours(_ room: String) -> String { room + " " }

    private func address(_ place: RoomAddress) -> Address { Address(gateway: options.id, room: place.id) }

    /// Bots that are ignored do not make a room of two a room of three.
    func others(in room: RoomBook.Room) -> [String] {
        room.others.keys.filter { user in !options.ignored.contains { $0.matches(user) } }
    }

    // MARK: - Who comes and goes

    private func membership(_ event: MatrixEvent, in room: String) async throws {
        guard let (user, membership) = event.membership, user != me.text, !isGhost(user) else { return }
        switch membership {
        case .join:
            let name = event.content["displayname"]?.string
            guard book.came(user, named: name, to: room) == true, let present = book[room],
                others(in: present) == [user]
            else { return }
            try await tell(.joined, event, of: user, in: room)
        case .leave, .ban:
            // Who declines an invitation has not been there.
            let wasThere = book[room].map { $0.others[user] != nil } ?? true
            let present = try await look(at: room)
            if wasThere, others(in: present).allSatisfy({ $0 == user }), !isSilent(user) {
                try await tell(.left, event, of: user, in: room)
            }
            book.left(user, room)
            guard book[room]?.others.isEmpty == true else { return }
            if wasThere { try await ended(room, of: user) }
            try await leave(room)
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
        try await accept(
            Arrival(
                id: ArrivalID("\(options.id):\(event.id)"), from: direct(room), venue: .direct,
                author: author(user, in: room), at: min(Timestamp(milliseconds: event.sentAt), now()), body: body))
    }

    // MARK: - Encryption

    /// How often somebody is told again who goes on to write what the desk cannot read.
    private static let sealedReminder = Duration.seconds(3600)

    /// What is said in this room is encrypted: the desk says so, from a room where it is not if the server lets there be
    /// one.
    ///
    /// - Parameter reminder: Something that was said and cannot be read.
    func seal(_ room: String, by user: String, reminding reminder: MatrixEvent? = nil) async throws {
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
