import Foundation
import Testing

/// Every page of `docs/conversations`, played by the whole desk: people say what the page says, and must hear what it
/// says, in order, nothing more and nothing less.
///
/// `RAPPORT_WRITE_CONVERSATIONS=1` writes what was heard into the pages instead.
@Suite struct `Conversations` {
    static let isWriting = ProcessInfo.processInfo.environment["RAPPORT_WRITE_CONVERSATIONS"] == "1"

    @Test(arguments: Repository.names) func `go as their page tells them`(_ name: String) throws {
        let page = try Repository.page(name)
        var played = page
        played.script = try Self.play(page.script, file: page.file)
        let again = try Page.read(played.text, file: page.file)
        #expect(
            again.script.beats.map(\.deed) == page.script.beats.map(\.deed), "\(page.file): heard words read as a deed")
        guard played.script != page.script else { return }
        if Self.isWriting { return try Repository.write(played) }
        Issue.record(
            "\(page.file): the desk speaks differently.\n\(Difference.text(page.script, played.script))")
    }

    static func play(_ script: Script, file: String) throws(ScriptError) -> Script {
        let stage = Stage(script)
        defer { stage.end() }
        var played = script
        for (index, beat) in script.beats.enumerated() {
            do {
                played.beats[index].heard = try stage.play(beat.deed)
            } catch {
                throw ScriptError(file: file, line: beat.line, reason: "this cannot be done: \(error)")
            }
        }
        return played
    }
}

/// Two scripts of the same deeds, line by line.
enum Difference {
    /// What the page says and was not heard begins with `-`, what was heard and is not in the page with `+`.
    static func text(_ told: Script, _ heard: Script) -> String {
        zip(told.beats, heard.beats).flatMap { told, heard in
            told.told.map { "  " + $0 } + lines(told.heard, heard.heard)
        }.joined(separator: "\n")
    }

    private static func lines(_ told: [String], _ heard: [String]) -> [String] {
        let changes = heard.difference(from: told)
        let gone = Set(changes.removals.map(\.offset))
        let new = Set(changes.insertions.map(\.offset))
        var (lines, old): ([String], Int) = ([], 0)
        func takeGone() {
            while gone.contains(old) {
                lines.append("- " + told[old])
                old += 1
            }
        }
        for (index, line) in heard.enumerated() {
            takeGone()
            lines.append((new.contains(index) ? "+ " : "  ") + line)
            if !new.contains(index) { old += 1 }
        }
        takeGone()
        return lines
    }
}

extension CollectionDifference.Change {
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
