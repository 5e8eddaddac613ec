import DeskCore
import DeskMatching
import Testing

@Suite("Checks and explanations")
struct ChecksTests {
    @Test func `a test that is not answered is told with its line`() {
        let content = content(entry("a", "warranty", test: ["sunshine and rain"]), entry("b", "delivery"))
        let problems = Matcher(content).checkTests(content)
        #expect(problems.map { "\($0.file):\($0.line) \($0.code)" } == ["faqs/a.md:5 test-failed"])
        #expect(problems.first?.severity == .error)
    }

    @Test func `a test that another entry answers names it`() {
        let content = content(entry("a", "warranty", test: ["delivery"]), entry("b", "delivery"))
        #expect(Matcher(content).checkTests(content).first?.message.contains("answered by `b`") == true)
    }

    @Test func `a phrasing that must not be answered is told with its line`() {
        let content = content(entry("a", "warranty", not: ["Warranty!"]), entry("b", "delivery"))
        let problems = Matcher(content).checkTests(content)
        #expect(problems.map { "\($0.file):\($0.line) \($0.code)" } == ["faqs/a.md:7 not-failed"])
    }

    @Test func `drafts are not tested`() {
        let content = content(entry("a", "warranty", test: ["sunshine"], status: .draft), entry("b", "delivery"))
        #expect(Matcher(content).checkTests(content) == [])
    }

    @Test func `an explanation names the decision, the threshold and the nearest phrasing`() {
        let content = content(entry("a", "warranty", ask: ["am I covered"]), entry("b", "delivery"))
        let thresholds = Reading.Thresholds(answer: 0.7, clarify: 0.2)
        func explain(_ confidences: Double...) -> String {
            let candidates = zip(["a", "b"], confidences).map {
                Reading.Candidate(id: $0, confidence: $1, nearest: "am I covered")
            }
            return Reading(candidates, thresholds: thresholds, revision: "r1").explanation(in: content)
        }
        let answer = explain(0.81)
        #expect(answer.contains("Answers with a: confidence 0.81, 0.70 is enough."))
        #expect(answer.contains("nearest: “am I covered” (faqs/a.md:3)"))
        #expect(explain(0.4, 0.3).hasPrefix("Asks back between a, b: none reaches 0.70, each has at least 0.20."))
        #expect(explain(0.6, 0.1).hasPrefix("Asks back between a, b: none reaches 0.70, the first is likely."))
        #expect(explain(0.4).hasPrefix("Stays silent: the best, a, has a confidence of 0.40, and 0.70 is needed."))
        #expect(explain().hasPrefix("Stays silent: the question shares no word"))
    }
}
