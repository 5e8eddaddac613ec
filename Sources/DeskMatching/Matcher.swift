public import DeskCore

/// Reads what a customer said by what content writers wrote.
///
/// Words 1–2 and characters 2–5 within words (TF-IDF), and beside them a sentence vector where the language is the
/// encoder's; a multinomial logistic regression on each, put together by what phrasings that were held back tell. All
/// languages are in one index. Confidences and thresholds come from the content and the budget. The same content always
/// gives the same readings.
public struct Matcher: Reader, Sendable {
    /// The most candidates of a reading, and the least confidence of one.
    static let mostCandidates = 5
    static let leastConfidence = 0.01

    public let revision: Revision
    /// Set from the content and the budget.
    public let thresholds: Reading.Thresholds
    /// What the content supports at these.
    public let support: Support
    let exact: ExactPhrasings
    private let languages: WordsOfLanguages
    private var refusals: Refusals
    private let wishes: Wishes
    private let pleasantries: Pleasantries
    private let classifier: Classifier
    private let judge: Judge
    private let encoder: RecentVectors?
    let recent = Recent<Turn.Context, Reading>()
    /// Of intents; everything else is an article.
    private let roles: [ContentID: Role]
    let catalogue: Catalogue
    /// The intents that say "none of these", sorted.
    let unsolved: [ContentID]
    let defaultLanguage: Language

    /// Learns everything.
    /// - Parameters:
    ///   - encoder: Makes sentence vectors; without one, words alone count.
    ///   - parts: What takes part, for measurements of what each is good for.
    ///   - traffic: What became of questions that customers asked.
    ///   - cache: Where what was learned is kept; what is there is not learned again, and gives the same readings.
    ///   - progress: Hears how far learning is; nothing where all is in the cache.
    public init(
        _ content: Content, budget: MatchingBudget = MatchingBudget(), encoder: (any SentenceEncoder)? = MiniLM.english,
        parts: MatcherParts = .all, traffic: Traffic? = nil,
        cache: MatcherCache? = nil, progress: @escaping LearningProgress.Listener = { _ in }
    ) {
        let set = TrainingSet(content)
        let lessons = Lessons(
            set, vectors: encoder.map { VectorSource(encoder: $0, cache: cache, progress: progress) }, parts: parts)
        let learner = MatcherLearner(
            set: set, lessons: lessons, budget: traffic?.applied(to: budget) ?? budget, traffic: traffic,
            progress: progress)
        let learned = learner.learned(encoder: encoder?.name, cache)
        revision = content.revision
        classifier = learned.classifier
        thresholds = learned.calibration.thresholds
        support = learned.calibration.support
        judge = learned.calibration.judge
        self.encoder = lessons.encoded.isEmpty ? nil : encoder.map { RecentVectors(of: $0) }
        exact = ExactPhrasings(set, defaultLanguage: content.defaultLanguage)
        languages = lessons.words
        refusals = Refusals(content)
        wishes = Wishes(content)
        pleasantries = Pleasantries(content)
        catalogue = Catalogue(content)
        defaultLanguage = content.defaultLanguage
        let live = content.entries.values.filter { $0.status == .live }.sorted { $0.id < $1.id }
        unsolved = live.filter { $0.action == .unsolved }.map(\.id)
        roles = Dictionary(
            live.filter { $0.action != nil }.map { ($0.id, Role($0.action)) }, uniquingKeysWith: { first, _ in first })
    }

    /// What one text alone means, best first: certain where it is a phrasing as it stands, with or without kind words.
    func candidates(for text: Substring, _ context: Turn.Context) -> [Reading.Candidate] {
        if let candidate = phrasing(text, context) { return [candidate] }
        guard let rest = pleasantries.stripped(from: text) else { return guesses(for: text, context) }
        if let candidate = phrasing(rest, context) { return [candidate] }
        return guesses(for: rest, context)
    }

    /// What the confidence in the first candidate of a text rests on, and which entry that is; nil where nothing is
    /// guessed, since it is a phrasing as it stands or shares nothing with any.
    func evidence(for text: Substring, _ context: Turn.Context) -> (entry: ContentID, evidence: Evidence)? {
        let text = pleasantries.stripped(from: text) ?? text
        guard phrasing(text, context) == nil,
            let opinion = opinion(of: text, Features(NormalisedText(text)), context)
        else { return nil }
        return (opinion.ranks[0].owner, opinion.evidence)
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

    func phrasing(_ text: Substring, _ context: Turn.Context) -> Reading.Candidate? {
        exact.candidate(for: text, context: context) {
            languages.language(of: Features(NormalisedText(text)), preferring: context.language)
        }
    }

    private func guesses(for text: Substring, _ context: Turn.Context) -> [Reading.Candidate] {
        let features = Features(NormalisedText(text))
        guard let opinion = opinion(of: text, features, context) else { return [] }
        let refusing = refusals.entries(refusing: text)
        return zip(opinion.ranks, judge.confidences(opinion)).compactMap { rank, confidence in
            guard confidence >= Self.leastConfidence, !refusing.contains(rank.owner) else { return nil }
            // One word is too little to cry danger, unless the content says so.
            if features.wordCount < 2, role(of: rank.owner) == .urgent { return nil }
            let nearest = classifier.example(rank.nearest)
            return Reading.Candidate(
                id: rank.owner, confidence: confidence, language: nearest.language, nearest: nearest.text,
                place: nearest.place)
        }
    }

    private func opinion(of text: Substring, _ features: Features, _ context: Turn.Context) -> Opinion? {
        let spoken = languages.language(of: features, preferring: context.language)
        return classifier.sighting(
            of: classifier.lessons.numbers.counted(features), vector(of: text, features, context),
            preference: Preference(language: spoken ?? context.language ?? defaultLanguage, isSpoken: spoken != nil)
        ).map {
            Opinion($0, judge.fusions.fusion(for: $0), owners: classifier.owners, most: Self.mostCandidates)
        }
    }

    /// Only of a text in a language that the encoder was made for: of others its vectors would mislead.
    private func vector(of text: Substring, _ features: Features, _ context: Turn.Context) -> SentenceVector? {
        guard let encoder else { return nil }
        if classifier.lessons.encoded.count < languages.count {
            guard let language = languages.likeliest(of: features, preferring: context.language),
                classifier.lessons.encoded.contains(language)
            else { return nil }
        }
        return encoder.vector(of: String(text))
    }
}

/// What a matcher is made of beside sentence vectors, which it has where it is given an encoder.
public struct MatcherParts: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Words, pairs of words and runs of characters.
    public static let words = MatcherParts(rawValue: 1)
    /// A confidence from several signs; without it the first candidate's probability is taken for it.
    public static let speaking = MatcherParts(rawValue: 2)
    public static let all: MatcherParts = [.words, .speaking]
}

/// Phrasings that belong to exactly one live entry: those need no guess.
struct ExactPhrasings: Sendable {
    private struct Match {
        let owner: ContentID
        /// By language, as typed; the default language's first.
        var texts: [Example]
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
                example)
        }
        for key in claimedTwice { matches[key] = nil }
    }

    /// Whether a text of so many bytes may be one of them: with room for the spaces and signs that normalising drops.
    func mayHold(_ bytes: Int) -> Bool { bytes <= 2 * longest + 64 }

    /// Said in the language asked in, where the phrasing is one of it or all its words are (`spoken`).
    func candidate(for text: Substring, context: Turn.Context, spoken: () -> Language?) -> Reading.Candidate? {
        guard mayHold(text.utf8.count), let match = matches[NormalisedText(text)],
            let first = match.texts.first
        else { return nil }
        let wanted = context.language ?? defaultLanguage
        let nearest = match.texts.first { $0.language == wanted }
        if nearest == nil, match.languages.contains(wanted), spoken() == wanted {
            return Reading.Candidate(id: match.owner, confidence: 1, language: wanted)
        }
        let said = nearest ?? first
        return Reading.Candidate(
            id: match.owner, confidence: 1, language: said.language, nearest: said.text, place: said.place)
    }
}
