public import DeskCore

/// A question that a customer asked, read again as it was asked, and what came of it.
public struct AskedQuestion: Equatable, Sendable {
    public enum Outcome: Equatable, Sendable {
        /// "Thanks", "yes" after the answer.
        case confirmed(ContentID)
        /// Picked after asking back.
        case chosen(ContentID)
        /// "That's wrong" after the answer.
        case refused(ContentID)
        /// "That did not help" after the answer.
        case unhelpful(ContentID)
        /// "None of these" after asking back.
        case noneOf([ContentID])
        /// After the answer they wanted a person, and an agent took the case.
        case takenOver(ContentID)
        /// Answered, and nothing was said against it.
        case unopposed(ContentID)
        /// Nothing fitted.
        case unanswered
        /// Asked back, and nothing was chosen.
        case leftOpen
    }

    public let at: Timestamp
    public let turn: Turn
    public let outcome: Outcome

    public init(at: Timestamp, turn: Turn, outcome: Outcome) {
        self.at = at
        self.turn = turn
        self.outcome = outcome
    }
}

extension AskedQuestion.Outcome {
    /// How much a customer's silence says, and what they do without saying why. As if every second wrong answer met
    /// with a word against it: then the wrong share comes out right.
    static let weightOfSigns = 0.5

    /// The entry that the question was about.
    public var right: ContentID? {
        switch self {
        case .confirmed(let id), .chosen(let id), .unopposed(let id): id
        default: nil
        }
    }

    /// Entries that did not answer it.
    public var wrong: [ContentID] {
        switch self {
        case .refused(let id), .unhelpful(let id), .takenOver(let id): [id]
        case .noneOf(let ids): ids
        default: []
        }
    }

    /// Whether somebody let us know, in words or by what they did next.
    public var isJudged: Bool {
        switch self {
        case .unopposed, .unanswered, .leftOpen: false
        default: true
        }
    }

    var weight: Double {
        switch self {
        case .confirmed, .chosen, .refused, .noneOf: 1
        default: Self.weightOfSigns
        }
    }
}
