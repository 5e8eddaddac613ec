/// A question that got no answer, or not the right one: what content writers should know about.
public struct Gap: Equatable, Sendable, Codable {
    public enum Kind: String, Equatable, Sendable, Codable, CaseIterable {
        /// Nothing fitted.
        case unanswered
        /// "No", "none of these": what was said or offered did not help.
        case unsolved
        /// "That's wrong."
        case wrong
    }
    public let conversation: ConversationID
    /// Which turn of the conversation asked it, counted from 1.
    public let turn: Int
    public let at: Timestamp
    public let kind: Kind
    public let language: Language?
    /// What was answered, where that was not it.
    public let answer: ContentID?
    /// The lines of the question, in order; their words are kept under these ids.
    public let words: [ArrivalID]

    public init(
        conversation: ConversationID, turn: Int, at: Timestamp, kind: Kind, language: Language?, answer: ContentID?,
        words: [ArrivalID]
    ) {
        self.conversation = conversation
        self.turn = turn
        self.at = at
        self.kind = kind
        self.language = language
        self.answer = answer
        self.words = words
    }
}

/// A gap with its words, as the archive gives it.
public struct MissedQuestion: Equatable, Sendable, Codable {
    public let gap: Gap
    public let person: PersonID
    /// The lines, joined by line feeds; those that were erased are left out.
    public let text: String

    public init(gap: Gap, person: PersonID, text: String) {
        self.gap = gap
        self.person = person
        self.text = text
    }
}
