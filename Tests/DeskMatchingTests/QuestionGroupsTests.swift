import DeskCore
import DeskMatching
import TestKit
import Testing

@Suite("Missed questions, grouped")
struct QuestionGroupsTests {
    private static let matcher = Matcher(
        content(
            entry("warranty", "How long is the warranty?", ask: ["am I covered"]),
            entry("track", "Where is my order?", ask: ["track my parcel"])))

    private func missed(_ text: String, by person: PersonID, turn: Int = 1) -> MissedQuestion {
        let gap = Gap(
            conversation: ConversationID("c-\(person)"), turn: turn, at: .init(milliseconds: Int64(turn)),
            kind: .unanswered, language: "en", answer: nil, words: [])
        return MissedQuestion(gap: gap, person: person, text: text)
    }

    private var questions: [MissedQuestion] {
        [
            missed("does the speaker work with alexa", by: "a"),
            missed("can I use alexa with the speaker", by: "b"),
            missed("Does the speaker work with Alexa?", by: "c"),
            missed("do you have a shop in Vienna", by: "a", turn: 2),
            missed("is there a shop in vienna", by: "a", turn: 3),
            missed("my dog ate the cushions", by: "d"),
        ]
    }

    @Test func `questions alike are together, those of most people first`() {
        let groups = QuestionGroups(questions, nearestBy: Self.matcher).groups
        #expect(groups.map(\.people) == [3, 1, 1])
        #expect(groups.map(\.questions.count) == [3, 2, 1])
        #expect(groups.last?.name == "my dog ate the cushions")
    }

    @Test func `the order in which they come does not matter`() {
        let one = QuestionGroups(questions, nearestBy: Self.matcher).groups
        #expect(QuestionGroups(questions.reversed(), nearestBy: Self.matcher).groups == one)
    }

    @Test func `each group says which article comes nearest`() {
        let groups = QuestionGroups([missed("warranty for my dog", by: "a")], nearestBy: Self.matcher).groups
        #expect(groups.first?.nearest?.id == "warranty")
        #expect((groups.first?.nearest?.confidence ?? 1) < 1)
    }

    @Test func `what was erased is left out, and nothing makes no groups`() {
        #expect(QuestionGroups([missed("", by: "a")], nearestBy: Self.matcher).groups == [])
        #expect(QuestionGroups([], nearestBy: Self.matcher).groups == [])
    }

    @Test func `many questions take seconds, not hours`() {
        var random = TestKit.SplitMix64(seed: 5)
        let many = OtherTrades.questions.shuffled(using: &random).prefix(800).enumerated().map {
            missed($1.text, by: PersonID("p\($0)"))
        }
        var groups = 0
        let time = ContinuousClock().measure { groups = QuestionGroups(many, nearestBy: Self.matcher).groups.count }
        #expect(groups > 100)
        #expect(groups < 800)
        #expect(time < .seconds(30))
    }
}
