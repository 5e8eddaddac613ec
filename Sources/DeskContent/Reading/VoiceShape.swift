import CCmark
import DeskCore

/// The parts of a voice file: what stands below each `## Heading {#part}`.
struct VoiceShape {
    struct Part {
        let name: String
        /// 1-based line of the heading.
        let line: Int
        let body: [MarkdownNode]
    }

    private struct Section {
        let title: PageTitle
        let heading: MarkdownNode
        var body: [MarkdownNode] = []
    }

    private let known: [String]
    private var sections: [Section] = []
    private var outside: [MarkdownNode] = []
    private(set) var parts: [Part] = []

    init(_ nodes: [MarkdownNode], known: [String]) {
        self.known = known
        for node in nodes {
            if node.isHeading, node.headingLevel == 2 {
                sections.append(Section(title: PageTitle(node.words), heading: node))
            } else if sections.isEmpty {
                outside.append(node)
            } else {
                sections[sections.count - 1].body.append(node)
            }
        }
        for section in sections {
            guard let name = section.title.name, known.contains(name), !parts.contains(where: { $0.name == name })
            else { continue }
            parts.append(Part(name: name, line: section.heading.line, body: section.body))
        }
    }

    /// Tells what is wrong with the headings.
    mutating func check(isOriginal: Bool, bodyLine: Int, known lines: [VoiceLine], problems: inout Problems) {
        if let first = outside.first {
            problems.error(
                .textOutsidePart, line: first.line, column: first.column,
                "The desk never says this: it stands above the first part.",
                help: "Move it below one of the headings \(headings), or delete it.")
        }
        var seen: Set<String> = []
        for section in sections { check(section, seen: &seen, problems: &problems) }
        let missing = known.filter { !seen.contains($0) }
        guard !missing.isEmpty else { return }
        let names = "the part\(missing.count == 1 ? "" : "s") \(missing.spoken)"
        let help =
            "Type `## … {#\(missing[0])}`, and below it what the desk says" + Self.required(missing, of: lines) + "."
        if isOriginal {
            problems.error(.partMissing, line: bodyLine, "This file lacks \(names).", help: help)
        } else {
            problems.warning(
                .partUntranslated, line: bodyLine,
                "This file lacks \(names): the desk says \(missing.count == 1 ? "it" : "them") in its default language.",
                help: help)
        }
    }

    private func check(_ section: Section, seen: inout Set<String>, problems: inout Problems) {
        let heading = section.heading
        guard let name = section.title.name else {
            let guess = known.first { !seen.contains($0) && Source.slug(section.title.text).contains($0) }
            problems.error(
                .headingIDMissing, line: heading.line, column: heading.column,
                "Nothing says which part this heading begins.",
                help: "Type `## \(section.title.text) {#\(guess ?? known[0])}`; the parts are \(known.spoken).")
            return
        }
        guard known.contains(name) else {
            problems.error(
                .partUnknown, line: heading.line, column: heading.column, "This file has no part `\(name)`.",
                help: suggestion(for: name, in: known).map { "Did you mean `{#\($0)}`?" }
                    ?? "The parts are \(known.spoken).")
            return
        }
        if !seen.insert(name).inserted {
            problems.error(
                .partRepeated, line: heading.line, column: heading.column,
                "The part `\(name)` stands here a second time; only the first is said.",
                help: "Delete one of them.")
        }
    }

    private var headings: String { known.map { "{#\($0)}" }.joined(separator: ", ") }

    private static func required(_ parts: [String], of lines: [VoiceLine]) -> String {
        let needed = lines.filter { line in line.part.map(parts.contains) == true && !line.required.isEmpty }
        return needed.map { line in
            "; `\(line.part ?? "")` must hold " + line.required.sorted().map { "{\($0)}" }.joined(separator: ", ")
        }.joined()
    }
}
