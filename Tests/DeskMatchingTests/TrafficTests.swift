import DeskCore
@testable import DeskMatching
import Foundation
import Testing

@Suite("Learning from what was really asked")
struct TrafficTests {
    private static let content = StarterContent.loaded.content
    // By words alone, which learns sooner.
    private static let matcher = learned(with: nil)
    private static let questions = openQuestions()

    /// What nobody wrote down, and the desk answers by likeness, with the article that answers it.
    private static func openQuestions() -> [(text: String, id: ContentID)] {
        content.entries.values.filter { $0.action == nil && $0.status == .live }.sorted { $0.id < $1.id }
            .flatMap { entry in
                (entry.variants["en"]?.ask ?? []).prefix(6).map {
                    (text: "please tell me exactly: " + $0.text, id: entry.id)
                }
            }.filter { question in
                guard case .answer(let candidate) = matcher.read(turn(question.text)).verdict else { return false }
                return candidate.id == question.id && candidate.confidence < 1
            }
    }

    private static func learned(with traffic: Traffic?) -> Matcher {
        Matcher(content, encoder: nil, traffic: traffic)
    }

    private func asked(_ text: String, _ outcome: AskedQuestion.Outcome) -> AskedQuestion {
        AskedQuestion(at: Timestamp(milliseconds: 0), turn: turn(text), outcome: outcome)
    }

    private func lesson(_ questions: [AskedQuestion]) -> TrafficLesson {
        TrafficLesson(questions, readBy: Self.matcher, budget: MatchingBudget())
    }

    /// The article whose question is answered least surely, and more like it.
    private static var shaky: (text: String, id: ContentID) {
        questions.min { a, b in confidence(a.text) < confidence(b.text) } ?? ("", "")
    }

    private static func confidence(_ text: String, _ matcher: Matcher = matcher) -> Double {
        matcher.read(turn(text)).candidates.first?.confidence ?? 0
    }

    @Test func `an article that is refused again and again is no longer the answer`() throws {
        let (text, id) = Self.shaky
        let refused = (1...30).map { _ in asked(text, .refused(id)) }
        let others = Self.questions.filter { $0.id != id }.prefix(300).map { asked($0.text, .confirmed($0.id)) }
        let lesson = lesson(refused + others)
        let traffic = try #require(lesson.traffic)
        #expect(lesson.tally.answeredWrong == 30 && lesson.judged == 30 + others.count)
        let learned = Self.learned(with: traffic)
        #expect(Self.confidence(text, learned) < Self.confidence(text) - 0.1)
        #expect(learned.answer(to: text) == nil)
        #expect(TrafficTally(refused + others, readBy: learned).answeredWrong == 0)
        // What was confirmed is answered as before, or nearly all of it.
        #expect(TrafficTally(Array(others), readBy: learned).answeredRight * 100 >= 95 * others.count)
    }

    @Test func `what is learned stays in its bounds, whatever customers say`() throws {
        let all = Self.questions.map { asked($0.text, .refused($0.id)) }
        let traffic = try #require(lesson(all).traffic)
        let learned = Self.learned(with: traffic)
        #expect(ThresholdSearch.answers(for: MatchingBudget()).contains(learned.thresholds.answer))
        let owners = Set(traffic.observations.map(\.entry)).sorted()
        let observed = traffic.observed(owners, most: 7).map(\.weight)
        #expect(observed.count == traffic.observations.count && abs(observed.reduce(0, +) - 7) < 1e-6)
        #expect(traffic.observed(owners, most: 1e6).allSatisfy { $0.weight == 1 })
        #expect(learned.answer(to: Self.content.entries[Self.shaky.id]?.variants["en"]?.title ?? "") == Self.shaky.id)
    }

    @Test func `many questions without an article make every answer less sure`() throws {
        let known = Self.questions.prefix(100).map { asked($0.text, .confirmed($0.id)) }
        let unknown = (1...300).map { asked("do you breed \(Self.animal($0))", .unanswered) }
        let few = lesson(Array(known))
        let many = lesson(known + unknown)
        #expect(few.unknownShare == 0)
        #expect(few.traffic?.unknownShare == 0.15, "never below half of what is assumed")
        #expect(try #require(many.unknownShare) > 0.3)
        let share = try #require(many.traffic?.unknownShare)
        #expect(share > 0.3 && share < (many.unknownShare ?? 0), "the assumed share counts as well")
        let (sure, unsure) = (
            Traffic(observations: [], unknownShare: 0.05), Traffic(observations: [], unknownShare: share)
        )
        let (first, second) = (Self.learned(with: sure), Self.learned(with: unsure))
        #expect(Self.confidence(Self.shaky.text, second) < Self.confidence(Self.shaky.text, first))
        let all = Self.questions.map { asked($0.text, .unopposed($0.id)) }
        #expect(TrafficTally(all, readBy: second).answered <= TrafficTally(all, readBy: first).answered)
    }

    private static func animal(_ number: Int) -> String {
        let kinds = ["zebras", "ferrets", "llamas", "goldfish", "falcons", "hedgehogs", "otters", "camels", "geese"]
        return kinds[number % kinds.count] + " in herds of \(number)"
    }

    @Test func `too few judged questions teach nothing`() {
        let few = Self.questions.prefix(TrafficLesson.fewestJudged - 1).map { asked($0.text, .confirmed($0.id)) }
        let silent = Self.questions.suffix(200).map { asked($0.text, .unopposed($0.id)) }
        #expect(lesson(few + silent).traffic == nil)
        #expect(lesson(few + silent).judged == few.count)
    }

    @Test func `nothing of what people said is in what is kept, and it comes back the same`() throws {
        let questions = Self.questions.prefix(80).map { asked($0.text + " for Eva Brown", .confirmed($0.id)) }
        let traffic = try #require(lesson(Array(questions)).traffic)
        let data = try JSONEncoder().encode(traffic)
        for word in ["Eva", "Brown", "please", "exactly"] {
            #expect(!String(decoding: data, as: UTF8.self).contains(word))
        }
        let again = try JSONDecoder().decode(Traffic.self, from: data)
        #expect(again == traffic && again.fingerprint == traffic.fingerprint)
        #expect(Traffic(observations: []).fingerprint != traffic.fingerprint)
    }

    @Test(arguments: [
        #"{"version":2,"observations":[]}"#, #"{"version":1,"observations":[],"unknownShare":7}"#,
        #"{"version":1,"observations":[{"entry":"a","isRight":true,"weight":1,"signs":[1],"hasVector":true}]}"#,
        #"{"version":1,"observations":[{"entry":"a","isRight":true,"weight":9,"signs":[1,1,1,1,1,1],"hasVector":true}]}"#,
    ])
    func `numbers of another kind are not taken`(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Traffic.self, from: Data(text.utf8)) }
    }

    @Test func `traffic of articles that are gone teaches nothing`() {
        let gone = Traffic.Observation(
            entry: "no/such", isRight: false, weight: 1, signs: [1, 1, 1, 1, 1, 1], hasVector: true)
        let learned = Self.learned(with: Traffic(observations: Array(repeating: gone, count: 200)))
        #expect(learned.thresholds == Self.matcher.thresholds)
        #expect(learned.read(turn(Self.shaky.text)) == Self.matcher.read(turn(Self.shaky.text)))
    }
}
