public import DeskCore

/// Somebody in a story, and the room in which they write.
public struct Someone: Sendable {
    public let author: Author
    public let room: Address
    public let venue: Venue
    /// Of an open room: where they are spoken to in private.
    public let aside: Address?

    public init(author: Author, room: Address, venue: Venue, aside: Address? = nil) {
        self.author = author
        self.room = room
        self.venue = venue
        self.aside = aside
    }

    /// The gateway on which stories happen.
    public static let gateway: GatewayID = "irc"
    /// Where customers and others read along.
    public static let openRoom = Address(gateway: gateway, room: "#help")
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

    /// The same person where others read along.
    public var inTheOpen: Self { Self(author: author, room: Self.openRoom, venue: .open, aside: aside ?? room) }

    /// The same person, who has told the network their account a moment ago.
    public func now(knownAs account: String) -> Self {
        let author = Author(
            person: PersonID("irc:account:\(account)"), name: account, isLasting: true, formerly: author.person)
        return Self(author: author, room: room, venue: venue, aside: aside)
    }

    /// The agent in the one window in which they have all their cases.
    public var inWindow: Self { Self(author: author, room: Self.window(of: author.name), venue: .direct) }

    public static func window(of agent: String) -> Address { Address(gateway: gateway, room: RoomID(agent)) }

    public static func caseRoom(_ number: CaseNumber) -> Address {
        Address(gateway: gateway, room: RoomID("#case-\(number)"))
    }
}
