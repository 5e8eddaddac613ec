import CCmark
import DeskCore

extension Source {
    /// The questions of an existing FAQ page: each `##` heading is one, quoted lines straight below are other ways to
    /// ask it, the rest is its answer.
    func sections(problems: inout Problems) -> [Piece] {
        var lines = bodyLines
        let phrasings = takePhrasings(from: &lines)
        // Read again without the quoted lines: text straight below a quote would otherwise count as part of it.
        let read = MarkdownTree(lines).withBlocks { nodes in
            var reader = ProseReader(hasPlaceholders: false, problems: problems)
            let sections = Self.split(nodes).map { heading, body in
                let text = Prose(reader.prose([heading]).blocks).plainText.trimmed
                return RawSection(line: heading.line, heading: text, body: reader.prose(body))
            }
            problems = reader.problems
            return sections
        }
        guard !read.isEmpty else {
            problems.error(
                "title-or-heading-missing", line: 1, "This file has neither a title nor a `##` heading.",
                help: "Type `title: ` and the question between two `---` lines at the top, or `## ` before each "
                    + "question.")
            return []
        }
        let ids = sectionIDs(read, problems: &problems)
        return zip(read, ids).compactMap { section, id in
            piece(section, id: id, phrasings: phrasings[section.line] ?? [], problems: &problems)
        }
    }

    private func piece(
        _ section: RawSection, id: String?, phrasings: [Phrasing], problems: inout Problems
    ) -> Piece? {
        guard let id else { return nil }
        guard !section.title.isEmpty, section.title.count <= Self.longestTitle else {
            problems.error(
                section.title.isEmpty ? "title-missing" : "title-too-long", line: section.line,
                "This heading is empty or longer than \(Self.longestTitle) characters.",
                help: "Write it as one short question.")
            return nil
        }
        guard !section.body.plainText.isBlank else {
            problems.error(
                "body-empty", line: section.line, "There is no answer below this heading.",
                help: "Write the answer below it, or make it a `#` heading if it only parts the page.")
            return nil
        }
        return Piece(
            id: ContentID(name.id.rawValue + "#" + id), name: name,
            variant: Variant(
                title: section.title, ask: phrasings, body: section.body, file: problems.file, line: section.line),
            metadata: Metadata(), section: section.name == nil ? .unnamed : .named)
    }

    /// Makes the quoted lines straight below each heading blank. By the heading's line.
    private func takePhrasings(from lines: inout [String]) -> [Int: [Phrasing]] {
        let headings = MarkdownTree(lines).withBlocks { nodes in
            nodes.filter(Self.isQuestion).map { (first: $0.line, last: $0.lastLine) }
        }
        var found: [Int: [Phrasing]] = [:]
        for heading in headings {
            var index = heading.last
            while index < lines.count, lines[index].isBlank { index += 1 }
            while index < lines.count, let text = Self.quoted(lines[index]) {
                let phrasing = LiteralLists.unquoted(text.trimmed)
                if !phrasing.isEmpty, phrasing.count <= LiteralLists.longest {
                    found[heading.first, default: []].append(Phrasing(phrasing, line: index + 1))
                }
                lines[index] = ""
                index += 1
            }
        }
        return found
    }

    private static func quoted(_ line: String) -> Substring? {
        let text = line.drop { $0 == " " }
        return line.count - text.count <= 3 && text.hasPrefix(">") ? text.dropFirst() : nil
    }

    private static func isQuestion(_ node: MarkdownNode) -> Bool {
        node.type == CMARK_NODE_HEADING && node.headingLevel == 2
    }

    /// A `#` heading ends a section and begins none.
    private static func split(_ nodes: [MarkdownNode]) -> [(heading: MarkdownNode, body: [MarkdownNode])] {
        var sections: [(heading: MarkdownNode, body: [MarkdownNode])] = []
        var isInside = false
        for node in nodes {
            if isQuestion(node) {
                sections.append((node, []))
                isInside = true
            } else if node.type == CMARK_NODE_HEADING, node.headingLevel == 1 {
                isInside = false
            } else if isInside {
                sections[sections.count - 1].body.append(node)
            }
        }
        return sections
    }

    /// An id a section; nil for a section whose id is taken. Ids that are typed come before those made from headings.
    private func sectionIDs(_ sections: [RawSection], problems: inout Problems) -> [String?] {
        var taken: Set<String> = []
        var ids: [String?] = sections.map(\.name)
        for (index, section) in sections.enumerated() {
            guard let name = section.name, !taken.insert(name).inserted else { continue }
            problems.error(
                "id-duplicate", line: section.line, "The id `\(name)` stands on this page already.",
                help: "Type another one: `## … {#\(name)-2}`.")
            ids[index] = nil
        }
        for (index, section) in sections.enumerated() where section.name == nil {
            let slug = Self.slug(section.title)
            var id = slug
            var count = 1
            while !taken.insert(id).inserted {
                count += 1
                id = "\(slug)-\(count)"
            }
            ids[index] = id
        }
        return ids
    }

    /// Letters and digits in lower case, with single hyphens between words.
    static func slug(_ heading: String) -> String {
        let words = heading.lowercased().split { !$0.isLetter && !$0.isNumber }
        return words.isEmpty ? "question" : words.joined(separator: "-")
    }
}

/// One question of a page, before it has its id.
private struct RawSection {
    let line: Int
    let body: Prose
    let title: String
    /// What `{#…}` names, if anything.
    let name: String?

    init(line: Int, heading: String, body: Prose) {
        self.line = line
        self.body = body
        let isIDCharacter: (Character) -> Bool = { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        if heading.hasSuffix("}"), let start = heading.lastIndex(of: "{"),
            let name = Optional(heading[start...].dropFirst().dropLast()), name.hasPrefix("#"), name.count > 1,
            name.dropFirst().allSatisfy(isIDCharacter)
        {
            self.name = String(name.dropFirst())
            title = heading[..<start].trimmed
        } else {
            name = nil
            title = heading
        }
    }
}
