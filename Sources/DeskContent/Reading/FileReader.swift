import DeskCore

/// Reads files one by one into pieces and voice lines.
struct FileReader {
    let languages: [Language]
    let defaultLanguage: Language
    private(set) var pieces: [Piece] = []
    private(set) var voice: [VoiceLine: [Language: Prose]] = [:]
    /// Every file seen, also those that could not be used: their variants are no orphans.
    private(set) var paths: [SourceName: String] = [:]
    var names: Set<SourceName> { Set(paths.keys) }
    private(set) var diagnostics: [Diagnostic] = []
    /// Links into the content folder, with the file that holds them.
    private(set) var links: [(file: String, link: RelativeLink)] = []
    /// Days by which the desk's own words should be looked at again, with their places.
    private(set) var reviews: [Review] = []

    init(languages: [Language], defaultLanguage: Language) {
        self.languages = languages
        self.defaultLanguage = defaultLanguage
    }

    mutating func read(_ file: SourceFile) {
        guard let name = SourceName(path: file.path, languages: languages, defaultLanguage: defaultLanguage) else {
            return
        }
        var problems = Problems(file: file.path)
        if let earlier = paths[name] {
            problems.error(
                .idDuplicate, line: 1, "\(earlier) is `\(name.id)` in the same language already.",
                help: "Delete one of them, or give it another name.")
        } else if let text = SourceText(file, problems: &problems),
            let front = FrontMatter(text.lines, problems: &problems)
        {
            read(text, front, name, problems: &problems)
        }
        paths[name] = paths[name] ?? file.path
        diagnostics += problems.found
        links += problems.links.map { (file.path, $0) }
    }

    private mutating func read(
        _ text: SourceText, _ front: FrontMatter, _ name: SourceName, problems: inout Problems
    ) {
        let source = Source(
            text: text, front: front, name: name, isOriginal: name.language == defaultLanguage)
        let isVoiceAction = front.fields["action"]?.value == .text("voice")
        if name.isVoice {
            for (line, prose) in source.voiceLines(problems: &problems) {
                voice[line, default: [:]][name.language] = prose
            }
            if let review = source.review(problems: &problems) { reviews.append(review) }
        } else if isVoiceAction {
            problems.error(
                .voiceMisplaced, line: front.fields["action"]?.line ?? 1, column: front.fields["action"]?.column ?? 1,
                "The desk's own words stand in intents/desk/.", help: "Move this file there, or name another action.")
        } else if name.area == .intents || front.hasArticleKeys {
            if let piece = source.article(problems: &problems) { pieces.append(piece) }
        } else {
            pieces += source.sections(problems: &problems)
        }
    }
}

/// One file on its way to becoming pieces.
struct Source {
    let text: SourceText
    let front: FrontMatter
    let name: SourceName
    /// In the default language; what holds for all languages stands there.
    let isOriginal: Bool

    /// The whole file, with everything but the body blank, so that line numbers hold.
    var bodyLines: [String] {
        text.lines.enumerated().map { $0.offset < front.bodyIndex ? "" : $0.element }
    }

    /// 1-based line where the body begins, or the last line where there is none.
    var bodyLine: Int {
        let index = text.lines.indices.dropFirst(front.bodyIndex).first { !text.lines[$0].isBlank }
        return (index ?? max(0, text.lines.count - 1)) + 1
    }

    func body(problems: inout Problems) -> Prose {
        let lines = bodyLines
        return MarkdownTree(lines).withBlocks { nodes in
            var reader = ProseReader(.article, lines: lines, problems: problems)
            let prose = reader.prose(nodes)
            problems = reader.problems
            return prose
        }
    }
}

extension FrontMatter {
    static let articleKeys = ["title"] + LiteralLists.keys + Metadata.keys.filter { $0 != "action" }

    var hasArticleKeys: Bool { keys.contains { Self.articleKeys.contains($0.name) } }

    /// Tells keys that mean nothing here.
    func check(known: [String], problems: inout Problems) {
        for key in keys where !known.contains(key.name) {
            let help = suggestion(for: key.name, in: known).map { "Did you mean `\($0)`?" }
            problems.error(
                .keyUnknown, line: key.line, column: key.column, "The key `\(key.name)` means nothing here.",
                help: help ?? "Known keys are \(known.sorted().joined(separator: ", ")).")
        }
    }

    /// A text that holds something and fits on one line.
    func word(_ key: String, problems: inout Problems) -> String? {
        guard let field = fields[key] else { return nil }
        guard case .text(let text) = field.value else {
            problems.error(
                .textExpected, line: field.line, column: field.column, "`\(key)` is a text, not a list.",
                help: "Type `\(key): …` on one line, between double quotes if it holds brackets.")
            return nil
        }
        guard !text.unicodeScalars.contains(where: \.isForbidden) else {
            problems.error(
                .controlCharacter, line: field.line, column: field.column,
                "`\(key)` holds a line break or a control character.", help: "Write it on one line, without escapes.")
            return nil
        }
        return text.trimmed.isEmpty ? nil : text.trimmed
    }

    func list(_ key: String, problems: inout Problems) -> [Item] {
        guard let field = fields[key] else { return [] }
        switch field.value {
        case .list(let items):
            for item in items where item.text.unicodeScalars.contains(where: \.isForbidden) || item.text.isBlank {
                problems.error(
                    .textExpected, line: item.line, column: item.column,
                    "This item of `\(key)` is empty or breaks the line.",
                    help: "Write a word, or delete it.")
            }
            return items.filter { !$0.text.unicodeScalars.contains(where: \.isForbidden) && !$0.text.isBlank }
        case .text(""): return []
        case .text(let text):
            problems.error(
                .listExpected, line: field.line, column: field.column, "`\(key)` is a list.",
                help: "Type `\(key): [\(text)]`.")
        case .nested:
            problems.error(
                .listExpected, line: field.line, column: field.column, "`\(key)` is a list of words.",
                help: "Type `\(key): [one, two]`.")
        }
        return []
    }
}
