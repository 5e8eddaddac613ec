import DeskCore

/// Puts front matter in order: keys in their order, lists indented by two spaces, no blank lines. Comments stay above
/// the key at which they stand, and the text below is not touched.
public enum FrontMatterFormat {
    static let order = [
        "title", "ask", "test", "not", "products", "related", "owner", "review_by", "status", "action",
    ]

    /// Nil where there is no front matter, where it cannot be read, or where putting it in order would change what it
    /// says. Formatting twice is formatting once.
    public static func formatted(_ text: String) -> String? {
        // Split at bytes: a carriage return and its line feed are one character.
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
        let mark = lines.first?.hasPrefix("\u{FEFF}") == true ? 1 : 0
        let first = lines.first.map { String(String.UnicodeScalarView($0.unicodeScalars.dropFirst(mark))) } ?? ""
        guard isFence(first), let end = lines.dropFirst().firstIndex(where: isFence) else { return nil }
        let head = lines[1..<end].map(withoutEnd)
        guard let meaning = meaning(of: head) else { return nil }
        let ending = lines[0].utf8.last == 0x0D ? "\r" : ""
        let sorted = FrontMatterBlocks(head).sorted(by: order)
        guard Self.meaning(of: sorted) == meaning else { return nil }
        return ([lines[0]] + sorted.map { $0 + ending } + lines[end...]).joined(separator: "\n")
    }

    private static func isFence(_ line: String) -> Bool { FrontMatter.isFence(withoutEnd(line)) }

    private static func withoutEnd(_ line: String) -> String {
        line.utf8.last == 0x0D ? String(Substring(line.utf8.dropLast())) : line
    }

    private struct Meaning: Equatable {
        let fields: [String: FrontMatter.Field]
        let phrasings: [String: [String]]
    }

    private static func meaning(of head: [String]) -> Meaning? {
        var problems = Problems(file: "")
        guard let front = FrontMatter(["---"] + head + ["---"], problems: &problems), problems.found.isEmpty else {
            return nil
        }
        return Meaning(fields: front.fields, phrasings: front.phrasings.mapValues { $0.map(\.text) })
    }
}

/// The lines of a front matter, by the key to which they belong.
struct FrontMatterBlocks {
    private struct Block {
        let key: String
        var lines: [String]
    }

    private var blocks: [Block] = []
    private var comments: [String] = []

    init(_ lines: [String]) {
        for line in lines { add(line) }
    }

    func sorted(by order: [String]) -> [String] {
        let place: (Block) -> Int = { order.firstIndex(of: $0.key) ?? order.count }
        let sorted = blocks.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
        return sorted.flatMap(\.element.lines) + comments
    }

    private mutating func add(_ line: String) {
        let text = line.trimmed
        if let last = blocks.last, last.lines.contains(where: Self.opensText), line.isBlank || Self.isIndented(line) {
            // Inside of `|` and `>` blank lines and `#` are text.
            blocks[blocks.count - 1].lines.append(line)
        } else if text.isEmpty {
            return
        } else if text.hasPrefix("#") {
            comments.append(text)
        } else if !Self.isIndented(line), !Self.isItem(text), let key = Self.key(of: line) {
            blocks.append(Block(key: key, lines: comments + [line.trimmedAtEnd]))
            comments = []
        } else {
            append(line)
        }
    }

    private mutating func append(_ line: String) {
        guard !blocks.isEmpty else { return comments.append(line) }
        blocks[blocks.count - 1].lines += comments.map { "  " + $0 }
        blocks[blocks.count - 1].lines.append(indented(line))
        comments = []
    }

    /// Items of a list by two spaces; what is nested deeper stays as it is.
    private func indented(_ line: String) -> String {
        guard let key = blocks.last?.key, let item = LiteralLists.item(line.trimmed) else { return line.trimmedAtEnd }
        guard LiteralLists.keys.contains(key) || ["products", "related"].contains(key) else { return line.trimmedAtEnd }
        return "  - " + item.trimmed
    }

    private static func opensText(_ line: String) -> Bool {
        guard !line.hasPrefix("#"), !isIndented(line), let key = key(of: line), !LiteralLists.keys.contains(key) else {
            return false
        }
        let value = line.drop { $0 != ":" }.dropFirst().trimmed
        return value.hasPrefix("|") || value.hasPrefix(">")
    }

    private static func key(of line: String) -> String? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let key = line[..<colon].trimmed
        return key.isEmpty ? nil : key
    }

    private static func isIndented(_ line: String) -> Bool {
        line.unicodeScalars.first?.properties.isWhitespace == true
    }

    private static func isItem(_ text: String) -> Bool { LiteralLists.item(text) != nil }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        guard let last = unicodeScalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(String.UnicodeScalarView(unicodeScalars[...last]))
    }
}
