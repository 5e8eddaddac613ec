import DeskCore

/// Where there are too few phrasings to learn from.
struct ThinChecks {
    /// With the title.
    static let fewest = 3

    var lines: SourceLines
    let defaultLanguage: Language

    mutating func check(_ entries: [Entry], originals: [ContentID: Original]) -> [Diagnostic] {
        let live = entries.filter { $0.status == .live }.sorted { $0.id < $1.id }
        let single = live.filter { originals[$0.id]?.isSection == false }.compactMap(\.variants[defaultLanguage])
        let sections = live.filter { originals[$0.id]?.isSection == true }.compactMap(\.variants[defaultLanguage])
        let pages = Dictionary(grouping: sections, by: \.file)
        return single.filter { $0.ask.count + 1 < Self.fewest }.map { thin($0) }
            + pages.keys.sorted().compactMap { file in page(pages[file] ?? []) }
    }

    private mutating func thin(_ variant: Variant) -> Diagnostic {
        let count = variant.ask.count + 1
        return Diagnostic(
            .warning, .askThin, file: variant.file, line: variant.line, column: column(of: variant),
            message: "With its title this has \(count == 1 ? "one wording" : "\(count) wordings") to learn from; "
                + "at least \(Self.fewest) are needed to recognise others.",
            help: "Add other ways customers say it under `ask:`.")
    }

    /// One a page, since an existing page has none at all and must load as it is.
    private mutating func page(_ sections: [Variant]) -> Diagnostic? {
        let thin = sections.filter(\.ask.isEmpty).sorted { $0.line < $1.line }
        guard let first = thin.first else { return nil }
        let count = thin.count == 1 ? "One question" : "\(thin.count) of \(sections.count) questions"
        return Diagnostic(
            .warning, .askThin, file: first.file, line: first.line, column: column(of: first),
            message: "\(count) on this page \(thin.count == 1 ? "has" : "have") no other wording to learn from.",
            help: "Add other ways customers say it, each as a line `> …` straight below its heading.")
    }

    private mutating func column(of variant: Variant) -> Int {
        lines.column(of: Phrasing(variant.title, line: variant.line), in: variant.file)
    }
}
