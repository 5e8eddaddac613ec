import DeskCore

/// Prose in the HTML that clients show (client-server API, "m.room.message msgtypes"): no element or attribute beside
/// those, and nothing of a text is ever read as one.
enum MatrixHTML {
    /// Nil where plain text says the same.
    static func render(_ prose: Prose, by speaker: String?) -> String? {
        guard speaker != nil || !prose.blocks.allSatisfy(\.isPlain) else { return nil }
        let name = speaker.map { "<strong>\(escaped($0))</strong>: " } ?? ""
        guard case .paragraph(let inlines)? = prose.blocks.first else {
            return name + prose.blocks.map(block).joined()
        }
        let first = name + text(of: inlines)
        let rest = prose.blocks.dropFirst()
        return rest.isEmpty ? first : "<p>\(first)</p>" + rest.map(block).joined()
    }

    private static func block(_ block: Prose.Block) -> String {
        switch block {
        case .paragraph(let inlines): "<p>\(text(of: inlines))</p>"
        case .heading(let inlines): "<h4>\(text(of: inlines))</h4>"
        case .list(let first, let items):
            list(first, items.map { "<li>\(item($0))</li>" }.joined())
        case .quote(let blocks): "<blockquote>\(blocks.map(self.block).joined())</blockquote>"
        case .code(let text): "<pre><code>\(escaped(text))</code></pre>"
        }
    }

    private static func list(_ first: Int?, _ items: String) -> String {
        guard let first else { return "<ul>\(items)</ul>" }
        return first == 1 ? "<ol>\(items)</ol>" : "<ol start=\"\(first)\">\(items)</ol>"
    }

    private static func item(_ blocks: [Prose.Block]) -> String {
        if case .paragraph(let inlines)? = blocks.first {
            return text(of: inlines) + blocks.dropFirst().map(block).joined()
        }
        return blocks.map(block).joined()
    }

    private static func text(of inlines: [Prose.Inline]) -> String { inlines.map(inline).joined() }

    private static func inline(_ inline: Prose.Inline) -> String {
        switch inline {
        case .text(let text): escaped(text)
        case .strong(let inner): "<strong>\(text(of: inner))</strong>"
        case .emphasis(let inner): "<em>\(text(of: inner))</em>"
        case .code(let text): "<code>\(escaped(text))</code>"
        case .link(let inner, let destination): link(text(of: inner), destination)
        case .lineBreak: "<br>"
        case .slot(let slot): escaped("{\(slot.name)}")
        }
    }

    /// Clients drop links of other kinds, and with them where they lead.
    private static let schemes = ["https:", "http:", "mailto:", "ftp:", "magnet:"]

    private static func link(_ text: String, _ destination: String) -> String {
        guard schemes.contains(where: destination.lowercased().hasPrefix) else {
            return text.isEmpty ? escaped(destination) : "\(text) (\(escaped(destination)))"
        }
        return "<a href=\"\(escaped(destination))\">\(text.isEmpty ? escaped(destination) : text)</a>"
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in OutgoingMessage.visible(text).unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}

extension Prose.Block {
    /// Nothing in it that plain text would lose.
    fileprivate var isPlain: Bool {
        guard case .paragraph(let inlines) = self else { return false }
        return inlines.allSatisfy {
            switch $0 {
            case .text, .lineBreak, .slot: true
            // Its address stands in the text, where clients find it.
            case .link, .strong, .emphasis, .code: false
            }
        }
    }
}
