/// Something the desk has promised to do on a network. It becomes real only after the step that made it is durable.
public struct Delivery: Equatable, Sendable, Codable, Identifiable {
    public let id: DeliveryID
    public let to: Address
    public let act: Act
    public let lane: Lane
    /// The conversation whose customer is the receiver or the subject; none for the board.
    public let conversation: ConversationID?
    /// Not before this instant.
    public let notBefore: Timestamp?
    /// From this instant on it is no longer worth saying, and settles as expired.
    public let expires: Timestamp?
    /// What it answers, where one thing caused it.
    public let causedBy: ArrivalID?
    /// The case that it tells agents about: where the network has threads, in that of the case.
    public let about: CaseNumber?

    public init(
        id: DeliveryID, to: Address, act: Act, lane: Lane, conversation: ConversationID? = nil,
        notBefore: Timestamp? = nil, expires: Timestamp? = nil, causedBy: ArrivalID? = nil, about: CaseNumber? = nil
    ) {
        self.id = id
        self.to = to
        self.act = act
        self.lane = lane
        self.conversation = conversation
        self.notBefore = notBefore
        self.expires = expires
        self.causedBy = causedBy
        self.about = about
    }
}

extension Delivery {
    /// The same for a network that cannot show all of it (`Act.translated`); nil where nothing is left to be done.
    public func translated(for features: GatewayFeatures) -> Delivery? {
        guard let act = act.translated(for: features) else { return nil }
        return acting(act)
    }

    /// The same promise with another act.
    public func acting(_ act: Act) -> Delivery {
        Delivery(
            id: id, to: to, act: act, lane: lane, conversation: conversation, notBefore: notBefore, expires: expires,
            causedBy: causedBy, about: about)
    }
}

/// What a gateway does.
public enum Act: Equatable, Sendable, Codable {
    case say(Utterance)
    /// Lines said earlier, for somebody who comes back or takes over; shown with their own times.
    case recap([Line])
    /// Opens a staff room for a case and brings the agent into it. The receipt names the room. `person` is who the agent
    /// is on the network where they took the case.
    case openRoom(number: CaseNumber, title: String, agent: AgentID, person: PersonID? = nil)
    /// Lets everybody in the customer's room see that the agent is there now.
    case enter(AgentID)
    case leave(AgentID)
    /// Puts other words in the place of those said here because of that arrival.
    case correct(ArrivalID, Utterance)
    /// Takes back what was said here because of that arrival.
    case takeBack(ArrivalID)
    /// Shows a file that a customer sent to agents who asked for it.
    case file(FetchedFile)
}

extension Act {
    /// The same for a network that cannot show all of it; nil where nothing is left to be done.
    ///
    /// A correction is said anew, with a mark before it; what was said cannot be taken back; a file is named, with the
    /// place where it was kept.
    public func translated(for features: GatewayFeatures) -> Act? {
        switch self {
        case .correct(_, let utterance) where !features.contains(.edits): .say(utterance.marked(with: Self.editMark))
        case .takeBack where !features.contains(.redactions): nil
        case .file(let file) where !features.contains(.files): .say(Utterance(prose: Prose(text: file.text)))
        case .say, .recap, .openRoom, .enter, .leave, .correct, .takeBack, .file: self
        }
    }

    /// Whether it passes on what somebody wrote, rather than what the desk says.
    public var isOfPeople: Bool {
        switch self {
        case .say(let utterance), .correct(_, let utterance): utterance.speaker != .desk
        case .recap, .openRoom, .enter, .leave, .takeBack, .file: false
        }
    }

    /// The same with a mark in the place of what somebody wrote.
    public var withoutWords: Act {
        let gone = { (utterance: Utterance) in Utterance(speaker: utterance.speaker, prose: Prose(text: Line.erased)) }
        return switch self {
        case .say(let utterance): .say(gone(utterance))
        case .correct(let original, let utterance): .correct(original, gone(utterance))
        case .recap, .openRoom, .enter, .leave, .takeBack, .file: self
        }
    }

    /// Stands before words that take the place of others where a network cannot show that otherwise.
    public static let editMark = "✎ "
}

/// Which deliveries go first: what people write, then answers, then what goes to many.
public enum Lane: Int, Comparable, CaseIterable, Sendable, Codable {
    case agent, reply, bulk
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Who speaks in an utterance or a line.
public enum Speaker: Hashable, Sendable, Codable {
    case desk
    case agent(AgentID)
    /// By the name the network shows for them.
    case customer(String)
}

/// Words on their way out.
public struct Utterance: Equatable, Sendable, Codable {
    public let speaker: Speaker
    public let prose: Prose
    public let language: Language?
    /// The article or intent these words come from, and the content they were taken from.
    public let source: ContentID?
    public let revision: Revision?

    public init(
        speaker: Speaker = .desk, prose: Prose, language: Language? = nil, source: ContentID? = nil,
        revision: Revision? = nil
    ) {
        self.speaker = speaker
        self.prose = prose
        self.language = language
        self.source = source
        self.revision = revision
    }
}

extension Utterance {
    /// With a mark before the first word.
    public func marked(with mark: String) -> Utterance {
        let marked: Prose =
            if case .paragraph(let inlines)? = prose.blocks.first {
                Prose([.paragraph([.text(mark)] + inlines)] + prose.blocks.dropFirst())
            } else {
                Prose([.paragraph([.text(mark)])] + prose.blocks)
            }
        return Utterance(speaker: speaker, prose: marked, language: language, source: source, revision: revision)
    }
}

/// A file that somebody sent, as it was fetched for agents.
public struct FetchedFile: Equatable, Sendable, Codable {
    /// As its sender calls it, made fit for a file system.
    public let name: String
    /// Its media type as the network gives it, such as `image/png`.
    public let type: String
    public let bytes: Int
    /// Where it was kept on this machine.
    public let path: String

    public init(name: String, type: String, bytes: Int, path: String) {
        self.name = name
        self.type = type
        self.bytes = bytes
        self.path = path
    }

    /// In words, for networks that show no files.
    public var text: String { "\(name) (\(type), \(FileSize.text(bytes))) is in \(path)" }
}

/// How large a file is, as people say it.
public enum FileSize {
    /// "999 bytes", "32 kB", "1.5 MB"; in powers of ten.
    public static func text(_ bytes: Int) -> String {
        switch bytes {
        case ..<1000: "\(bytes) bytes"
        case ..<1_000_000: "\((bytes + 500) / 1000) kB"
        default: "\(bytes / 1_000_000).\(bytes / 100_000 % 10) MB"
        }
    }
}

/// How a delivery ended.
public enum Outcome: Equatable, Sendable, Codable {
    case delivered(Receipt)
    /// It broke off after we wrote and before we heard back, and the network cannot tell repeats apart.
    case maybeDelivered
    case failed(reason: String)
    case expired
    /// Taken back before it started.
    case withdrawn
}

/// What a network says of a delivery that succeeded.
public struct Receipt: Equatable, Sendable, Codable {
    /// The network's own name for the message, for edits and redactions later.
    public let remoteID: String?
    /// The room that `openRoom` opened.
    public let room: Address?
    /// That room is the one in which this agent has all their cases.
    @Sparse public private(set) var isShared: Bool

    public init(remoteID: String? = nil, room: Address? = nil, isShared: Bool = false) {
        self.remoteID = remoteID
        self.room = room
        self.isShared = isShared
    }
}
