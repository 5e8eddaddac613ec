import DeskCore

/// What is known of entries beside what they are like: their products, titles and phrasings with their places.
struct Catalogue: Sendable {
    let products: Products
    let titles: ChoiceTitles
    let spelling: Spelling
    private let entries: [ContentID: Entry]
    private let defaultLanguage: Language

    init(_ content: Content) {
        products = Products(content)
        titles = ChoiceTitles(content)
        spelling = Spelling(content)
        entries = content.entries
        defaultLanguage = content.defaultLanguage
    }

    func title(of id: ContentID, in language: Language?) -> (text: String, language: Language)? {
        guard let variants = entries[id]?.variants else { return nil }
        let language = language.flatMap { variants[$0] == nil ? nil : $0 } ?? defaultLanguage
        if let variant = variants[language] { return (variant.title, language) }
        return variants.min { $0.key < $1.key }.map { ($0.value.title, $0.key) }
    }

    func products(of id: ContentID) -> [String] { entries[id]?.products ?? [] }

    /// Where a candidate's phrasing stands.
    func place(of candidate: Reading.Candidate) -> Reading.Place? {
        guard !candidate.nearest.isEmpty, let variant = entries[candidate.id]?.variants[candidate.language] else {
            return nil
        }
        let line = variant.ask.first { $0.text == candidate.nearest }?.line ?? variant.line
        return Reading.Place(file: variant.file, line: line)
    }

    /// Whether an entry belongs to other products only, by its front matter and by the phrasing that was nearest.
    func isOfOthers(_ candidate: Reading.Candidate, than products: [String]) -> Bool {
        guard let own = entries[candidate.id]?.products, !own.isEmpty, own.allSatisfy({ !products.contains($0) }) else {
            return false
        }
        return self.products.named(in: candidate.nearest, after: products).allSatisfy { !products.contains($0) }
    }

    /// Whether an entry is about one product, or about none and some phrasing names this one.
    func speaks(_ id: ContentID, of product: String) -> Bool {
        guard let entry = entries[id] else { return false }
        if !entry.products.isEmpty { return entry.products.contains(product) }
        return phrasings(of: entry).contains { products.named(in: $0, after: []).contains(product) }
    }

    /// Whether an entry has every telling word of a text somewhere in its phrasings.
    func covers(_ id: ContentID, _ stems: [UInt64]) -> Bool { covered(by: id, of: stems).count == Set(stems).count }

    /// The telling words of a text that an entry has somewhere in its phrasings.
    func covered(by id: ContentID, of stems: [UInt64]) -> Set<UInt64> {
        let stems = Set(stems)
        guard let entry = entries[id] else { return [] }
        var found: Set<UInt64> = []
        for phrasing in phrasings(of: entry) where found.count < stems.count {
            found.formUnion(stems.intersection(Features(NormalisedText(phrasing)).stems.hashes))
        }
        return found
    }

    private func phrasings(of entry: Entry) -> [String] {
        entry.variants.sorted { $0.key < $1.key }.flatMap { [$0.value.title] + $0.value.ask.map(\.text) }
    }
}
