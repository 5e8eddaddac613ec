import DeskCore
import Logging

// Rooms that are upgraded: another one takes their place.
extension RoomWork {
    /// The room is over, and names the one that goes on in its place.
    func upgraded(_ event: MatrixEvent, in room: String) async throws {
        guard event.stateKey == "", let new = event.content["replacement_room"]?.string, new.hasPrefix("!"),
            new != room, upgrades.current(upgrades.house(of: room)) != new
        else { return }
        let servers = UserID(event.sender).map { [$0.server] } ?? []
        do throws(MatrixFailure) {
            _ = try await home.insist(.join(new, via: servers), isOfARoom: true) {
                limits.met(.joins, in: $0)
                log.notice("\(new), which takes the place of \(room), cannot be joined yet: \($0)")
            }
        } catch {
            guard error != .cancelled else { throw Closed() }
            return try await endedByUpgrade(room, event, error)
        }
        guard try await succeeds(new, room) else { return }
        try await moved(from: room, to: new)
    }

    /// The desk is invited to a room that says whose place it takes, perhaps before it could read that there.
    ///
    /// - Returns: Whether it is true.
    func takesPlace(_ new: String, of old: String) async throws -> Bool {
        do throws(MatrixFailure) {
            let tombstone = try await home.insist(.state(EventType.tombstone, of: old), isOfARoom: true)
            guard tombstone["replacement_room"]?.string == new else { return false }
        } catch {
            guard error != .cancelled else { throw Closed() }
            return false
        }
        guard try await succeeds(new, old) else { return false }
        if upgrades.house(of: new) == new { try await moved(from: old, to: new) }
        return true
    }

    /// Whether a room says that it takes the place of the other: anybody could name any room in a tombstone of theirs.
    private func succeeds(_ new: String, _ old: String) async throws -> Bool {
        do throws(MatrixFailure) {
            let creation = try await home.insist(.state(EventType.create, of: new), isOfARoom: true)
            if creation["predecessor"]?["room_id"]?.string == old { return true }
        } catch {
            guard error != .cancelled else { throw Closed() }
        }
        log.warning("\(new) does not say that it takes the place of \(old), and is a room of its own to the desk")
        return false
    }

    /// From here on whatever is meant for the old one goes to the new one, and what is said there is said in the old one.
    private func moved(from old: String, to new: String) async throws {
        let place = agents.place(of: old)
        guard await upgrades.replaced(old, by: new) else { throw Closed() }
        quiet.heard(new, at: now())
        book[new] = nil
        book.began(new)
        log.info("\(old) was upgraded to \(new)")
        switch place {
        case .staff:
            let wasThere = agents.isInStaff == true
            agents.staff(is: new)
            agents.isInStaff(wasThere)
            if !wasThere { try await enterStaff(new) }
        case .ofCase(let number, let user):
            _ = await agents.keep(new, of: number, for: user)
            await agents.forget(old)
        case nil: break
        }
        _ = try await look(at: new)
    }

    private func endedByUpgrade(_ room: String, _ event: MatrixEvent, _ failure: MatrixFailure) async throws {
        switch agents.place(of: room) {
        case .staff:
            agents.isInStaff(false)
            return log.error(
                "the staff room \(room) was upgraded, and the new one cannot be joined: \(failure). Invite \(me.text)")
        case .ofCase(let number, _):
            await agents.forget(room)
            return log.notice("the room of case \(number) was upgraded, and the new one cannot be joined: \(failure)")
        case nil: break
        }
        log.notice("\(room) was upgraded, and the new room cannot be joined: \(failure)")
        let present = others(in: try await look(at: room))
        guard present.count == 1, let user = present.first else { return }
        try await tell(.left, event, of: user, from: Origin(from: direct(room), venue: .direct), in: room)
        try await ended(room, of: user)
    }
}
