import Foundation
import Testing

/// What scripts rely on, from the real program.
@Suite(.timeLimit(.minutes(4))) struct CommandTests {
    private struct Answer: Decodable, Equatable {
        struct Candidate: Decodable, Equatable {
            let id: String
            let confidence: Double
        }
        let query: String
        let decision: String
        let id: String?
        let confidence: Double
        let candidates: [Candidate]
    }

    private static let warranty = """
        ---
        title: How long is the warranty?
        ask:
          - warranty
          - guarantee period
        ---
        Two years.
        """

    private func content() throws -> Folder {
        let folder = try Folder()
        try folder.write("faqs/warranty.md", Self.warranty)
        try folder.write("faqs/returns.md", "---\ntitle: How do I return it?\nask:\n  - send back\n---\nIn the box.\n")
        try folder.write(
            "intents/human.md",
            "---\ntitle: Can I talk to a person?\nask:\n  - human\n  - a person please\naction: human\n---\nOne comes.\n"
        )
        return folder
    }

    @Test func `ask answers each question with one object a line`() async throws {
        let folder = try content()
        let input = "warranty\n\nhuman\nqqq xyzzy\nsay \"hi\" to /me\n"
        let run = try await Program.run(["ask", "--json", "--content", folder.path], input: input)
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n")
        let answers = try lines.map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
        #expect(answers.map(\.query) == ["warranty", "", "human", "qqq xyzzy", "say \"hi\" to /me"])
        try #require(answers.count == 5)
        #expect(answers[0].decision == "answer" && answers[0].id == "warranty")
        #expect(answers[0].candidates.first?.id == "warranty")
        #expect(answers[0].candidates.first?.confidence == answers[0].confidence)
        #expect(answers[2].decision == "hand_over" && answers[2].id == "intent:human")
        for unknown in [1, 3] {
            #expect(answers[unknown].decision == "hand_over" && answers[unknown].id == nil)
            // Null, not left out.
            #expect(lines[unknown].contains(#""id":null"#))
        }
        for answer in answers {
            #expect((0...1).contains(answer.confidence))
            #expect(["answer", "clarify", "hand_over"].contains(answer.decision))
        }
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?.keys.sorted() == ["candidates", "confidence", "decision", "id", "query"])
        }
    }

    @Test func `ask without --json says the answer and why`() async throws {
        let folder = try content()
        let run = try await Program.run(["ask", "--content", folder.path, "warranty"])
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("Two years.\n\n"))
    }

    @Test func `check ends with 1 where there is an error, in every format`() async throws {
        let folder = try content()
        try folder.write("faqs/broken.md", "no title\n")
        for (format, expected) in [
            ("text", "faqs/broken.md:1:1: error: "), ("json", #""file":"faqs/broken.md""#),
            ("github", "::error file=faqs/broken.md,line=1,col=1,title="),
        ] {
            let run = try await Program.run(["check", "--format", format, "--content", folder.path])
            #expect(run.status == 1)
            #expect(run.output.contains(expected), "\(run.output)")
            guard format != "text" else { continue }
            for line in run.output.split(separator: "\n") { #expect(line.hasPrefix(format == "json" ? "{" : "::")) }
        }
    }

    @Test func `a wrong configuration is told on standard error and nothing is done`() async throws {
        let folder = try content()
        let path = try folder.write("c.yaml", "zones: UTC\nlog: {level: loud}\n")
        let run = try await Program.run(["ask", "--config", path, "--content", folder.path, "warranty"])
        #expect(run.status != 0)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("\(path):1:1: unknown key `zones`. Did you mean `zone`?\n\(path):2:14: "))
    }

    @Test func `chat says why no desk can begin`() async throws {
        let folder = try Folder()
        try folder.write("faqs/broken.md", "no title\n")
        let run = try await Program.run(
            ["chat", "--content", folder.path, "--data", folder.path + "/data"], input: "hello\n")
        #expect(run.status != 0)
        #expect(run.errors.contains("has errors"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/data"))
    }

    @Test func `chat without a desk has one for the occasion`() async throws {
        let folder = try Folder()
        let content = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let run = try await Program.run(
            ["chat", "--content", content, "--data", folder.path + "/data"], input: "warranty\n")
        #expect(run.output.contains("support: "), "\(run.output)\(run.errors)")
        #expect(run.status == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/data"))
    }
}
