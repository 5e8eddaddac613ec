import DeskCore

/// Single words that ask for a person: "human" is that wish, and so it is before something that begins anew, "human my
/// name is Eva". Before a noun it is part of a name: "agent Smith", "human resources".
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
        let parts = text.split(maxSplits: 2, whereSeparator: \.isWhitespace)
        guard let first = parts.first, let wish = words[NormalisedText(first)] else { return nil }
        let isAlone = parts.count == 1 || first.last.map { !$0.isLetter } ?? false
        return isAlone || Self.openers.contains(NormalisedText(parts[1]).text) ? wish : nil
    }

    /// With these something new begins, in English and German.
    private static let openers = Set(
        """
        again and are asap because but can could did do does hello help hey hi how i id im is it its ive me my need no
        not now or our please pls plz right she he so thanks that the there these they this to urgent urgently want was
        we what when where which who why will would yes you your
        aber als am bin bitte danke das dass den der die dringend er es gestern geht hab habe hallo heute ich ihr
        ist jetzt kann können mein meine mich mir nicht nein oder schnell sie sofort und unser unsere wann warum was
        weil wie wir wo
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// A word such as "help" begins many questions, and says nothing of whom it is asked.
    private mutating func add(_ text: String, _ id: ContentID, _ language: Language) {
        let features = Features(NormalisedText(text))
        let key = NormalisedText(text)
        guard features.wordCount == 1, !features.stems.hashes.isEmpty, words[key] == nil else { return }
        words[key] = Reading.Candidate(
            id: id, confidence: Matcher.confidenceOfChoice, language: language, nearest: text)
    }
}
