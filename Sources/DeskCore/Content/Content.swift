/// Everything content writers wrote, as one value: what the matcher learns from and what the desk says.
public struct Content: Equatable, Sendable, Codable {
    public let revision: Revision
    /// Articles and intents by id, retired ones included so that an old id still means something.
    public let entries: [ContentID: Entry]
    /// What the desk says of its own accord, by line and language.
    public let voice: [VoiceLine: [Language: Prose]]
    /// The language used where nothing else decides.
    public let defaultLanguage: Language

    public init(
        revision: Revision, entries: [Entry], voice: [VoiceLine: [Language: Prose]], defaultLanguage: Language = "en"
    ) {
        self.revision = revision
        self.entries = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.voice = voice
        self.defaultLanguage = defaultLanguage
    }
}

/// An article (what customers ask) or an intent (what they want done).
public struct Entry: Equatable, Sendable, Codable {
    public enum Status: String, Equatable, Sendable, Codable, CaseIterable {
        /// Checked, never said.
        case draft
        case live
        /// Never said, its id kept.
        case retired
    }
    public let id: ContentID
    /// What the desk does when it recognises this; none for an article, which is said.
    public let action: IntentAction?
    public let status: Status
    public let products: [String]
    public let related: [ContentID]
    public let owner: String?
    /// ISO 8601 date.
    public let reviewBy: String?
    public let variants: [Language: Variant]

    public init(
        id: ContentID, action: IntentAction? = nil, status: Status = .live, products: [String] = [],
        related: [ContentID] = [], owner: String? = nil, reviewBy: String? = nil, variants: [Language: Variant]
    ) {
        self.id = id
        self.action = action
        self.status = status
        self.products = products
        self.related = related
        self.owner = owner
        self.reviewBy = reviewBy
        self.variants = variants
    }
}

/// An entry in one language.
public struct Variant: Equatable, Sendable, Codable {
    public let title: String
    public let ask: [Phrasing]
    /// Held out of learning: each must be answered by this entry.
    public let test: [Phrasing]
    /// Looks alike and belongs elsewhere.
    public let not: [Phrasing]
    public let body: Prose
    /// Path below the content folder.
    public let file: String
    /// 1-based line of the title.
    public let line: Int

    public init(
        title: String, ask: [Phrasing] = [], test: [Phrasing] = [], not: [Phrasing] = [], body: Prose,
        file: String = "", line: Int = 1
    ) {
        self.title = title
        self.ask = ask
        self.test = test
        self.not = not
        self.body = body
        self.file = file
        self.line = line
    }
}

/// One way to say something, and where it stands.
public struct Phrasing: Equatable, Sendable, Codable {
    public let text: String
    /// 1-based line in the variant's file.
    public let line: Int

    public init(_ text: String, line: Int = 1) {
        self.text = text
        self.line = line
    }
}

extension Content {
    /// The line in the customer's language, else in the default one, else empty.
    public func voice(_ line: VoiceLine, in language: Language?) -> Prose {
        let variants = voice[line] ?? [:]
        return language.flatMap { variants[$0] } ?? variants[defaultLanguage] ?? variants.values.first ?? Prose([])
    }

    /// The live entry, in the language that fits best.
    public func variant(of id: ContentID, in language: Language?) -> Variant? {
        guard let entry = entries[id], entry.status == .live else { return nil }
        return language.flatMap { entry.variants[$0] } ?? entry.variants[defaultLanguage]
            ?? entry.variants.sorted { $0.key < $1.key }.first?.value
    }
}
