import DeskCore
import Foundation
import Synchronization
import TestKit
import Testing

@testable import DeskMatrix

/// What happened reaches the desk, all of it, in order, once each.
@Suite(.timeLimit(.minutes(3))) struct FollowTests {
    @Test func `gives the desk what is said`() async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                let event = try world.ann.say("where is it?", in: room)
                try await world.untilSaid(["where is it?"])
                let arrival = try #require(await world.arrival("where is it?"))
                #expect(arrival.id == ArrivalID("matrix:" + event))
                #expect(arrival.from == world.address(room))
                #expect(arrival.venue == .direct)
                #expect(arrival.author == Author(person: "matrix:@ann:localhost", name: "Ann", isLasting: true))
                #expect(world.places.all == [nil, "@support:localhost on \(world.server.url)"])
            }
        }
    }

    @Test func `answers neither itself nor programs nor whom it ignores`() async throws {
        try await MatrixWorld.play {
            $0.ignored = [NamePattern("@*-bot:*")]
        } _: { world in
            let bot = world.server.user("news-bot")
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                try world.ann.invite(bot, to: room)
                try bot.join(room)
                try bot.say("news", in: room)
                try world.ann.say("a notice", in: room, kind: "m.notice")
                try await world.deliver(MatrixWorld.delivery("d1", "hello", to: world.address(room)))
                // Somebody who is ignored does not make it a room of three.
                try world.ann.say("where is it?", in: room)
                try await world.untilSaid(["where is it?"])
            }
        }
    }

    @Test func `reads an edit where it says something else`() async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                let event = try world.ann.say("where is it", in: room)
                try world.ann.edit(event, to: "where is it", in: room)
                try world.ann.edit(event, to: "where is he?", in: room)
                try world.ann.edit(event, to: "where is he?", in: room)
                try world.ann.edit(event, to: "where is it", in: room)
                try world.ann.say("after", in: room)
                try await world.untilSaid(["where is it", "after"])
                let original = ArrivalID("matrix:" + event)
                let bodies = await world.inbox.arrivals.map(\.body).dropFirst(2).dropLast()
                #expect(Array(bodies) == [.edited(original, "where is he?"), .edited(original, "where is it")])
            }
        }
    }

    @Test func `reads on after a restart where it was, and fills what the server left out`() async throws {
        try await MatrixWorld.play { world in
            let memory = FakeMemory()
            let room = Box("")
            try await world.run(memory) {
                try await world.untilThere()
                room.value = try await world.meet(world.ann)
                try world.ann.say("before", in: room.value)
                try await world.untilSaid(["before"])
                // Once it is kept, it is not told again.
                try await eventually("it is kept") { await memory.get("since") != nil }
            }
            let lines = (0..<260).map { "line \($0)" }
            for line in lines { try world.ann.say(line, in: room.value) }
            let next = world.again()
            try await next.run(memory) {
                try await eventually("all are told") { await next.inbox.said.last == "line 259" }
                let said = await next.inbox.said.filter { $0 != "before" }
                #expect(said == lines, "\(said)")
            }
        }
    }

    /// The store has what `since` is behind: a crash brings repeats, never a gap.
    @Test func `keeps how far it has read only behind the desk`() async throws {
        try await MatrixWorld.play { world in
            let (memory, asItWas) = (FakeMemory(), FakeMemory())
            let room = Box("")
            try await world.run(memory) {
                try await world.untilThere()
                room.value = try await world.meet(world.ann)
                await world.inbox.hold()
                try world.ann.say("one", in: room.value)
                try await world.untilSaid(["one"])
                try world.ann.say("two", in: room.value)
                // The server was asked for what comes after the first, which is still on its way to the store.
                let asked = world.server.requests("GET", "/sync").count
                try await eventually("it asks on") { world.server.requests("GET", "/sync").count > asked }
                // What a crash would leave at this moment.
                for key in ["since", "credentials", "epoch"] { await asItWas.set(key, to: await memory.get(key)) }
            }
            let next = world.again()
            try await next.run(asItWas) {
                try await eventually("both are told again") { await next.inbox.said.suffix(2) == ["one", "two"] }
            }
        }
    }

    @Test func `lets one room wait alone`() async throws {
        try await MatrixWorld.play { world in
            let max = world.server.user("max")
            try await world.run {
                try await world.untilThere()
                let rooms = [try await world.meet(world.ann), try await world.meet(max)]
                let stuck = world.server.misbehave(.hang(), on: "\(rooms[0])/messages")
                // More than a stretch holds, so that the room's history is asked for.
                for line in 0..<60 { try world.ann.say("line \(line)", in: rooms[0]) }
                try await eventually("history is asked for, or was not needed") {
                    let told = await world.inbox.said(by: "Ann").count
                    return stuck.isSpent || told == 60
                }
                for line in ["one", "two"] {
                    try max.say(line, in: rooms[1])
                    try await eventually("the other room goes on") { await world.inbox.said(by: "max").last == line }
                }
                stuck.release()
                try await eventually("and so does the first") { await world.inbox.said(by: "Ann").count == 60 }
                #expect(await world.inbox.said(by: "Ann") == (0..<60).map { "line \($0)" })
            }
        }
    }

    /// A room may be broken on the server for good; then it alone misses something, which is told.
    @Test func `gives up what the server never can, and goes on`() async throws {
        try await MatrixWorld.play {
            $0.firstPause = .milliseconds(1)
        } _: { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                let broken = world.server.misbehave(.status(500), on: "\(room)/messages", times: 10_000)
                // Once the server has left something out.
                try await eventually("it asks") {
                    for number in 0..<60 { try world.ann.say("lost? \(number)", in: room) }
                    return !broken.hits.isEmpty
                }
                try world.ann.say("and now", in: room)
                try await eventually("it goes on") { await world.inbox.said.last == "and now" }
                #expect(broken.hits.count >= 9)
            }
        }
    }

    // MARK: - The first time on an account

    @Test func `answers what was asked last, and no more`() async throws {
        try await MatrixWorld.play { world in
            let max = world.server.user("max")
            let rooms = try [world.ann, max].map { try $0.createRoom(inviting: [world.desk]) }
            for room in rooms { try world.desk.join(room) }
            try world.ann.say("long answered", in: rooms[0])
            try world.desk.say("as I said", in: rooms[0])
            try world.ann.say("and now?", in: rooms[0])
            for line in 0..<70 { try max.say("line \(line)", in: rooms[1]) }
            try await world.run {
                try await eventually("all are told") { await world.inbox.said.count >= 71 }
                #expect(await world.inbox.said(by: "Ann") == ["and now?"])
                #expect(await world.inbox.said(by: "max") == (0..<70).map { "line \($0)" })
            }
        }
    }

    @Test func `leaves what is old`() async throws {
        try await MatrixWorld.play {
            $0.lookBack = .zero
        } _: { world in
            let room = try world.ann.createRoom(inviting: [world.desk])
            try world.desk.join(room)
            try world.ann.say("long ago", in: room)
            try await Task.sleep(for: .milliseconds(20))
            try await world.run {
                try await world.untilThere()
                try world.ann.say("now", in: room)
                try await world.untilSaid(["now"])
            }
        }
    }

    // MARK: - Servers that misbehave

    static let faults: [HomeserverFault] = [
        .status(500), .status(503), .page(status: 502), .page(status: 200), .garbage, .half, .loseAnswer, .loseRequest,
        .limited(retryAfter: .milliseconds(20)), .setBack(by: 5), .status(400, code: "M_UNKNOWN"),
    ]

    @Test(arguments: faults) func `loses nothing to a server that misbehaves`(fault: HomeserverFault) async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                try world.ann.say("one", in: room)
                try await world.untilSaid(["one"])
                world.server.misbehave(fault, on: "/sync")
                for line in ["two", "three"] { try world.ann.say(line, in: room) }
                try await world.untilSaid(["one", "two", "three"])
                world.server.misbehave(fault, on: "/messages", times: 2)
                for line in 0..<60 { try world.ann.say("line \(line)", in: room) }
                try await eventually("all are told") { await world.inbox.said.count >= 63 }
                #expect(await world.inbox.said == ["one", "two", "three"] + (0..<60).map { "line \($0)" })
            }
        }
    }

    @Test func `is told apart while the server is gone`() async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                await world.server.goAway()
                try await eventually("it tells") { !world.places.isThere }
                try world.ann.say("meanwhile", in: room)
                try await world.server.comeBack()
                try await world.untilSaid(["meanwhile"])
                #expect(world.places.isThere)
            }
        }
    }

    /// No server that keeps to the specification passes such an event on.
    @Test func `reads events of any size and depth`() async throws {
        var settings = ScriptedHomeserver.Settings()
        settings.mostEventBytes = .max
        try await MatrixWorld.play(settings) { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                let deep = String(repeating: #"{"a":"#, count: 400) + "1" + String(repeating: "}", count: 400)
                try world.ann.send("m.room.message", #"{"msgtype":"m.text","body":"deep","x":\#(deep)}"#, in: room)
                try world.ann.say(String(repeating: "x", count: 10_000_000), in: room)
                try world.ann.send("m.room.message", #"{"msgtype":"m.text","body":{"not":"text"}}"#, in: room)
                try world.ann.say("after", in: room)
                try await eventually("all are told") { await world.inbox.said.count == 3 }
                #expect(await world.inbox.said.map(\.utf8.count) == [4, IncomingMessage.mostBytes, 5])
            }
        }
    }
}

/// A value that the parts of a test hand on.
final class Box<Value: Sendable>: Sendable {
    private let content: Mutex<Value>
    init(_ value: Value) { content = Mutex(value) }
    var value: Value {
        get { content.withLock(\.self) }
        set { content.withLock { $0 = newValue } }
    }
    func change(_ body: (inout Value) -> Void) { content.withLock { body(&$0) } }
}
