import DeskCore
import DeskStore
import Foundation
import TestKit
import Testing

/// The commands for content writers, from the real program.
@Suite(.timeLimit(.minutes(2))) struct WriterTests {
    private func starter() throws -> Folder {
        let folder = try Folder()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        for name in ["faqs", "intents"] {
            try FileManager.default.copyItem(atPath: root + "/" + name, toPath: folder.path + "/" + name)
        }
        return folder
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    @Test func `check shows the line and marks the place`() async throws {
        let folder = try starter()
        try folder.write("faqs/a.md", "---\ntitle: How heavy is it?\nask: [a, b]\n---\nTwo kilograms.\n")
        let run = try await Program.run(["check", "--content", folder.path])
        #expect(run.status == 1)
        #expect(
            run.output.contains(
                """
                faqs/a.md:3:5: error: `ask` is a list, one question a line. [list-expected]
                  3 | ask: [a, b]
                    |     ^
                  help: 
                """.dropLast(1)), "\(run.output)")
    }

    @Test func `a long answer is told as its page in the documentation says`() async throws {
        let folder = try starter()
        let steps = (1...7).map { "\($0). Step \($0)\n" }.joined()
        try folder.write(
            "faqs/setup.md", "---\ntitle: How do I assemble the shelf?\nask:\n  - shelf\n  - boards\n---\n" + steps)
        let run = try await Program.run(["check", "--content", folder.path, "--format", "json"])
        struct Row: Decodable { let file: String, line: Int, code: String, message: String, severity: String }
        let lines = run.output.split(separator: "\n").filter { !$0.contains(#""kind":"support""#) }
        let rows = try lines.map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
        let row = try #require(rows.first { $0.file == "faqs/setup.md" && $0.code == "answer-long" })
        #expect(row.severity == "warning" && row.line == 2)
        #expect(row.message == "This answer takes 7 lines on IRC; five are shown, `more` brings the rest.")
    }

    @Test func `a new article is a draft that passes the check, and is never written over`() async throws {
        let folder = try starter()
        let before = try await Program.run(["check", "--content", folder.path])
        let made = try await Program.run(["new", "article", "orders/gift-wrap", "--content", folder.path])
        #expect(made.status == 0)
        let path = folder.path + "/faqs/orders/gift-wrap.md"
        #expect(made.output.hasPrefix(path))
        #expect(try text(path).contains("status: draft"))
        let intent = try await Program.run(["new", "intent", "invoice", "--content", folder.path])
        #expect(intent.status == 0)
        let after = try await Program.run(["check", "--content", folder.path])
        #expect(after.status == 0, "\(after.output)")
        #expect(after.output.split(separator: "\n").count == before.output.split(separator: "\n").count)
        let again = try await Program.run(["new", "article", "orders/gift-wrap", "--content", folder.path])
        #expect(again.status != 0 && again.errors.contains("exists already"))
    }

    @Test(arguments: [
        ("../outside", "is no name for a file"), ("a//b", "is no name for a file"), ("", "is no name for a file"),
        ("orders/track.de", "would be a variant of"),
    ])
    func `names that are none are refused with what to do`(name: String, reason: String) async throws {
        let folder = try Folder()
        let run = try await Program.run(["new", "article", name, "--content", folder.path])
        #expect(run.status != 0)
        #expect(run.errors.contains(reason), "\(run.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `fmt puts keys in order and leaves the text alone`() async throws {
        let folder = try Folder()
        let body = "---\nThe  text,\twith   blanks  \n\n* and a list\n"
        let path = try folder.write("faqs/a.md", "---\nstatus: live\nask:\n - one\ntitle: How?\n" + body)
        try folder.write("faqs/b.md", "---\ntitle: [\n---\nNot to be read.\n")
        let look = try await Program.run(["fmt", "--check", "--content", folder.path])
        #expect(look.status == 1 && look.output == path + "\n")
        let run = try await Program.run(["fmt", "--content", folder.path])
        #expect(run.status == 0 && run.output == path + "\n")
        #expect(try text(path) == "---\ntitle: How?\nask:\n  - one\nstatus: live\n" + body)
        let again = try await Program.run(["fmt", "--check", "--content", folder.path])
        #expect(again.status == 0 && again.output.isEmpty)
    }

    /// A database in which people asked what nobody answered.
    private func asked(_ questions: [(who: String, text: String)]) async throws -> Folder {
        let folder = try starter()
        let story = await Story()
        for (who, text) in questions {
            await story.says(.customer(who), text)
            await story.passes(.seconds(1))
        }
        let data = folder.path + "/data"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let store = try SQLiteStore(path: data + "/desk.sqlite")
        try await store.commit(story.transitions, in: try await store.open().tenure)
        return folder
    }

    @Test func `gaps are grouped, ordered by people, masked, and become drafts`() async throws {
        let folder = try await asked([
            ("ann", "do you sell purple umbrellas"), ("bea", "are there umbrellas in purple, order 4711234?"),
            ("cid", "purple umbrellas"), ("dan", "can it bake a pizza"), ("ann", "is there a purple umbrella"),
        ])
        let common = ["--content", folder.path, "--data", folder.path + "/data", "--days", "36500"]
        let shown = try await Program.run(["gaps"] + common)
        #expect(shown.status == 0, "\(shown.errors)")
        let lines = shown.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("1. 3 people: ") == true, "\(shown.output)")
        #expect(lines.contains { $0.hasPrefix("2. 1 person: can it bake a pizza") })
        #expect(!shown.output.contains("4711234"))
        let made = try await Program.run(["gaps", "--write", "1"] + common)
        #expect(made.status == 0, "\(made.errors)")
        let path = try #require(made.output.split(separator: " ").first.map(String.init))
        let draft = try text(path)
        #expect(draft.contains("status: draft") && draft.contains("umbrellas") && !draft.contains("4711234"))
        let check = try await Program.run(["check", "--content", folder.path])
        #expect(check.status == 0, "\(check.output)")
        let none = try await Program.run(["gaps", "--write", "9"] + common)
        #expect(none.status != 0 && none.errors.contains("groups 1 to 2"))
    }

    @Test func `what the content answers by now is no gap any more`() async throws {
        let folder = try await asked([("ann", "do you sell purple umbrellas"), ("bea", "how long is it covered")])
        try folder.write(
            "faqs/umbrellas.md", "---\ntitle: Do you sell purple umbrellas?\nask:\n  - umbrella\n  - rain\n---\nNo.\n")
        let run = try await Program.run(
            ["gaps", "--content", folder.path, "--data", folder.path + "/data", "--days", "36500"])
        #expect(!run.output.contains("umbrellas"), "\(run.output)")
        #expect(run.output.contains("more would be answered by now."))
    }
}
