/// Something the desk has promised to do on a network. It becomes real only after the step that made it is durable.
public struct Delivery: Equatable, Sendable, Codable, Identifiable {
    public let id: DeliveryID
    public let to: Address
    public let act: Act
    public let lane: Lane
    /// The conversation whose customer is the receiver or the subject; none for the board.
    public let conversation: ConversationID?
    /// Not before this instant.
    public let notBefore: Timestamp?
    /// From this instant on it is no longer worth saying, and settles as expired.
    public let expires: Timestamp?
    /// What it answers, where one thing caused it.
    public let causedBy: ArrivalID?

    public init(
        id: DeliveryID, to: Address, act: Act, lane: Lane, conversation: ConversationID? = nil,
        notBefore: Timestamp? = nil, expires: Timestamp? = nil, causedBy: ArrivalID? = nil
    ) {
        self.id = id
        self.to = to
        self.act = act
        self.lane = lane
        self.conversation = conversation
        self.notBefore = notBefore
        self.expires = expires
        self.causedBy = causedBy
    }
}

/// What a gateway does.
public enum Act: Equatable, Sendable, Codable {
    case say(Utterance)
    /// Lines said earlier, for somebody who comes back or takes over; shown with their own times.
    case recap([Line])
    /// Opens a staff room for a case and brings the agent into it. The receipt names the room. `person` is who the agent
    /// is on the network where they took the case.
    case openRoom(number: CaseNumber, title: String, agent: AgentID, person: PersonID? = nil)
    /// Lets everybody in the customer's room see that the agent is there now.
    case enter(AgentID)
    case leave(AgentID)
}

/// Which deliveries go first: what people write, then answers, then what goes to many.
public enum Lane: Int, Comparable, CaseIterable, Sendable, Codable {
    case agent, reply, bulk
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Who speaks in an utterance or a line.
public enum Speaker: Hashable, Sendable, Codable {
    case desk
    case agent(AgentID)
    /// By the name the network shows for them.
    case customer(String)
}

/// Words on their way out.
public struct Utterance: Equatable, Sendable, Codable {
    public let speaker: Speaker
    public let prose: Prose
    public let language: Language?
    /// The article or intent these words come from, and the content they were taken from.
    public let source: ContentID?
    public let revision: Revision?

    public init(
        speaker: Speaker = .desk, prose: Prose, language: Language? = nil, source: ContentID? = nil,
        revision: Revision? = nil
    ) {
        self.speaker = speaker
        self.prose = prose
        self.language = language
        self.source = source
        self.revision = revision
    }
}

/// How a delivery ended.
public enum Outcome: Equatable, Sendable, Codable {
    case delivered(Receipt)
    /// It broke off after we wrote and before we heard back, and the network cannot tell repeats apart.
    case maybeDelivered
    case failed(reason: String)
    case expired
    /// Taken back before it started.
    case withdrawn
}

/// What a network says of a delivery that succeeded.
public struct Receipt: Equatable, Sendable, Codable {
    /// The network's own name for the message, for edits and redactions later.
    public let remoteID: String?
    /// The room that `openRoom` opened.
    public let room: Address?
    /// That room is the one in which this agent has all their cases.
    @Sparse public private(set) var isShared: Bool

    public init(remoteID: String? = nil, room: Address? = nil, isShared: Bool = false) {
        self.remoteID = remoteID
        self.room = room
        self.isShared = isShared
    }
}
