/// What a customer said in one go, and what the matcher should know beside it.
public struct Turn: Equatable, Sendable, Codable {
    public let id: TurnID
    /// The lines of the turn, joined by line feeds.
    public let text: String
    public let context: Context

    public struct Context: Hashable, Sendable, Codable {
        public let language: Language?
        public let lastAnswer: ContentID?
        /// What the last answer was asked with, where it can still be told.
        public let lastQuestion: String?
        public let choices: [ContentID]
        /// The products that were named last, by the names that articles give them.
        public let products: [String]

        public init(
            language: Language? = nil, lastAnswer: ContentID? = nil, lastQuestion: String? = nil,
            choices: [ContentID] = [], products: [String] = []
        ) {
            self.language = language
            self.lastAnswer = lastAnswer
            self.lastQuestion = lastQuestion
            self.choices = choices
            self.products = products
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
        /// Where that phrasing stood in the content that was read by; none where no phrasing decided.
        public let place: Place?

        public init(
            id: ContentID, confidence: Double, language: Language = "en", nearest: String = "", place: Place? = nil
        ) {
            self.id = id
            self.confidence = confidence
            self.language = language
            self.nearest = nearest
            self.place = place
        }
    }

    /// A line of a content file.
    public struct Place: Equatable, Sendable, Codable {
        /// Path below the content folder.
        public let file: String
        /// 1-based.
        public let line: Int

        public init(file: String, line: Int) {
            self.file = file
            self.line = line
        }
    }

    /// What a turn was read as, where the conversation says more than its words: "and the XL?". Only in words of the
    /// content, since readings are journalled and what people say is not.
    public struct ReadAs: Equatable, Sendable, Codable {
        /// Whose question was asked again or gone on from, if any.
        public let question: ContentID?
        /// The product that it was read to be about, if the turn left it out or named little else.
        public let product: String?
        /// The question in the content's words, where those were read.
        public let text: String?

        public init(question: ContentID? = nil, product: String? = nil, text: String? = nil) {
            self.question = question
            self.product = product
            self.text = text
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
    /// inside a complaint. At most `mostOthers`, in the order in which they were asked, none of them the first
    /// candidate.
    @Sparse public private(set) var also: [Candidate]
    public let thresholds: Thresholds
    public let revision: Revision
    /// The products that the turn names, at most `mostProducts`.
    @Sparse public private(set) var products: [String]
    public let readAs: ReadAs?

    public init(
        _ candidates: [Candidate], also: [Candidate] = [], thresholds: Thresholds, revision: Revision,
        products: [String] = [], readAs: ReadAs? = nil
    ) {
        self.candidates = candidates
        self.also = also
        self.thresholds = thresholds
        self.revision = revision
        self.products = products
        self.readAs = readAs
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
    /// The most products that are kept in mind.
    public static let mostProducts = 3

    /// The most candidates that are kept to tell why.
    static let mostKept = 3

    /// What is kept of it after it was acted on: enough to tell why.
    var kept: Reading {
        Reading(
            Array(candidates.prefix(Self.mostKept)), also: also, thresholds: thresholds, revision: revision,
            readAs: readAs)
    }

    /// From this confidence on a candidate is worth a question back, beside the one that comes next, however unlikely.
    static let likely = 0.5

    /// Speaks when the first candidate is sure enough; asks back when two or three are worth it, or the first by itself
    /// is likely; else stays silent.
    public var verdict: Verdict {
        guard let first = candidates.first else { return .silence }
        if first.confidence >= thresholds.answer { return .answer(first) }
        let choices = choices { _ in true }
        return choices.isEmpty ? .silence : .clarify(choices)
    }

    /// What is worth asking back about, of the candidates that can be offered: two or three, or none.
    package func choices(where isOffered: (ContentID) -> Bool) -> [Candidate] {
        let able = candidates.filter { isOffered($0.id) }
        let fitting = able.prefix(Self.mostChoices).filter { $0.confidence >= thresholds.clarify }
        if fitting.count >= 2 { return fitting }
        guard let first = able.first, able.count >= 2, first.confidence >= Self.likely else { return [] }
        return Array(able.prefix(2))
    }
}
