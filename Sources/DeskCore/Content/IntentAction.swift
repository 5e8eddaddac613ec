/// What the desk does when it recognises an intent.
public enum IntentAction: String, Equatable, Sendable, Codable, CaseIterable {
    /// Says the text.
    case reply
    /// Hands over to a person; a text, where there is one, is said first.
    case human
    /// Tells the place in line.
    case status
    /// "Thanks", "yes, that helped".
    case solved
    /// "No", "none of these", "that did not help".
    case unsolved
    /// "That's wrong": says sorry and is kept for the content writers.
    case wrong
    /// "Why do you say that?": names the article.
    case why
    /// "Again": what was answered or asked last.
    case again
    /// "Back": the choices offered before, else the answer before the last one.
    case back
    /// "More": the rest of a long answer.
    case more
    /// "Deutsch": speaks the language of the phrasing from now on, and repeats the last answer in it.
    case language
    /// "I want to rate you": asks for a figure.
    case feedback
    /// Shows what was said.
    case transcript
    /// "Delete my data": says the text and hands over, since only a person can do it.
    case forget
    /// "Never mind": leaves the line.
    case stop
    /// Danger: says the text and hands over at once, first in line.
    case crisis

    /// Whether a person takes over.
    var handsOver: Bool { [.human, .forget, .crisis].contains(self) }

    /// Whether the intent's own text is what the desk says; the others have lines in `intents/desk/`, and some of them
    /// say a text of their own in addition.
    public var needsText: Bool {
        switch self {
        case .reply, .crisis, .forget, .language: true
        default: false
        }
    }
}
