public import DeskCore

/// Somebody in a story, and the room in which they write.
public struct Someone: Sendable {
    public let author: Author
    public let room: Address
    public let venue: Venue

    public init(author: Author, room: Address, venue: Venue) {
        self.author = author
        self.room = room
        self.venue = venue
    }

    /// The gateway on which stories happen.
    public static let gateway: GatewayID = "irc"
    /// Where all agents see the board.
    public static let staffRoom = Address(gateway: gateway, room: "#desk")

    /// A customer without a login: somebody else on each connection.
    public static func guest(_ name: String, connection: Int = 1) -> Self {
        let session = "\(name)/\(connection)"
        let author = Author(person: PersonID("irc:\(session)"), name: name, isLasting: false)
        return Self(author: author, room: Address(gateway: gateway, room: RoomID(session)), venue: .direct)
    }

    /// A customer with a login, in the room of one connection.
    public static func customer(_ name: String, connection: Int = 1) -> Self {
        let author = Author(person: PersonID("irc:login:\(name)"), name: name, login: name, isLasting: true)
        return Self(
            author: author, room: Address(gateway: gateway, room: RoomID("\(name)/\(connection)")), venue: .direct)
    }

    /// An agent in the staff room.
    public static func agent(_ name: String) -> Self {
        let author = Author(person: PersonID("irc:login:\(name)"), name: name, login: name, isLasting: true)
        return Self(author: author, room: staffRoom, venue: .staff)
    }

    /// The same person in the room of a case.
    public func inCase(_ number: CaseNumber) -> Self {
        Self(author: author, room: Self.caseRoom(number), venue: .staff)
    }

    public static func caseRoom(_ number: CaseNumber) -> Address {
        Address(gateway: gateway, room: RoomID("#case-\(number)"))
    }
}
