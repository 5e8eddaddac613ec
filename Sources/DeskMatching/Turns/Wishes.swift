import DeskCore

/// Single words that ask for a person: "human" before anything else is that wish, whatever follows.
struct Wishes: Sendable {
    private var words: [NormalisedText: Reading.Candidate] = [:]

    init(_ content: Content) {
        for entry in content.entries.values.sorted(by: { $0.id < $1.id })
        where entry.status == .live && entry.action == .human {
            for (language, variant) in entry.variants.sorted(by: { $0.key < $1.key }) {
                for text in [variant.title] + variant.ask.map(\.text) { add(text, entry.id, language) }
            }
        }
    }

    /// The wish that a text begins with.
    func wish(in text: Substring) -> Reading.Candidate? {
        guard let first = text.split(maxSplits: 1, whereSeparator: \.isWhitespace).first else { return nil }
        return words[NormalisedText(first)]
    }

    /// A word such as "help" begins many questions, and says nothing of whom it is asked.
    private mutating func add(_ text: String, _ id: ContentID, _ language: Language) {
        let features = Features(NormalisedText(text))
        let key = NormalisedText(text)
        guard features.wordCount == 1, !features.stems.hashes.isEmpty, words[key] == nil else { return }
        words[key] = Reading.Candidate(
            id: id, confidence: Matcher.confidenceOfChoice, language: language, nearest: text)
    }
}
