import Foundation

/// One file of `docs/conversations`: a heading, a sentence or two, and the conversation.
struct Page {
    static let fence = "```"
    static let opening = "```chat"
    let file: String
    /// Everything up to and with the line that opens the block.
    let head: [String]
    var script: Script
    /// From the line that closes the block.
    let tail: [String]

    var text: String { (head + script.lines + tail).joined(separator: "\n") + "\n" }

    static func read(_ text: String, file: String) throws(ScriptError) -> Page {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last == "" { lines.removeLast() }
        func fail(_ line: Int, _ reason: String) -> ScriptError {
            ScriptError(file: file, line: line, reason: reason)
        }
        guard lines.first?.hasPrefix("# ") ?? false else {
            throw fail(1, "a page begins with `# ` and its title")
        }
        guard let start = lines.firstIndex(of: opening) else {
            throw fail(lines.count, "no block begins with \(opening)")
        }
        guard lines[1..<start].contains(where: { !$0.isEmpty }) else {
            throw fail(2, "say in a sentence what the conversation shows")
        }
        guard let end = lines[start...].dropFirst().firstIndex(of: fence) else {
            throw fail(start + 1, "the block that begins here has no end")
        }
        if let second = lines[end...].firstIndex(of: opening) {
            throw fail(second + 1, "one conversation a page")
        }
        let script = try ScriptReader.read(
            Array(lines[(start + 1)..<end]), file: file, first: start + 2)
        guard !script.beats.isEmpty else { throw fail(start + 1, "nobody says anything") }
        return Page(
            file: file, head: Array(lines[...start]), script: script, tail: Array(lines[end...]))
    }
}

/// The repository that these tests stand in, or one linked to it.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    static let pages = root + "/docs/conversations"

    /// In the order of their names.
    static var names: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: pages)) ?? []
        return names.filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted()
    }

    static func page(_ name: String) throws -> Page {
        let text = try String(contentsOfFile: pages + "/" + name, encoding: .utf8)
        return try Page.read(text, file: "docs/conversations/" + name)
    }

    static func write(_ page: Page) throws {
        try page.text.write(toFile: root + "/" + page.file, atomically: true, encoding: .utf8)
    }
}
