import DeskCore

extension Source {
    /// The questions of an existing FAQ page: each heading is one, quoted lines straight below are other ways to ask it,
    /// the rest is its answer.
    func sections(problems: inout Problems) -> [Piece] {
        var lines = bodyLines
        let phrasings = takePhrasings(from: &lines)
        // Read again without the quoted lines: text straight below a quote would otherwise count as part of it.
        let read = MarkdownTree(lines).withBlocks { nodes in
            var reader = ProseReader(.page, lines: lines, problems: problems)
            let sections = PageShape(nodes).questions.map { RawSection($0, reader: &reader) }
            problems = reader.problems
            return sections
        }
        guard !read.isEmpty else {
            problems.error(
                .titleOrHeadingMissing, line: 1, "This file has neither a title nor a `##` heading.",
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
        let title = section.title.text
        guard !title.isEmpty, title.count <= Self.longestTitle else {
            problems.error(
                title.isEmpty ? .titleMissing : .titleTooLong, line: section.line, column: section.column,
                "This heading is empty or longer than \(Self.longestTitle) characters.",
                help: "Write it as one short question.")
            return nil
        }
        guard !section.body.plainText.isBlank else {
            // One unwritten section must not keep a whole page from being said.
            problems.warning(
                .bodyEmpty, line: section.line, column: section.column,
                "There is no answer below this heading, so it is never said.",
                help: "Write the answer below it, or make it a `#` heading if it only parts the page.")
            return nil
        }
        return Piece(
            id: ContentID(name.id.rawValue + "#" + id), name: name,
            variant: Variant(
                title: title, ask: phrasings, body: section.body, file: problems.file, line: section.line),
            metadata: Metadata(), section: section.title.name == nil ? .unnamed : .named)
    }

    /// Makes the quoted lines straight below each heading blank. By the heading's line.
    private func takePhrasings(from lines: inout [String]) -> [Int: [Phrasing]] {
        let headings = MarkdownTree(lines).withBlocks { nodes in
            PageShape(nodes).questions.map { (first: $0.line, last: $0.lastLine) }
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

    /// An id a section; nil for a section whose id is taken. Ids that are typed come before those made from headings.
    private func sectionIDs(_ sections: [RawSection], problems: inout Problems) -> [String?] {
        var taken: Set<String> = []
        var ids: [String?] = sections.map(\.title.name)
        for (index, section) in sections.enumerated() {
            guard let name = section.title.name, !taken.insert(name).inserted else { continue }
            problems.error(
                .idDuplicate, line: section.line, column: section.column,
                "The id `\(name)` stands on this page already.", help: "Type another one: `## … {#\(name)-2}`.")
            ids[index] = nil
        }
        var counts: [String: Int] = [:]
        for (index, section) in sections.enumerated() where section.title.name == nil {
            let slug = Self.slug(section.title.text)
            var id = slug
            while !taken.insert(id).inserted {
                counts[slug, default: 1] += 1
                id = "\(slug)-\(counts[slug, default: 1])"
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
    let column: Int
    let title: PageTitle
    let body: Prose

    init(_ question: PageShape.Question, reader: inout ProseReader) {
        line = question.line
        column = question.column
        title = PageTitle(Prose([reader.paragraph(question.title)]).plainText)
        var blocks = question.lead.isEmpty ? [] : [reader.paragraph(question.lead)]
        blocks += reader.prose(question.body).blocks
        body = question.hasMarks ? Prose(blocks).withoutAnswerMark : Prose(blocks)
    }
}

extension Prose {
    /// Pages with questions as bold lines often begin each answer with `A:`.
    fileprivate var withoutAnswerMark: Prose {
        guard case .paragraph(var inlines)? = blocks.first, let first = inlines.first else { return self }
        switch first {
        case .text(let text):
            guard let mark = PageTitle.answerMark(of: text) else { return self }
            inlines[0] = .text(String(text.dropFirst(mark.count)))
        case .strong(let inner):
            let words = Prose([.paragraph(inner)]).plainText
            guard PageTitle.answerMark(of: words)?.count == words.count else { return self }
            inlines.removeFirst()
            if case .text(let text)? = inlines.first { inlines[0] = .text(text.trimmedAtStart) }
        default: return self
        }
        return Prose([.paragraph(inlines)] + blocks.dropFirst())
    }
}

extension String {
    fileprivate var trimmedAtStart: String { String(drop(while: \.isWhitespace)) }
}
