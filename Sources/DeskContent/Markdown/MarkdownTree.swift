import CCmark

/// A parsed Markdown document (CommonMark, by the reference library). Frees its nodes when it goes.
struct MarkdownTree: ~Copyable {
    private let root: MarkdownNode?

    /// Line numbers of the nodes count from the first of these lines.
    init(_ lines: [String]) {
        let text = Tables.flattened(lines).joined(separator: "\n")
        let pointer =
            text.utf8.withContiguousStorageIfAvailable { buffer in
                buffer.withMemoryRebound(to: CChar.self) {
                    cmark_parse_document($0.baseAddress, $0.count, CMARK_OPT_DEFAULT)
                }
            } ?? cmark_parse_document(text, text.utf8.count, CMARK_OPT_DEFAULT)
        // The parser splits text at every character that might have been markup.
        if let pointer { cmark_consolidate_text_nodes(pointer) }
        root = pointer.map(MarkdownNode.init)
    }

    deinit { if let root { cmark_node_free(root.pointer) } }

    /// The blocks at the top level. Valid inside the closure only: the nodes live as long as the tree.
    borrowing func withBlocks<Result>(_ body: ([MarkdownNode]) -> Result) -> Result { body(root?.children ?? []) }
}

/// One node of a tree.
struct MarkdownNode {
    fileprivate let pointer: OpaquePointer

    fileprivate init(_ pointer: OpaquePointer) { self.pointer = pointer }

    var type: cmark_node_type { cmark_node_get_type(pointer) }
    var literal: String { cmark_node_get_literal(pointer).map { String(cString: $0) } ?? "" }
    var destination: String { cmark_node_get_url(pointer).map { String(cString: $0) } ?? "" }
    var headingLevel: Int { Int(cmark_node_get_heading_level(pointer)) }
    /// The number of the first item; none for bullets.
    var firstNumber: Int? {
        cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST ? Int(cmark_node_get_list_start(pointer)) : nil
    }
    /// 1-based; 0 where the parser does not tell.
    var line: Int { Int(cmark_node_get_start_line(pointer)) }
    /// 1-based; of a block only, where it counts the spaces before it.
    var column: Int { max(1, Int(cmark_node_get_start_column(pointer))) }
    var lastLine: Int { Int(cmark_node_get_end_line(pointer)) }

    var isHeading: Bool { type == CMARK_NODE_HEADING }
    var isRawHTML: Bool { type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE }
    var isLineBreak: Bool { type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK }

    /// The words in it, without tags and formatting.
    ///
    /// What is nested too deep to be read holds none: whoever walks down a tree must stop somewhere.
    var words: String { words(depth: 0) }

    private func words(depth: Int) -> String {
        switch type {
        case CMARK_NODE_TEXT, CMARK_NODE_CODE, CMARK_NODE_CODE_BLOCK: literal
        case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: " "
        default: depth < ProseReader.deepest ? children.map { $0.words(depth: depth + 1) }.joined() : ""
        }
    }

    var children: [MarkdownNode] {
        var found: [MarkdownNode] = []
        var next = cmark_node_first_child(pointer)
        while let node = next {
            found.append(MarkdownNode(node))
            next = cmark_node_next(node)
        }
        return found
    }
}
