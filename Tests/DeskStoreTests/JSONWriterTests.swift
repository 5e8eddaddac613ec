@testable import DeskCore
import Foundation
import TestKit
import Testing

@testable import DeskStore

/// What is written by hand is what the compiler's coding writes.
@Suite struct JSONWriterTests {
    private func written(_ value: (inout JSONWriter) throws -> Void) throws -> String {
        var json = JSONWriter()
        // Whatever was written before must leave nothing behind.
        try json.write { $0.object { $0.member("before", [1, 2]) } }
        try json.write(value)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func coded(_ value: some Encodable) throws -> String { try RecordEncoder().json(value) }

    private func isSame(_ value: some Encodable & JSONWritable) throws -> Bool {
        try written { value.write(to: &$0) } == coded(value)
    }

    /// Every member of the value, by its name, is in what is written: one that was added and forgotten here is not.
    private func isWhole(_ value: some Encodable & JSONWritable) throws -> Bool {
        let text = try written { value.write(to: &$0) }
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let names = Mirror(reflecting: value).children.compactMap(\.label).map {
            $0.hasPrefix("_") ? String($0.dropFirst()) : $0
        }
        return try !names.isEmpty && Set(object?.keys ?? [:].keys) == Set(names) && isSame(value)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `all that a random story keeps is the same`(seed: UInt64) async throws {
        var tale = await RandomTale(seed: seed)
        for _ in 1...150 { await tale.goesOn() }
        var kinds: Set<RecordKey> = []
        for transition in tale.story.transitions {
            let event = transition.event.skeleton
            #expect(try written { try event.write(to: &$0) } == coded(event))
            for record in transition.records {
                kinds.insert(RecordKey(record))
                switch record {
                case .person(let person): #expect(try isSame(person))
                case .conversation(let conversation): #expect(try isSame(conversation))
                default: break
                }
            }
            for case .deliver(let delivery) in transition.effects {
                #expect(try written { try delivery.write(to: &$0) } == coded(delivery))
            }
        }
        #expect(kinds.count > 10, "the story was worth telling")
    }

    private let at = Timestamp(milliseconds: -1)
    private let room = Address(gateway: "irc", room: "\u{1}\"\\\n\t ß 🙂")

    private var reading: Reading {
        let place = Reading.Place(file: "a/b.md", line: .max)
        let candidate = Reading.Candidate(id: "a/b", confidence: 0.1, language: "de", nearest: "wie", place: place)
        return Reading(
            [candidate, .init(id: "c", confidence: 1e-7)], also: [candidate],
            thresholds: .init(answer: 0.5, clarify: -0.0), revision: "r", products: ["XL"],
            readAs: .init(question: "a/b", product: "XL", text: ""))
    }

    private var prose: Prose {
        let inlines: [Prose.Inline] = [
            .text(""), .strong([.emphasis([.code("x")])]), .link([.lineBreak], destination: "d"),
            .slot(.init(name: "n", forms: ["\"one\"": "1", "other": "2"])), .slot(.init(name: "n")),
        ]
        return Prose([
            .paragraph(inlines), .heading([]), .list(first: 3, items: [[.code("c")], []]), .list(first: nil, items: []),
            .quote([.paragraph([])]),
        ])
    }

    private var conversation: Conversation {
        var it = Conversation(id: "c1", person: "p", replyTo: room, at: at)
        (it.lineCount, it.deliveryCount, it.turnCount, it.misses) = (1, 22, 333, -1)
        it.turn = .init(
            lines: ["a"], arrivals: ["b"], lastLineAt: at, causedBy: "b", isContinuation: true, isPaced: true,
            rereads: 1, isOverheard: true, reading: reading)
        it.asked = .init(lines: ["a", "b"], arrivals: ["c"], own: 0, isAnswered: true)
        it.answeredLineAt = at
        it.choices = [.init(id: "a", title: "t", revision: "r", confidence: 1)]
        it.chosenFrom = it.choices
        (it.lastAnswer, it.lastTitle, it.grounds) = ("a", "t", reading)
        (it.products, it.earlierAnswers) = (["XL", "S"], ["a"])
        it.rest = [
            .init(prose: prose, language: "en", source: "a"), .init(prose: Prose([]), language: nil, source: ""),
        ]
        (it.hasMissed, it.isGreeted, it.isAskedToRate, it.awaitsRating, it.isToldNoted) = (true, true, true, true, true)
        it.rating = 5
        it.owed = [.init(id: "d", to: room)]
        it.files = [.init(arrival: "f", room: room)]
        it.edits = [.init(original: "a", edit: "b")]
        it.aside = room
        return it
    }

    @Test func `no member is forgotten`() throws {
        let author = Author(person: "p", name: "n", login: "l", vouched: "v", isLasting: true, formerly: "q")
        let arrival = Arrival(
            id: "a", from: room, venue: .open, author: author, at: at, body: .said("\u{7F}"), aside: room, about: 7,
            hasFile: true)
        var person = Person(id: "p", name: "n", isLasting: false)
        (person.language, person.conversation, person.lastConversation) = ("de", "c2", "c1")
        person.rooms = [room, room]
        #expect(try isWhole(room) && isWhole(author) && isWhole(arrival) && isWhole(person))
        #expect(try isWhole(TurnID(conversation: "c", number: 0, lines: 10)))
        #expect(try isWhole(Settlement(delivery: "d", conversation: "c", outcome: .delivered(Receipt()))))
        #expect(try isWhole(Receipt(remoteID: "x", room: room, isShared: true)))
        #expect(try isSame(Receipt(room: room)))
        let reading = reading
        #expect(try isWhole(reading) && isWhole(try #require(reading.candidates.first)))
        #expect(try isWhole(try #require(reading.readAs)) && isWhole(try #require(reading.candidates.first?.place)))
        let utterance = Utterance(speaker: .agent("kim"), prose: prose, language: "en", source: "a", revision: "r")
        #expect(try isWhole(utterance) && isWhole(prose) && isWhole(Prose.Slot(name: "n", forms: ["one": "1"])))
        let conversation = conversation
        #expect(try isWhole(conversation) && isWhole(try #require(conversation.turn)))
        #expect(try isWhole(try #require(conversation.asked)) && isWhole(try #require(conversation.choices.first)))
        #expect(try isWhole(try #require(conversation.rest.first)) && isWhole(try #require(conversation.owed.first)))
        #expect(try isWhole(try #require(conversation.files.first)) && isWhole(try #require(conversation.edits.first)))
        #expect(Mirror(reflecting: reading.thresholds).children.count == 2)
    }

    @Test func `no case is forgotten`() throws {
        for phase: Conversation.Phase in [.answering, .waiting(1), .assisted(2, by: "kim"), .closing(3), .closed] {
            #expect(try isSame(phase))
        }
        let bodies: [Arrival.Body] = [
            .said("x"), .overheard("x"), .joined, .returned, .left, .sealed(instead: nil), .sealed(instead: room),
        ]
        for body in bodies { #expect(try isSame(body)) }
        for outcome: Outcome in [
            .delivered(Receipt(room: room)), .maybeDelivered, .failed(reason: "r"), .expired, .withdrawn,
        ] {
            #expect(try isSame(outcome))
        }
        for speaker: Speaker in [.desk, .agent("kim"), .customer("\"")] { #expect(try isSame(speaker)) }
        let line = Line(
            conversation: "c", seq: 1, at: at, gateway: "irc", kind: .bot, author: "d", person: "p", text: "t",
            words: .note("a"))
        for act: Act in [
            .say(Utterance(prose: prose)), .recap([line]), .openRoom(number: 1, title: "t", agent: "kim"),
            .enter("kim"),
            .leave("kim"),
        ] {
            let delivery = Delivery(
                id: "d", to: room, act: act, lane: .bulk, conversation: "c", notBefore: at, expires: at, causedBy: "a")
            #expect(try written { try delivery.write(to: &$0) } == coded(delivery))
        }
        for body: Event.Body in [
            .turnRead(TurnID(conversation: "c", number: 1, lines: 1), reading), .timerFired(.waiting(1)),
            .deliverySettled(Settlement(delivery: "d", conversation: nil, outcome: .expired)), .contentChanged("r"),
            .contentRefused(ContentRefusal(revision: "r", errors: 1, first: "f")),
            .loginSet(Login(name: "n", role: .agent, verifier: "v")), .loginRemoved("n"), .agentLinked("kim", "p"),
            .agentUnlinked("kim", "p"),
        ] {
            let event = Event(at: at, body, chance: .max)
            #expect(try written { try event.write(to: &$0) } == coded(event))
        }
    }

    @Test func `every number is the same`() throws {
        for number in [0, 9, 10, 99, 100, Int.max, .min, -1, -10] { #expect(try isSame(number)) }
        for number in [0, 1, .max, 1 << 63] as [UInt64] { #expect(try isSame(number)) }
        for number in [0, 1, 0.1, 1e300, .leastNonzeroMagnitude] as [Double] { #expect(try isSame(number)) }
    }

    @Test(arguments: [Double.nan, .infinity])
    func `what is no number in JSON is an error, and only once`(_ number: Double) throws {
        var json = JSONWriter()
        #expect(throws: EncodingError.self) { try json.write { number.write(to: &$0) } }
        try json.write { 1.write(to: &$0) }
        #expect(json.bytes == Array("1".utf8))
    }
}
