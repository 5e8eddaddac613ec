import DeskCore
import DeskMatching
import Testing

@Suite("Confidence and thresholds")
struct BudgetTests {
    @Test func `a smaller budget of wrong answers asks for more confidence`() {
        let content = StarterContent.loaded.content
        let strict = Matcher(content, budget: MatchingBudget(wrongAnswers: 0.01)).thresholds
        let loose = Matcher(content, budget: MatchingBudget(wrongAnswers: 0.3)).thresholds
        #expect(strict.answer > loose.answer)
        #expect(loose.clarify < loose.answer)
    }

    @Test(arguments: [(0.0, 0.98...0.98), (0.01, 0.954...0.97), (0.05, 0.77...0.85), (0.1, 0.54...0.7), (1, 0.3...0.3)])
    func `how sure an answer must be is bounded by the budget`(share: Double, bounds: ClosedRange<Double>) {
        let answer = Matcher(StarterContent.loaded.content, budget: MatchingBudget(wrongAnswers: share)).thresholds
            .answer
        #expect(bounds.lowerBound - 1e-9 <= answer && answer <= bounds.upperBound + 1e-9, "\(answer)")
    }

    @Test func `more unknown questions make every answer less sure`() {
        let content = StarterContent.loaded.content
        let question = turn("how do I get my speaker repaired under warranty")
        func confidence(_ share: Double) -> Double {
            let matcher = Matcher(content, budget: MatchingBudget(unknownShare: share))
            return matcher.read(question).candidates.first?.confidence ?? 0
        }
        #expect(confidence(0.8) < confidence(0.1))
    }

    @Test func `with too little content there are sensible thresholds`() {
        let matcher = Matcher(content(entry("a", "warranty"), entry("b", "delivery")))
        #expect(matcher.thresholds == Reading.Thresholds(answer: 0.77, clarify: 0.25))
    }

    @Test func `most held-out questions are answered, few of them wrongly`() {
        let content = StarterContent.loaded.content
        var answered = 0
        var wrong = 0
        var count = 0
        // Learned phrasings with a word changed: near the content, and none of its phrasings.
        for entry in content.entries.values where entry.action == nil {
            for phrasing in entry.variants["en"]?.ask ?? [] where phrasing.text.split(separator: " ").count > 3 {
                count += 1
                let changed = "please " + phrasing.text + " exactly"
                guard let id = StarterContent.matcher.answer(to: changed) else { continue }
                answered += 1
                if id != entry.id { wrong += 1 }
            }
        }
        #expect(count > 50)
        #expect(Double(answered) > 0.6 * Double(count))
        #expect(Double(wrong) <= 0.05 * Double(answered))
    }
}
