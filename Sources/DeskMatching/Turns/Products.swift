import DeskCore

/// The products that live articles name in their front matter, and what people call them.
///
/// `orbit-remote` is called by its words in their order, "orbit remote", and by each of them that belongs to no other
/// product, "the orbit"; in other languages also by a noun that titles set beside such a name and keep to this product:
/// "Orbit-Fernbedienung". A name that several products share means the one whose articles use it so; else the one that
/// was spoken of, or its relative: after "the Cove", "the XL" is the Cove XL.
struct Products: Sendable {
    /// As in the front matter, sorted.
    let ids: [String]
    /// The words of each, as they are compared.
    private var words: [[String]] = []
    /// Where in which product a word stands.
    private var places: [String: [(number: Int, start: Int)]] = [:]
    private var learned: [String: Set<Int>] = [:]
    /// Shared names that the articles of one product alone use: "the Cove" beside a Cove XL.
    private var usual: [String: Int] = [:]
    /// By product and language, as titles write it.
    private var written: [[Language: String]] = []

    /// A name in a text, and the products that it may mean.
    struct Mention: Equatable {
        var range: Range<String.Index>
        let products: [String]
    }

    init(_ content: Content) {
        let live = content.entries.values.filter { $0.status == .live }.sorted { $0.id < $1.id }
        ids = Set(live.flatMap(\.products)).sorted()
        guard !ids.isEmpty else { return }
        words = ids.map { id in Self.tokens(of: id).map(\.key) }
        for (number, words) in words.enumerated() {
            for (start, word) in words.enumerated() { places[word, default: []].append((number, start)) }
        }
        learned = NamesInTitles(live, self).names
        usual = usualNames(live)
        written = writtenNames(live)
    }

    var isEmpty: Bool { ids.isEmpty }

    /// How a product is written in full in the titles of a language, else its id in words.
    func name(of product: String, in language: Language) -> String {
        let id = product.split { !$0.isLetter && !$0.isNumber }
        guard let number = ids.firstIndex(of: product), let written = written[number][language],
            Self.tokens(of: written).count >= id.count
        else { return id.joined(separator: " ") }
        return written
    }

    /// What a text names, in order. What is said of one product in a row, "the Lark headphones", is one mention.
    func mentions(in text: some StringProtocol) -> [Mention] {
        guard !ids.isEmpty else { return [] }
        let tokens = Self.tokens(of: text)
        var mentions: [Mention] = []
        var place = 0
        while place < tokens.count {
            guard let (length, numbers) = match(tokens[place...]) else {
                place += 1
                continue
            }
            let range = tokens[place].range.lowerBound..<tokens[place + length - 1].range.upperBound
            let products = numbers.map { ids[$0] }
            if place > 0, let last = mentions.last, last.products == products,
                last.range.upperBound == tokens[place - 1].range.upperBound
            {
                mentions[mentions.count - 1].range = last.range.lowerBound..<range.upperBound
            } else {
                mentions.append(Mention(range: range, products: products))
            }
            place += length
        }
        return mentions
    }

    /// The products that a text names, those that were spoken of before deciding what a shared name means.
    func named(in text: some StringProtocol, after spokenOf: [String]) -> [String] {
        var named: [String] = []
        for mention in mentions(in: text) {
            for product in meant(mention.products, after: spokenOf) where !named.contains(product) {
                named.append(product)
            }
        }
        return named
    }

    /// Those of them that are meant beyond doubt: what to keep in mind.
    func clear(in text: some StringProtocol, after spokenOf: [String]) -> [String] {
        var clear: [String] = []
        for mention in mentions(in: text) {
            let meant = meant(mention.products, after: spokenOf)
            if meant.count == 1, !clear.contains(meant[0]) { clear.append(meant[0]) }
        }
        return Array(clear.prefix(Reading.mostProducts))
    }

    /// A question asked of another product: its name in place of those that are given, or of the only one that is
    /// named, or else at the end.
    func exchanging(_ products: [String], in text: String, for product: String, _ language: Language) -> String {
        let mentions = mentions(in: text)
        let name = name(of: product, in: language)
        var replaced = mentions.filter { !$0.products.allSatisfy { !products.contains($0) } }
        if replaced.isEmpty, let first = mentions.first, mentions.allSatisfy({ $0.products == first.products }) {
            replaced = mentions
        }
        guard !replaced.isEmpty else { return "\(text) (\(name))" }
        return replaced.reversed().reduce(into: text) { $0.replaceSubrange($1.range, with: name) }
    }

    /// A text without the names of products.
    func without(_ text: String) -> String {
        mentions(in: text).reversed().reduce(into: text) { $0.replaceSubrange($1.range, with: " ") }
    }

    private func meant(_ products: [String], after spokenOf: [String]) -> [String] {
        guard products.count > 1 else { return products }
        for known in spokenOf.reversed() {
            if products.contains(known) { return [known] }
            let family = Set(Self.tokens(of: known).map(\.key))
            let relatives = products.filter { !family.isDisjoint(with: Self.tokens(of: $0).map(\.key)) }
            if relatives.count == 1 { return relatives }
        }
        return products
    }

    /// The longest name that begins here. A whole name goes before a part of another: "Cove" is the Cove, if there is
    /// one, and not the Cove XL.
    private func match(_ tokens: ArraySlice<Token>) -> (length: Int, products: [Int])? {
        guard let first = tokens.first else { return nil }
        var best: (length: Int, isWhole: Bool, products: [Int]) = (0, false, [])
        for (number, start) in places[first.key] ?? [] {
            let length = zip(words[number][start...], tokens).prefix { $0 == $1.key }.count
            guard length > 1 || words[number].count == 1 || Self.isName(first.key) else { continue }
            let isWhole = length == words[number].count
            if (length, isWhole ? 1 : 0) > (best.length, best.isWhole ? 1 : 0) {
                best = (length, isWhole, [number])
            } else if length == best.length, isWhole == best.isWhole, best.products.last != number {
                best.products.append(number)
            }
        }
        if best.length > 0 {
            let usual = best.products.count > 1 ? usual[Self.key(of: tokens.prefix(best.length))] : nil
            return (best.length, usual.map { [$0] } ?? best.products)
        }
        return learned[first.key].map { (1, $0.sorted()) }
    }

    private func usualNames(_ live: [Entry]) -> [String: Int] {
        var users: [String: Set<Int>] = [:]
        for entry in live where entry.products.count == 1 {
            guard let number = ids.firstIndex(of: entry.products[0]) else { continue }
            for variant in entry.variants.values {
                for text in [variant.title] + variant.ask.map(\.text) {
                    for mention in mentions(in: text)
                    where mention.products.count > 1 && mention.products.contains(ids[number]) {
                        users[Self.key(of: Self.tokens(of: text[mention.range])[...]), default: []].insert(number)
                    }
                }
            }
        }
        return users.compactMapValues { $0.count == 1 ? $0.first : nil }
    }

    private static func key(of tokens: ArraySlice<Token>) -> String { tokens.map(\.key).joined(separator: " ") }

    /// The fullest way in which titles write each name; of two as full the more frequent one.
    private func writtenNames(_ live: [Entry]) -> [[Language: String]] {
        var counts: [[Language: [String: Int]]] = Array(repeating: [:], count: ids.count)
        for entry in live {
            for (language, variant) in entry.variants {
                for mention in mentions(in: variant.title) where mention.products.count == 1 {
                    guard let number = ids.firstIndex(of: mention.products[0]) else { continue }
                    counts[number][language, default: [:]][String(variant.title[mention.range]), default: 0] += 1
                }
            }
        }
        return counts.map { byLanguage in
            byLanguage.compactMapValues { counts in
                let fullness = { (text: String) in (Self.tokens(of: text).count, counts[text] ?? 0) }
                return counts.keys.sorted().max { fullness($0) < fullness($1) }
            }
        }
    }

    /// A word that alone can name a product: no digit or single letter, and none of those that hold sentences together.
    static func isName(_ key: String) -> Bool {
        key.unicodeScalars.count > 1 && key.contains(where: \.isLetter)
            && !Features(NormalisedText(key)).stems.hashes.isEmpty
    }

    struct Token {
        let range: Range<String.Index>
        /// Without case, diacritics and the s of plurals and possessives.
        let key: String
    }

    static func tokens(of text: some StringProtocol) -> [Token] {
        let text = String(text)
        return text.split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" }.map {
            Token(range: $0.startIndex..<$0.endIndex, key: key($0))
        }
    }

    private static func key(_ word: Substring) -> String {
        let folded = Folding.folded(NormalisedText(word).text).compactMap { Unicode.Scalar(UInt32($0)) }
            .filter { $0 != "'" }
        let stem = folded.count > 2 && folded.last == "s" ? folded.dropLast() : folded[...]
        return String(String.UnicodeScalarView(stem))
    }
}

/// Nouns for products that only titles tell: "Fernbedienung".
private struct NamesInTitles {
    /// In so many titles of a product's articles in one language, and in half of them at least.
    static let fewestTitles = 2

    private(set) var names: [String: Set<Int>] = [:]

    init(_ live: [Entry], _ products: Products) {
        var counts: [Language: [Int: [String: Int]]] = [:]
        var totals: [Language: [Int: Int]] = [:]
        var elsewhere: [Language: [String: Set<Int>]] = [:]
        var beside: Set<String> = []
        for entry in live {
            let number = entry.products.count == 1 ? products.ids.firstIndex(of: entry.products[0]) ?? -1 : -1
            for (language, variant) in entry.variants {
                let tokens = Products.tokens(of: variant.title)
                let mentions = products.mentions(in: variant.title)
                for key in Set(tokens.map(\.key)) {
                    elsewhere[language, default: [:]][key, default: []].insert(number)
                    counts[language, default: [:]][number, default: [:]][key, default: 0] += 1
                }
                totals[language, default: [:]][number, default: 0] += 1
                for (left, right) in zip(tokens, tokens.dropFirst()) {
                    if mentions.contains(where: { $0.range.upperBound == left.range.upperBound }) {
                        beside.insert(right.key)
                    }
                }
            }
        }
        for (language, byProduct) in counts {
            for (number, counts) in byProduct where number >= 0 {
                for (key, count) in counts where count >= Self.fewestTitles && Products.isName(key) {
                    let isMost = 2 * count >= totals[language]?[number] ?? 0
                    let isOnlyHere = elsewhere[language]?[key] == [number]
                    if isMost, isOnlyHere, beside.contains(key) { names[key, default: []].insert(number) }
                }
            }
        }
    }
}
