import DeskContent
import DeskCore
import Foundation
import Testing

@Suite("What is taken back is taken out of drafts")
struct TakingOutTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("out-\(UUID().uuidString)").path

    private func folder(_ files: [String: String]) throws -> ContentFolder {
        for (name, text) in files {
            let file = URL(fileURLWithPath: path + "/" + name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return ContentFolder(path)
    }

    private func text(_ name: String) -> String? { try? String(contentsOfFile: path + "/" + name, encoding: .utf8) }

    @Test func `phrasings and lines go, and all else stays as it is`() async throws {
        let draft = """
            ---
            title: Why does it beep?
            ask:
              - my dog ate the remote control
              - it beeps
            status: draft
            ---
            Hold A\\.

            My dog ate mine, too\\.

            """
        let folder = try folder(["faqs/drafts/case-1.md": draft, "faqs/live.md": "---\ntitle: it beeps\n---\nBody"])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let changed = try await folder.takeOut(["My dog ate the remote  control", "my dog ate mine, too."])
        #expect(changed == ["faqs/drafts/case-1.md"])
        #expect(
            text("faqs/drafts/case-1.md") == """
                ---
                title: Why does it beep?
                ask:
                  - it beeps
                status: draft
                ---
                Hold A\\.


                """)
        #expect(try await folder.takeOut(["it beeps"]) == ["faqs/drafts/case-1.md"])
        #expect(text("faqs/drafts/case-1.md")?.contains("ask:") == false, "a list without items is none")
        #expect(text("faqs/live.md")?.contains("it beeps") == true, "what is live is a writer's")
    }

    @Test func `a title is replaced`() async throws {
        let folder = try folder(["faqs/drafts/a.md": "---\ntitle: \"My dog: ate it\"\nstatus: draft\n---\nBody\n"])
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try await folder.takeOut(["my dog: ate it"]).count == 1)
        #expect(text("faqs/drafts/a.md") == "---\ntitle: A question that was taken back\nstatus: draft\n---\nBody\n")
    }

    /// A question in several lines is one phrasing, in which a line of it may stand.
    @Test func `a passage of some length goes with the line that holds it, a short one only by itself`() async throws {
        let draft = "---\ntitle: T\nask:\n  - hello my dog ate it\n  - yes it does\n  - yes\nstatus: draft\n---\nBody\n"
        let folder = try folder(["faqs/a.md": draft])
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try await folder.takeOut(["my dog ate it", "yes"])
        #expect(text("faqs/a.md") == "---\ntitle: T\nask:\n  - yes it does\nstatus: draft\n---\nBody\n")
        #expect(try await folder.takeOut(["", "nothing of this"]).isEmpty)
    }

    @Test func `what the desk itself has drafted is found again`() async throws {
        let folder = try folder([:])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let question = "it's \"odd\": 5 > 3 & #hash, isn't it?"
        let file = try await folder.put(
            ArticleDraft(name: "drafts/x", title: "T", ask: [question, "other"], body: "B"))
        #expect(try await folder.takeOut([question]) == [file])
        #expect(text(file)?.contains("odd") == false)
        #expect(text(file)?.contains("other") == true)
    }
}
