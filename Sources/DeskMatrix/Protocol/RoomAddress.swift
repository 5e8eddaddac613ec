import DeskCore

/// Where the desk speaks on Matrix, as the rest of the house names it.
///
/// Ids of rooms and users hold no blank, so the second and third form cannot be mistaken for the first; ids of rooms begin
/// with `!`, so the staff room's cannot, either. Nothing is read out of a room's id: those of version 12 have no server in
/// them.
enum RoomAddress: Equatable, Sendable {
    /// A room with one customer.
    case direct(room: String)
    /// One person among others in a room.
    case among(room: String, user: String)
    /// Whichever room there is, or will be, with that person alone.
    case aside(user: String)
    /// Where all agents see the board, whichever room that is.
    case staff
    /// What agents say there about one case.
    case thread(CaseNumber)

    private static let staffID = "staff"

    init(_ id: RoomID) {
        let text = id.rawValue
        if text == Self.staffID {
            self = .staff
        } else if text.hasPrefix(Self.staffID + " "), let number = CaseNumber(text.dropFirst(Self.staffID.count + 1)) {
            self = .thread(number)
        } else if let blank = text.firstIndex(of: " ") {
            let (room, user) = (String(text[..<blank]), String(text[text.index(after: blank)...]))
            self = room.isEmpty ? .aside(user: user) : .among(room: room, user: user)
        } else {
            self = .direct(room: text)
        }
    }

    var id: RoomID {
        switch self {
        case .direct(let room): RoomID(room)
        case .among(let room, let user): RoomID("\(room) \(user)")
        case .aside(let user): RoomID(" \(user)")
        case .staff: RoomID(Self.staffID)
        case .thread(let number): RoomID("\(Self.staffID) \(number)")
        }
    }
}
