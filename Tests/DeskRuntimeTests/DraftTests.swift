import DeskCore
@testable import DeskRuntime
import DeskStore
import Synchronization
import TestKit
import Testing

/// Drafts made of what was asked and answered in a case.
@Suite struct CaseDraftTests {
    private func line(_ seq: Int, _ kind: Line.AuthorKind, _ text: String) -> Line {
        let author = kind == .customer ? "ann" : kind == .agent ? "kim" : "support"
        let words: Line.Words = kind == .bot ? .delivery(DeliveryID("d\(seq)")) : .arrival(ArrivalID("a\(seq)"))
        return Line(
            conversation: "c1", seq: seq, at: Timestamp(milliseconds: Int64(seq)), gateway: "irc", kind: kind,
            author: author, person: "irc:ann", text: text, words: words)
    }

    private func missed(_ text: String, lines: Int...) -> MissedQuestion {
        MissedQuestion(
            gap: Gap(
                conversation: "c1", turn: 1, at: Timestamp(milliseconds: 1), kind: .unanswered, language: nil,
                answer: nil, words: lines.map { ArrivalID("a\($0)") }),
            person: "irc:ann", text: text)
    }

    private func draft(_ said: [(Line.AuthorKind, String)], _ gaps: [MissedQuestion] = []) -> ArticleDraft? {
        let lines = said.enumerated().map { line($0 + 1, $1.0, $1.1) }
        return CaseDraft(number: 12, lines: lines, gaps: gaps, language: "de").article
    }

    @Test func `the first real question is the title, the agent's words are the answer`() {
        let draft = draft([
            (.customer, "hi"), (.bot, "[greeting]"), (.customer, "does it work in the bath?"), (.customer, "human"),
            (.agent, "It does not."), (.customer, "and in the rain?"), (.agent, "A little rain is fine."),
        ])
        #expect(
            draft
                == ArticleDraft(
                    name: "drafts/case-12", title: "does it work in the bath?", ask: ["and in the rain?"],
                    language: "de", body: "It does not.\n\nA little rain is fine."))
    }

    @Test func `without an agent's words there is nothing to draft from`() {
        #expect(draft([(.customer, "does it float?"), (.bot, "[misses#first]")]) == nil)
        #expect(draft([(.customer, "does it float?"), (.agent, "  ")]) == nil)
    }

    @Test func `missed questions come first, and their lines are one question`() {
        let draft = draft(
            [
                (.customer, "is it blue?"), (.customer, "my remote"), (.customer, "will not pair"),
                (.customer, "blinks red"), (.agent, "Reset it."),
            ],
            [missed("my remote\nwill not pair", lines: 2, 3), missed("blinks red", lines: 4)])
        #expect(draft?.title == "my remote will not pair")
        #expect(draft?.ask == ["blinks red"])
    }

    @Test func `a question is taken once, whatever its dress`() {
        let draft = draft([
            (.customer, "Does it float?"), (.customer, "does it float"), (.customer, "DOES IT FLOAT ?"),
            (.agent, "It does."),
        ])
        #expect(draft?.ask == [])
    }

    @Test func `at most eight phrasings, and no stories`() {
        let questions = (0..<20).map { (Line.AuthorKind.customer, "is number \($0) any good?") }
        let story = (Line.AuthorKind.customer, String(repeating: "well, you see, ", count: 20) + "what now?")
        let draft = draft([questions[0], story] + questions.dropFirst() + [(.agent, "Yes.")])
        #expect(draft?.ask == (1...8).map { "is number \($0) any good?" })
    }

    @Test func `where nothing is a question the case gives the title`() {
        #expect(draft([(.customer, "human"), (.agent, "Hello.")])?.title == "Case 12")
        #expect(draft([(.customer, "my lamp is dark"), (.agent, "Hello.")])?.title == "my lamp is dark")
    }

    @Test func `nobody is named in a draft`() {
        let draft = draft([
            (.customer, "my order 4711-0815 is lost, what now?"), (.customer, "can you mail ann@example.org ?"),
            (.agent, "Hello Ann, this is kim. Call 0800 555 555."),
        ])
        let all = ([draft?.title ?? "", draft?.body ?? ""] + (draft?.ask ?? [])).joined(separator: "\n")
        for secret in ["4711", "0815", "ann@", "Ann", "kim", "0800", "555"] {
            #expect(!all.contains(secret), "\(secret) in \(all)")
        }
        #expect(draft?.body.contains("Hello") == true)
    }

    @Test(
        arguments: [
            ("plain words, nothing else.", "plain words, nothing else."),
            ("# no heading", "\\# no heading"), ("- no list", "\\- no list"), ("a - b", "a - b"),
            ("1. no list", "1\\. no list"), ("12) no list", "12\\) no list"), ("in 1. place", "in 1. place"),
            ("*no* _emphasis_ `code`", "\\*no\\* \\_emphasis\\_ \\`code\\`"), ("[a](b) ![c]", "\\[a\\](b) \\!\\[c\\]"),
            ("<b> &amp; {name}", "\\<b\\> \\&amp; \\{name\\}"), ("    no code", "no code"), ("end  ", "end"),
            ("---", "\\---"), ("=", "\\="), ("a\\b", "a\\\\b"),
        ])
    func `what an agent said is said literally`(text: String, markdown: String) {
        #expect(MarkdownText.literal(text) == markdown)
    }
}

/// What an agent hears when they ask for a draft.
@Suite(.timeLimit(.minutes(1))) struct DraftingTests {
    private final class Shelf: DraftShelf {
        private let drafts = Mutex<[ArticleDraft]>([])
        let reason: String?
        init(failing reason: String? = nil) { self.reason = reason }
        var taken: [ArticleDraft] { drafts.withLock { $0 } }
        func put(_ draft: ArticleDraft) async throws(DraftError) -> String {
            if let reason { throw DraftError(reason: reason) }
            drafts.withLock { $0.append(draft) }
            return "faqs/\(draft.name).md"
        }
    }

    /// What is shown in the case's room after a story in which an agent says these words.
    private func shown(_ shelf: Shelf?, case number: CaseNumber = 1, answers: [String]) async -> [String] {
        let gateway = FakeGateway()
        let world = CourierWorld(gateway, shelf: shelf)
        await tell(world, answers)
        await world.running { world in
            world.courier.show(.draft(number), to: world.room("case"))
            _ = await world.gateway.attempts(1)
        }
        return gateway.started.compactMap {
            if case .say(let utterance) = $0.act { utterance.prose.plainText } else { nil }
        }
    }

    private func tell(_ world: CourierWorld, _ answers: [String]) async {
        var desk = Desk(content: SampleContent.content)
        let tenure = await world.store.open().tenure
        let staff = world.room("staff")
        let kim = Author(person: "fake:kim", name: "kim", login: "kim", isLasting: true)
        func said(_ text: String, in room: Address) -> Event.Body {
            .arrived(
                Arrival(
                    id: ArrivalID("kim/\(text)"), from: room, venue: .staff, author: kim, at: world.clock.now,
                    body: .said(text)))
        }
        var bodies: [Event.Body] = [
            .loginSet(Login(name: "kim", role: .agent, verifier: "")), .arrived(arrival(1, .said("does it float?"))),
            .arrived(arrival(2, .said("human"))),
        ]
        bodies.append(.turnRead(TurnID(conversation: "c1", number: 1, lines: 2), RoteReader().read(asked("human"))))
        bodies.append(said("!claim", in: staff))
        var room: Address?
        func step(_ body: Event.Body) async {
            let transition = desk.step(Event(at: world.clock.now, body))
            try? await world.store.commit([transition], in: tenure)
            for case .deliver(let delivery) in transition.effects {
                var receipt = Receipt()
                if case .openRoom = delivery.act { receipt = Receipt(room: world.room("#case-1")) }
                if receipt.room != nil { room = receipt.room }
                await step(
                    .deliverySettled(
                        Settlement(
                            delivery: delivery.id, conversation: delivery.conversation, outcome: .delivered(receipt))))
            }
        }
        for body in bodies { await step(body) }
        for answer in answers { await step(said(answer, in: room ?? staff)) }
    }

    private func asked(_ text: String) -> Turn {
        Turn(id: TurnID(conversation: "c1", number: 1, lines: 2), text: text)
    }

    @Test func `the draft is put on the shelf, and where it is is told`() async {
        let shelf = Shelf()
        let shown = await shown(shelf, answers: ["It does, for an hour."])
        #expect(
            shown == [
                "Draft written: faqs/drafts/case-1.md. It is never said until a content writer makes it live."
            ])
        #expect(shelf.taken.map(\.title) == ["does it float?"])
        #expect(shelf.taken.map(\.body) == ["It does, for an hour."])
        #expect(shelf.taken.map(\.language) == ["en"])
    }

    @Test func `before the first answer there is nothing to draft from`() async {
        let shelf = Shelf()
        #expect(
            await shown(shelf, answers: [])
                == ["Nothing to draft from: you have not answered in case 1 yet."])
        #expect(shelf.taken.isEmpty)
    }

    @Test func `a shelf that refuses says why`() async {
        #expect(
            await shown(Shelf(failing: "the folder cannot be written."), answers: ["Yes."])
                == ["No draft was written: the folder cannot be written."])
    }

    @Test func `a case that is not there, and a desk without a folder`() async {
        #expect(await shown(Shelf(), case: 7, answers: []) == ["There is no case 7."])
        #expect(await shown(nil, answers: ["Yes."]) == ["This desk has no folder to put drafts in."])
    }
}
