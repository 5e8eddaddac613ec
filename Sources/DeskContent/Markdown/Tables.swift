/// Flattens tables, which a chat cannot show: each row becomes an item of a list, `- first: second` where there are two
/// columns, `- first: Head second, Head third` where there are more.
///
/// Works on lines before they are parsed, one line for one, so that line numbers hold. A table is a line of cells, a line
/// of hyphens and bars with as many columns below it, and the rows up to a line without a bar (GitHub Flavored Markdown,
/// section 4.10).
enum Tables {
    static func flattened(_ lines: [String]) -> [String] {
        guard lines.contains(where: { $0.contains("|") && $0.contains("-") }) else { return lines }
        var flat = lines
        var fence: Substring?
        var index = 0
        while index < lines.count {
            fence = self.fence(lines[index], inside: fence)
            if fence == nil, index + 1 < lines.count, let heads = heads(lines[index], above: lines[index + 1]) {
                flat[index] = ""
                flat[index + 1] = ""
                index += 2
                while index < lines.count, lines[index].contains("|"), !lines[index].isBlank {
                    flat[index] = item(cells(lines[index]), heads)
                    index += 1
                }
            } else {
                index += 1
            }
        }
        return flat
    }

    private static func heads(_ line: String, above rule: String) -> [String]? {
        guard line.contains("|"), rule.contains("-"), rule.contains("|"),
            rule.allSatisfy({ "|-: \t".contains($0) }), !line.hasPrefix("    ")
        else { return nil }
        let heads = cells(line)
        let columns = cells(rule)
        return heads.count == columns.count && columns.allSatisfy { $0.contains("-") } ? heads : nil
    }

    /// A bar behind a backslash or within backticks belongs to the cell.
    private static func cells(_ line: String) -> [String] {
        var cells = [""]
        var isEscaped = false
        var isCode = false
        for character in line.trimmed {
            if character == "`", !isEscaped { isCode.toggle() }
            if character == "|", !isEscaped, !isCode {
                cells.append("")
            } else {
                if character == "|", isEscaped { cells[cells.count - 1].removeLast() }
                cells[cells.count - 1].append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        if line.trimmed.hasPrefix("|") { cells.removeFirst() }
        if cells.count > 1, cells.last?.isBlank == true { cells.removeLast() }
        return cells.map(\.trimmed)
    }

    private static func item(_ cells: [String], _ heads: [String]) -> String {
        let named = zip(heads, cells).dropFirst().filter { !$0.1.isEmpty }.map { head, cell in
            heads.count == 2 || head.isEmpty ? cell : head + " " + cell
        }
        let first = cells.first ?? ""
        let rest = named.joined(separator: ", ")
        return "- " + (first.isEmpty || rest.isEmpty ? first + rest : first + ": " + rest)
    }

    /// The marks of the code block that this line is in, if any.
    private static func fence(_ line: String, inside open: Substring?) -> Substring? {
        let text = line.drop { $0 == " " }
        guard line.count - text.count <= 3 else { return open }
        let marks = text.prefix { $0 == text.first }
        let isFence = marks.count >= 3 && (marks.first == "`" || marks.first == "~")
        guard isFence else { return open }
        guard let open else { return marks }
        return marks.first == open.first && marks.count >= open.count ? nil : open
    }
}
