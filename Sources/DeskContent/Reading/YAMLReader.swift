import Yams

/// Reads the keys of a front matter, with their places. Values stay what was typed.
struct YAMLReader {
    /// As many as in the file, so that line numbers are the file's.
    let lines: [String]

    /// Nil where the front matter cannot be read; the problems say why.
    func fields(problems: inout Problems) -> [String: FrontMatter.Field]? {
        do {
            // The basic resolver: `no` and `2027` stay what was typed.
            guard let root = try Yams.compose(yaml: lines.joined(separator: "\n"), .basic) else { return [:] }
            guard let mapping = root.mapping else {
                if root.string?.isEmpty == true { return [:] }
                let place = place(root.mark)
                problems.error(
                    .frontMatterInvalid, line: place.line, column: place.column,
                    "The front matter is not made of keys and values.", help: "Type one `key: value` a line.")
                return nil
            }
            return fields(of: mapping, problems: &problems)
        } catch {
            report(error, problems: &problems)
            return nil
        }
    }

    private func fields(of mapping: Node.Mapping, problems: inout Problems) -> [String: FrontMatter.Field] {
        var fields: [String: FrontMatter.Field] = [:]
        for (key, node) in mapping {
            let place = place(key.mark)
            guard let name = key.scalar?.string else {
                problems.error(
                    .keyUnknown, line: place.line, column: place.column, "This key is not a word.",
                    help: "Type one `key: value` a line.")
                continue
            }
            guard !LiteralLists.keys.contains(name) else {
                problems.error(
                    .listExpected, line: place.line, column: place.column,
                    "`\(name)` must begin its line, without quotes.",
                    help: "Type `\(name):`, and below it one `  - question` a line.")
                continue
            }
            fields[name] = FrontMatter.Field(value: value(of: node), line: place.line, column: place.column)
        }
        return fields
    }

    private func value(of node: Node) -> FrontMatter.Value {
        if let scalar = node.scalar { return .text(scalar.string) }
        guard let sequence = node.sequence else { return .nested }
        var items: [FrontMatter.Item] = []
        for node in sequence {
            guard let scalar = node.scalar else { return .nested }
            let place = place(node.mark)
            items.append(FrontMatter.Item(text: scalar.string, line: place.line, column: place.column))
        }
        return .list(items)
    }

    /// The parser counts scalars, people count characters.
    private func place(_ mark: Mark?) -> (line: Int, column: Int) {
        guard let mark, lines.indices.contains(mark.line - 1) else { return (max(2, mark?.line ?? 2), 1) }
        return (mark.line, lines[mark.line - 1].column(ofScalar: mark.column - 1))
    }

    private func report(_ error: any Error, problems: inout Problems) {
        let help = "Put the value between double quotes if it holds `:`, `#`, brackets or quotes."
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            if tellUsualSlip(before: mark.line, problems: &problems) { return }
            let place = place(mark)
            problems.error(
                .frontMatterInvalid, line: place.line, column: place.column,
                "The front matter cannot be read here: \(problem).", help: help)
        case YamlError.duplicatedKeysInMapping(let duplicates, _):
            // The parser's own place is of any of the keys, another one each time; and a key that is no word it calls
            // by a name of its own.
            let names = duplicates.sorted().filter { lastLine(of: $0) != nil }
            let what = names.isEmpty ? "A key" : names.spoken
            problems.error(
                .keyRepeated, line: names.first.flatMap(lastLine) ?? 2,
                "\(what) \(names.count <= 1 ? "stands" : "stand") here more than once.", help: "Keep one of them.")
        default:
            problems.error(.frontMatterInvalid, line: 1, "The front matter cannot be read.", help: help)
        }
    }

    /// What writers get wrong most often; the parser notices some of it only lines later.
    private func tellUsualSlip(before last: Int, problems: inout Problems) -> Bool {
        for (index, line) in lines.enumerated().prefix(last + 1) {
            let start = line.prefix { $0 == " " || $0 == "\t" }
            if let tab = start.firstIndex(of: "\t") {
                problems.error(
                    .frontMatterInvalid, line: index + 1, column: start.distance(from: start.startIndex, to: tab) + 1,
                    "This line begins with a tab.", help: "Type blanks in its place.")
                return true
            }
            guard let colon = line.firstIndex(of: ":"), start.isEmpty else { continue }
            let value = line[line.index(after: colon)...].trimmed
            if let quote = value.first, quote == "\"" || quote == "'", value.dropFirst().last != quote {
                let column = line.distance(from: line.startIndex, to: line.firstIndex(of: quote) ?? colon) + 1
                problems.error(
                    .frontMatterInvalid, line: index + 1, column: column, "The quote that begins here is never closed.",
                    help: "Type `\(quote)` at the end of this line, too.")
                return true
            }
        }
        return false
    }

    /// Nil where the key does not begin a line.
    private func lastLine(of key: String) -> Int? {
        lines.lastIndex { $0.hasPrefix(key + ":") }.map { $0 + 1 }
    }
}
