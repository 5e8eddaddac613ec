/// Reads what is kept, outside the loop: for looking, never for deciding.
public protocol Archive: Sendable {
    /// Open cases in the order of the line: claimed ones after those that wait.
    func board() async throws(StoreError) -> [BoardRow]
    func brief(_ number: CaseNumber) async throws(StoreError) -> Brief?
    /// Lines in order, notes left out unless asked for. `through` is the last line number wanted.
    func lines(of conversation: ConversationID, last count: Int, through seq: Int?, notes: Bool)
        async throws(StoreError) -> [Line]
    /// The lines of all transcripts that hold what came under this id, and what took its place later.
    func lines(holding words: ArrivalID) async throws(StoreError) -> [Line]
    /// Lines that hold all of these words, newest first, at most `limit`.
    func find(_ words: String, limit: Int) async throws(StoreError) -> [Found]
    /// Questions that got no answer, or not the right one, since that instant; oldest first.
    func gaps(since: Timestamp?) async throws(StoreError) -> [MissedQuestion]
    /// Turns that were read since that instant, by conversation and number. A turn is left out if some of its words are
    /// gone, because they were erased or were said before.
    func turns(since: Timestamp?) async throws(StoreError) -> [PastTurn]
    func login(_ name: String) async throws(StoreError) -> Login?
    func logins(_ role: Login.Role) async throws(StoreError) -> [Login]
}

/// One case on the board.
public struct BoardRow: Equatable, Sendable, Codable {
    public let number: CaseNumber
    public let customer: String
    public let gateway: GatewayID
    public let openedAt: Timestamp
    /// When the first reply is due.
    public let due: Timestamp
    /// Nobody has it yet.
    public let agent: AgentID?
    /// The customer's last words.
    public let lastWords: String

    public init(
        number: CaseNumber, customer: String, gateway: GatewayID, openedAt: Timestamp, due: Timestamp, agent: AgentID?,
        lastWords: String
    ) {
        self.number = number
        self.customer = customer
        self.gateway = gateway
        self.openedAt = openedAt
        self.due = due
        self.agent = agent
        self.lastWords = lastWords
    }
}

/// What an agent must know at once.
public struct Brief: Equatable, Sendable {
    public let row: BoardRow
    public let conversation: ConversationID
    public let state: String
    public let language: Language?
    /// Cases of the same person before this one.
    public let earlierCases: [CaseNumber]
    /// Notes by agents, oldest first.
    public let notes: [Line]

    public init(
        row: BoardRow, conversation: ConversationID, state: String, language: Language?, earlierCases: [CaseNumber],
        notes: [Line]
    ) {
        self.row = row
        self.conversation = conversation
        self.state = state
        self.language = language
        self.earlierCases = earlierCases
        self.notes = notes
    }
}

/// One line that a search found, and the case it belongs to, if any.
public struct Found: Equatable, Sendable {
    public let line: Line
    public let number: CaseNumber?
    public init(line: Line, number: CaseNumber?) {
        self.line = line
        self.number = number
    }
}
