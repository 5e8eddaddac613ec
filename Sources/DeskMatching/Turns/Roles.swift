import DeskCore

/// What an entry is for, as far as it decides which of several things in one turn comes first.
enum Role: Int, Sendable, Comparable {
    /// Danger.
    case urgent
    /// Wants a person, or is angry.
    case wish
    case article
    /// Any other intent.
    case other
    /// Greetings and thanks.
    case kindness

    init(_ action: IntentAction?) {
        switch action {
        case .crisis: self = .urgent
        case .human: self = .wish
        case nil: self = .article
        case .reply, .solved: self = .kindness
        default: self = .other
        }
    }

    static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}

/// One sure part of a turn.
struct Part {
    let candidate: Reading.Candidate
    let role: Role
}

/// The sure parts of a turn in the order in which they count: danger, a wish for a person, then as they were said.
struct Parts {
    private(set) var ordered: [Part] = []

    init(_ parts: [Part]) {
        var seen: Set<ContentID> = []
        let different = parts.filter { seen.insert($0.candidate.id).inserted }
        // Stable: within one role what was said first comes first.
        ordered = different.enumerated().sorted { ($0.element.role, $0.offset) < ($1.element.role, $1.offset) }
            .map(\.element)
    }

    var first: Part? { ordered.first }

    /// What can be answered beside the first.
    var others: [Reading.Candidate] {
        ordered.dropFirst().filter { $0.role == .article }.prefix(Reading.mostOthers).map(\.candidate)
    }
}
