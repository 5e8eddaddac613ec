public import DeskCore
import Foundation

extension ContentFolder {
    /// Takes out of all drafts below `faqs/` what somebody has taken back. The rest of a draft stays as it is, letter by
    /// letter; a title that goes is replaced, since every article has one.
    public func takeOut(_ passages: Set<String>) async throws(DraftError) -> [String] {
        let passages = Set(passages.map(Self.bare).filter { !$0.isEmpty })
        guard !passages.isEmpty else { return [] }
        var changed: [String] = []
        for file in drafts() {
            let place = URL(fileURLWithPath: path + "/" + file)
            do {
                let text = try String(contentsOf: place, encoding: .utf8)
                guard Self.isDraft(text) else { continue }
                let rest = Self.without(passages, in: text)
                guard rest != text else { continue }
                try Data(rest.utf8).write(to: place, options: .atomic)
                changed.append(file)
            } catch {
                throw DraftError(reason: "\(file): \(error.localizedDescription)")
            }
        }
        return changed
    }

    private func drafts() -> [String] {
        let files = FileManager.default.enumerator(atPath: path + "/faqs")
        let names = (files?.allObjects ?? []).compactMap { $0 as? String }
        return names.filter { $0.hasSuffix(".md") }.sorted().map { "faqs/" + $0 }
    }

    private static func isDraft(_ text: String) -> Bool {
        head(of: text).contains { $0.trimmed.replacing(" ", with: "") == "status:draft" }
    }

    /// What stands between the two lines of hyphens.
    private static func head(of text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else { return [] }
        return Array(lines[1..<end])
    }

    private static let title = "title: A question that was taken back"

    private static func without(_ passages: Set<String>, in text: String) -> String {
        var kept: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            guard !line.isBlank, holds(line, passages) else {
                kept.append(line)
                continue
            }
            if line.hasPrefix("title:") { kept.append(title) }
        }
        let withoutEmptyList = kept.enumerated().filter { index, line in
            line != "ask:" || kept.indices.contains(index + 1) && kept[index + 1].hasPrefix(" ")
        }
        return withoutEmptyList.map(\.element).joined(separator: "\n")
    }

    private static func holds(_ line: String, _ passages: Set<String>) -> Bool {
        var said = line.trimmed[...]
        for mark in ["title:", "- ", "> "] where said.hasPrefix(mark) { said = said.dropFirst(mark.count) }
        let words = bare(String(said))
        return passages.contains { passage in
            words == passage || passage.count >= DraftPassage.shortest && words.contains(passage)
        }
    }

    /// Without what YAML and Markdown add to words, so that they are known again in either.
    private static func bare(_ text: String) -> String {
        text.filter { $0 != "\\" && $0 != "\"" }.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .lowercased()
    }
}
