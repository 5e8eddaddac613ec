import CCmark
import DeskCore

/// Finds the questions of an existing FAQ page, whatever way it is built.
///
/// Most pages make each `##` heading a question. Others group `###` questions under `##` headings, or print questions as
/// bold lines. A table of contents is no answer.
struct PageShape {
    struct Question {
        /// What holds the title: a heading's or a bold line's inlines.
        let title: [MarkdownNode]
        /// 1-based lines of the heading.
        let line: Int
        let lastLine: Int
        let column: Int
        /// A question printed as a bold line, or numbered as `Q1:`, whose answer may begin with `A:`.
        let hasMarks: Bool
        /// What stands behind a bold line in the same paragraph.
        let lead: [MarkdownNode]
        var body: [MarkdownNode] = []

        var heading: String { title.map(\.words).joined().trimmed }
    }

    private(set) var questions: [Question] = []
    private var isInside = false
    private let level: Int
    private let groups: Set<Int>

    init(_ nodes: [MarkdownNode]) {
        let levels = Set(nodes.filter(\.isHeading).map(\.headingLevel))
        level = levels.contains(2) ? 2 : 3
        groups = level == 2 ? Self.groups(nodes) : []
        let hasHeadings = levels.contains(level)
        for node in nodes { add(node, hasHeadings: hasHeadings) }
        questions.removeAll(where: Self.isContents)
        for index in questions.indices {
            while questions[index].body.last?.isWayBack == true { questions[index].body.removeLast() }
        }
    }

    private var isInGroup = false

    private mutating func add(_ node: MarkdownNode, hasHeadings: Bool) {
        if node.isHeading, node.headingLevel <= level || (isInGroup && node.headingLevel == 3) {
            isInGroup = node.headingLevel == 3 ? isInGroup : groups.contains(node.line)
            isInside = node.headingLevel == level ? !isInGroup : node.headingLevel == 3
            guard isInside else { return }
            questions.append(
                Question(
                    title: node.children, line: node.line, lastLine: node.lastLine, column: node.column,
                    hasMarks: node.words.trimmed.lowercased().hasPrefix("q"), lead: []))
        } else if !hasHeadings || isInGroup, let bold = BoldQuestion(node) {
            isInside = true
            questions.append(
                Question(
                    title: bold.title, line: node.line, lastLine: node.line, column: node.column,
                    hasMarks: true, lead: bold.rest))
        } else if isInside {
            questions[questions.count - 1].body.append(node)
        }
    }

    /// The lines of those `##` headings that only part the page.
    private static func groups(_ nodes: [MarkdownNode]) -> Set<Int> {
        var spans: [(heading: MarkdownNode, below: [MarkdownNode])] = []
        for node in nodes {
            if node.isHeading, node.headingLevel <= 2 {
                spans.append((node, []))
            } else if !spans.isEmpty {
                spans[spans.count - 1].below.append(node)
            }
        }
        spans.removeAll { $0.heading.headingLevel == 1 }
        let bold = spans.filter { BoldQuestion.isFirst(in: $0.below) }
        let parted = spans.filter { $0.below.contains { $0.isHeading && $0.headingLevel == 3 } }
        let isOnly = spans.count == 1 && (parted.first?.below.count { $0.isHeading && $0.headingLevel == 3 } ?? 0) > 1
        // One heading without a text of its own shows how the page is built: the others may have an introduction.
        let isGrouped = isOnly || parted.contains { Self.hasNoText($0.below) }
        return Set((bold + (isGrouped ? parted : [])).map(\.heading.line))
    }

    private static func hasNoText(_ below: [MarkdownNode]) -> Bool {
        below.prefix { !$0.isHeading }.allSatisfy { $0.words.isBlank }
    }

    private static func isContents(_ question: Question) -> Bool {
        let names = ["contents", "table-of-contents", "toc", "inhalt", "inhaltsverzeichnis"]
        guard !names.contains(Source.slug(question.heading)) else { return true }
        let parts = question.lead + question.body
        return parts.contains(where: \.leadsInside) && parts.allSatisfy(\.hasOnlyLinksInside)
    }
}

/// A paragraph that begins with a bold question on a line of its own.
private struct BoldQuestion {
    let title: [MarkdownNode]
    let rest: [MarkdownNode]

    init?(_ node: MarkdownNode) {
        guard node.type == CMARK_NODE_PARAGRAPH else { return nil }
        let inlines = node.children.drop(while: \.isRawHTML)
        guard let first = inlines.first, first.type == CMARK_NODE_STRONG else { return nil }
        let behind = inlines.dropFirst().drop(while: \.isRawHTML)
        guard behind.first?.isLineBreak ?? true, Self.isQuestion(first.words) else { return nil }
        title = first.children
        rest = Array(behind.drop(while: \.isLineBreak))
    }

    static func isFirst(in nodes: [MarkdownNode]) -> Bool {
        nodes.first { !$0.isRawHTML }.map { BoldQuestion($0) != nil } ?? false
    }

    private static func isQuestion(_ words: String) -> Bool {
        words.trimmed.hasSuffix("?") || PageTitle.mark(of: words) != nil
    }
}

extension MarkdownNode {
    /// Whether something in it links to a place on the same page.
    fileprivate var leadsInside: Bool { leadsInside(depth: 0) }

    private func leadsInside(depth: Int) -> Bool {
        if type == CMARK_NODE_LINK, destination.hasPrefix("#") { return true }
        return depth < ProseReader.deepest && children.contains { $0.leadsInside(depth: depth + 1) }
    }

    /// "Back to top", or a tag.
    fileprivate var isWayBack: Bool {
        guard words.isBlank else { return leadsInside && hasOnlyLinksInside }
        return type == CMARK_NODE_PARAGRAPH && children.allSatisfy { $0.isRawHTML || $0.isLineBreak }
            || type == CMARK_NODE_HTML_BLOCK && literal.hasPrefix("<a ")
    }

    /// Whether every word in it is such a link.
    fileprivate var hasOnlyLinksInside: Bool { hasOnlyLinksInside(depth: 0) }

    private func hasOnlyLinksInside(depth: Int) -> Bool {
        if type == CMARK_NODE_LINK, destination.hasPrefix("#") { return true }
        guard children.isEmpty else {
            return depth < ProseReader.deepest && children.allSatisfy { $0.hasOnlyLinksInside(depth: depth + 1) }
        }
        return !words.contains { $0.isLetter || $0.isNumber }
    }
}
