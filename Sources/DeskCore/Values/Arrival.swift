/// Where people talk: one room of one chat network.
public struct Address: Hashable, Sendable, Codable {
    public let gateway: GatewayID
    public let room: RoomID

    public init(gateway: GatewayID, room: RoomID) {
        self.gateway = gateway
        self.room = room
    }
}

/// Who did something, as far as the network proves it.
public struct Author: Hashable, Sendable, Codable {
    public let person: PersonID
    /// What the network shows for them. It proves nothing.
    public var name: String
    /// The desk login that they proved at this gateway, if any.
    public let login: String?
    /// The agent that the gateway takes them for without a login, because an operator said so of where they come from.
    public let vouched: AgentID?
    /// Whether `person` outlives the connection: an account rather than a session.
    public let isLasting: Bool
    /// Who they were here until they told the network their account, if that was a moment ago: the same person, as far as
    /// the network proves it.
    public let formerly: PersonID?

    public init(
        person: PersonID, name: String, login: String? = nil, vouched: AgentID? = nil, isLasting: Bool,
        formerly: PersonID? = nil
    ) {
        self.person = person
        self.name = name
        self.login = login
        self.vouched = vouched
        self.isLasting = isLasting
        self.formerly = formerly
    }
}

/// What kind of room something happened in.
public enum Venue: String, Sendable, Codable {
    /// Between the desk and one customer, and the agent who serves them.
    case direct
    /// Only agents can be here.
    case staff
    /// Others read along.
    case open
}

/// Something that happened on a network, as a gateway heard it.
public struct Arrival: Equatable, Sendable, Codable {
    public enum Body: Equatable, Sendable, Codable {
        case said(String)
        /// Said in an open room to nobody in particular, and left without an answer by everybody there for a while.
        case overheard(String)
        /// Somebody came into the room.
        case joined
        /// Somebody with a lasting identity is reachable again; the room is the one between them and the desk alone.
        case returned
        /// Somebody left the network altogether.
        case left
        /// What they say in this room is encrypted, so that the desk cannot read it. They were invited to another room where
        /// it is not, unless their network lets there be none.
        case sealed(instead: Address?)
        /// Other words in the place of those that the same person said before. What was said before is kept as well.
        case edited(ArrivalID, String)
        /// What was said is to be gone, by the will of who said it or of who keeps order in the room.
        case redacted(ArrivalID)
        /// A sign put to something that the desk or an agent said: an emoji, mostly.
        case reacted(String)
    }
    public let id: ArrivalID
    public let from: Address
    public let venue: Venue
    public var author: Author
    /// When the network says it happened; the gateway's own clock where the network does not say.
    public let at: Timestamp
    public var body: Body
    /// Of an open room: where the same person is spoken to in private. Without it everything is said in the open room.
    public let aside: Address?
    /// The case under which agents talk among themselves here: a thread of the staff room.
    public let about: CaseNumber?
    /// Whether the words name a file that the gateway can fetch (`Gateway.fetch`).
    @Sparse public private(set) var hasFile: Bool

    public init(
        id: ArrivalID, from: Address, venue: Venue, author: Author, at: Timestamp, body: Body, aside: Address? = nil,
        about: CaseNumber? = nil, hasFile: Bool = false
    ) {
        self.id = id
        self.from = from
        self.venue = venue
        self.author = author
        self.at = at
        self.body = body
        self.aside = aside
        self.about = about
        self.hasFile = hasFile
    }
}

extension Arrival {
    /// Where others read along: where they do not.
    var asideOfOpenRoom: Address? { venue == .open ? aside : nil }

    /// Where what is personal is said.
    var inPrivate: Address { asideOfOpenRoom ?? from }
}

extension Arrival.Body {
    /// What somebody said, where anything was said. Set to nil, it stays as it is.
    public var words: String? {
        get {
            switch self {
            case .said(let text), .overheard(let text), .edited(_, let text), .reacted(let text): text
            case .joined, .returned, .left, .sealed, .redacted: nil
            }
        }
        set {
            guard let newValue else { return }
            switch self {
            case .said: self = .said(newValue)
            case .overheard: self = .overheard(newValue)
            case .edited(let original, _): self = .edited(original, newValue)
            case .reacted: self = .reacted(newValue)
            case .joined, .returned, .left, .sealed, .redacted: break
            }
        }
    }
}
