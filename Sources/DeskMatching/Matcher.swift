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
    private let pleasantries: Pleasantries
    private let classifier: Classifier
    private let gate: ConfidenceGate
    private let urgent: Set<ContentID>
    private let wishes: Set<ContentID>
    private let articles: Set<ContentID>

    /// Learns everything; takes well below a second for fifty articles with six phrasings each.
    public init(_ content: Content, budget: MatchingBudget = MatchingBudget()) {
        let set = TrainingSet(content)
        let features = set.examples.map { Features(NormalisedText($0.text)) }
        let calibration = Calibration(set, features: features, budget: budget)
        revision = content.revision
        thresholds = calibration.thresholds
        gate = calibration.gate
        classifier = Classifier(set.examples, features: features, owners: set.owners)
        exact = ExactPhrasings(set, defaultLanguage: content.defaultLanguage)
        pleasantries = Pleasantries(content)
        urgent = Set(content.entries.values.filter { $0.action == .crisis }.map(\.id))
        wishes = Set(content.entries.values.filter { $0.action == .human }.map(\.id))
        articles = Set(content.entries.values.filter { $0.action == nil }.map(\.id))
    }

    public func read(_ turn: Turn) -> Reading {
        if let candidate = exact.candidate(for: turn.text[...], context: turn.context) ?? exactLine(of: turn) {
            return reading([candidate])
        }
        let text = turn.text.prefix(Features.longestText)
        guard let rest = pleasantries.stripped(from: text) else { return reading(candidates(for: text)) }
        if let candidate = exact.candidate(for: rest, context: turn.context) { return reading([candidate]) }
        return reading(candidates(for: rest))
    }

    /// Where one line of several is a phrasing as it stands, it counts: first danger, then a wish for a person, then an
    /// article. Anything else ("thanks") must not swallow the lines beside it.
    private func exactLine(of turn: Turn) -> Reading.Candidate? {
        let lines = turn.text.prefix(Features.longestText).split(whereSeparator: \.isNewline)
        guard lines.count > 1 else { return nil }
        let found = lines.compactMap { exact.candidate(for: $0, context: turn.context) }
        for ids in [urgent, wishes, articles] {
            if let candidate = found.first(where: { ids.contains($0.id) }) { return candidate }
        }
        return found.count == lines.count ? found.last : nil
    }

    private func reading(_ candidates: [Reading.Candidate]) -> Reading {
        Reading(candidates, thresholds: thresholds, revision: revision)
    }

    private func candidates(for text: Substring) -> [Reading.Candidate] {
        let features = Features(NormalisedText(text))
        guard let opinion = classifier.opinion(on: features, most: Self.mostCandidates) else { return [] }
        return zip(opinion.ranks, gate.confidences(opinion)).compactMap { rank, confidence in
            guard confidence >= Self.leastConfidence else { return nil }
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
    }

    private var matches: [NormalisedText: Match] = [:]
    /// In UTF-8 bytes: a longer text cannot be one of them.
    private var longest = 0

    init(_ set: TrainingSet, defaultLanguage: Language) {
        var claimedTwice: Set<NormalisedText> = []
        let examples =
            set.examples.filter { $0.language == defaultLanguage }
            + set.examples.filter { $0.language != defaultLanguage }
        for example in examples {
            guard let owner = example.owner else { continue }
            let key = NormalisedText(example.text)
            longest = max(longest, example.text.utf8.count)
            if let match = matches[key], match.owner != owner { claimedTwice.insert(key) }
            matches[key, default: Match(owner: owner, texts: [])].texts.append((example.language, example.text))
        }
        for key in claimedTwice { matches[key] = nil }
    }

    func candidate(for text: Substring, context: Turn.Context) -> Reading.Candidate? {
        // Room for the spaces and signs that normalising drops.
        guard text.utf8.count <= 2 * longest + 64, let match = matches[NormalisedText(text)] else { return nil }
        let nearest = match.texts.first { $0.language == context.language } ?? match.texts.first
        return nearest.map {
            Reading.Candidate(id: match.owner, confidence: 1, language: $0.language, nearest: $0.text)
        }
    }
}
