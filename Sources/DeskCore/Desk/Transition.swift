/// One step of the desk: what happened, what must follow, and what is now different.
public struct Transition: Equatable, Sendable {
    public let event: Event
    public let effects: [Effect]
    /// Every record that changed, as it now stands.
    public let records: [Record]
    /// New lines of transcripts.
    public let lines: [Line]
    /// Deliveries whose words were never said after all; their lines leave the transcript.
    public let unsaid: [DeliveryID]
    /// Questions that got no answer, or not the right one.
    public let gaps: [Gap]
    /// Arrivals whose words must be gone: from transcripts, from the search, from what is owed, and from the disk.
    public let erased: [ArrivalID]

    public init(
        event: Event, effects: [Effect] = [], records: [Record] = [], lines: [Line] = [], unsaid: [DeliveryID] = [],
        gaps: [Gap] = [], erased: [ArrivalID] = []
    ) {
        self.event = event
        self.effects = effects
        self.records = records
        self.lines = lines
        self.unsaid = unsaid
        self.gaps = gaps
        self.erased = erased
    }
}

/// A part of the desk that is stored as one.
public enum Record: Equatable, Sendable, Codable {
    case person(Person)
    case conversation(Conversation)
    case `case`(Case)
    case agent(Agent)
    case ledger(Ledger)
    /// Kept by the store only; the desk does not hold verifiers.
    case login(Login)
    /// A login that is no more.
    case loginRemoved(String)
    /// Kept by the store only, once per revision.
    case content(Content)
}

/// Names a record that can be recalled.
public enum Key: Hashable, Sendable {
    case person(PersonID)
    case conversation(ConversationID)
    case `case`(CaseNumber)
}
