/// Everything the desk knows that is open, as one value. Events go in, transitions come out; nothing else happens here:
/// no clock, no chance, no disk, no network.
public struct Desk: Sendable {
    public let policy: Policy
    public internal(set) var content: Content
    public internal(set) var people: [PersonID: Person] = [:]
    public internal(set) var conversations: [ConversationID: Conversation] = [:]
    public internal(set) var cases: [CaseNumber: Case] = [:]
    public internal(set) var agents: [AgentID: Agent] = [:]
    public internal(set) var ledger = Ledger()
    /// Cases that wait, in the order of the line. Kept by `put`, like the three indexes below.
    public internal(set) var line: [CaseNumber] = []
    var comeBackWords: [String: CaseNumber] = [:]
    /// Open cases by the room where agents talk with their customers, ordered by number: several where an agent has all
    /// their cases in one window.
    var caseRooms: [Address: [CaseNumber]] = [:]
    var identities: [PersonID: AgentID] = [:]
    /// The chance of the step under way.
    var chance: UInt64 = 0
    /// What the step under way has brought so far.
    var draft = Draft()

    public init(policy: Policy = Policy(), content: Content) {
        self.policy = policy
        self.content = content
    }

    /// The only way to change a desk. Total: every event is accepted in every state.
    public mutating func step(_ event: Event) -> Transition {
        draft = Draft()
        handle(event)
        let transition = Transition(
            event: event, effects: draft.effects, records: draft.touched.compactMap(record) + draft.forTheStore,
            lines: draft.lines, unsaid: draft.unsaid, gaps: draft.gaps, erased: draft.erased)
        evict(draft.touched)
        return transition
    }

    /// Speaks from other content from now on; what was said and offered stays as it was.
    public mutating func adopt(_ content: Content) { self.content = content }

    private mutating func handle(_ event: Event) {
        chance = event.chance
        switch event.body {
        case .arrived(let arrival): arrived(arrival, event)
        case .turnRead(let turn, let reading): turnRead(turn, reading, at: event.at)
        case .timerFired(let timer): timerFired(timer, at: event.at)
        case .deliverySettled(let settlement): settled(settlement, at: event.at)
        case .contentChanged(let revision): contentChanged(revision)
        case .contentRefused(let refusal): contentRefused(refusal)
        case .loginSet(let login): loginSet(login)
        case .loginRemoved(let name): loginRemoved(name)
        case .agentLinked(let agent, let person): agentLinked(agent, person)
        case .agentUnlinked(let agent, let person): agentUnlinked(agent, person)
        }
    }

    private mutating func arrived(_ arrival: Arrival, _ event: Event) {
        if let agent = agent(of: arrival.author) {
            // Where others would read the answer, agents are nothing to the desk.
            if arrival.venue != .open { agentArrived(agent, arrival, at: event.at) }
        } else if arrival.venue != .staff {
            customerArrived(arrival, event)
        } else if case .said = arrival.body {
            show(.text("You are not an agent of this desk (any more)."), to: arrival.from)
        }
    }

    private mutating func timerFired(_ timer: TimerID, at now: Timestamp) {
        switch timer {
        case .turnPause(let id): turnPaused(id, at: now)
        case .idle(let id): idled(id, at: now)
        case .waiting(let number): stillWaiting(number, at: now)
        case .unanswered(let number): stillUnanswered(number, at: now)
        }
    }

    private mutating func contentChanged(_ revision: Revision) {
        if ledger.refused != nil { tellBoard("The content folder is in order again, and the desk speaks from it.") }
        ledger.revision = revision
        ledger.refused = nil
        touch(.ledger)
        draft.forTheStore.append(.content(content))
    }

    /// Each state of the folder is told once.
    private mutating func contentRefused(_ refusal: ContentRefusal) {
        guard ledger.refused != refusal.revision else { return }
        ledger.refused = refusal.revision
        touch(.ledger)
        let count = refusal.errors == 1 ? "an error" : "\(refusal.errors) errors"
        tellBoard(
            "The content folder has \(count) and was not taken over; the desk goes on with what it had.\n"
                + "\(refusal.first)\n`rapport check` shows all of it.")
    }
}

/// What one step has brought.
struct Draft: Sendable {
    enum Touched: Hashable, Sendable {
        case person(PersonID)
        case conversation(ConversationID)
        case `case`(CaseNumber)
        case agent(AgentID)
        case ledger
    }
    var effects: [Effect] = []
    var lines: [Line] = []
    var unsaid: [DeliveryID] = []
    var gaps: [Gap] = []
    var erased: [ArrivalID] = []
    /// In the order of the first touch, each once.
    var touched: [Touched] = []
    /// Records that the desk itself does not hold.
    var forTheStore: [Record] = []
}
