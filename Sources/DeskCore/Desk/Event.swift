/// Something that happened. Events are journalled, so that a desk can be rebuilt by replaying them.
public struct Event: Equatable, Sendable, Codable {
    public enum Body: Equatable, Sendable, Codable {
        /// Somebody did something on a network.
        case arrived(Arrival)
        /// The matcher has read a turn.
        case turnRead(TurnID, Reading)
        case timerFired(TimerID)
        case deliverySettled(Settlement)
        /// Other content counts from now on.
        case contentChanged(Revision)
        /// The content folder was changed and cannot be spoken from: the desk goes on with what it has.
        case contentRefused(ContentRefusal)
        case loginSet(Login)
        case loginRemoved(String)
        /// An agent is known under this identity at a gateway, too.
        case agentLinked(AgentID, PersonID)
        /// They are not any more.
        case agentUnlinked(AgentID, PersonID)
    }
    public let at: Timestamp
    public let body: Body
    /// Chance, drawn by the loop and kept with the event so that a replay decides the same.
    public let chance: UInt64

    public init(at: Timestamp, _ body: Body, chance: UInt64 = 0) {
        self.at = at
        self.body = body
        self.chance = chance
    }
}

/// Why other content was not taken over.
public struct ContentRefusal: Equatable, Sendable, Codable {
    public let revision: Revision
    public let errors: Int
    /// The first of them, as one line: where, and what to do.
    public let first: String

    public init(revision: Revision, errors: Int, first: String) {
        self.revision = revision
        self.errors = errors
        self.first = first
    }
}

/// How one delivery ended.
public struct Settlement: Equatable, Sendable, Codable {
    public let delivery: DeliveryID
    public let conversation: ConversationID?
    public let outcome: Outcome

    public init(delivery: DeliveryID, conversation: ConversationID?, outcome: Outcome) {
        self.delivery = delivery
        self.conversation = conversation
        self.outcome = outcome
    }
}

/// An alarm the desk has set, at most one of each.
public enum TimerID: Hashable, Sendable, Codable {
    /// The customer may have finished what they were saying.
    case turnPause(ConversationID)
    /// Nobody has said anything for a while.
    case idle(ConversationID)
    /// The customer has waited in line for a while and deserves a word.
    case waiting(CaseNumber)
    /// The customer has waited for the agent's answer for a while.
    case unanswered(CaseNumber)
}

extension Event {
    /// The words in it, which are kept apart from the journal with the person they belong to.
    public var words: String? {
        guard case .arrived(let arrival) = body else { return nil }
        return arrival.body.words
    }

    /// The event without people's words, names and verifiers: what the journal holds.
    public var skeleton: Event {
        switch body {
        case .arrived(var arrival):
            arrival.body.words = ""
            arrival.author.name = ""
            return Event(at: at, .arrived(arrival), chance: chance)
        case .loginSet(let login): return Event(at: at, .loginSet(login.withoutSecrets), chance: chance)
        case .turnRead(let turn, let reading):
            return Event(at: at, .turnRead(turn, reading), chance: chance)
        default: return self
        }
    }

    /// The event again, from what the journal holds and the words kept apart from it.
    public func restored(words: String?, name: String) -> Event {
        guard case .arrived(var arrival) = body else { return self }
        arrival.body.words = words ?? ""
        arrival.author.name = name
        return Event(at: at, .arrived(arrival), chance: chance)
    }
}
