@testable import DeskCore
import Foundation
import TestKit
import Testing

/// What is kept must come back as it was.
@Suite struct CodingRules {
    private func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }

    private let at = Timestamp(milliseconds: 1_795_291_200_123)
    private let room = Address(gateway: "irc", room: "ann/1")

    /// A story in which nearly every kind of record and effect occurs.
    private func told() async -> Story {
        let story = await Story()
        let (ann, bea, kim) = (Someone.guest("ann"), Someone.customer("bea"), Someone.agent("kim"))
        await story.happens(.agentLinked("kim", "matrix:@kim"))
        await story.says(ann, "either")
        await story.passes(.seconds(1))
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        await story.says(kim.inCase(1), "hello")
        await story.says(kim.inCase(1), "!note nice")
        await story.says(kim, "!find hello")
        await story.says(kim.inCase(1), "!done fine")
        await story.says(ann, "solved 5")
        await story.returns(bea)
        await story.says(bea, "human")
        await story.says(bea, "stop")
        await story.adopts(SampleContent.content)
        await story.happens(.loginRemoved("lee"))
        return story
    }

    @Test func `events, effects, records and lines come back equal`() async throws {
        for transition in await told().transitions {
            #expect(try roundTrip(transition.event) == transition.event)
            #expect(try roundTrip(transition.effects) == transition.effects)
            #expect(try roundTrip(transition.records) == transition.records)
            #expect(try roundTrip(transition.lines) == transition.lines)
        }
    }

    @Test func `acts, outcomes and looks come back equal`() throws {
        let line = Line(
            conversation: "c1", seq: 1, at: at, gateway: "irc", kind: .agent, author: "kim", person: "p", text: "x",
            words: .note("a/1"), isNote: true)
        let acts: [Act] = [
            .recap([line]), .openRoom(number: 1, title: "t", agent: "kim"), .enter("kim"), .leave("kim"),
            .say(
                Utterance(
                    speaker: .customer("ann"), prose: Prose([.code("x"), .list(first: 1, items: [])]), language: "en")),
        ]
        for act in acts {
            let delivery = Delivery(
                id: "d", to: room, act: act, lane: .bulk, conversation: "c1", notBefore: at, expires: at, causedBy: "a")
            #expect(try roundTrip(delivery) == delivery)
        }
        let outcomes: [Outcome] = [
            .delivered(Receipt(remoteID: "$1", room: room)), .maybeDelivered, .failed(reason: "r"), .expired,
            .withdrawn,
        ]
        #expect(try roundTrip(outcomes) == outcomes)
        let looks: [Look] = [.board, .brief(1, through: nil), .find("x"), .recap("c1", through: 3), .text("t")]
        #expect(try roundTrip(looks) == looks)
    }

    @Test(arguments: [
        TimerID.turnPause("c1"), .idle("c1"), .waiting(1), .unanswered(1),
    ])
    func `timers come back equal`(timer: TimerID) throws { #expect(try roundTrip(timer) == timer) }

    @Test func `chance keeps all its bits`() throws {
        let event = Event(at: at, .contentChanged("r"), chance: .max)
        #expect(try roundTrip(event).chance == .max)
    }

    @Test(arguments: [
        Arrival.Body.said("my secret"), .overheard("my secret"), .joined, .returned, .left, .sealed(instead: nil),
    ])
    func `a skeleton holds neither words nor name, and is restored from them`(body: Arrival.Body) {
        let author = Author(person: "p", name: "Ann Smith", login: "ann", isLasting: true)
        let arrival = Arrival(id: "a/1", from: room, venue: .direct, author: author, at: at, body: body)
        let event = Event(at: at, .arrived(arrival), chance: 7)
        let skeleton = event.skeleton
        #expect(!"\(skeleton)".contains("secret") && !"\(skeleton)".contains("Smith"))
        #expect(skeleton.restored(words: event.words, name: "Ann Smith") == event)
        #expect(event.words == body.words)
    }

    @Test func `a skeleton holds no verifier`() {
        let event = Event(at: at, .loginSet(Login(name: "kim", role: .agent, verifier: "$scrypt$...")))
        #expect(!"\(event.skeleton)".contains("scrypt"))
        #expect(event.skeleton.restored(words: nil, name: "") == event.skeleton)
    }

    @Test func `the skeleton of anything else is itself`() {
        let reading = RoteReader().read(Turn(id: TurnID(conversation: "c1", number: 1, lines: 1), text: "warranty"))
        let bodies: [Event.Body] = [
            .turnRead(TurnID(conversation: "c1", number: 1, lines: 1), reading), .timerFired(.idle("c1")),
            .deliverySettled(Settlement(delivery: "d", conversation: nil, outcome: .withdrawn)), .contentChanged("r"),
            .loginRemoved("kim"), .agentLinked("kim", "p"), .agentUnlinked("kim", "p"),
        ]
        for body in bodies { #expect(Event(at: at, body, chance: 3).skeleton == Event(at: at, body, chance: 3)) }
    }

    @Test func `lanes go agent, reply, bulk`() { #expect(Lane.allCases.sorted() == [.agent, .reply, .bulk]) }
}
