/// What a person must settle: numbered, in line by the time at which the first reply is due.
public struct Case: Equatable, Sendable, Codable {
    public enum State: Equatable, Sendable, Codable {
        case waiting
        case claimed(by: AgentID)
        /// The agent is done; the customer may still say that it is not solved.
        case closing
        case done
    }
    public let number: CaseNumber
    public let conversation: ConversationID
    public internal(set) var person: PersonID
    public let openedAt: Timestamp
    /// When the first reply is due; fixed when the case opens, so that the line is never sorted again.
    public internal(set) var due: Timestamp
    public internal(set) var state: State = .waiting
    /// Where agents talk with the customer, once that room is open.
    public internal(set) var room: Address?
    /// That room is the one window in which the agent has all their cases.
    @Sparse public internal(set) var sharesRoom = false
    /// What the agent gave as the reason when closing.
    public internal(set) var reason: String?
    public internal(set) var isSolved: Bool?
    public internal(set) var rating: Int?
    public internal(set) var closedAt: Timestamp?
    /// The word with which a customer without a login comes back.
    public internal(set) var comeBackWord: String?
    /// How often the customer was told that they still wait.
    public internal(set) var notices = 0
    /// What the agent wrote and the customer was told, the last `mostSaid`: what can be edited and taken back.
    @Sparse public internal(set) var said: [ArrivalID] = []
    /// Since when the customer waits for the agent's answer.
    public internal(set) var unansweredSince: Timestamp?

    static let mostSaid = 50

    public init(number: CaseNumber, conversation: ConversationID, person: PersonID, openedAt: Timestamp, due: Timestamp)
    {
        self.number = number
        self.conversation = conversation
        self.person = person
        self.openedAt = openedAt
        self.due = due
    }
}

/// Somebody who serves customers.
public struct Agent: Equatable, Sendable, Codable {
    public let id: AgentID
    /// Identities at gateways that are this agent, beside the login itself.
    public internal(set) var identities: Set<PersonID> = []
    public internal(set) var isRemoved = false

    public init(id: AgentID) { self.id = id }
}

/// What the desk counts.
public struct Ledger: Equatable, Sendable, Codable {
    public internal(set) var conversations = 0
    public internal(set) var cases = 0
    /// Deliveries that belong to no conversation.
    public internal(set) var deliveries = 0
    public internal(set) var revision: Revision?
    /// The state of the content folder that agents know to be broken.
    public internal(set) var refused: Revision?

    public init() {}
}
