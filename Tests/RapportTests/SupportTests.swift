import DeskCore
import Foundation
import Testing

@testable import rapport

/// What `rapport check` says of what the content supports.
@Suite struct SupportTests {
    private func told(
        _ phrasings: Int, coverage: Double = 0, wrong: Double = 0, atMost: Double?, budget: Double = 0.05
    ) -> String {
        SupportText(
            phrasings: phrasings, coverage: coverage, wrong: wrong, wrongAtMost: atMost, budget: budget, threshold: 0.81
        ).text
    }

    @Test func `what is borne out is promised`() {
        let text = told(2400, coverage: 0.784, wrong: 0.031, atMost: 0.039)
        #expect(
            text
                == "Matching: of questions that an article answers about 78 % get an answer (threshold 0.81); of answers "
                + "about 3 % are wrong, at most 4 % with 95 % certainty (budget 5 %, 2400 phrasings held back).")
    }

    @Test func `what is not is said to be missing`() {
        #expect(
            told(120, coverage: 0.5, wrong: 0.04, atMost: 0.103)
                == "Matching: of questions that an article answers about 50 % get an answer (threshold 0.81); of answers "
                + "about 4 % are wrong.\nNot enough evidence: 120 phrasings that were held back bear out at most 11 % of "
                + "wrong answers, and the budget is 5 %; more questions under `ask:` would tell.")
        #expect(
            told(120, coverage: 0.5, wrong: 0.04, atMost: 0.103, budget: 0.2).contains(
                "at most 11 % with 95 % certainty"))
        #expect(told(50, atMost: nil).contains("none of 50 phrasings"))
    }

    @Test func `a limit is never told smaller than it is`() {
        #expect((0.0401).percentAtMost == "5 %" && (0.04).percentAtMost == "4 %" && (0.0449).percent == "4 %")
    }

    @Test func `the check ends with it, in words and for scripts, and ends as before`() async throws {
        let folder = try Folder()
        try folder.write("faqs/a.md", "---\ntitle: How heavy is it?\nask:\n  - weight\n  - kilograms\n---\nTwo.\n")
        let run = try await Program.run(["check", "--content", folder.path])
        #expect(run.output.contains("Matching: too few questions to learn from when to speak."), "\(run.output)")
        let rows = try await Program.run(["check", "--content", folder.path, "--format", "json"]).output
        let last = try #require(rows.split(separator: "\n").last)
        let row = try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any]
        #expect(row?["kind"] as? String == "support" && row?["phrasings"] as? Int == 0)
        #expect(row?["coverage"] is NSNull && row?["is_borne_out"] as? Bool == false)
        let github = try await Program.run(["check", "--content", folder.path, "--format", "github"])
        #expect(!github.output.contains("Matching") && github.status == run.status)
    }
}
