import DeskCore

/// Reads `{name}` and `{place|one: …|other: …}` in the desk's own lines.
enum Placeholders {
    /// Whose form depends on a number.
    static let counted: Set<String> = ["place"]
    static let forms = ["one", "other"]

    static func read(
        _ text: String, line: Int, places: inout PlaceFinder, problems: inout Problems
    ) -> [Prose.Inline] {
        var found: [Prose.Inline] = []
        var rest = text[...]
        while let start = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            if start > rest.startIndex { found.append(.text(String(rest[..<start]))) }
            let place = places.pass(String(rest[start]), on: line)
            guard rest[start] == "{", let end = rest[start...].firstIndex(of: "}") else {
                problems.error(
                    .placeholderOpen, line: line, column: places.column(at: place, on: line) ?? 1,
                    "There is a `\(rest[start])` without its other half.",
                    help: "Type placeholders as `{name}`, on one line and without formatting inside.")
                return found + [.text(String(rest[start...]))]
            }
            let inner = rest[rest.index(after: start)..<end]
            _ = places.pass("}", on: line)
            if let slot = slot(inner) {
                found.append(.slot(slot))
            } else {
                let column = problems.isFull ? 1 : places.column(at: place, on: line) ?? 1
                tellForm(of: inner, line: line, column: column, problems: &problems)
                found.append(.text("{\(inner)}"))
            }
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { found.append(.text(String(rest))) }
        return found
    }

    /// Nil where its forms cannot be read.
    private static func slot(_ text: Substring) -> Prose.Slot? {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(\.trimmed)
        let name = parts[0]
        var forms: [String: String] = [:]
        for part in parts.dropFirst() {
            let key = part.prefix { $0 != ":" }.trimmed
            guard self.forms.contains(key), part.contains(":"), forms[key] == nil else { return nil }
            forms[key] = part.drop { $0 != ":" }.dropFirst().trimmed
        }
        guard parts.count == 1 || (counted.contains(name) && forms["other"] != nil) else { return nil }
        return Prose.Slot(name: name, forms: forms)
    }

    private static func tellForm(of text: Substring, line: Int, column: Int, problems: inout Problems) {
        let name = text.prefix { $0 != "|" }.trimmed
        problems.error(
            .placeholderForm, line: line, column: column, "The forms of `{\(name)}` cannot be read.",
            help: counted.contains(name)
                ? "Type `{\(name)|one: …|other: …}`; # stands for the number."
                : suggestion(for: name, in: counted.sorted()).map { "Did you mean `{\($0)|one: …|other: …}`?" }
                    ?? "Type `{\(name)}`: only {\(counted.sorted().joined(separator: "}, {"))} has counted forms.")
    }
}
