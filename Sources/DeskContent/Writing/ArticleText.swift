public import DeskCore

/// Writes article files: keys in their order, and every text so that exactly it is read again.
public enum ArticleText {
    /// What stands below a draft that has no answer yet.
    static let noAnswer = "Write the answer here."

    /// The file of a draft, with `status: draft`.
    ///
    /// - Parameter note: A comment for the writer, one line above the keys.
    public static func text(of draft: ArticleDraft, note: String? = nil) -> String {
        let body = text(body: draft.body)
        let lists = [list("ask", draft.ask, besides: title(draft.title))]
        let comment = note.map { ["# " + oneLine($0)] } ?? []
        let head = ["---"] + comment + ["title: \(scalar(title(draft.title)))"] + lists.flatMap { $0 }
        return (head + ["status: draft", "---", body.isBlank ? noAnswer : body]).joined(separator: "\n") + "\n"
    }

    /// A title that can be read: one line, not empty, not too long.
    static func title(_ text: String) -> String {
        let line = oneLine(text)
        guard line.count > Source.longestTitle else { return line.isEmpty ? "A question without words" : line }
        let cut = line.prefix(Source.longestTitle - 1)
        let words = cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut
        return words.trimmed + "…"
    }

    /// The phrasings of a list, each once; none of those that cannot be typed.
    static func phrasings(_ texts: [String], besides title: String) -> [String] {
        var seen: Set<NormalisedText> = [NormalisedText(title)]
        return texts.map(oneLine)
            .filter { !$0.isEmpty && $0.count <= LiteralLists.longest && seen.insert(NormalisedText($0)).inserted }
    }

    static func list(_ key: String, _ texts: [String], besides title: String = "") -> [String] {
        let phrasings = phrasings(texts, besides: title)
        return phrasings.isEmpty ? [] : ["\(key):"] + phrasings.map { "  - " + LiteralLists.quoted($0) }
    }

    /// A YAML scalar: plain where it surely reads back as itself, else between double quotes.
    static func scalar(_ text: String) -> String {
        isPlain(text) ? text : "\"" + text.unicodeScalars.map(escaped).joined() + "\""
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.first, first.isLetter || first.isNumber else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar == " " || "?!.,;'’()/&%+–-".unicodeScalars.contains(scalar)
                || (scalar.properties.isAlphabetic || scalar.properties.numericType != nil) && !needsEscape(scalar)
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"", "\\": return "\\\(scalar)"
        default:
            guard needsEscape(scalar) else { return String(scalar) }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
    }

    /// What YAML would refuse, break the line at or fold.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
        case .spaceSeparator: scalar != " "
        default: false
        }
    }

    /// Without line breaks and control characters.
    static func oneLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.isForbidden || $0.value == 0x2028 || $0.value == 0x2029 ? " " : $0 }
        return String(String.UnicodeScalarView(scalars)).trimmed
    }

    /// Markdown without what no content file may hold.
    private static func text(body: String) -> String {
        let kept = body.unicodeScalars.filter { !$0.isForbidden || $0 == "\n" || $0 == "\t" }
        return String(String.UnicodeScalarView(kept)).trimmed
    }

    /// Markdown that says exactly this, a line each.
    static func literal(_ text: String) -> String {
        text.split(separator: "\n").map { line in
            line.trimmed.map { $0.isASCII && ($0.isPunctuation || $0.isSymbol) ? "\\\($0)" : String($0) }.joined()
        }.joined(separator: "\n\n")
    }
}
