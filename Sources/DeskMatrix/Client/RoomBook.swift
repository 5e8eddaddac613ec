import Synchronization

/// Who is in the rooms that were looked at since the start.
final class RoomBook: Sendable {
    struct Room: Equatable, Sendable {
        /// Names that are shown, by user, without the desk.
        var others: [String: String] = [:]
        /// What the desk is called there.
        var ownName: String?
    }
    private let rooms = Mutex<[String: Room]>([:])
    /// Rooms that are over, and whose they were.
    private let over = Mutex<[String: String]>([:])
    private static let mostOver = 10_000
    /// Rooms in which agents work are nobody's private ones, and those that others took the place of are over.
    private let isUnfit: @Sendable (String) -> Bool

    init(isUnfit: @escaping @Sendable (String) -> Bool = { _ in false }) { self.isUnfit = isUnfit }

    subscript(room: String) -> Room? {
        get { rooms.withLock { $0[room] } }
        set { rooms.withLock { $0[room] = newValue } }
    }

    /// - Returns: Whether they were not there before; nil where nobody has looked at the room.
    func came(_ user: String, named name: String?, to room: String) -> Bool? {
        rooms.withLock { rooms in
            guard rooms[room] != nil else { return nil }
            return rooms[room]?.others.updateValue(name ?? RoomBook.name(of: user), forKey: user) == nil
        }
    }

    func left(_ user: String, _ room: String) {
        rooms.withLock { _ = $0[room]?.others.removeValue(forKey: user) }
    }

    /// Nothing can be said in this room any more; its customer may come back in another one.
    func ended(_ room: String, of user: String) {
        over.withLock { over in
            if over.count >= Self.mostOver { over.removeAll() }
            over[room] = user
        }
    }

    func began(_ room: String) { over.withLock { $0[room] = nil } }

    /// Where what is meant for a room is said: in it, or where its customer is by now; nil while they are nowhere.
    func current(_ room: String) -> String? {
        guard let user = over.withLock({ $0[room] }) else { return room }
        return direct(with: user)
    }

    /// The room with that person alone, among those that were looked at.
    func direct(with user: String) -> String? {
        let found = rooms.withLock { rooms in
            rooms.filter { $0.value.others.count == 1 && $0.value.others[user] != nil }.keys
        }
        return found.first { !isUnfit($0) }
    }

    /// Until their own name for themselves is known.
    static func name(of user: String) -> String { UserID(user)?.localpart ?? user }
}

extension RoomBook.Room {
    /// - Parameter isNobody: Of whom it does not count that they are there.
    init(_ answer: JSON, me: String, without isNobody: (String) -> Bool = { _ in false }) {
        for (user, member) in answer["joined"]?.object ?? [:] where !isNobody(user) {
            let name = member["display_name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            if user == me { ownName = name } else { others[user] = name ?? RoomBook.name(of: user) }
        }
    }
}
