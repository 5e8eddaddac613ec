/// Where a link leads, as far as its address alone says.
enum LinkTarget: Equatable {
    /// A whole address that a customer can open.
    case whole
    /// A place in the content folder, or in the file itself.
    case relative
    case empty
    /// An address that no program can open, and why.
    case invalid(String)
    /// A scheme that runs or reveals something instead of opening a page.
    case unsafe(scheme: String)

    init(_ destination: String) {
        guard !destination.isBlank else {
            self = .empty
            return
        }
        let scheme = destination.prefix { !":/#?".contains($0) }
        let rest = destination.dropFirst(scheme.count)
        guard rest.hasPrefix(":") else {
            self = destination.hasPrefix("//") ? .invalid("it does not begin with https:") : .relative
            return
        }
        self = Self.target(scheme: scheme.lowercased(), rest: rest.dropFirst())
    }

    private static func target(scheme: String, rest: Substring) -> LinkTarget {
        switch scheme {
        case "http", "https": web(rest)
        case "mailto", "tel": problem(of: rest).map { .invalid($0) } ?? .whole
        default: .unsafe(scheme: scheme)
        }
    }

    private static func web(_ rest: Substring) -> LinkTarget {
        if let problem = problem(of: rest) { return .invalid(problem) }
        let authority = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        let host = (authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority)
            .prefix { $0 != ":" }
        guard rest.hasPrefix("//"), host.contains(where: { $0.isLetter || $0.isNumber }) else {
            return .invalid("it names no host")
        }
        return .whole
    }

    private static func problem(of rest: Substring) -> String? {
        if rest.isBlank { return "nothing follows the colon" }
        return rest.contains(where: \.isWhitespace) ? "it holds a space" : nil
    }
}

/// Links that the Markdown parser left as plain text, because something about them is wrong.
enum UnreadLinks {
    enum Problem: Equatable {
        /// `[text](https://a b)`
        case space(address: String)
        /// `[text][name]`
        case undefined(name: String)
    }

    /// How far a bracket is looked for, in characters, and how many are: nobody types more into a link, and a text
    /// of nothing but brackets must not be searched for each of them.
    private static let reach = 500
    private static let mostBrackets = 200

    /// The first one in a text without formatting.
    static func find(in text: String) -> Problem? {
        guard let middle = text.firstIndex(of: "]") else { return nil }
        var rest = text[middle...]
        for _ in 0..<mostBrackets {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            let opener = text[..<end].suffix(reach).lastIndex(of: "[")
            rest = rest[rest.index(after: end)...]
            guard let opener, begins(at: opener, in: text) else { continue }
            if let inner = bracketed(rest, "(", ")"), isAddress(inner), inner.contains(where: \.isWhitespace) {
                return .space(address: inner)
            }
            if let inner = bracketed(rest, "[", "]"), inner.contains(where: \.isLetter) {
                return .undefined(name: inner)
            }
        }
        return nil
    }

    /// `matrix[i][j]` is no link.
    private static func begins(at opener: String.Index, in text: String) -> Bool {
        guard opener > text.startIndex else { return true }
        let before = text[text.index(before: opener)]
        return !before.isLetter && !before.isNumber && before != "]"
    }

    private static func bracketed(_ text: Substring, _ opener: Character, _ closer: Character) -> String? {
        guard text.first == opener, let end = text.prefix(reach).firstIndex(of: closer) else { return nil }
        let inner = text[..<end].dropFirst()
        return inner.isEmpty || inner.contains(opener) ? nil : String(inner)
    }

    private static func isAddress(_ text: String) -> Bool { text.contains("://") || text.hasPrefix("mailto:") }
}
