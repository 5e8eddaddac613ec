import DeskCore

/// Which words the phrasings of each language hold, to tell in which language to answer a text that could be either:
/// "update" and "reset" are said in both.
struct WordsOfLanguages: Sendable {
    /// Hashes.
    private var words: [Language: Set<UInt64>] = [:]
    private let defaultLanguage: Language

    var count: Int { words.count }

    init(_ set: TrainingSet, _ features: [Features]) {
        defaultLanguage = set.defaultLanguage
        for (example, features) in zip(set.examples, features) where example.owner != nil {
            words[example.language, default: []].formUnion(features.singles)
        }
    }

    /// The first language that has all words of the text: the one that the customer is known to speak, else the default
    /// one, else any other.
    func language(of features: Features, preferring known: Language?) -> Language? {
        guard !features.singles.isEmpty else { return nil }
        let order = [known, defaultLanguage].compactMap { $0 } + words.keys.sorted()
        return order.first { language in words[language].map { features.singles.allSatisfy($0.contains) } ?? false }
    }

    /// The language that has most of the text's words; of equals the one that the customer is known to speak, then the
    /// default one.
    func likeliest(of features: Features, preferring known: Language?) -> Language? {
        var best: (language: Language, count: Int)?
        for language in [known, defaultLanguage].compactMap({ $0 }) + words.keys.sorted() {
            guard let words = words[language] else { continue }
            let count = features.singles.count { words.contains($0) }
            if count > best?.count ?? -1 { best = (language, count) }
        }
        return best?.language
    }
}
