import DeskCore
import Logging

// The rooms in which agents work.
extension RoomWork {
    /// Before anything is read, so that what is said among agents is never taken for a customer's words.
    func open() async throws {
        try await agents.open()
        try await upgrades.open()
        if let wanted = options.staffRoom { try await findStaff(wanted) }
    }

    /// Which room the staff room is.
    private func findStaff(_ wanted: String) async throws {
        guard wanted.hasPrefix("#") else { return agents.staff(is: upgrades.current(wanted)) }
        do throws(MatrixFailure) {
            let answer = try await home.insist(.alias(wanted)) {
                log.notice("which room \(wanted) is cannot be asked yet: \($0)")
            }
            guard let room = answer["room_id"]?.string else { throw .unknown("an answer without `room_id`") }
            agents.staff(is: upgrades.current(room))
            await memory.keep(MatrixMemory.Key.staff, ["alias": .string(wanted), "room": .string(room)])
        } catch {
            if error == .cancelled { throw CancellationError() }
            let kept = try await memory.get(MatrixMemory.Key.staff)
            if kept?["alias"]?.string == wanted, let room = kept?["room"]?.string {
                agents.staff(is: upgrades.current(room))
            }
            log.error(
                "there is no staff room \(wanted): \(error). Make a room with this address that is not encrypted, and invite \(me.text)"
            )
        }
    }

    /// How long the desk waits before it tries again to find the staff room, or to come in.
    private static let staffPause = Duration.seconds(60)

    /// Has the staff room entered for as long as the desk is not in it. Until cancelled.
    func keepStaff(_ enter: @Sendable (String) -> Void) async {
        guard let wanted = options.staffRoom else { return }
        while !Task.isCancelled {
            if agents.staff == nil { try? await findStaff(wanted) }
            if let room = agents.staff, agents.isInStaff != true { enter(room) }
            if agents.staff == nil { agents.isInStaff(false) }
            try? await Task.sleep(for: Self.staffPause)
        }
    }

    /// An invitation may be older than the desk's coming, or tell that it was removed meanwhile.
    func invitedToStaff(_ room: String) async throws {
        if agents.isInStaff == true {
            let present = try? await home.call(.members(of: room))
            guard present?["joined"]?[me.text] == nil else { return }
            agents.isInStaff(false)
        }
        try await enterStaff(room)
    }

    func enterStaff(_ room: String) async throws {
        guard agents.staff == room, agents.isInStaff != true else { return }
        do throws(MatrixFailure) {
            _ = try await home.insist(.join(room), isOfARoom: true) {
                limits.met(.joins, in: $0)
                log.notice("the staff room cannot be entered yet: \($0)")
            }
        } catch {
            guard error != .cancelled else { throw Closed() }
            if agents.isInStaff != false {
                log.error("the staff room \(room) cannot be entered: \(error). Invite \(me.text) to it")
            }
            agents.isInStaff(false)
            return
        }
        quiet.heard(room, at: now())
        book[room] = nil
        let present = try await look(at: room)
        if (try? await home.call(.state(EventType.encryption, of: room))) != nil { try await sealed(agentsIn: room) }
        guard agents.isInStaff(true) else { return }
        // What was parked meanwhile goes out at the word of an agent, and which of them are agents the desk knows.
        for user in others(in: present).sorted().prefix(Self.mostGreeted) {
            try await tell(.returned, "back/\(now().milliseconds)/\(user)", of: user, in: room)
        }
    }

    /// Members of the staff room of whom it is told that the desk is back among them.
    private static let mostGreeted = 100

    /// Something about a room of agents, or of two, that is no event of it.
    func tell(_ body: Arrival.Body, _ occasion: String, of user: String, in room: String) async throws {
        let origin = origin(of: user, in: room, with: RoomBook.Room())
        try await accept(
            Arrival(
                id: ArrivalID("\(options.id):\(room)/\(occasion)"), from: origin.from, venue: origin.venue,
                author: author(user, in: room), at: now(), body: body))
    }

    // MARK: - Who comes and goes

    /// Agents come and go as they like: a room of a case is not over because nobody is in it.
    func agentMoved(_ event: MatrixEvent, _ user: String, _ membership: Membership, in room: String) async throws {
        switch membership {
        case .join:
            let isNews = book.came(user, named: event.content["displayname"]?.string, to: room) == true
            guard event.before.map({ $0 != .join }) ?? isNews, agents.place(of: room) == .staff, !isSilent(user) else {
                return
            }
            try await tell(.joined, event, of: user, from: Origin(from: address(.staff), venue: .staff), in: room)
        case .leave, .ban: book.left(user, room)
        case .invite, .knock: break
        }
    }

    func wasRemoved(from room: String, _ place: AgentRooms.Place) async {
        book[room] = nil
        switch place {
        case .staff:
            log.error("the desk was removed from the staff room \(room): invite \(me.text) again")
            agents.isInStaff(false)
        case .ofCase(let number, _):
            // It stays one: the desk may be invited again.
            log.notice("the desk was removed from the room of case \(number)")
            quiet.forget(room)
            _ = try? await home.call(.forget(room))
        }
    }

    // MARK: - Encryption

    /// Said once, in the clear.
    func sealed(agentsIn room: String) async throws {
        let key = MatrixMemory.Key.sealed(room)
        guard try await memory.get(key) == nil else { return }
        let isStaff = agents.place(of: room) == .staff
        let remedy =
            isStaff
            ? "make a staff room without encryption and set `staff_room` to it"
            : "leave this room, and !claim the case again"
        log.error("the desk cannot read the encrypted room \(room): \(remedy)")
        let content = OutgoingMessage(
            prose: Prose(text: "This room is encrypted, and the desk cannot read what is said here: \(remedy)."))
        for json in content.contents {
            // The transaction is of this room: a repeat is no second message.
            _ = try? await home.call(.send(EventType.message, to: room, transaction: "sealed", json))
        }
        await memory.keep(key, ["told": .int(Int(now().milliseconds))])
    }
}
