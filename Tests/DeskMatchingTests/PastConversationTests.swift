import DeskCore
import DeskMatching
import Testing

@Suite("What came of questions")
struct PastConversationTests {
    private static let small = content(
        entry("a", "How long is the warranty?", ask: ["warranty period"]), entry("b", "Where is my parcel?"),
        entry("c", "Where is the warranty card?"),
        entry("intent:thanks", "thanks", action: .solved), entry("intent:human", "human", action: .human),
        entry("intent:no", "none of these", action: .unsolved))
    private static let matcher = Matcher(small, encoder: nil)

    /// Turns of one conversation, a second apart.
    private struct Talk {
        var turns: [PastTurn] = []

        mutating func turn(
            _ text: String, _ candidates: [(ContentID, Double)], also: [ContentID] = [], reply: String? = nil,
            gaps: [Gap.Kind] = [], takenOver: Int64? = nil, after seconds: Double = 1
        ) {
            let number = turns.count + 1
            let at = (turns.last?.at ?? Timestamp(milliseconds: 0)) + .seconds(seconds)
            let reading = Reading(
                candidates.map { .init(id: $0.0, confidence: $0.1, nearest: "…") },
                also: also.map { .init(id: $0, confidence: 0.9) }, thresholds: .init(answer: 0.8, clarify: 0.2),
                revision: "r")
            turns.append(
                PastTurn(
                    id: TurnID(conversation: "c1", number: number, lines: 1), at: at, person: "ann", language: "en",
                    text: text, words: [ArrivalID("\(number)")], reading: reading, reply: reply,
                    gaps: gaps.map {
                        Gap(
                            conversation: "c1", turn: number, at: at, kind: $0, language: nil, answer: nil,
                            words: [ArrivalID("\(number)")])
                    }, takenOver: takenOver.map { Timestamp(milliseconds: $0 * 1000) }))
        }
    }

    private func outcomes(_ tell: (inout Talk) -> Void) -> [AskedQuestion.Outcome] {
        var talk = Talk()
        tell(&talk)
        return Self.matcher.questions(in: talk.turns, of: Self.small).map(\.outcome)
    }

    @Test func `an answer that got thanks is confirmed, one that got nothing is not`() {
        let found = outcomes {
            $0.turn("covered how long", [("a", 0.9)])
            $0.turn("thanks", [("intent:thanks", 1)])
            $0.turn("and the parcel", [("b", 0.9)])
        }
        #expect(found == [.confirmed("a"), .unopposed("b")])
    }

    @Test func `thanks for the second answer says nothing of the first`() {
        let found = outcomes {
            $0.turn("covered how long", [("a", 0.9)])
            $0.turn("where is it", [("b", 0.9)])
            $0.turn("thanks", [("intent:thanks", 1)])
        }
        #expect(found == [.unopposed("a"), .confirmed("b")])
    }

    @Test func `what was called wrong or did not help is refused, also after thanks`() {
        let found = outcomes {
            $0.turn("covered how long", [("a", 0.9)], gaps: [.wrong])
            $0.turn("thanks", [("intent:thanks", 1)])
            $0.turn("where is it", [("b", 0.9)], gaps: [.unsolved])
        }
        #expect(found == [.refused("a"), .unhelpful("b")])
    }

    @Test func `an agent right after an answer counts against it, one after the next question does not`() {
        func tell(_ takenOver: Int64) -> [AskedQuestion.Outcome] {
            outcomes {
                $0.turn("covered how long", [("a", 0.9)], takenOver: takenOver)
                $0.turn("human", [("intent:human", 1)], takenOver: takenOver)
                $0.turn("where is it", [("b", 0.9)])
            }
        }
        #expect(tell(2) == [.takenOver("a"), .unopposed("b")])
        #expect(tell(9) == [.unopposed("a"), .unopposed("b")], "the case began later")
        let unclaimed = outcomes {
            $0.turn("covered how long", [("a", 0.9)])
            $0.turn("human", [("intent:human", 1)])
        }
        #expect(unclaimed == [.unopposed("a")])
    }

    @Test(arguments: [("2", "c"), ("the first one", "a"), ("the one with the card", "c")] as [(String, ContentID)])
    func `a choice tells what was meant`(reply: String, id: ContentID) {
        #expect(outcomes { $0.turn("warranty", [("a", 0.5), ("c", 0.4)], reply: reply) } == [.chosen(id)])
    }

    @Test func `one that was likely is offered with the next, however unlikely`() {
        #expect(outcomes { $0.turn("warranty", [("a", 0.6), ("c", 0.05)], reply: "2") } == [.chosen("c")])
    }

    @Test func `other words after choices tell it, too, and a mere choice is no question`() {
        let found = outcomes {
            $0.turn("warranty", [("a", 0.5), ("c", 0.4)])
            $0.turn("where do I find the card", [("c", 0.9)])
        }
        #expect(found == [.chosen("c"), .unopposed("c")])
        let left = outcomes {
            $0.turn("warranty", [("a", 0.5), ("c", 0.4)])
            $0.turn("where is my parcel", [("b", 0.9)])
        }
        #expect(left == [.leftOpen, .unopposed("b")])
        #expect(
            outcomes { $0.turn("warranty", [("a", 0.5), ("c", 0.4)], gaps: [.unsolved]) } == [.noneOf(["a", "c"])])
        #expect(
            outcomes { $0.turn("warranty", [("a", 0.5), ("c", 0.4)], reply: "1", gaps: [.wrong]) } == [.refused("a")])
    }

    @Test func `what fitted nothing is unanswered; what was not acted on, or asks two things, is left out`() {
        let found = outcomes {
            $0.turn("do you breed zebras", [], gaps: [.unanswered])
            $0.turn("hello", [])
            $0.turn("12345", [("a", 0.9)])
            $0.turn("warranty and parcel", [("a", 0.9)], also: ["b"])
            $0.turn("covered how long", [("a", 0.9)])
            $0.turn("how long", [("a", 0.85)], after: 0.5)
        }
        #expect(found == [.unanswered, .unopposed("a")])
    }

    @Test func `a question is read again with what was said before it`() {
        var talk = Talk()
        talk.turn("covered how long", [("a", 0.9)])
        talk.turn("and then", [("b", 0.9)])
        let questions = Self.matcher.questions(in: talk.turns, of: Self.small)
        #expect(questions.map(\.turn.context.lastAnswer) == [nil, "a"])
        #expect(questions.last?.turn.context.lastQuestion == "covered how long")
        #expect(questions.last?.turn.context.language == "en")
    }
}
