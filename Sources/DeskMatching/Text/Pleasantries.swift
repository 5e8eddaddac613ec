import DeskCore

/// Kind words around a question: "hi, how do I …", "… thanks!". They are told by the content: short phrasings of
/// intents that are only replied to, or that say thanks.
struct Pleasantries: Sendable {
    private var greetings: Set<NormalisedText> = []
    private var thanks: Set<NormalisedText> = []

    init(_ content: Content) {
        for entry in content.entries.values where entry.status == .live {
            guard entry.action == .reply || entry.action == .solved else { continue }
            for variant in entry.variants.values {
                let texts = ([variant.title] + variant.ask.map(\.text)).map { NormalisedText($0) }
                if entry.action == .reply { greetings.formUnion(texts) } else { thanks.formUnion(texts) }
            }
        }
    }

    /// The text without kind words at its ends; nil where there are none, or nothing else.
    func stripped(from text: Substring) -> Substring? {
        var parts = text.split { ",.!?;:\n".contains($0) }.filter { $0.contains { !$0.isWhitespace } }
        while parts.count > 1, let first = parts.first, isKind(NormalisedText(first)) { parts.removeFirst() }
        while parts.count > 1, let last = parts.last, isKind(NormalisedText(last)) { parts.removeLast() }
        guard let first = parts.first, let last = parts.last else { return nil }
        let rest = withoutBareWords(text[first.startIndex..<last.endIndex])
        return rest.startIndex == text.startIndex && rest.endIndex == last.endIndex && last.endIndex == text.endIndex
            ? nil : rest
    }

    private func isKind(_ text: NormalisedText) -> Bool { greetings.contains(text) || thanks.contains(text) }

    /// "hi how do I …" and "… thanks" without a comma: one word only, and only where a question is left.
    private func withoutBareWords(_ text: Substring) -> Substring {
        let words = text.split(whereSeparator: \.isWhitespace)
        var kept = words[...]
        if kept.count > 3, let first = kept.first, greetings.contains(NormalisedText(first)) { kept.removeFirst() }
        if kept.count > 3, let last = kept.last, thanks.contains(NormalisedText(last)) { kept.removeLast() }
        guard let first = kept.first, let last = kept.last else { return text }
        return text[first.startIndex..<last.endIndex]
    }
}
