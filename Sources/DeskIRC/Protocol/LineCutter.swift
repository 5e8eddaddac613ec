/// Cuts text into pieces that fit a line.
enum LineCutter {
    /// Pieces of at most `bytes` bytes of UTF-8 each: cut at a space where one is near, else between characters as a
    /// reader sees them, and inside one only where it alone is longer than a line. Styles open at a cut are opened
    /// again in the next piece, because a client ends them with the line. Never empty pieces, except for empty text.
    static func pieces(of text: String, bytes: Int) -> [String] {
        guard text.utf8.count > bytes else { return [text] }
        var pieces: [String] = []
        var rest = text[...]
        var styles = ""
        while !rest.isEmpty {
            let end = cut(rest, bytes: max(bytes - styles.utf8.count, 4))
            let piece = styles + rest[..<end]
            pieces.append(piece)
            styles = openStyles(in: piece)
            rest = rest[end...].drop { $0 == " " }
        }
        return pieces
    }

    private static func cut(_ text: Substring, bytes: Int) -> Substring.Index {
        guard text.utf8.count > bytes else { return text.endIndex }
        var end = text.startIndex
        var space: Substring.Index?
        var length = 0
        while end < text.endIndex {
            let next = text.index(after: end)
            length += text[end..<next].utf8.count
            if text[end] == " ", end > text.startIndex { space = end }
            guard length <= bytes else { break }
            end = next
        }
        guard end > text.startIndex else { return scalarCut(text, bytes: bytes) }
        // A space far back would leave a ragged line for one long word: then the word is cut, unless it is an address,
        // which nobody could follow in two pieces.
        if let space, text[..<space].utf8.count >= bytes / 2 || isAddress(text[space...].dropFirst()) { return space }
        return end
    }

    private static func isAddress(_ text: Substring) -> Bool {
        text.prefix { $0 != " " }.contains("://")
    }

    private static func scalarCut(_ text: Substring, bytes: Int) -> Substring.Index {
        var end = text.startIndex
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            guard length <= bytes else { break }
            end = text.unicodeScalars.index(after: end)
        }
        return end
    }

    private static func openStyles(in text: String) -> String {
        String(IRCStyle.all.filter { style in text.lazy.filter { $0 == style }.count % 2 == 1 })
    }
}
