/// What a customer said in one go, and what the matcher should know beside it.
public struct Turn: Equatable, Sendable, Codable {
    public let id: TurnID
    /// The lines of the turn, joined by line feeds.
    public let text: String
    public let context: Context

    public struct Context: Equatable, Sendable, Codable {
        public let language: Language?
        public let lastAnswer: ContentID?
        public let choices: [ContentID]
        public init(language: Language? = nil, lastAnswer: ContentID? = nil, choices: [ContentID] = []) {
            self.language = language
            self.lastAnswer = lastAnswer
            self.choices = choices
        }
    }

    public init(id: TurnID, text: String, context: Context = Context()) {
        self.id = id
        self.text = text
        self.context = context
    }
}

/// One state of one turn: a turn that grows by a line gets a new id, so that a reading of the shorter one is discarded.
public struct TurnID: Hashable, Sendable, Codable {
    public let conversation: ConversationID
    public let number: Int
    public let lines: Int

    public init(conversation: ConversationID, number: Int, lines: Int) {
        self.conversation = conversation
        self.number = number
        self.lines = lines
    }
}

/// What the matcher made of a turn.
public struct Reading: Equatable, Sendable, Codable {
    public struct Candidate: Equatable, Sendable, Codable {
        public let id: ContentID
        /// The calibrated probability that this is what the customer meant, 0 to 1.
        public let confidence: Double
        /// The phrasing most like the turn, and its language.
        public let language: Language
        public let nearest: String

        public init(id: ContentID, confidence: Double, language: Language = "en", nearest: String = "") {
            self.id = id
            self.confidence = confidence
            self.language = language
            self.nearest = nearest
        }
    }

    /// Above which confidence to speak. Set from the content and the budget of wrong answers.
    public struct Thresholds: Equatable, Sendable, Codable {
        public let answer: Double
        /// The least confidence of a choice that is worth offering.
        public let clarify: Double

        public init(answer: Double, clarify: Double) {
            self.answer = answer
            self.clarify = clarify
        }
    }

    /// Best first; empty when nothing fits.
    public let candidates: [Candidate]
    /// What else the turn asks, each as sure as an answer must be: the other one of two questions, or the question
    /// inside a complaint. At most `mostOthers`, in the order in which they were asked, none of them the first candidate.
    public let also: [Candidate]
    public let thresholds: Thresholds
    public let revision: Revision

    /// Readings of versions that read one question a turn have no others.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        candidates = try container.decode([Candidate].self, forKey: .candidates)
        also = try container.decodeIfPresent([Candidate].self, forKey: .also) ?? []
        thresholds = try container.decode(Thresholds.self, forKey: .thresholds)
        revision = try container.decode(Revision.self, forKey: .revision)
    }

    public init(_ candidates: [Candidate], also: [Candidate] = [], thresholds: Thresholds, revision: Revision) {
        self.candidates = candidates
        self.also = also
        self.thresholds = thresholds
        self.revision = revision
    }
}

/// What follows from a reading.
public enum Verdict: Equatable, Sendable {
    case answer(Reading.Candidate)
    case clarify([Reading.Candidate])
    case silence
}

extension Reading {
    /// The most choices a customer is asked to choose from.
    public static let mostChoices = 3
    /// The most answers given beside the first one.
    public static let mostOthers = 2

    /// Speaks when the first candidate is sure enough; asks back when two or three together are; else stays silent.
    public var verdict: Verdict {
        guard let first = candidates.first else { return .silence }
        if first.confidence >= thresholds.answer { return .answer(first) }
        let choices = candidates.prefix(Self.mostChoices).filter { $0.confidence >= thresholds.clarify }
        return choices.count >= 2 ? .clarify(Array(choices)) : .silence
    }
}
