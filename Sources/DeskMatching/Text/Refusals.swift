import DeskCore

/// What live entries say is not theirs, word for word: no likeness outweighs that.
struct Refusals: Sendable {
    private var entries: [NormalisedText: Set<ContentID>] = [:]

    /// Nothing is refused.
    init() {}

    init(_ content: Content) {
        for entry in content.entries.values where entry.status == .live {
            for variant in entry.variants.values {
                for phrasing in variant.not { entries[NormalisedText(phrasing.text), default: []].insert(entry.id) }
            }
        }
    }

    /// The entries that do not answer this text.
    func entries(refusing text: Substring) -> Set<ContentID> {
        entries.isEmpty ? [] : entries[NormalisedText(text)] ?? []
    }
}
