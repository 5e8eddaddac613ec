/// Formatted text as a tree that knows no network: gateways render it, transcripts keep its plain form.
public struct Prose: Hashable, Sendable, Codable {
    public var blocks: [Block]

    public init(_ blocks: [Block]) { self.blocks = blocks }

    /// Text taken literally, one paragraph; line feeds become line breaks.
    public init(text: String) {
        var inlines: [Inline] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if !inlines.isEmpty { inlines.append(.lineBreak) }
            inlines.append(.text(String(line)))
        }
        blocks = [.paragraph(inlines)]
    }

    public indirect enum Block: Hashable, Sendable, Codable {
        case paragraph([Inline])
        case heading([Inline])
        /// `first` is the number of the first item; none for bullets.
        case list(first: Int?, items: [[Block]])
        case quote([Block])
        case code(String)
    }

    public indirect enum Inline: Hashable, Sendable, Codable {
        case text(String)
        case strong([Inline])
        case emphasis([Inline])
        case code(String)
        case link([Inline], destination: String)
        case lineBreak
        /// A placeholder that is filled as the desk speaks.
        case slot(Slot)
    }

    /// `{name}`, or `{name|one: …|other: …}` whose form is chosen by the count.
    public struct Slot: Hashable, Sendable, Codable {
        public let name: String
        public let forms: [String: String]
        public init(name: String, forms: [String: String] = [:]) {
            self.name = name
            self.forms = forms
        }
    }
}

extension Prose {
    /// What goes into a placeholder.
    public enum Filling: Hashable, Sendable {
        case text(String)
        case count(Int)
    }

    /// Puts values into the placeholders, literally: nothing in a value is read as formatting.
    /// A placeholder without a value stays visible as `{name}`.
    public func filled(_ values: [String: Filling]) -> Prose {
        Prose(blocks.map { $0.mapInlines { $0.filled(values) } })
    }

    /// The names of all placeholders.
    public var slots: Set<String> {
        var names: Set<String> = []
        _ = Prose(blocks.map { $0.mapInlines { $0.collectingSlots(into: &names) } })
        return names
    }

    /// Without formatting: what transcripts keep. Blocks are separated by line feeds.
    public var plainText: String { blocks.map(\.plainText).joined(separator: "\n") }
}

extension Prose.Block {
    fileprivate func mapInlines(_ transform: (Prose.Inline) -> Prose.Inline) -> Self {
        switch self {
        case .paragraph(let inlines): .paragraph(inlines.map(transform))
        case .heading(let inlines): .heading(inlines.map(transform))
        case .list(let first, let items): .list(first: first, items: items.map { $0.map { $0.mapInlines(transform) } })
        case .quote(let blocks): .quote(blocks.map { $0.mapInlines(transform) })
        case .code: self
        }
    }

    fileprivate var plainText: String {
        switch self {
        case .paragraph(let inlines), .heading(let inlines): inlines.map(\.plainText).joined()
        case .list(let first, let items):
            items.enumerated().map { offset, blocks in
                (first.map { "\($0 + offset). " } ?? "- ") + blocks.map(\.plainText).joined(separator: "\n  ")
            }.joined(separator: "\n")
        case .quote(let blocks): blocks.map { "> " + $0.plainText }.joined(separator: "\n")
        case .code(let text): text
        }
    }
}

extension Prose.Inline {
    fileprivate func filled(_ values: [String: Prose.Filling]) -> Self {
        switch self {
        case .text, .code, .lineBreak: self
        case .strong(let inner): .strong(inner.map { $0.filled(values) })
        case .emphasis(let inner): .emphasis(inner.map { $0.filled(values) })
        case .link(let inner, let destination): .link(inner.map { $0.filled(values) }, destination: destination)
        case .slot(let slot): values[slot.name].map { .text(slot.text(for: $0)) } ?? self
        }
    }

    fileprivate func collectingSlots(into names: inout Set<String>) -> Self {
        switch self {
        case .slot(let slot): names.insert(slot.name)
        case .strong(let inner), .emphasis(let inner), .link(let inner, _):
            for inline in inner { _ = inline.collectingSlots(into: &names) }
        case .text, .code, .lineBreak: break
        }
        return self
    }

    fileprivate var plainText: String {
        switch self {
        case .text(let text), .code(let text): text
        case .strong(let inner), .emphasis(let inner): inner.map(\.plainText).joined()
        case .link(let inner, let destination): Self.plain(inner.map(\.plainText).joined(), linkedTo: destination)
        case .lineBreak: "\n"
        case .slot(let slot): "{\(slot.name)}"
        }
    }
}

extension Prose.Inline {
    /// The address behind its text, where they are not the same; `mailto:` is for programs.
    private static func plain(_ text: String, linkedTo destination: String) -> String {
        let bare = destination.hasPrefix("mailto:") ? String(destination.dropFirst("mailto:".count)) : destination
        return text.isEmpty || text == bare || text == destination ? bare : text + " (\(bare))"
    }
}

extension Prose.Slot {
    /// The counted form where there is one: `one` for 1, else `other`; `#` in a form stands for the number.
    fileprivate func text(for filling: Prose.Filling) -> String {
        switch filling {
        case .text(let text): return text
        case .count(let count):
            guard let form = forms[count == 1 ? "one" : "other"] ?? forms["other"] else { return String(count) }
            return form.split(separator: "#", omittingEmptySubsequences: false).joined(separator: String(count))
        }
    }
}
