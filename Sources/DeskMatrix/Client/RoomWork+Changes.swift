import DeskCore
import Logging

// What is changed after it was said.
extension RoomWork {
    /// Whose an event is that another one is about.
    enum Whose: Equatable {
        /// The desk itself said it.
        case desk
        case somebody(String)
        /// It is nothing for the desk.
        case nobody
        /// It is not known any more.
        case unknown
    }

    /// As soon as it is heard of, also while what it takes back still waits to be read.
    func foresee(_ news: [MatrixEvent]) {
        for event in news { if let original = event.redacts { events.strike(original) } }
    }

    func isOurs(_ user: String) -> Bool { user == me.text || isGhost(user) }

    func whose(_ event: String, in room: String) async throws -> Whose {
        switch events.room(of: event) {
        case Self.ours(room)?: return .desk
        case room?: return events.sender(of: event).map(Whose.somebody) ?? .nobody
        case .some: return .nobody
        case nil: break
        }
        let answer: JSON
        do throws(MatrixFailure) {
            answer = try await home.insist(.event(event, in: room), isOfARoom: true)
        } catch {
            guard error != .cancelled else { throw Closed() }
            return .unknown
        }
        guard let found = MatrixEvent(answer) else { return .unknown }
        guard !isOurs(found.sender) else {
            events.add(event, in: Self.ours(room))
            return .desk
        }
        let isWords = [EventType.message, EventType.sticker, EventType.reaction].contains(found.type)
        return isWords && !isSilent(found.sender) ? .somebody(found.sender) : .nobody
    }

    // MARK: - Taken back

    /// By whoever said it, or by who keeps order in the room.
    func redacted(_ event: MatrixEvent, in room: String) async throws {
        guard let original = event.redacts else { return }
        events.strike(original)
        guard case .somebody(let user) = try await whose(original, in: room) else { return }
        let present = try await look(at: room)
        let origin = origin(of: user, in: room, with: present)
        // Words that took the place of others go with them: what the desk knows of, by itself; what it has not read yet is
        // not read any more.
        for edit in events.edits(of: original) { events.strike(edit) }
        try await tell(.redacted(arrival(original)), event, of: user, from: origin, in: room)
    }

    func arrival(_ event: String) -> ArrivalID { ArrivalID("\(options.id):\(event)") }

    // MARK: - Signs

    /// In bytes. What is longer is no sign.
    static let mostOfSign = 64

    /// Put to something that the desk has said; what people put to one another's words is theirs.
    func reacted(_ event: MatrixEvent, in room: String) async throws {
        let relation = event.content["m.relates_to"]
        guard !isSilent(event.sender), !events.isStruck(event.id), relation?["rel_type"]?.string == "m.annotation",
            let original = relation?["event_id"]?.string, let sign = relation?["key"]?.string,
            sign.utf8.count <= Self.mostOfSign, sign.contains(where: { !$0.isWhitespace }),
            try await whose(original, in: room) == .desk
        else { return events.add(event.id, in: room) }
        let present = try await look(at: room)
        quiet.heard(room, at: now())
        let origin = origin(of: event.sender, in: room, with: present)
        try await tell(.reacted(sign), event, of: event.sender, from: origin, in: room)
        events.add(event.id, in: room, by: event.sender)
    }
}
