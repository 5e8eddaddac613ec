import DeskCore
import Yams

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
                "front-matter-open", line: 1, "The front matter that begins here is never closed.",
                help: "Type `---` on a line of its own below the last key.")
            return nil
        }
        bodyIndex = end + 1
        let lists = LiteralLists(lines[1..<end], first: 2, problems: &problems)
        phrasings = lists.phrasings
        listLines = lists.lines
        // The opening fence becomes a blank line, so that YAML's line numbers are the file's.
        guard let read = Self.read("\n" + lists.rest.joined(separator: "\n"), problems: &problems) else { return nil }
        fields = read
    }

    var keys: [(name: String, line: Int, column: Int)] {
        let all =
            fields.map { (name: $0.key, line: $0.value.line, column: $0.value.column) }
            + listLines.map { (name: $0.key, line: $0.value, column: 1) }
        return all.sorted { ($0.line, $0.column, $0.name) < ($1.line, $1.column, $1.name) }
    }

    private static func isFence(_ line: String) -> Bool {
        line.hasPrefix("---") && line.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
    }

    private static func read(_ yaml: String, problems: inout Problems) -> [String: Field]? {
        do {
            // The basic resolver: `no` and `2027` stay what was typed.
            guard let root = try Yams.compose(yaml: yaml, .basic) else { return [:] }
            guard let mapping = root.mapping else {
                if root.string?.isEmpty == true { return [:] }
                problems.error(
                    "front-matter-invalid", line: root.mark?.line ?? 2, column: root.mark?.column ?? 1,
                    "The front matter is not made of keys and values.", help: "Type one `key: value` a line.")
                return nil
            }
            return fields(of: mapping, problems: &problems)
        } catch {
            report(error, problems: &problems)
            return nil
        }
    }

    private static func fields(of mapping: Node.Mapping, problems: inout Problems) -> [String: Field] {
        var fields: [String: Field] = [:]
        for (key, node) in mapping {
            let line = key.mark?.line ?? 2
            let column = key.mark?.column ?? 1
            guard let name = key.scalar?.string else {
                problems.error(
                    "key-unknown", line: line, column: column, "This key is not a word.",
                    help: "Type one `key: value` a line.")
                continue
            }
            guard !LiteralLists.keys.contains(name) else {
                problems.error(
                    "list-expected", line: line, column: column, "`\(name)` must begin its line, without quotes.",
                    help: "Type `\(name):`, and below it one `  - question` a line.")
                continue
            }
            fields[name] = Field(value: value(of: node), line: line, column: column)
        }
        return fields
    }

    private static func value(of node: Node) -> Value {
        if let scalar = node.scalar { return .text(scalar.string) }
        guard let sequence = node.sequence else { return .nested }
        var items: [Item] = []
        for node in sequence {
            guard let scalar = node.scalar else { return .nested }
            items.append(Item(text: scalar.string, line: node.mark?.line ?? 2, column: node.mark?.column ?? 1))
        }
        return .list(items)
    }

    private static func report(_ error: any Error, problems: inout Problems) {
        let help = "Put the value between double quotes if it holds `:`, `#`, brackets or quotes."
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            problems.error(
                "front-matter-invalid", line: max(1, mark.line), column: max(1, mark.column),
                "The front matter cannot be read here: \(problem).", help: help)
        case YamlError.duplicatedKeysInMapping(let duplicates, let context):
            problems.error(
                "key-repeated", line: max(1, context.mark.line),
                "`\(duplicates.sorted().joined(separator: "`, `"))` stands here more than once.",
                help: "Keep one of them.")
        default:
            problems.error("front-matter-invalid", line: 1, "The front matter cannot be read.", help: help)
        }
    }
}
