import CCmark
import DeskCore

/// Turns Markdown nodes into prose.
///
/// Raw HTML is taken literally: a chat has no use for it and must not pass it on as markup. An image becomes a link
/// with its description.
struct ProseReader {
    /// How deep blocks and inlines may nest. Everything that reads prose recurses as deep.
    static let deepest = 24

    /// Whether `{name}` is a placeholder, or just text.
    let hasPlaceholders: Bool
    private(set) var problems: Problems
    private var line = 1

    init(hasPlaceholders: Bool, problems: Problems) {
        self.hasPlaceholders = hasPlaceholders
        self.problems = problems
    }

    mutating func prose(_ nodes: [MarkdownNode]) -> Prose { Prose(blocks(nodes, depth: 0)) }

    private mutating func blocks(_ nodes: [MarkdownNode], depth: Int) -> [Prose.Block] {
        nodes.compactMap { block($0, depth: depth) }
    }

    private mutating func block(_ node: MarkdownNode, depth: Int) -> Prose.Block? {
        line = max(1, node.line)
        guard isShallow(depth) else { return nil }
        switch node.type {
        case CMARK_NODE_PARAGRAPH: return .paragraph(inlines(node.children, depth: 0))
        case CMARK_NODE_HEADING: return .heading(inlines(node.children, depth: 0))
        case CMARK_NODE_BLOCK_QUOTE: return .quote(blocks(node.children, depth: depth + 1))
        case CMARK_NODE_LIST:
            let items = node.children.map { blocks($0.children, depth: depth + 2) }
            return .list(first: node.firstNumber, items: items)
        case CMARK_NODE_CODE_BLOCK: return .code(clean(node.literal.droppingLastLineFeed, keepsLineFeeds: true))
        case CMARK_NODE_HTML_BLOCK:
            return Prose(text: clean(node.literal.droppingLastLineFeed, keepsLineFeeds: true)).blocks.first
        default: return nil
        }
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
        case CMARK_NODE_HTML_INLINE: return [.text(clean(node.literal.lineFeedsAsSpaces))]
        case CMARK_NODE_SOFTBREAK: return [.text(" ")]
        case CMARK_NODE_LINEBREAK: return [.lineBreak]
        case CMARK_NODE_CODE: return [.code(clean(node.literal))]
        case CMARK_NODE_EMPH: return [.emphasis(inlines(node.children, depth: depth + 1))]
        case CMARK_NODE_STRONG: return [.strong(inlines(node.children, depth: depth + 1))]
        case CMARK_NODE_LINK, CMARK_NODE_IMAGE: return link(node, depth: depth)
        default: return []
        }
    }

    private mutating func text(_ text: String) -> [Prose.Inline] {
        hasPlaceholders ? Placeholders.read(text, line: line, problems: &problems) : [.text(text)]
    }

    private mutating func link(_ node: MarkdownNode, depth: Int) -> [Prose.Inline] {
        let destination = clean(node.destination)
        let inner = inlines(node.children, depth: depth + 1)
        let scheme = destination.prefix { $0 != ":" && $0 != "/" && $0 != "#" }.lowercased()
        guard destination.dropFirst(scheme.count).hasPrefix(":") else {
            problems.warning(
                "link-relative", line: line, "Customers in a chat cannot follow `\(destination)`.",
                help: "Type the whole address, beginning with https://.")
            return [.link(inner, destination: destination)]
        }
        guard ["http", "https", "mailto", "tel"].contains(scheme) else {
            problems.error(
                "link-unsafe", line: line, "Links that begin with `\(scheme):` are not allowed.",
                help: "Use an address that begins with https://, mailto: or tel:.")
            return inner
        }
        return [.link(inner, destination: destination)]
    }

    private mutating func isShallow(_ depth: Int) -> Bool {
        guard depth >= Self.deepest else { return true }
        problems.error(
            "nested-too-deep", line: line, "Formatting is nested more than \(Self.deepest) levels deep here.",
            help: "Write it flatter.")
        return false
    }

    /// An entity such as `&#13;` can bring back the control characters that the file itself may not hold.
    private mutating func clean(_ text: String, keepsLineFeeds: Bool = false) -> String {
        let isBad: (Unicode.Scalar) -> Bool = { $0.isForbidden && $0 != "\t" && !(keepsLineFeeds && $0 == "\n") }
        guard text.unicodeScalars.contains(where: isBad) else { return text }
        problems.error(
            "control-character", line: line, "There is a control character here, written as an entity.",
            help: "Delete it.")
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { !isBad($0) }))
    }
}

extension String {
    fileprivate var droppingLastLineFeed: String { hasSuffix("\n") ? String(dropLast()) : self }
    fileprivate var lineFeedsAsSpaces: String { String(map { $0 == "\n" ? " " : $0 }) }
}
