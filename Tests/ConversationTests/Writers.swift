import DeskContent
import DeskCore
import DeskMatching
import DeskRuntime
import Foundation
import Synchronization

/// What content writers change while people talk: a copy of the repository's content, made when it is first needed.
final class WritersFolder: Sendable {
    private let copy = Mutex<String?>(nil)

    deinit {
        if let path = copy.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
    }

    func load() -> LoadedContent {
        let (content, diagnostics) = ContentFolder(copy.withLock { $0 } ?? Repository.root).load()
        let errors = diagnostics.filter { $0.severity == .error }
        return LoadedContent(content, errors: errors.map { "\($0.file):\($0.line): \($0.message)" })
    }

    /// Keeps the front matter.
    func rewrite(_ file: String, _ text: String) throws {
        let path = try path() + "/" + file
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        guard let end = lines.dropFirst().firstIndex(of: "---") else {
            throw CocoaError(.fileReadCorruptFile)
        }
        let kept = lines[...end].joined(separator: "\n")
        try "\(kept)\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
    }

    func remove(_ file: String) throws {
        try FileManager.default.removeItem(atPath: path() + "/" + file)
    }

    func path() throws -> String {
        if let path = copy.withLock({ $0 }) { return path }
        let path = FileManager.default.temporaryDirectory.path + "/conversation-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in ["faqs", "intents"] {
            let folder = URL(fileURLWithPath: Repository.root + "/" + name).resolvingSymlinksInPath().path
            try FileManager.default.copyItem(atPath: folder, toPath: path + "/" + name)
        }
        copy.withLock { $0 = path }
        return path
    }
}

/// Puts the drafts that agents make into the copy, and shows them.
final class Shelf: DraftShelf {
    private let folder: WritersFolder
    private let lines = Mutex<[String]>([])

    init(_ folder: WritersFolder) { self.folder = folder }

    func put(_ draft: ArticleDraft) async throws(DraftError) -> String {
        let file: String
        let text: String
        do {
            let path = try folder.path()
            file = try await ContentFolder(path).put(draft)
            text = try String(contentsOfFile: path + "/" + file, encoding: .utf8)
        } catch {
            throw DraftError(reason: "\(error)")
        }
        let written = text.split(separator: "\n").map { ScriptReader.indent + $0 }
        lines.withLock { $0 += ["* \(file) is written:"] + written }
        return file
    }

    /// The drafts since the last look, as lines of a page, without empty ones.
    func takeLines() -> [String] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}

/// The matcher that learned from the repository's content, for a copy in which only answers were changed: the matcher
/// learns from titles and phrasings, and learning again takes half a minute in a debug build.
struct SameReader: Reader {
    let revision: Revision

    func read(_ turn: Turn) -> Reading {
        let reading = StarterContent.matcher.read(turn)
        return Reading(
            reading.candidates, also: reading.also, thresholds: reading.thresholds, revision: revision)
    }
}
