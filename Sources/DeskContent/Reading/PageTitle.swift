import DeskCore

/// A heading of a page, taken apart: its number, its words and the id that `{#…}` gives it.
struct PageTitle: Equatable {
    let text: String
    /// What `{#…}` names, if anything.
    let name: String?

    init(_ heading: String) {
        let heading = heading.trimmed
        let isIDCharacter: (Character) -> Bool = { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        if heading.hasSuffix("}"), let start = heading.lastIndex(of: "{"),
            let name = Optional(heading[start...].dropFirst().dropLast()), name.hasPrefix("#"), name.count > 1,
            name.dropFirst().allSatisfy(isIDCharacter)
        {
            self.name = String(name.dropFirst())
            text = Self.withoutMark(heading[..<start])
        } else {
            name = nil
            text = Self.withoutMark(heading)
        }
    }

    /// In characters.
    private static let longestMark = 20

    private static func withoutMark(_ heading: some StringProtocol) -> String {
        let heading = heading.trimmed
        let rest = mark(of: heading).map { heading.dropFirst($0.count).trimmed } ?? heading
        return rest.isEmpty ? heading : rest
    }

    /// `1.`, `2)`, `3.4:`, `Q:`, `Q7.` and the space behind it: a number says nothing about the question. `2.4 GHz` is
    /// no such mark.
    static func mark(of heading: String) -> Substring? {
        heading.prefix(longestMark).prefixMatch(of: /\s*(?:[Qq][0-9]*[.:)]|[0-9]+(?:\.[0-9]+)*[.:)])\s+/)?.output
    }

    /// `A:` before an answer.
    static func answerMark(of text: String) -> Substring? {
        text.prefix(longestMark).prefixMatch(of: /\s*[Aa][0-9]*[.:)](?:\s+|$)/)?.output
    }
}
