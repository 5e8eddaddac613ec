import DeskCore

/// What only the file in the default language says of an entry, for checks that need its lines.
struct Original {
    let file: String
    let metadata: Metadata
    /// Of a page, with other questions in the same file.
    let isSection: Bool
}

/// Joins the languages of each entry.
struct Assembly {
    private let pieces: [Piece]
    private let names: Set<SourceName>
    private let defaultLanguage: Language
    private(set) var entries: [Entry] = []
    private(set) var originals: [ContentID: Original] = [:]
    private(set) var diagnostics: [Diagnostic] = []

    init(_ pieces: [Piece], names: Set<SourceName>, defaultLanguage: Language) {
        self.pieces = pieces
        self.names = names
        self.defaultLanguage = defaultLanguage
    }

    /// Of live entries.
    var reviews: [Review] {
        entries.filter { $0.status == .live }.compactMap { entry in
            guard let original = originals[entry.id], let date = original.metadata.reviewBy,
                let field = original.metadata.typed["review_by"]
            else { return nil }
            return Review(date: date, file: original.file, line: field.line, column: field.column)
        }
    }

    mutating func join() {
        for (id, group) in Dictionary(grouping: pieces, by: \.id).sorted(by: { $0.key < $1.key }) {
            checkHeadings(group)
            guard let original = group.first(where: { $0.name.language == defaultLanguage }) else {
                for piece in group { orphan(piece) }
                continue
            }
            let others = group.filter { $0.name.language != defaultLanguage && fits($0, original) }
            let variants = ([original] + others).map { ($0.name.language, $0.variant) }
            let metadata = original.metadata
            originals[id] = Original(
                file: original.variant.file, metadata: metadata, isSection: original.section != nil)
            entries.append(
                Entry(
                    id: id, action: metadata.action, status: metadata.status, products: metadata.products,
                    related: metadata.related.map(\.id), owner: metadata.owner, reviewBy: metadata.reviewBy,
                    variants: Dictionary(variants, uniquingKeysWith: { first, _ in first })))
        }
    }

    /// A heading without an id cannot be found again in another language.
    private mutating func checkHeadings(_ group: [Piece]) {
        for piece in group where piece.section == .unnamed {
            let languages = names.count { $0.area == piece.name.area && $0.name == piece.name.name }
            guard languages > 1 else { continue }
            report(
                .headingIDMissing, piece, "This page exists in several languages, so each heading needs an id.",
                help: "Type `## \(piece.variant.title) {#\(Source.slug(piece.variant.title))}`, and the same id in "
                    + "each language.")
        }
    }

    private mutating func orphan(_ piece: Piece) {
        let isOriginalKnown =
            piece.section == nil
            && names.contains {
                $0.area == piece.name.area && $0.name == piece.name.name && $0.language == defaultLanguage
            }
        // Its own problems are told at the original; a heading without an id was told already.
        guard !isOriginalKnown, piece.section != .unnamed, !lacksIDs(piece) else { return }
        report(
            .variantWithoutOriginal, piece,
            "This is a variant in `\(piece.name.language)`, and there is no original in `\(defaultLanguage)`.",
            help: piece.section == nil
                ? "Write the same file without `.\(piece.name.language)` in its name."
                : "Give the same id to a heading of the page in `\(defaultLanguage)`.")
    }

    /// Whether a heading of the original page waits for its id, which may be this one.
    private func lacksIDs(_ piece: Piece) -> Bool {
        piece.section != nil
            && pieces.contains { $0.section == .unnamed && $0.name == SourceName(piece.name, in: defaultLanguage) }
    }

    /// Whether there is something to say in this language. Tells what differs from the original.
    private mutating func fits(_ piece: Piece, _ original: Piece) -> Bool {
        for (key, field) in piece.metadata.typed.sorted(by: { $0.key < $1.key })
        where original.metadata.typed[key] != field {
            diagnostics.append(
                Diagnostic(
                    .error, .variantDiffers, file: piece.variant.file, line: field.line, column: field.column,
                    message: "`\(key)` differs from the original in \(original.variant.file).",
                    help: "Delete it here: it holds for all languages."))
        }
        guard let action = original.metadata.action, action.needsText, piece.variant.body.plainText.isBlank else {
            return true
        }
        report(
            .bodyEmpty, piece, "There is nothing to say: the text below the front matter is empty.",
            help: "Write what the desk says below the second `---`.")
        return false
    }

    private mutating func report(_ code: DiagnosticCode, _ piece: Piece, _ message: String, help: String) {
        diagnostics.append(
            Diagnostic(.error, code, file: piece.variant.file, line: piece.variant.line, message: message, help: help))
    }
}
