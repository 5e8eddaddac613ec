import DeskCore

/// One phrasing to learn from.
struct Example: Sendable {
    let text: String
    let language: Language
    /// Where it stands in the content.
    let place: Reading.Place
    /// The entry it belongs to; none for what belongs to no entry.
    let owner: ContentID?
    /// The entry to which it does not belong, by that entry's own word.
    var stranger: ContentID?
}

/// What the matcher learns from: titles and `ask` of everything that is live, and `not` as examples of nothing.
struct TrainingSet: Sendable {
    /// Live entries with their phrasings, sorted, so that the same content gives the same model.
    let owners: [ContentID]
    let numbers: [ContentID: Int]
    /// Those of the owners that are articles: what customers ask that nobody can answer is of their kind.
    let articles: [ContentID]
    let examples: [Example]
    /// In which languages each owner can answer.
    let languages: [ContentID: Set<Language>]
    let defaultLanguage: Language

    /// The articles by folder or page, in order.
    var topics: [[ContentID]] {
        var topics: [[ContentID]] = []
        for id in articles {
            if let last = topics.last?.last, Self.topic(of: last) == Self.topic(of: id) {
                topics[topics.count - 1].append(id)
            } else {
                topics.append([id])
            }
        }
        // Without folders each would be a topic of its own.
        return topics.count == articles.count ? [] : topics
    }

    private static func topic(of id: ContentID) -> Substring {
        let end = id.rawValue.lastIndex { $0 == "/" || $0 == "#" }
        return end.map { id.rawValue[..<$0] } ?? id.rawValue[...]
    }

    init(_ content: Content) {
        let live = content.entries.values.filter { $0.status == .live }.sorted { $0.id < $1.id }
        defaultLanguage = content.defaultLanguage
        owners = live.map(\.id)
        articles = live.filter { $0.action == nil }.map(\.id)
        numbers = Dictionary(owners.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        languages = Dictionary(
            live.map { ($0.id, Set($0.variants.keys)) }, uniquingKeysWith: { first, _ in first })
        var examples: [Example] = []
        var negatives: [Example] = []
        for entry in live {
            for (language, variant) in entry.variants.sorted(by: { $0.key < $1.key }) {
                let place = { (line: Int) in Reading.Place(file: variant.file, line: line) }
                examples.append(
                    Example(text: variant.title, language: language, place: place(variant.line), owner: entry.id))
                examples += variant.ask.map {
                    Example(text: $0.text, language: language, place: place($0.line), owner: entry.id)
                }
                negatives += variant.not.map {
                    Example(
                        text: $0.text, language: language, place: place($0.line), owner: nil, stranger: entry.id)
                }
            }
        }
        // What is not one entry's may well be another's; then it teaches that.
        let owned = Set(examples.map { NormalisedText($0.text) })
        self.examples = examples + negatives.filter { !owned.contains(NormalisedText($0.text)) }
    }
}
