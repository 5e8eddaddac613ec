import DeskCore
import Logging

/// What is to be done in one room, in order.
enum RoomJob: Sendable {
    typealias Done = @Sendable () -> Void

    /// What a sync told of it. `since` is where the sync began; nil for the first one ever. `done` is called once all of it
    /// is in the store, and not at all where the desk takes nothing more.
    case events(SyncResponse.Joined, since: String?, done: Done)
    /// What the homeserver told an application service of it, in order.
    case told([MatrixEvent], done: Done)
    case left(done: Done)
    /// The desk has accepted this invitation.
    case invited(Invitation)
    /// Nobody has said anything for long.
    case quiet
    /// It is the staff room, and the desk is not in it.
    case enter
}

/// An invitation that the desk accepts, kept until everything said before it came was read.
struct Invitation: Equatable, Sendable {
    let room: String
    let inviter: String
    var isEncrypted: Bool
    /// When it was accepted.
    let at: Timestamp
    /// The room whose place it takes, as its maker says.
    var predecessor: String?
}

/// Reads what happened in rooms and gives it to the desk.
struct RoomWork: Sendable {
    let options: MatrixOptions
    let home: Homeserver
    let me: UserID
    /// The agents' own users there, where they have some.
    var ghosts: Ghosts?
    let inbox: any Inbox
    let memory: MatrixMemory
    let events: EventBook
    let book: RoomBook
    let quiet: QuietRooms
    let limits: RateLimits
    let sent = SentBook()
    let signs: Signs
    let agents: AgentRooms
    let upgrades: Upgrades
    let now: @Sendable () -> Timestamp
    let log: Logger
    /// This room was read up to now.
    let followed: @Sendable (Invitation) -> Void

    /// Nothing more can be given to the desk: it is stopping.
    struct Closed: Error {}

    func perform(_ job: RoomJob, in room: String) async throws {
        switch job {
        case .events(let joined, let since, let done):
            try await read(joined, since: since, in: room)
            done()
        case .told(let news, let done):
            for event in news { try await take(event, in: room) }
            done()
        case .left(let done):
            try await wasRemoved(from: room)
            done()
        case .invited(let invitation):
            try await follow(invitation)
            followed(invitation)
        case .enter: try await enterStaff(room)
        case .quiet:
            guard agents.place(of: room) != .staff else { return quiet.heard(room, at: now()) }
            await agents.forget(room)
            log.info("left, since nobody has said anything for long", metadata: ["room": "\(room)"])
            try await leave(room)
        }
    }

    // MARK: - Invitations

    /// How much is read of what was said before the desk came.
    private static let mostBefore = 100
    private static let oldestBefore = Duration.seconds(7 * 86_400)

    private func follow(_ invitation: Invitation) async throws {
        let room = invitation.room
        if agents.place(of: room) == .staff {
            return try await invitedToStaff(room)
        }
        do {
            _ = try await home.insist(.join(room), isOfARoom: true) { failure in
                limits.met(.joins, in: failure)
                log.info("\(room) cannot be joined yet: \(failure)")
            }
        } catch MatrixFailure.cancelled {
            throw Closed()
        } catch {
            return log.info("cannot be joined: \(error)", metadata: ["room": "\(room)"])
        }
        quiet.heard(room, at: now())
        book[room] = nil
        book.began(room)
        if agents.place(of: room) != nil {
            // What was parked for it goes out.
            return try await tell(.returned, "back/\(invitation.at.milliseconds)", of: invitation.inviter, in: room)
        }
        if let old = invitation.predecessor, try await takesPlace(room, of: old) {
            return try await tell(.returned, "back/\(invitation.at.milliseconds)", of: invitation.inviter, in: room)
        }
        let present = try await look(at: room)
        guard others(in: present).count <= 1 else { return }
        let isBack = try await isBack(invitation.inviter, in: room)
        try await accept(
            Arrival(
                id: ArrivalID("\(options.id):\(room)/joined/\(invitation.at.milliseconds)"), from: direct(room),
                venue: .direct, author: author(invitation.inviter, in: room), at: invitation.at,
                body: isBack ? .returned : .joined))
        for event in try await before(in: room) { try await take(event, in: room) }
        if invitation.isEncrypted { try await seal(room, by: invitation.inviter) }
    }

    /// What was said before the desk came, oldest first. What was said since comes by sync, in its own order.
    private func before(in room: String) async throws -> [MatrixEvent] {
        let oldest = now().milliseconds - Self.oldestBefore.wholeMilliseconds
        var found: [MatrixEvent] = []
        var isBefore = false
        var place: String?
        for _ in 0..<Self.mostPages {
            let page = try await history(of: room, from: place)
            for event in page.events {
                if isBefore {
                    guard found.count < Self.mostBefore, event.sentAt >= oldest else { return found.reversed() }
                    found.append(event)
                } else if let (user, membership) = event.membership, user == me.text, membership == .join {
                    isBefore = true
                }
            }
            guard let end = page.end, end != place, !page.events.isEmpty else { break }
            place = end
        }
        return found.reversed()
    }

    private func wasRemoved(from room: String) async throws {
        if let place = agents.place(of: room) { return await wasRemoved(from: room, place) }
        if !upgrades.isReplaced(room), let other = book[room]?.others.keys.first, book[room]?.others.count == 1 {
            try await accept(
                Arrival(
                    id: ArrivalID("\(options.id):\(room)/removed/\(now().milliseconds)"), from: direct(room),
                    venue: .direct, author: author(other, in: room), at: now(), body: .left))
            try await ended(room, of: other)
        }
        await ghosts?.leaveAll(room)
        book[room] = nil
        quiet.forget(room)
        _ = try? await home.call(.forget(room))
    }

    func leave(_ room: String) async throws {
        book[room] = nil
        quiet.forget(room)
        do {
            _ = try await home.insist(.leave(room), isOfARoom: true)
            _ = try await home.insist(.forget(room), isOfARoom: true)
        } catch MatrixFailure.cancelled {
            throw Closed()
        } catch {
            log.info("cannot be left: \(error)", metadata: ["room": "\(room)"])
        }
        await ghosts?.leaveAll(room)
    }

    // MARK: - Who

    func isGhost(_ user: String) -> Bool { ghosts?.isGhost(user) ?? false }

    /// Who is there, asked once.
    func look(at room: String) async throws -> RoomBook.Room {
        if let known = book[room] { return known }
        do {
            let answer = try await home.insist(.members(of: room), isOfARoom: true) {
                log.info("who is in \(room) cannot be asked yet: \($0)")
            }
            ghosts?.saw(answer, in: room)
            let present = RoomBook.Room(answer, me: me.text, without: isGhost)
            book[room] = present
            return present
        } catch MatrixFailure.cancelled {
            throw Closed()
        } catch {
            return RoomBook.Room()
        }
    }

    func author(_ user: String, in room: String) -> Author {
        let name = book[room]?.others[user] ?? RoomBook.name(of: user)
        return Author(person: PersonID("\(options.id):\(user)"), name: name, isLasting: true)
    }

    /// What the house calls a room.
    func direct(_ room: String) -> Address { address(.direct(room: upgrades.house(of: room))) }
    func address(_ place: RoomAddress) -> Address { Address(gateway: options.id, room: place.id) }

    func accept(_ arrival: Arrival) async throws {
        do {
            try await inbox.accept(arrival)
        } catch {
            throw Closed()
        }
    }
}
