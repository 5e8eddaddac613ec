/// A line of the desk's own voice. The raw value is the file's name below `intents/desk/`, and after `#` the part of it:
/// a `## Heading {#part}`.
public enum VoiceLine: String, Hashable, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    /// The first thing said in a conversation.
    case greeting
    /// Before the list of choices.
    case clarify = "choices#ask"
    /// The choice has vanished since it was offered.
    case choiceGone = "choices#gone"
    /// "None of these."
    case noneOfThese = "choices#none"
    /// Nothing fits, for the first time in a conversation.
    case firstMiss = "misses#first"
    /// Nothing fits again, later in the same conversation.
    case laterMiss = "misses#later"
    /// "No, that did not help."
    case unsolved = "misses#unsolved"
    /// "That's wrong."
    case wrong = "misses#wrong"
    /// Before the hand-over, when the bot has failed them.
    case givingUp = "misses#giving-up"
    /// In line for a person.
    case handOver = "waiting#hand-over"
    /// Before an answer that is given beside the hand-over.
    case meanwhile = "waiting#meanwhile"
    case placeInLine = "waiting#place"
    case notInLine = "waiting#not-in-line"
    case stillWaiting = "waiting#still"
    /// What was said while waiting is kept.
    case noted = "waiting#noted"
    case reopened = "waiting#reopened"
    case leftLine = "waiting#left"
    /// For customers without a login: the word to come back with.
    case comeBackWord = "come-back#word"
    case wordUnknown = "come-back#unknown"
    case welcomeBack = "come-back#welcome"
    case takeover = "agents#takeover"
    case botBack = "agents#bot-back"
    case closing = "agents#closing"
    case rate = "rating#ask"
    case rated = "rating#thanks"
    case solved
    case why = "why#article"
    case nothingSaid = "why#nothing"
    /// Below the first part of a long answer.
    case moreHint = "more#hint"
    /// Nothing is left to be said of it.
    case noMore = "more#end"
    /// Said in an encrypted room: there is another one.
    case sealedElsewhere = "encrypted#elsewhere"
    /// Said in an encrypted room, where there can be no other.
    case sealed = "encrypted#nowhere"

    /// The file's name below `intents/desk/`, without `.md`.
    public var file: String { String(rawValue.prefix { $0 != "#" }) }

    /// The part of the file; none where the file holds this line alone.
    public var part: String? {
        rawValue.firstIndex(of: "#").map { String(rawValue[rawValue.index(after: $0)...]) }
    }

    /// The placeholders that this line may hold.
    public var placeholders: Set<String> {
        switch self {
        case .handOver, .placeInLine, .stillWaiting, .reopened: ["place", "case"]
        case .welcomeBack: ["name"]
        case .comeBackWord: ["word"]
        case .takeover, .closing: ["agent", "case"]
        case .why, .wrong: ["title"]
        case .leftLine, .noted: ["case"]
        default: []
        }
    }

    /// The placeholders without which this line fails its purpose.
    public var required: Set<String> {
        switch self {
        case .handOver, .placeInLine, .stillWaiting: ["place"]
        case .comeBackWord: ["word"]
        case .takeover: ["agent"]
        case .why: ["title"]
        default: []
        }
    }
}
