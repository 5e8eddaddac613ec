/// A case's number, counted from 1.
public typealias CaseNumber = Int

/// One line of a conversation as its transcript keeps it.
public struct Line: Equatable, Sendable, Codable {
    public enum AuthorKind: String, Equatable, Sendable, Codable { case customer, bot, agent }
    /// Where the words came from or went to; their text is kept under this id, apart from the line.
    public enum Words: Hashable, Sendable, Codable {
        case arrival(ArrivalID)
        case delivery(DeliveryID)
        /// What a command held, without the command.
        case note(ArrivalID)
        /// What an agent wrote behind a case's number, without the number.
        case addressed(ArrivalID)

        /// What the store adds to the id of the arrival.
        public static let addressedMark = "/addressed"

        public var id: String {
            switch self {
            case .arrival(let id): id.rawValue
            case .delivery(let id): id.rawValue
            case .note(let id): id.rawValue + "/note"
            case .addressed(let id): id.rawValue + Self.addressedMark
            }
        }
    }
    /// What stands in a transcript where words were erased.
    public static let erased = "[taken back]"

    public let conversation: ConversationID
    /// Counted from 1 within the conversation.
    public let seq: Int
    public let at: Timestamp
    public let gateway: GatewayID
    public let kind: AuthorKind
    /// The name shown: the customer's, the agent's login, or the desk's.
    public let author: String
    /// The customer whose words these are, or to whom they were said.
    public let person: PersonID
    public let text: String
    public let words: Words
    /// A note between agents: never shown to the customer, never in the transcript.
    public let isNote: Bool

    /// The line with nothing of what was said.
    public func erasing() -> Line {
        Line(
            conversation: conversation, seq: seq, at: at, gateway: gateway, kind: kind, author: author, person: person,
            text: Self.erased, words: words, isNote: isNote)
    }

    public init(
        conversation: ConversationID, seq: Int, at: Timestamp, gateway: GatewayID, kind: AuthorKind, author: String,
        person: PersonID, text: String, words: Words, isNote: Bool = false
    ) {
        self.conversation = conversation
        self.seq = seq
        self.at = at
        self.gateway = gateway
        self.kind = kind
        self.author = author
        self.person = person
        self.text = text
        self.words = words
        self.isNote = isNote
    }
}
