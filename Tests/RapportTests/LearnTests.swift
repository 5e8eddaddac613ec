import DeskCore
import DeskStore
import Foundation
import TestKit
import Testing

@testable import rapport

/// `rapport learn` on a database that a desk has filled.
@Suite(.timeLimit(.minutes(2))) struct LearnTests {
    private static let things = ["lamp", "kettle", "radio", "camera", "printer", "drill"]
    private static let verbs = ["clean", "charge", "mount", "register"]
    private static let shaky = "I would like to know about the warranty"

    /// Some articles to learn when to speak from, and the two that people in stories ask for.
    private func content() throws -> Folder {
        let folder = try Folder()
        for thing in Self.things {
            for verb in Self.verbs {
                try folder.write(
                    "faqs/\(thing)/\(verb).md",
                    """
                    ---
                    title: How do I \(verb) the \(thing)?
                    ask:
                      - \(verb) my \(thing)
                      - I want to \(verb) a \(thing)
                      - the best way to \(verb) this \(thing)
                    ---
                    Like this.
                    """)
            }
        }
        try folder.write(
            "faqs/warranty/duration.md",
            """
            ---
            title: How long is the warranty?
            ask:
              - I want to know about the warranty
              - what about the warranty
              - tell me about the warranty
              - how many years of warranty
            ---
            Two years.
            """)
        try folder.write(
            "faqs/remote/pairing.md",
            "---\ntitle: How do I pair it?\nask:\n  - pairing the remote\n  - start pairing\n---\nHold the ring.\n")
        for action in ["solved", "wrong", "human"] {
            try folder.write(
                "intents/\(action).md",
                "---\ntitle: \(action) \(action)\nask:\n  - really \(action)\n  - \(action), yes\naction: \(action)\n---\n"
            )
        }
        return folder
    }

    /// What so many people made of the shaky answer, some happy ones, and some questions that nothing fitted.
    private func asked(_ folder: Folder, refused: Int, confirmed: Int, unknown: Int) async throws -> [String] {
        let story = await Story()
        for number in 0..<(refused + confirmed) {
            let customer = Someone.customer("c\(number)")
            await story.says(customer, number < refused ? Self.shaky : "how about pairing the remote, number \(number)")
            await story.says(customer, number < refused ? "wrong" : "solved")
        }
        for number in 0..<unknown {
            await story.says(.customer("u\(number)"), "do you breed zebras, Eva Brown asks")
            await story.passes(.seconds(1))
        }
        let data = folder.path + "/data"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let store = try SQLiteStore(path: data + "/desk.sqlite")
        try await store.commit(story.transitions, in: try await store.open().tenure)
        let path = try folder.write("c.yaml", "content: \(folder.path)\ndata: \(data)\n")
        return ["--config", path]
    }

    private struct Report: Decodable {
        struct State: Decodable {
            let answered: Int
            let answered_wrong: Int
        }
        let questions: Int
        let judged: Int
        let turned_down: Int
        let now: State
        let learned: State?
    }

    private func report(_ arguments: [String]) async throws -> Report {
        let run = try await Program.run(["learn", "--json"] + arguments)
        return try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    }

    private func decision(_ common: [String]) async throws -> String {
        try await Program.run(["ask", "--json", Self.shaky] + common).output
    }

    @Test func `what is taken changes answers, and what is forgotten changes them back`() async throws {
        let folder = try content()
        let common = try await asked(folder, refused: 40, confirmed: 30, unknown: 10)
        let file = folder.path + "/data/matcher/traffic.json"
        let before = try await decision(common)
        try #require(before.contains(#""decision":"answer""#), "\(before)")

        let shown = try await Program.run(["learn"] + common)
        #expect(shown.status == 0, "\(shown.errors)")
        for line in ["80 questions of which", "  40 called wrong", "  30 confirmed by", "  10 without an answer"] {
            #expect(shown.output.contains(line), "\(shown.output)")
        }
        #expect(shown.output.contains("If this is taken: "))
        #expect(!FileManager.default.fileExists(atPath: file), "nothing changes without --take")

        let taken = try await report(["--take"] + common)
        #expect(taken.questions == 80 && taken.judged == 70 && taken.turned_down == 40)
        #expect(taken.now.answered_wrong == 40 && taken.learned?.answered_wrong == 0)
        #expect(try await !decision(common).contains(#""decision":"answer""#))
        let kept = try String(contentsOfFile: file, encoding: .utf8)
        for word in ["zebras", "Eva", "like to know", "c1"] { #expect(!kept.contains(word)) }
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)

        let forgotten = try await Program.run(["learn", "--forget"] + common)
        #expect(forgotten.status == 0 && !FileManager.default.fileExists(atPath: file))
        #expect(try await decision(common) == before)
        #expect(try await Program.run(["learn", "--forget"] + common).output.contains("nothing to forget"))
    }

    @Test func `too little is not learned from, and what was said before a day does not count`() async throws {
        let folder = try content()
        let common = try await asked(folder, refused: 20, confirmed: 20, unknown: 30)
        let run = try await Program.run(["learn", "--take"] + common)
        #expect(run.status != 0 && run.errors.contains("Nothing was taken."))
        #expect(run.output.contains("Not enough to learn from: of 40 questions"), "\(run.output)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/data/matcher/traffic.json"))
        #expect(try await report(common).questions == 70)
        #expect(try await report(["--since", "2100-01-01"] + common).questions == 0)
    }

    @Test func `a file that cannot be used is told and left out`() async throws {
        let folder = try content()
        let common = try await asked(folder, refused: 1, confirmed: 0, unknown: 0)
        let before = try await decision(common)
        try folder.write("data/matcher/traffic.json", #"{"version":99,"observations":[]}"#)
        let run = try await Program.run(["ask", "--json", Self.shaky] + common)
        #expect(run.status == 0 && run.output == before)
        #expect(run.errors.contains("traffic.json cannot be used and is left out"))
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("2000-02-29", 951_782_400), ("2026-11-22", 1_795_305_600), ("2024-03-01", 1_709_251_200),
    ])
    func `a day is the instant at which it begins`(day: String, seconds: Int64) {
        #expect(Timestamp(date: day)?.milliseconds == seconds * 1000)
    }

    @Test(arguments: ["2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "yesterday", "2026-00-10", "-026-01-01", ""])
    func `what is no day is none`(text: String) { #expect(Timestamp(date: text) == nil) }
}
