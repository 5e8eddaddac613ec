import DeskCore

/// The lists `ask`, `test` and `not` of a front matter, taken out before YAML sees them.
///
/// Writers paste what customers type. In YAML `#5` would begin a comment, `[x]`, `*bold*` and `@home` would break the
/// file and `no` would turn false; so what stands after `- ` is taken literally.
struct LiteralLists {
    static let keys = ["ask", "test", "not"]
    /// The longest phrasing, in characters.
    static let longest = 500

    private(set) var phrasings: [String: [Phrasing]] = [:]
    /// The lines where each list begins.
    private(set) var lines: [String: Int] = [:]
    /// What is left, with the lists' lines blank so that line numbers hold.
    private(set) var rest: [String] = []
    private var open: String?

    /// `first` is the line number of the first of these lines.
    init(_ source: ArraySlice<String>, first: Int, problems: inout Problems) {
        for (offset, line) in source.enumerated() {
            let isTaken = take(line, at: first + offset, problems: &problems)
            rest.append(isTaken ? "" : line)
        }
    }

    /// Whether the line belongs to a list.
    private mutating func take(_ line: String, at number: Int, problems: inout Problems) -> Bool {
        if let key = Self.keys.first(where: { line.hasPrefix($0 + ":") }) {
            begin(key, rest: line.dropFirst(key.count + 1).trimmed, at: number, problems: &problems)
            return true
        }
        guard let key = open else { return false }
        let text = line.trimmed
        if text.isEmpty || text.hasPrefix("#") { return true }
        if let item = Self.item(text) {
            add(item, to: key, line: line, at: number, problems: &problems)
            return true
        }
        if line.first?.isWhitespace == true || text.hasPrefix("-") && text != "---" {
            problems.error(
                .listItemExpected, line: number, column: column(of: text, in: line),
                "Under `\(key):` each line is one question after `- `.", help: "Type `  - \(text.drop { $0 == "-" })`.")
            return true
        }
        open = nil
        return false
    }

    private mutating func begin(_ key: String, rest: String, at number: Int, problems: inout Problems) {
        open = key
        if let earlier = lines[key] {
            problems.error(
                .keyRepeated, line: number, "`\(key)` stands here a second time; the first is on line \(earlier).",
                help: "Move these lines to the first `\(key):`.")
        }
        lines[key] = lines[key] ?? number
        phrasings[key] = phrasings[key] ?? []
        guard !rest.isEmpty, !rest.hasPrefix("#"), rest != "[]" else { return }
        problems.error(
            .listExpected, line: number, column: key.count + 2, "`\(key)` is a list, one question a line.",
            help: "Type `\(key):`, and below it `  - \(rest)`.")
    }

    private mutating func add(
        _ item: String, to key: String, line: String, at number: Int, problems: inout Problems
    ) {
        let text = Self.unquoted(item.trimmed)
        let column = column(of: item.trimmed, in: line)
        if text.isEmpty {
            problems.error(
                .phrasingEmpty, line: number, column: column, "This question is empty.",
                help: "Type a question after `- `, or delete the line.")
        } else if text.count > Self.longest {
            problems.error(
                .phrasingTooLong, line: number, column: column,
                "This question has \(text.count) characters; at most \(Self.longest) are allowed.",
                help: "Keep what a customer would type.")
        } else {
            phrasings[key]?.append(Phrasing(text, line: number))
        }
    }

    private func column(of text: String, in line: String) -> Int { line.column(of: text) ?? 1 }

    /// What stands after the dash; nil where there is none. Bytes, since an accent may stand on the space.
    static func item(_ text: String) -> String? {
        let bytes = text.utf8
        guard bytes.first == 0x2D,
            bytes.count == 1 || bytes.dropFirst().first == 0x20 || bytes.dropFirst().first == 0x09
        else { return nil }
        return String(Substring(bytes.dropFirst()))
    }

    /// Quotes are stripped only where they surround the whole: `"a" or "b"` stays as it is. Of two pairs around it the
    /// outer one goes, so that a question which is quoted itself can be typed as well.
    static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else {
            return text
        }
        let inner = text.dropFirst().dropLast()
        guard inner.contains(quote) else { return inner.trimmed }
        return inner.count >= 2 && inner.first == quote && inner.last == quote ? String(inner) : text
    }

    /// The other way round: what to type after `- ` so that exactly this is read.
    static func quoted(_ text: String) -> String {
        guard unquoted(text) != text, let quote = text.first else { return text }
        return "\(quote)\(text)\(quote)"
    }
}
