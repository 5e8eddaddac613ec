/// Something the runtime must now do. An effect becomes real only after its event is durable.
public enum Effect: Equatable, Sendable, Codable {
    case deliver(Delivery)
    /// Take a delivery back if it has not started. It settles as withdrawn, or as it ended.
    case withdraw(DeliveryID, in: Address)
    /// Deliveries to this room that waited for somebody to come back may go.
    case resume(Address)
    /// Take back every delivery to this room that passes on what somebody said under this id and has not started.
    case drop(ArrivalID, in: Address)
    /// Let everybody in this room see that an answer is on its way. Not promised.
    case typing(Address)
    /// Have the matcher read this.
    case read(Turn)
    case startTimer(TimerID, at: Timestamp)
    case cancelTimer(TimerID)
    /// Look something up in the archive and say it in that room. Not promised: a restart forgets it.
    case show(Look, to: Address)
}

/// A question for the archive.
public enum Look: Equatable, Sendable, Codable {
    case board
    /// The case, its notes and its lines up to this one.
    case brief(CaseNumber, through: Int?)
    case find(String)
    /// The last lines of a conversation for its customer, up to this one.
    case recap(ConversationID, through: Int?)
    /// Makes a draft article from what was asked and answered in a case, and tells where it is.
    case draft(CaseNumber)
    /// Fetches a file that a customer sent in that room, keeps it with those of the case, and shows it.
    case file(ArrivalID, sentIn: Address, of: CaseNumber)
    /// Words that need no archive, in order with those that do.
    case text(String)
}
