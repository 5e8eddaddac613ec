/// A turn that was read, as the archive gives it: what was said, what the matcher made of it then, and what followed.
public struct PastTurn: Equatable, Sendable {
    public let id: TurnID
    /// When it was read.
    public let at: Timestamp
    public let person: PersonID
    /// The person's, as far as it is known by now.
    public let language: Language?
    /// The lines, joined by line feeds, and under which their words are kept.
    public let text: String
    public let words: [ArrivalID]
    public let reading: Reading
    /// What the customer said next, where that was read as no turn of its own: a number after choices, a rating.
    public let reply: String?
    /// What the desk kept of the question for content writers: that it had no answer, or not the right one.
    public let gaps: [Gap]
    /// When the next case of the conversation began that an agent took, if any did.
    public let takenOver: Timestamp?

    public init(
        id: TurnID, at: Timestamp, person: PersonID, language: Language? = nil, text: String, words: [ArrivalID],
        reading: Reading, reply: String? = nil, gaps: [Gap] = [], takenOver: Timestamp? = nil
    ) {
        self.id = id
        self.at = at
        self.person = person
        self.language = language
        self.text = text
        self.words = words
        self.reading = reading
        self.reply = reply
        self.gaps = gaps
        self.takenOver = takenOver
    }
}
