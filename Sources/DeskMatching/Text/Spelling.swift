import DeskCore

/// How the content spells its words, to undo what people do to them without meaning another word: letters drawn out
/// ("heeelp"), and umlauts written with an e or left out ("groesse"). A word that the content knows stays as it is.
struct Spelling: Sendable {
    /// Shorter words are too easily another one.
    static let shortest = 3

    private var known: Set<String> = []
    /// By what is left of a word when both are undone: the word of the content that is used most.
    private var words: [String: String] = [:]

    init(_ content: Content) {
        var counts: [String: Int] = [:]
        for entry in content.entries.values where entry.status == .live {
            for variant in entry.variants.values {
                for text in [variant.title] + variant.ask.map(\.text) {
                    for word in NormalisedText(text).text.split(whereSeparator: { !$0.isLetter }) {
                        counts[String(word), default: 0] += 1
                    }
                }
            }
        }
        known = Set(counts.keys)
        for (word, _) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            let key = Self.key(word)
            if words[key] == nil { words[key] = word }
        }
    }

    /// The text as the content would spell it.
    func corrected(_ text: Substring) -> Substring {
        guard Self.mayDiffer(text) else { return text }
        var corrected = ""
        var rest = text
        while let start = rest.firstIndex(where: \.isLetter) {
            let end = rest[start...].firstIndex { !$0.isLetter } ?? rest.endIndex
            corrected += rest[..<start]
            corrected += word(rest[start..<end])
            rest = rest[end...]
        }
        return Substring(corrected + rest)
    }

    private func word(_ said: Substring) -> Substring {
        let word = NormalisedText(said).text
        guard word.count >= Self.shortest, Self.mayDiffer(said), !known.contains(word),
            let better = words[Self.key(word)]
        else { return said }
        return Substring(better)
    }

    /// Whether a letter stands three times in a row, or one that may be an umlaut.
    private static func mayDiffer(_ text: Substring) -> Bool {
        var last: UInt8 = 0
        var repeats = 0
        for byte in text.utf8 {
            let lower = byte | 0x20
            repeats = lower == last && (0x61...0x7A).contains(lower) ? repeats + 1 : 0
            if repeats == 2 || byte >= 0x80 || lower == 0x65 && vowels.contains(last) { return true }
            last = lower
        }
        return false
    }

    /// a, o and u, after which an e may stand for two dots.
    private static let vowels: Set<UInt8> = [0x61, 0x6F, 0x75]

    private static func key(_ word: String) -> String {
        var key = String.UnicodeScalarView()
        var umlaut = false
        for value in Folding.folded(word) {
            guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
            let isVowel = scalar == "a" || scalar == "o" || scalar == "u"
            if scalar != key.last, !(scalar == "e" && umlaut) { key.append(scalar) }
            umlaut = isVowel
        }
        return String(key)
    }
}
