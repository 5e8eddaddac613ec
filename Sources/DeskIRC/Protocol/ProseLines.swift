import DeskCore

extension Prose {
    /// As lines of IRC, of any length: bold and italics as formatting codes, code in quotation marks (widespread
    /// clients show the code for monospace as a stray letter), blocks of code indented, lists as `1. …` or `• …`,
    /// links whole as `text (address)`. Control characters in the words themselves are gone, and so are empty lines,
    /// which IRC cannot carry.
    var ircLines: [String] {
        blocks.flatMap(\.ircLines).filter { line in line.contains { $0 != " " && !IRCStyle.all.contains($0) } }
    }
}

extension Prose.Block {
    fileprivate var ircLines: [String] {
        switch self {
        case .paragraph(let inlines): Self.lines(of: inlines)
        case .heading(let inlines): Self.lines(of: [.strong(inlines)])
        case .list(let first, let items):
            items.enumerated().flatMap { offset, blocks in
                Self.indented(blocks.flatMap(\.ircLines), mark: first.map { "\($0 + offset). " } ?? "• ")
            }
        case .quote(let blocks): blocks.flatMap(\.ircLines).map { "> " + $0 }
        case .code(let text):
            text.split(separator: "\n").map { "    " + IRCText.plain(String($0)) }
        }
    }

    private static func indented(_ lines: [String], mark: String) -> [String] {
        lines.enumerated().map { ($0 == 0 ? mark : "  ") + $1 }
    }

    private static func lines(of inlines: [Prose.Inline]) -> [String] {
        var writer = InlineWriter()
        writer.write(inlines)
        return writer.lines
    }
}

/// Writes inlines into lines. A style that spans a line break is closed before it and opened again after it.
private struct InlineWriter {
    var lines = [""]
    private var styles: [Character] = []

    mutating func write(_ inlines: [Prose.Inline]) {
        for inline in inlines { write(inline) }
    }

    private mutating func write(_ inline: Prose.Inline) {
        switch inline {
        case .text(let text): append(IRCText.plain(text))
        case .strong(let inner): write(inner, in: IRCStyle.bold)
        case .emphasis(let inner): write(inner, in: IRCStyle.italics)
        case .code(let text): append("\"" + IRCText.plain(text) + "\"")
        case .link(let inner, let destination): write(inner, linkedTo: IRCText.plain(destination))
        case .lineBreak: breakLine()
        case .slot(let slot): append("{" + IRCText.plain(slot.name) + "}")
        }
    }

    /// The codes toggle, so a style within itself is written once.
    private mutating func write(_ inner: [Prose.Inline], in style: Character) {
        guard !styles.contains(style) else { return write(inner) }
        styles.append(style)
        append(String(style))
        write(inner)
        append(String(style))
        styles.removeLast()
    }

    private mutating func write(_ inner: [Prose.Inline], linkedTo destination: String) {
        let text = Prose([.paragraph(inner)]).plainText
        // Nobody needs to see the address of a mailbox twice.
        let bare = destination.hasPrefix("mailto:") ? String(destination.dropFirst("mailto:".count)) : destination
        guard !text.isEmpty, text != bare, text != destination else { return append(bare) }
        write(inner)
        append(" (\(bare))")
    }

    private mutating func breakLine() {
        append(String(styles.reversed()))
        lines.append(String(styles))
    }

    private mutating func append(_ text: String) {
        lines[lines.count - 1] += text
    }
}
