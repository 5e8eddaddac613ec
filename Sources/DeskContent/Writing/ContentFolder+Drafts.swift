public import DeskCore
import Foundation

extension ContentFolder: DraftShelf {
    /// Writes the draft to `faqs/<name>.md`, or to `<name>-2.md`, `<name>-3.md` … where that is taken.
    ///
    /// The file appears whole or not at all, and never in place of another one. Phrasings that belong to a live entry
    /// are left out, so that the draft can go live as it is; what would be an error in the folder is written as
    /// plain text.
    public func put(_ draft: ArticleDraft) async throws(DraftError) -> String {
        let name = try DraftName(draft.name, languages: languages)
        var draft = draft
        draft.ask = unclaimed(draft.ask)
        let file = text(of: draft, at: name.path)
        do {
            return try write(file, to: name)
        } catch let error as DraftError {
            throw error
        } catch {
            throw DraftError(reason: "The draft cannot be written below faqs/: \(error.localizedDescription)")
        }
    }

    private func text(of draft: ArticleDraft, at path: String) -> String {
        let note =
            draft.language == defaultLanguage
            ? nil
            : "Written in `\(draft.language)`: rename it to \(path.dropLast(3)).\(draft.language).md once there "
                + "is an original."
        let text = ArticleText.text(of: draft, note: note)
        let source = SourceFile(path: path, bytes: Array(text.utf8))
        let problems = ContentCompiler(languages: languages, defaultLanguage: defaultLanguage).compile([source])
            .diagnostics
        guard problems.contains(where: { $0.file == path && $0.severity == .error }) else { return text }
        var plain = draft
        plain.body = ArticleText.literal(draft.body)
        return ArticleText.text(of: plain, note: note)
    }

    private func unclaimed(_ phrasings: [String]) -> [String] {
        let live = load().content.entries.values.filter { $0.status == .live }
        let claimed = Set(
            live.flatMap(\.variants.values).flatMap { variant in
                [variant.title] + (variant.ask + variant.test).map(\.text)
            }.map { NormalisedText($0) })
        return phrasings.filter { !claimed.contains(NormalisedText($0)) }
    }

    private func write(_ text: String, to name: DraftName) throws -> String {
        let files = FileManager.default
        let faqs = URL(fileURLWithPath: path + "/faqs")
        let folder = URL(fileURLWithPath: path + "/" + name.folder)
        try files.createDirectory(at: faqs, withIntermediateDirectories: true)
        guard leads(folder, into: faqs) else { throw DraftError(reason: "\(name.folder) lies outside of faqs/.") }
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        let draft = folder.appendingPathComponent(".draft-\(UUID().uuidString)")
        try Data(text.utf8).write(to: draft)
        defer { try? files.removeItem(at: draft) }
        for count in 1...Self.mostNames {
            let file = name.file(count)
            guard !isTaken(name.folder + "/" + file) else { continue }
            do {
                // A link is made only where there is no file, in one step; a move would replace one.
                try files.linkItem(at: draft, to: folder.appendingPathComponent(file + ".md"))
                return name.folder + "/" + file + ".md"
            } catch let error as CocoaError where error.code == .fileWriteFileExists {
                continue
            }
        }
        throw DraftError(reason: "There are \(Self.mostNames) drafts called \(name.folder)/\(name.file(1)) already.")
    }

    /// Whether links on the way do not lead out. What does not exist yet has no links.
    private func leads(_ folder: URL, into faqs: URL) -> Bool {
        var existing = folder
        while existing.path != faqs.path, !FileManager.default.fileExists(atPath: existing.path) {
            existing.deleteLastPathComponent()
        }
        let inner = existing.resolvingSymlinksInPath().path
        let outer = faqs.resolvingSymlinksInPath().path
        return inner == outer || inner.hasPrefix(outer + "/")
    }

    /// Also by a file in another language: the draft would become its original.
    private func isTaken(_ name: String) -> Bool {
        ([""] + languages.map { ".\($0)" }).contains { ending in
            (try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)\(ending).md")) != nil
        }
    }

    private static let mostNames = 1000
}

/// Where a draft goes: a path below `faqs/` that cannot leave it.
private struct DraftName {
    private static let longest = 100
    /// `faqs`, or a folder in it.
    let folder: String
    private let file: String

    /// With the first name that is tried.
    var path: String { "\(folder)/\(file).md" }

    init(_ proposed: String, languages: [Language]) throws(DraftError) {
        let name = proposed.hasSuffix(".md") ? String(proposed.dropLast(3)) : proposed
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isGood: (String) -> Bool = { part in
            !part.isBlank && !part.hasPrefix(".") && part.utf8.count <= Self.longest && part == part.trimmed
                && !part.unicodeScalars.contains { $0.isForbidden || $0 == "\\" || $0 == ":" }
        }
        guard let last = parts.last, parts.allSatisfy(isGood) else {
            throw DraftError(reason: "“\(ArticleText.oneLine(proposed))” is no name below faqs/.")
        }
        folder = (["faqs"] + parts.dropLast()).joined(separator: "/")
        // `setup.de` would be the German variant of an article that may not exist.
        let isVariant = last.lastIndex(of: ".").map { languages.contains(Language(String(last[$0...].dropFirst()))) }
        file = isVariant == true ? last.replacing(".", with: "-") : last
    }

    func file(_ count: Int) -> String { count == 1 ? file : "\(file)-\(count)" }
}
