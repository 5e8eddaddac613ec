/// Takes out of people's words what could tell who they are, before others than the desk read them: addresses, links,
/// long numbers, their own names, words to come back with.
///
/// Careful rather than clever: an order number goes, and so does a year written with its day. Names that the desk does
/// not know stay.
public enum Masking {
    /// What stands for anything taken out.
    public static let mask = "…"
    /// A number with this many digits, spaces and hyphens between them included, may be a phone's or an order's.
    public static let longestShownNumber = 4
    /// Shorter names are words of their own too often.
    static let shortestName = 3

    /// - Parameters:
    ///   - names: As the networks show them; each word of a name counts.
    ///   - showsLinks: Whether addresses of pages stay, up to what is asked of the page; for what agents write.
    public static func masked(_ text: String, names: [String] = [], showsLinks: Bool = false) -> String {
        let hidden = Set(names.flatMap(words).filter { $0.count >= shortestName })
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { maskedLine($0, hidden, showsLinks) }.joined(separator: "\n")
    }

    private static func maskedLine(_ line: Substring, _ names: Set<String>, _ showsLinks: Bool) -> String {
        let tokens = line.split(separator: " ", omittingEmptySubsequences: false)
        let numbers = longNumbers(tokens)
        var kept: [String] = []
        for (index, token) in tokens.enumerated() {
            if numbers.contains(index) {
                // The parts of one number become one mask, with the signs that end it.
                let end = trailing(token)
                if numbers.contains(index - 1) { kept.removeLast() }
                kept.append(mask + end)
            } else if showsLinks, token.contains("://"), !token.contains("@") {
                // What follows the path may name a person.
                let address = token.prefix { !"?#".contains($0) }
                kept.append(address.endIndex == token.endIndex ? String(token) : address + mask)
            } else {
                kept.append(isTelling(token, names) ? mask + trailing(token) : String(token))
            }
        }
        return kept.joined(separator: " ")
    }

    /// The places of tokens that make numbers longer than may be shown.
    private static func longNumbers(_ tokens: [Substring]) -> Set<Int> {
        var found: Set<Int> = []
        var start = 0
        while start < tokens.count {
            var end = start
            while end < tokens.count, isPartOfNumber(tokens[end]) { end += 1 }
            if digits(in: tokens[start..<end]) > longestShownNumber { found.formUnion(start..<end) }
            start = max(end, start + 1)
        }
        return found
    }

    private static func isPartOfNumber(_ token: Substring) -> Bool {
        token.contains(where: \.isNumber) && token.allSatisfy { $0.isNumber || "+-/().,".contains($0) }
    }

    private static func digits(in tokens: ArraySlice<Substring>) -> Int {
        tokens.reduce(0) { $0 + $1.count(where: \.isNumber) }
    }

    private static func isTelling(_ token: Substring, _ names: Set<String>) -> Bool {
        token.contains("@") && token.count > 1 || token.contains("://") || token.lowercased().hasPrefix("www.")
            || token.count(where: \.isNumber) > longestShownNumber
            || words(String(token)).contains(where: names.contains)
            || ComeBackWord.find(in: String(token)) != nil
    }

    private static func trailing(_ token: Substring) -> String {
        let end = token.reversed().prefix { ",.!?;:".contains($0) }
        return String(end.reversed())
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
