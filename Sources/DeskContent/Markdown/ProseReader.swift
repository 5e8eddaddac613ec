import CCmark
import DeskCore

/// Turns Markdown nodes into prose.
///
/// Raw HTML is taken literally: a chat has no use for it and must not pass it on as markup. On a page, which somebody
/// wrote for a browser, tags are left out. An image becomes a link with its description.
struct ProseReader {
    /// What is being read.
    enum Kind {
        case article
        /// Written for another place: what does not work in a chat is told as a warning only.
        case page
        /// `{name}` is a placeholder, elsewhere just text.
        case voice
    }

    /// How deep blocks and inlines may nest. Everything that reads prose recurses as deep.
    static let deepest = 24

    let kind: Kind
    private(set) var problems: Problems
    private var places: PlaceFinder
    private var line = 1

    /// `lines` are those of which the nodes were made.
    init(_ kind: Kind, lines: [String], problems: Problems) {
        self.kind = kind
        self.problems = problems
        places = PlaceFinder(lines)
    }

    mutating func prose(_ nodes: [MarkdownNode]) -> Prose { Prose(blocks(nodes, depth: 0)) }

    /// One paragraph of these.
    mutating func paragraph(_ nodes: [MarkdownNode]) -> Prose.Block { .paragraph(inlines(nodes, depth: 0)) }

    private mutating func blocks(_ nodes: [MarkdownNode], depth: Int) -> [Prose.Block] {
        nodes.compactMap { block($0, depth: depth) }
    }

    private mutating func block(_ node: MarkdownNode, depth: Int) -> Prose.Block? {
        line = max(1, node.line)
        guard isShallow(depth) else { return nil }
        switch node.type {
        case CMARK_NODE_PARAGRAPH: return paragraph(node)
        case CMARK_NODE_HEADING: return .heading(inlines(node.children, depth: 0))
        case CMARK_NODE_BLOCK_QUOTE: return .quote(blocks(node.children, depth: depth + 1))
        case CMARK_NODE_LIST:
            let items = node.children.map { blocks($0.children, depth: depth + 2) }
            return .list(first: node.firstNumber, items: items)
        case CMARK_NODE_CODE_BLOCK: return .code(clean(node.literal.droppingLastLineFeed, keepsLineFeeds: true))
        case CMARK_NODE_HTML_BLOCK: return html(clean(node.literal.droppingLastLineFeed, keepsLineFeeds: true))
        default: return nil
        }
    }

    /// Nil where nothing but tags stood in it.
    private mutating func paragraph(_ node: MarkdownNode) -> Prose.Block? {
        let inlines = inlines(node.children, depth: 0)
        return kind == .page && inlines.allSatisfy(\.isBlank) ? nil : .paragraph(inlines)
    }

    private func html(_ text: String) -> Prose.Block? {
        guard kind == .page else { return Prose(text: text).blocks.first }
        let words = text.withoutTags.split(separator: "\n").map(\.trimmed).filter { !$0.isEmpty }
        return words.isEmpty ? nil : Prose(text: words.joined(separator: "\n")).blocks.first
    }

    private mutating func inlines(_ nodes: [MarkdownNode], depth: Int) -> [Prose.Inline] {
        guard isShallow(depth) else { return [] }
        var found: [Prose.Inline] = []
        for inline in nodes.flatMap({ self.inline($0, depth: depth) }) {
            if case .text(let more) = inline, case .text(let text)? = found.last {
                found[found.count - 1] = .text(text + more)
            } else {
                found.append(inline)
            }
        }
        return found
    }

    private mutating func inline(_ node: MarkdownNode, depth: Int) -> [Prose.Inline] {
        if node.line > 0 { line = node.line }
        switch node.type {
        case CMARK_NODE_TEXT: return text(clean(node.literal))
        case CMARK_NODE_HTML_INLINE: return tag(clean(node.literal.lineFeedsAsSpaces))
        case CMARK_NODE_SOFTBREAK: return [.text(" ")]
        case CMARK_NODE_LINEBREAK: return [.lineBreak]
        case CMARK_NODE_CODE: return [.code(clean(node.literal))]
        case CMARK_NODE_EMPH: return [.emphasis(inlines(node.children, depth: depth + 1))]
        case CMARK_NODE_STRONG: return [.strong(inlines(node.children, depth: depth + 1))]
        case CMARK_NODE_LINK, CMARK_NODE_IMAGE: return link(node, depth: depth)
        default: return []
        }
    }

    private func tag(_ text: String) -> [Prose.Inline] {
        guard kind == .page else { return [.text(text)] }
        return text.lowercased().hasPrefix("<br") ? [.lineBreak] : []
    }

    private mutating func text(_ text: String) -> [Prose.Inline] {
        if !problems.isFull, let problem = UnreadLinks.find(in: text) { tell(problem) }
        guard kind == .voice else { return [.text(text)] }
        return Placeholders.read(text, line: line, places: &places, problems: &problems)
    }

    private mutating func link(_ node: MarkdownNode, depth: Int) -> [Prose.Inline] {
        let start = line
        let destination = clean(node.destination)
        let target = LinkTarget(destination)
        let isTold = target != .whole && !problems.isFull
        let column = isTold ? places.column(ofAddress: destination, on: start) ?? 1 : 1
        let inner = inlines(node.children, depth: depth + 1)
        if target == .whole { return [.link(inner, destination: destination)] }
        tell(target, destination, line: start, column: column)
        return inner
    }

    private mutating func isShallow(_ depth: Int) -> Bool {
        guard depth >= Self.deepest else { return true }
        problems.error(
            .nestedTooDeep, line: line, "Formatting is nested more than \(Self.deepest) levels deep here.",
            help: "Write it flatter.")
        return false
    }

    /// An entity such as `&#13;` can bring back the control characters that the file itself may not hold.
    private mutating func clean(_ text: String, keepsLineFeeds: Bool = false) -> String {
        let isBad: (Unicode.Scalar) -> Bool = { $0.isForbidden && $0 != "\t" && !(keepsLineFeeds && $0 == "\n") }
        guard text.unicodeScalars.contains(where: isBad) else { return text }
        problems.error(
            .controlCharacter, line: line, column: places.column(of: "&#", on: line) ?? 1,
            "There is a control character here, written as an entity.", help: "Delete it.")
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { !isBad($0) }))
    }
}

/// What is told of links.
extension ProseReader {
    private var severity: Diagnostic.Severity { kind == .page ? .warning : .error }

    private mutating func tell(_ target: LinkTarget, _ destination: String, line: Int, column: Int) {
        switch target {
        case .whole: break
        case .relative:
            problems.add(
                RelativeLink(destination: destination, line: line, column: column, isOnPage: kind == .page))
        case .empty:
            problems.add(
                severity, .linkEmpty, line: line, column: column, "This link has no address.",
                help: "Type one between the brackets, beginning with https://, or delete the brackets.")
        case .invalid(let reason):
            problems.add(
                severity, .linkInvalid, line: line, column: column, "`\(destination)` is no address: \(reason).",
                help: "Type the whole address, such as https://example.com/help; a space in it is typed as %20.")
        case .unsafe(let scheme):
            problems.add(
                severity, .linkUnsafe, line: line, column: column,
                "Links that begin with `\(scheme):` are not allowed.",
                help: "Use an address that begins with https://, mailto: or tel:.")
        }
    }

    private mutating func tell(_ problem: UnreadLinks.Problem) {
        switch problem {
        case .space(let address):
            let column = places.column(ofAddress: address, on: line) ?? 1
            problems.add(
                severity, .linkInvalid, line: line, column: column, "`\(address)` is no address: it holds a space.",
                help: "Type the whole address, such as https://example.com/help; a space in it is typed as %20.")
        case .undefined(let name):
            let column = places.column(ofAddress: name, on: line) ?? 1
            problems.add(
                severity, .linkUndefined, line: line, column: column, "Nothing says where `[\(name)]` leads.",
                help: "Type `[\(name)]: https://…` on a line of its own, or the address itself in round brackets.")
        }
    }
}

extension String {
    fileprivate var droppingLastLineFeed: String { hasSuffix("\n") ? String(dropLast()) : self }
    fileprivate var lineFeedsAsSpaces: String { String(map { $0 == "\n" ? " " : $0 }) }

    /// Without comments and tags. `a < b` stays.
    fileprivate var withoutTags: String {
        withoutComments.replacing(/<\/?[A-Za-z](?s:[^<>]*)>/, with: "")
    }

    private var withoutComments: String {
        var kept = ""
        var rest = self[...]
        while let start = rest.firstRange(of: "<!--") {
            kept += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstRange(of: "-->") else { return kept }
            rest = rest[end.upperBound...]
        }
        return kept + rest
    }
}

extension Prose.Inline {
    fileprivate var isBlank: Bool {
        switch self {
        case .text(let text): text.isBlank
        case .lineBreak: true
        default: false
        }
    }
}
