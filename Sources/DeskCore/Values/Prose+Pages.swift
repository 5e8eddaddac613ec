extension Prose {
    /// What is shown of a long answer at once, in lines of a chat.
    public static let linesOnPage = 5
    /// How many bytes of UTF-8 make a line: every network takes as much, with formatting and addresses.
    public static let bytesInLine = 340

    /// A long answer in parts that fill at most `linesOnPage` lines, the last line of every part but the last left free
    /// for the word that more follows. A short one is a single part.
    ///
    /// Cut between paragraphs and items of lists first; a paragraph longer than a page is cut between its lines or words.
    public var pages: [Prose] {
        guard chatLines > Self.linesOnPage else { return [self] }
        var pages: [Prose] = []
        var page = Prose([])
        for piece in blocks.flatMap(\.pieces) {
            let longer = page.appending(piece)
            if page.blocks.isEmpty || longer.chatLines < Self.linesOnPage {
                page = longer
            } else {
                pages.append(page)
                page = Prose([piece])
            }
        }
        // The last part needs no room for a hint.
        if let last = pages.last, last.appending(page).chatLines <= Self.linesOnPage {
            pages[pages.count - 1] = last.appending(page)
            return pages
        }
        return pages + [page]
    }

    /// How many lines of a chat this fills.
    public var chatLines: Int { blocks.reduce(0) { $0 + $1.chatLines } }

    private func appending(_ more: Prose) -> Prose { more.blocks.reduce(self) { $0.appending($1) } }

    /// Items go back into the list that they were taken from.
    private func appending(_ block: Block) -> Prose {
        guard case .list(let next, let more) = block, case .list(let first, let items)? = blocks.last,
            next == first.map({ $0 + items.count })
        else { return Prose(blocks + [block]) }
        return Prose(blocks.dropLast() + [.list(first: first, items: items + more)])
    }
}

extension Prose.Block {
    /// Smaller blocks that say the same, each no longer than a page.
    fileprivate var pieces: [Prose.Block] {
        switch self {
        case .list(let first, let items):
            items.enumerated().flatMap { offset, blocks in
                Prose.Block.list(first: first.map { $0 + offset }, items: [blocks]).parts
            }
        case .paragraph(let inlines): Prose.Block.paragraphs(inlines)
        case .quote(let blocks): blocks.flatMap(\.pieces).map { .quote([$0]) }
        case .code(let text): Prose.Block.code(lines: text)
        case .heading: [self]
        }
    }

    /// An item that fills more than a page loses its mark after the first part.
    private var parts: [Prose.Block] {
        guard chatLines >= Prose.linesOnPage, case .list(let first, let items) = self, let blocks = items.first else {
            return [self]
        }
        let pieces = blocks.flatMap(\.pieces)
        return pieces.prefix(1).map { .list(first: first, items: [[$0]]) } + pieces.dropFirst()
    }

    fileprivate var chatLines: Int {
        switch self {
        case .paragraph(let inlines), .heading(let inlines): Prose.Block.lines(inlines)
        case .list(_, let items): items.reduce(0) { $0 + $1.reduce(0) { $0 + $1.chatLines } }
        case .quote(let blocks): blocks.reduce(0) { $0 + $1.chatLines }
        case .code(let text):
            text.split(separator: "\n").reduce(0) { $0 + 1 + $1.utf8.count / Prose.bytesInLine }
        }
    }

    private static func lines(_ inlines: [Prose.Inline]) -> Int {
        Prose([.paragraph(inlines)]).plainText.utf8.split(separator: UInt8(ascii: "\n")).reduce(0) {
            $0 + 1 + max(0, $1.count - 1) / Prose.bytesInLine
        }
    }

    /// Cut at line breaks, and where one line alone is longer than a page, between words. Formatting that spans such a cut
    /// is lost, which is better than a page of forty lines.
    private static func paragraphs(_ inlines: [Prose.Inline]) -> [Prose.Block] {
        guard lines(inlines) >= Prose.linesOnPage else { return [.paragraph(inlines)] }
        return inlines.split(separator: .lineBreak).flatMap { line -> [Prose.Block] in
            guard lines(Array(line)) >= Prose.linesOnPage else { return [.paragraph(Array(line))] }
            let text = Prose([.paragraph(Array(line))]).plainText
            return cut(text).map { .paragraph([.text($0)]) }
        }
    }

    private static func code(lines text: String) -> [Prose.Block] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return lines.flatMap { $0.utf8.count < Prose.bytesInLine ? [$0] : cut($0) }.map { .code($0) }
    }

    /// Pieces of less than a line, cut at blanks where there are some.
    private static func cut(_ text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for word in text.split(separator: " ") {
            if !piece.isEmpty, piece.utf8.count + 1 + word.utf8.count >= Prose.bytesInLine {
                pieces.append(piece)
                piece = ""
            }
            piece += piece.isEmpty ? String(word) : " " + word
            while piece.utf8.count >= Prose.bytesInLine {
                var head = piece.prefix(Prose.bytesInLine - 1)
                while head.utf8.count >= Prose.bytesInLine { head = head.dropLast() }
                // A single character may be longer than any line; it stands alone.
                if head.isEmpty { head = piece.prefix(1) }
                pieces.append(String(head))
                piece = String(piece[head.endIndex...])
            }
        }
        return piece.isEmpty ? pieces : pieces + [piece]
    }
}
