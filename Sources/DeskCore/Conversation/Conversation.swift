/// One customer talking with the desk, from the first word to the last.
public struct Conversation: Equatable, Sendable, Codable {
    public enum Phase: Equatable, Sendable, Codable {
        /// The bot answers.
        case answering
        /// In line for a person. The bot still answers what it knows.
        case waiting(CaseNumber)
        /// An agent speaks, and nobody else.
        case assisted(CaseNumber, by: AgentID)
        /// The case is done; the customer was asked whether it is solved.
        case closing(CaseNumber)
        case closed
    }

    /// The lines of the customer that are being read, or wait for more to come.
    public struct OpenTurn: Equatable, Sendable, Codable {
        public var lines: [String]
        /// Under which the words of the lines are kept.
        public var arrivals: [ArrivalID]
        public var lastLineAt: Timestamp
        public var causedBy: ArrivalID
        /// Whether it began so soon after lines that were answered that it may only be the rest of them.
        @Sparse public var isContinuation = false
        /// Whether its lines come one after the other as a client sends a pasted text: more of it is waited for longer.
        @Sparse public var isPaced = false
        /// How often it was read by content that had changed meanwhile.
        @Sparse public var rereads = 0
        /// Whether it was said to nobody in particular: answered if the answer is very sure, else left alone.
        @Sparse public var isOverheard = false
        /// What the matcher made of it, while more lines may still come.
        public var reading: Reading?
    }

    /// A question: its lines, and under which their words are kept. What takes it up again ("and the XL?") is added,
    /// since it says nothing without it.
    public struct Asked: Equatable, Sendable, Codable {
        public let lines: [String]
        public let arrivals: [ArrivalID]
        /// How many of the lines ask by themselves; none in records of versions that knew nothing of it.
        public internal(set) var own: Int?
        @Sparse public internal(set) var isAnswered = false

        /// The question without what took it up again.
        var itself: Asked {
            let count = min(own ?? lines.count, lines.count)
            return Asked(lines: Array(lines.prefix(count)), arrivals: Array(arrivals.prefix(count)), own: count)
        }
    }

    /// One answer the customer may choose, as it was offered.
    public struct Choice: Equatable, Sendable, Codable {
        public let id: ContentID
        public let title: String
        public let revision: Revision
        public let confidence: Double
    }

    public let id: ConversationID
    public internal(set) var person: PersonID
    public internal(set) var phase: Phase = .answering
    /// Where we answer: where the customer wrote last, and aside once a person is asked for where others read along.
    public internal(set) var replyTo: Address
    /// Where they are spoken to in private, if they wrote last where others read along.
    public internal(set) var aside: Address?
    @Sparse public internal(set) var lineCount = 0
    @Sparse public internal(set) var deliveryCount = 0
    @Sparse public internal(set) var turnCount = 0
    public internal(set) var turn: OpenTurn?
    /// The last question that was answered, asked back or missed.
    public internal(set) var asked: Asked?
    /// When they wrote the last line of a question that was answered, if nothing else has come since.
    public internal(set) var answeredLineAt: Timestamp?
    /// What the customer may choose from just now.
    @Sparse public internal(set) var choices: [Choice] = []
    /// The choices of which the last answer was one.
    @Sparse public internal(set) var chosenFrom: [Choice] = []
    public internal(set) var lastAnswer: ContentID?
    /// The titles of what was answered last, as they were when it was said.
    public internal(set) var lastTitle: String?
    /// What the matcher made of the last question; of the wish for a person where there was none.
    public internal(set) var grounds: Reading?
    /// The products that the customer named last, at most `Reading.mostProducts`.
    @Sparse public internal(set) var products: [String] = []
    /// Answers before the last one, newest last.
    @Sparse public internal(set) var earlierAnswers: [ContentID] = []
    /// What is left of a long answer, as it was when the answer began.
    @Sparse public internal(set) var rest: [Page] = []
    /// In a row.
    @Sparse public internal(set) var misses = 0
    /// Whether the customer was asked for other words before.
    @Sparse public internal(set) var hasMissed = false
    @Sparse public internal(set) var isGreeted = false
    /// Whether they were asked to rate; once is enough.
    @Sparse public internal(set) var isAskedToRate = false
    /// Whether a digit is a rating just now.
    @Sparse public internal(set) var awaitsRating = false
    /// Whether the customer knows that what they add while waiting is kept.
    @Sparse public internal(set) var isToldNoted = false
    public internal(set) var rating: Int?
    /// Files that the customer sent, the last `mostFiles`, and where.
    @Sparse public internal(set) var files: [SentFile] = []
    /// What was edited, on either side, the last `mostEdits`: it is taken back together.
    @Sparse public internal(set) var edits: [Edit] = []
    public internal(set) var lastActivity: Timestamp
    /// What the bot has promised to say and has not yet said. A record may hold more, which is settled: see `owing`.
    @Sparse public internal(set) var owed: [Owed] = []

    /// A part of a long answer.
    public struct Page: Equatable, Sendable, Codable {
        public let prose: Prose
        public let language: Language?
        public let source: ContentID
    }

    static let mostEarlierAnswers = 3
    static let mostFiles = 20
    static let mostEdits = 50

    public struct Edit: Equatable, Sendable, Codable {
        public let original: ArrivalID
        public let edit: ArrivalID
    }

    public struct SentFile: Equatable, Sendable, Codable {
        public let arrival: ArrivalID
        public let room: Address
    }

    public struct Owed: Equatable, Sendable, Codable {
        public let id: DeliveryID
        public let to: Address
    }

    public init(id: ConversationID, person: PersonID, replyTo: Address, at: Timestamp) {
        self.id = id
        self.person = person
        self.replyTo = replyTo
        lastActivity = at
    }
}

extension Conversation {
    public var caseNumber: CaseNumber? {
        switch phase {
        case .waiting(let number), .assisted(let number, _), .closing(let number): number
        case .answering, .closed: nil
        }
    }

    /// As a store gives it back: what is no longer in the outbox is not owed.
    public func owing(_ isInOutbox: (DeliveryID) throws -> Bool) rethrows -> Conversation {
        var conversation = self
        conversation.owed = try owed.filter { try isInOutbox($0.id) }
        return conversation
    }

    /// Takes up where the customer writes now. What has to do with a case is not for others to read.
    mutating func follow(_ arrival: Arrival) {
        aside = arrival.asideOfOpenRoom
        replyTo = phase == .answering ? arrival.from : arrival.inPrivate
    }

    /// From now on nobody reads along.
    mutating func goAside() { replyTo = aside ?? replyTo }

    /// An overheard turn has no line in the transcript while it is read.
    var turnID: TurnID {
        let lines = turn.map { $0.isOverheard ? 0 : $0.lines.count } ?? 0
        return TurnID(conversation: id, number: turnCount, lines: lines)
    }
}

/// Somebody who writes to the desk.
public struct Person: Equatable, Sendable, Codable {
    public let id: PersonID
    public internal(set) var name: String
    public let isLasting: Bool
    public internal(set) var language: Language?
    /// The conversation that is open, if any.
    public internal(set) var conversation: ConversationID?
    /// The one before it, for somebody who comes back.
    public internal(set) var lastConversation: ConversationID?
    /// Rooms in which they wrote lately, newest last: deliveries may wait there for them.
    @Sparse public internal(set) var rooms: [Address] = []
    static let mostRooms = 4

    /// They wrote here just now.
    mutating func remember(_ arrival: Arrival) {
        let here = [arrival.from] + (arrival.asideOfOpenRoom.map { [$0] } ?? [])
        rooms = rooms.filter { !here.contains($0) }.suffix(Self.mostRooms - here.count) + here
    }

    public init(id: PersonID, name: String, isLasting: Bool) {
        self.id = id
        self.name = name
        self.isLasting = isLasting
    }
}
