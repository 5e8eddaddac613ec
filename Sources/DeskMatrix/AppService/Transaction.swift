import DeskCore

/// What a homeserver tells an application service at once: events of many rooms (application service API, "Pushing
/// events").
struct Transaction: Equatable, Sendable {
    /// What happened in one room, in pieces that are worked on one after the other.
    enum Piece: Equatable, Sendable {
        case told([MatrixEvent])
        /// The desk is not there any more.
        case left
        case invited(SyncResponse.Invited, at: Timestamp)
    }
    struct Room: Equatable, Sendable {
        let id: String
        var pieces: [Piece] = []
    }
    /// An agent's user who came or went by the will of others.
    struct GhostMove: Equatable, Sendable {
        let ghost: String
        let room: String
        let membership: Membership
    }

    /// In the order in which they are told of first.
    private(set) var rooms: [Room] = []
    private(set) var ghosts: [GhostMove] = []

    struct NotATransaction: Error, Equatable {}

    init(_ json: JSON, names: GhostNames) throws(NotATransaction) {
        guard let events = json["events"]?.array else { throw NotATransaction() }
        for event in events { take(event, names) }
    }

    /// What lacks a room or an id, or was done by the desk or its agents, is read over.
    private mutating func take(_ json: JSON, _ names: GhostNames) {
        guard let room = json["room_id"]?.string, let event = MatrixEvent(json) else { return }
        if let (user, membership) = event.membership, names.isOurs(user) {
            if user == names.sender.text {
                own(membership, event, json, room)
            } else if !names.isOurs(event.sender) {
                ghosts.append(GhostMove(ghost: user, room: room, membership: membership))
            }
        } else if !names.isOurs(event.sender) {
            add(event, to: room)
        }
    }

    private mutating func own(_ membership: Membership, _ event: MatrixEvent, _ json: JSON, _ room: String) {
        switch membership {
        case .invite:
            var invited = SyncResponse.Invited()
            invited.inviter = event.sender
            invited.isDirect = event.content["is_direct"]?.bool ?? false
            // Older servers have it beside what they signed.
            let state = json["unsigned"]?["invite_room_state"] ?? json["invite_room_state"]
            invited.isEncrypted = state?.array?.contains { $0["type"]?.string == EventType.encryption } ?? false
            rooms[place(of: room)].pieces.append(.invited(invited, at: Timestamp(milliseconds: event.sentAt)))
        case .leave, .ban: rooms[place(of: room)].pieces.append(.left)
        case .join, .knock: break
        }
    }

    private mutating func add(_ event: MatrixEvent, to room: String) {
        let place = place(of: room)
        if case .told(let before)? = rooms[place].pieces.last {
            rooms[place].pieces[rooms[place].pieces.count - 1] = .told(before + [event])
        } else {
            rooms[place].pieces.append(.told([event]))
        }
    }

    private mutating func place(of room: String) -> Int {
        if let place = rooms.firstIndex(where: { $0.id == room }) { return place }
        rooms.append(Room(id: room))
        return rooms.count - 1
    }
}
