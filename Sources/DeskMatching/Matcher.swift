public import DeskCore

/// Reads what a customer said by what content writers wrote.
///
/// Words 1–2 and characters 2–5 within words, TF-IDF, multinomial logistic regression; all languages in one index.
/// A small second regression makes confidences that hold; the thresholds come from the content and the budget. The same
/// content always gives the same readings.
public struct Matcher: Reader, Sendable {
    /// The most candidates of a reading, and the least confidence of one.
    static let mostCandidates = 5
    static let leastConfidence = 0.01

    public let revision: Revision
    /// Set from the content and the budget.
    public let thresholds: Reading.Thresholds
    private let exact: ExactPhrasings
    private let languages: WordsOfLanguages
    private var refusals: Refusals
    private let wishes: Wishes
    private let pleasantries: Pleasantries
    private let classifier: Classifier
    private let gate: ConfidenceGate
    /// Of intents; everything else is an article.
    private let roles: [ContentID: Role]
    let titles: Titles
    /// The intents that say "none of these", sorted.
    let unsolved: [ContentID]
    let defaultLanguage: Language

    /// Learns everything; takes well below a second for fifty articles with six phrasings each.
    public init(_ content: Content, budget: MatchingBudget = MatchingBudget()) {
        let set = TrainingSet(content)
        let lessons = Lessons(set)
        let learned = Self.learn(set, lessons, budget)
        revision = content.revision
        classifier = learned.classifier
        thresholds = learned.calibration.thresholds
        gate = learned.calibration.gate
        exact = ExactPhrasings(set, defaultLanguage: content.defaultLanguage)
        languages = lessons.words
        refusals = Refusals(content)
        wishes = Wishes(content)
        pleasantries = Pleasantries(content)
        titles = Titles(content)
        defaultLanguage = content.defaultLanguage
        let live = content.entries.values.filter { $0.status == .live }.sorted { $0.id < $1.id }
        unsolved = live.filter { $0.action == .unsolved }.map(\.id)
        roles = Dictionary(
            live.filter { $0.action != nil }.map { ($0.id, Role($0.action)) }, uniquingKeysWith: { first, _ in first })
    }

    private static func learn(
        _ set: TrainingSet, _ lessons: Lessons, _ budget: MatchingBudget
    ) -> (classifier: Classifier, calibration: Calibration) {
        let all = Array(lessons.examples.indices)
        switch lessons.size {
        case .small:
            return (
                Classifier(lessons, all, owners: set.owners), Calibration(set, lessons: lessons, budget: budget)
            )
        case .large:
            let sample = Sample(set, lessons)
            let classifier = Classifier(lessons, all.filter { !sample.heldBack.contains($0) }, owners: set.owners)
            return (
                classifier,
                Calibration(sample.trials(lessons, classifier), budget: budget.eased(by: lessons.size.severity))
            )
        }
    }

    /// What one text alone means, best first: certain where it is a phrasing as it stands, with or without kind words.
    func candidates(for text: Substring, _ context: Turn.Context) -> [Reading.Candidate] {
        if let candidate = phrasing(text, context) { return [candidate] }
        guard let rest = pleasantries.stripped(from: text) else { return guesses(for: text, context) }
        if let candidate = phrasing(rest, context) { return [candidate] }
        return guesses(for: rest, context)
    }

    /// The entries that must not answer a text, by their own word.
    func entries(refusing text: Substring) -> Set<ContentID> { refusals.entries(refusing: text) }

    /// The same matcher by likeness alone, to see whether what is refused word for word has been learned as well.
    var withoutRefusals: Matcher {
        var matcher = self
        matcher.refusals = Refusals()
        return matcher
    }

    /// The wish for a person that a text begins with, after kind words.
    func wish(in text: Substring) -> Reading.Candidate? { wishes.wish(in: pleasantries.stripped(from: text) ?? text) }

    func role(of id: ContentID) -> Role { roles[id] ?? .article }

    func reading(_ candidates: [Reading.Candidate], also: [Reading.Candidate] = []) -> Reading {
        Reading(candidates, also: also, thresholds: thresholds, revision: revision)
    }

    private func phrasing(_ text: Substring, _ context: Turn.Context) -> Reading.Candidate? {
        exact.candidate(for: text, context: context) {
            languages.language(of: Features(NormalisedText(text)), preferring: context.language)
        }
    }

    private func guesses(for text: Substring, _ context: Turn.Context) -> [Reading.Candidate] {
        let features = Features(NormalisedText(text))
        let spoken = languages.language(of: features, preferring: context.language)
        let opinion = classifier.opinion(
            on: features, most: Self.mostCandidates,
            preference: Preference(language: spoken ?? context.language ?? defaultLanguage, isSpoken: spoken != nil))
        guard let opinion else { return [] }
        let refusing = refusals.entries(refusing: text)
        return zip(opinion.ranks, gate.confidences(opinion)).compactMap { rank, confidence in
            guard confidence >= Self.leastConfidence, !refusing.contains(rank.owner) else { return nil }
            // One word is too little to cry danger, unless the content says so.
            if features.wordCount < 2, role(of: rank.owner) == .urgent { return nil }
            let nearest = classifier.example(rank.nearest)
            return Reading.Candidate(
                id: rank.owner, confidence: confidence, language: nearest.language, nearest: nearest.text)
        }
    }
}

/// Phrasings that belong to exactly one live entry: those need no guess.
struct ExactPhrasings: Sendable {
    private struct Match {
        let owner: ContentID
        /// By language, as typed; the default language's first.
        var texts: [(language: Language, text: String)]
        let languages: Set<Language>
    }

    private var matches: [NormalisedText: Match] = [:]
    /// In UTF-8 bytes: a longer text cannot be one of them.
    private var longest = 0
    private let defaultLanguage: Language

    init(_ set: TrainingSet, defaultLanguage: Language) {
        self.defaultLanguage = defaultLanguage
        var claimedTwice: Set<NormalisedText> = []
        let examples =
            set.examples.filter { $0.language == defaultLanguage }
            + set.examples.filter { $0.language != defaultLanguage }
        for example in examples {
            guard let owner = example.owner else { continue }
            let key = NormalisedText(example.text)
            longest = max(longest, example.text.utf8.count)
            if let match = matches[key], match.owner != owner { claimedTwice.insert(key) }
            matches[key, default: Match(owner: owner, texts: [], languages: set.languages[owner] ?? [])].texts.append(
                (example.language, example.text))
        }
        for key in claimedTwice { matches[key] = nil }
    }

    /// Said in the language asked in, where the phrasing is one of it or all its words are (`spoken`).
    func candidate(for text: Substring, context: Turn.Context, spoken: () -> Language?) -> Reading.Candidate? {
        // Room for the spaces and signs that normalising drops.
        guard text.utf8.count <= 2 * longest + 64, let match = matches[NormalisedText(text)],
            let first = match.texts.first
        else { return nil }
        let wanted = context.language ?? defaultLanguage
        let nearest = match.texts.first { $0.language == wanted }
        if nearest == nil, match.languages.contains(wanted), spoken() == wanted {
            return Reading.Candidate(id: match.owner, confidence: 1, language: wanted)
        }
        let said = nearest ?? first
        return Reading.Candidate(id: match.owner, confidence: 1, language: said.language, nearest: said.text)
    }
}
