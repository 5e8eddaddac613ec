import DeskCore

/// What stands between the two `---` lines at the head of a file.
struct FrontMatter {
    struct Field: Equatable {
        let value: Value
        /// 1-based position of the key.
        let line: Int
        let column: Int

        static func == (a: Self, b: Self) -> Bool { a.value == b.value }
    }

    enum Value: Equatable {
        case text(String)
        case list([Item])
        /// A mapping, or a list of something else than text.
        case nested
    }

    struct Item: Equatable {
        let text: String
        let line: Int
        let column: Int

        static func == (a: Self, b: Self) -> Bool { a.text == b.text }
    }

    private(set) var fields: [String: Field] = [:]
    private(set) var phrasings: [String: [Phrasing]] = [:]
    /// Where each of the lists `ask`, `test` and `not` begins.
    private(set) var listLines: [String: Int] = [:]
    /// The index of the first line of the body.
    let bodyIndex: Int

    /// Nil where the file has a front matter that cannot be read; the problems say why.
    init?(_ lines: [String], problems: inout Problems) {
        guard let first = lines.first, Self.isFence(first) else {
            bodyIndex = 0
            return
        }
        guard let end = lines.dropFirst().firstIndex(where: Self.isFence) else {
            problems.error(
                .frontMatterOpen, line: 1, "The front matter that begins here is never closed.",
                help: "Type `---` on a line of its own below the last key.")
            return nil
        }
        bodyIndex = end + 1
        let lists = LiteralLists(lines[1..<end], first: 2, problems: &problems)
        phrasings = lists.phrasings
        listLines = lists.lines
        // The opening fence becomes a blank line, so that YAML's line numbers are the file's.
        let reader = YAMLReader(lines: [""] + lists.rest)
        guard let read = reader.fields(problems: &problems) else { return nil }
        fields = read
    }

    var keys: [(name: String, line: Int, column: Int)] {
        let all =
            fields.map { (name: $0.key, line: $0.value.line, column: $0.value.column) }
            + listLines.map { (name: $0.key, line: $0.value, column: 1) }
        return all.sorted { ($0.line, $0.column, $0.name) < ($1.line, $1.column, $1.name) }
    }

    static func isFence(_ line: String) -> Bool {
        line.hasPrefix("---") && line.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
    }
}
