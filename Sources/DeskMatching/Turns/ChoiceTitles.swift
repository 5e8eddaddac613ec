import DeskCore

/// What the titles of the entries speak of, to tell "the one about returns" among choices, also where it is misspelled.
struct ChoiceTitles: Sendable {
    /// A longer reply is a question.
    static let mostWords = 6

    private struct Title: Sendable {
        let stems: Set<UInt64>
        let words: [[UInt64]]
    }

    private var titles: [ContentID: [Language: Title]] = [:]
    private let defaultLanguage: Language

    init(_ content: Content) {
        defaultLanguage = content.defaultLanguage
        for entry in content.entries.values where entry.status == .live {
            titles[entry.id] = entry.variants.mapValues {
                let title = NormalisedText($0.title)
                return Title(stems: Set(Features(title).stems.hashes), words: Self.words(of: title))
            }
        }
    }

    /// The only choice that has every telling word of the reply in its title; else the only one that has them but for a
    /// slip of the keys.
    func choice(_ text: Substring, among choices: [ContentID], language: Language?) -> (ContentID, Language)? {
        let words = NormalisedText(text).text.split { !$0.isLetter && !$0.isNumber }
            .filter { !Ordinals.fillers.contains(String($0)) && Ordinals.weak[String($0)] == nil }
        guard words.count <= Self.mostWords else { return nil }
        let asked = NormalisedText(words.joined(separator: " "))
        let stems = Features(asked).stems.hashes
        guard !stems.isEmpty else { return nil }
        let exact = fitting(choices, language) { title in stems.allSatisfy(title.stems.contains) }
        if !exact.isEmpty { return exact.count == 1 ? exact[0] : nil }
        let telling = Self.words(of: asked).filter { !Features.stems(of: $0).isEmpty }
        let near = fitting(choices, language) { title in
            telling.allSatisfy { word in
                Features.stems(of: word).allSatisfy(title.stems.contains)
                    || title.words.contains { Slips.isSlip(word, of: $0) }
            }
        }
        return near.count == 1 ? near[0] : nil
    }

    private func fitting(
        _ choices: [ContentID], _ language: Language?, _ fits: (Title) -> Bool
    ) -> [(ContentID, Language)] {
        choices.compactMap { choice in
            let titles = titles[choice] ?? [:]
            let languages = [language, defaultLanguage].compactMap { $0 } + titles.keys.sorted()
            return languages.first { titles[$0].map(fits) ?? false }.map { (choice, $0) }
        }
    }

    private static func words(of text: NormalisedText) -> [[UInt64]] {
        Words(text.text.unicodeScalars).found.filter { $0.characters.isEmpty }.map(\.scalars)
    }
}

/// Words that differ by a slip of the keys: a letter too many, missing, wrong, or two that changed places; two such
/// slips in a long word (Damerau's distance, in its restricted form).
enum Slips {
    /// Shorter words are too easily another one.
    static let shortest = 4
    /// From this length on two slips are one too many for another word.
    static let long = 8

    static func isSlip(_ said: [UInt64], of meant: [UInt64]) -> Bool {
        let most = meant.count >= long ? 2 : 1
        guard min(said.count, meant.count) >= shortest, abs(said.count - meant.count) <= most else { return false }
        return distance(said, meant) <= most
    }

    private static func distance(_ a: [UInt64], _ b: [UInt64]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
                row.append(cost)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
