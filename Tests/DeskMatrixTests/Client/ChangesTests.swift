import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

/// What customers change after they have said it.
@Suite(.timeLimit(.minutes(3))) struct ChangesTests {
    private static func bodies(_ world: MatrixWorld) async -> [Arrival.Body] {
        await world.inbox.arrivals.map(\.body).filter { $0 != .joined && $0 != .returned }
    }

    private static func id(_ event: String) -> ArrivalID { ArrivalID("matrix:" + event) }

    private static func inARoom(
        _ body: @Sendable @escaping (MatrixWorld, String) async throws -> Void
    ) async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                try await body(world, try await world.meet(world.ann, isOpaque: true))
            }
        }
    }

    // MARK: - Taken back

    @Test(arguments: [false, true]) func `tells what was taken back`(isAtTheTop: Bool) async throws {
        try await MatrixWorld.play { world in
            world.server.settings { $0.redactsAtTheTop = isAtTheTop }
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                let event = try world.ann.say("my password is secret", in: room)
                try await world.untilSaid(["my password is secret"])
                let redaction = try world.ann.redact(event, in: room)
                try await eventually("it is told") { await Self.bodies(world).count == 2 }
                #expect(await Self.bodies(world).last == .redacted(Self.id(event)))
                let arrival = try #require(await world.inbox.arrivals.last)
                #expect(arrival.id == Self.id(redaction) && arrival.from == world.address(room))
                #expect(arrival.author.person == "matrix:@ann:localhost" && arrival.venue == .direct)
            }
        }
    }

    @Test func `takes back what was said in its place as well`() async throws {
        try await Self.inARoom { world, room in
            let event = try world.ann.say("secret", in: room)
            try world.ann.edit(event, to: "secrets", in: room)
            try await eventually("both are told") { await Self.bodies(world).count == 2 }
            try world.ann.redact(event, in: room)
            try world.ann.say("after", in: room)
            try await world.untilSaid(["secret", "after"])
            let bodies = await Self.bodies(world).dropFirst(2)
            #expect(Array(bodies) == [.redacted(Self.id(event)), .said("after")])
            #expect(await Set(world.inbox.arrivals.map(\.id)).count == world.inbox.arrivals.count)
        }
    }

    /// By somebody who keeps order there: it is of whose words were taken back.
    @Test func `tells whose words were taken back by another`() async throws {
        try await Self.inARoom { world, _ in
            let max = world.server.user("max", name: "Max")
            let room = try world.ann.createRoom(inviting: [max, world.desk], isDirect: false)
            try max.join(room)
            try await eventually("it comes in") { world.desk.membership(in: room) == "join" }
            let event = try max.say("support: my address is …", in: room)
            let other = try max.say("nothing for it", in: room)
            try await eventually("it is told") { await Self.bodies(world).count == 1 }
            try world.ann.redact(other, in: room)
            try world.ann.redact(event, in: room)
            try await eventually("it is told") { await Self.bodies(world).count == 2 }
            let arrival = try #require(await world.inbox.arrivals.last)
            #expect(arrival.body == .redacted(Self.id(event)) && arrival.venue == .open)
            #expect(arrival.author.person == "matrix:@max:localhost")
        }
    }

    @Test func `never reads what was taken back before it came to it`() async throws {
        try await Self.inARoom { world, room in
            await world.inbox.hold()
            try world.ann.say("first", in: room)
            try await world.untilSaid(["first"])
            let event = try world.ann.say("secret", in: room)
            let edited = try world.ann.say("not yet", in: room)
            try world.ann.edit(edited, to: "secret too", in: room)
            var asked = world.server.requests("GET", "/sync").count
            try await eventually("it is heard of") { world.server.requests("GET", "/sync").count > asked + 1 }
            asked = world.server.requests("GET", "/sync").count
            try world.ann.redact(event, in: room)
            try world.ann.redact(edited, in: room)
            try await eventually("and that it is gone") { world.server.requests("GET", "/sync").count > asked }
            try world.ann.say("after", in: room)
            await world.inbox.release()
            try await eventually("all is told") { await Self.bodies(world).last == .said("after") }
            #expect(await !Self.bodies(world).contains { $0.words?.hasPrefix("secret") == true })
            #expect(await world.inbox.said == ["first", "after"])
        }
    }

    @Test func `finds gone in the history what was taken back while it was away`() async throws {
        try await MatrixWorld.play { world in
            let (memory, room) = (FakeMemory(), Box(""))
            try await world.run(memory) {
                try await world.untilThere()
                room.value = try await world.meet(world.ann)
                try world.ann.say("before", in: room.value)
                try await world.untilSaid(["before"])
                try await eventually("it is kept") { await memory.get("since") != nil }
            }
            let events = try (0..<120).map { try world.ann.say("line \($0)", in: room.value) }
            for event in events.prefix(60) { try world.ann.redact(event, in: room.value) }
            let next = world.again()
            try await next.run(memory) {
                try await eventually("all are told") {
                    await next.inbox.arrivals.last?.body == .redacted(Self.id(events[59]))
                }
                let said = await next.inbox.said.filter { $0 != "before" }
                #expect(said == (60..<120).map { "line \($0)" })
            }
        }
    }

    @Test func `says nothing of its own words that were taken back`() async throws {
        try await Self.inARoom { world, room in
            try await world.deliver(MatrixWorld.delivery("d", "hello", to: world.address(room)))
            let own = try #require(world.desk.sent(in: room).last?.id)
            try world.ann.redact(own, in: room)
            try world.ann.say("after", in: room)
            try await world.untilSaid(["after"])
            #expect(await Self.bodies(world) == [.said("after")])
        }
    }

    // MARK: - Edits

    @Test func `believes an edit only of who said it`() async throws {
        try await Self.inARoom { world, _ in
            let max = world.server.user("max", name: "Max")
            let room = try world.ann.createRoom(inviting: [max, world.desk], isDirect: false)
            try max.join(room)
            try await eventually("it comes in") { world.desk.membership(in: room) == "join" }
            let event = try world.ann.say("support: where is it?", in: room)
            try await eventually("it is told") { await Self.bodies(world).count == 1 }
            try max.edit(event, to: "support: I hate it", in: room)
            // Who was heard need not call the desk again.
            try world.ann.edit(event, to: "where is he?", in: room)
            try await eventually("it is told") { await Self.bodies(world).count == 2 }
            #expect(await Self.bodies(world).last == .edited(Self.id(event), "where is he?"))
            #expect(await world.inbox.arrivals.last?.venue == .open)
        }
    }

    // MARK: - Signs

    private static func react(_ sign: String, to event: String, _ user: HomeserverUser, in room: String) throws {
        try user.send(
            "m.reaction",
            #"{"m.relates_to":{"rel_type":"m.annotation","event_id":"\#(event)","key":"\#(sign)"}}"#, in: room)
    }

    @Test func `tells a sign put to what the desk said, also before a restart`() async throws {
        try await MatrixWorld.play { world in
            let (memory, room, own) = (FakeMemory(), Box(""), Box(""))
            try await world.run(memory) {
                try await world.untilThere()
                room.value = try await world.meet(world.ann)
                let event = try world.ann.say("where is it?", in: room.value)
                try await world.deliver(MatrixWorld.delivery("d", "there", to: world.address(room.value)))
                own.value = try #require(world.desk.sent(in: room.value).last?.id)
                try Self.react("🎉", to: event, world.ann, in: room.value)
                try Self.react(String(repeating: "x", count: 65), to: own.value, world.ann, in: room.value)
                try Self.react(" ", to: own.value, world.ann, in: room.value)
                try Self.react("👍", to: own.value, world.ann, in: room.value)
                try await eventually("it is told") { await Self.bodies(world).last == .reacted("👍") }
                #expect(await Self.bodies(world) == [.said("where is it?"), .reacted("👍")])
                try await eventually("it is kept") { await memory.get("since") != nil }
            }
            let next = world.again()
            try await next.run(memory) {
                try await next.untilThere()
                let event = try world.ann.say("and now?", in: room.value)
                try Self.react("👀", to: event, world.ann, in: room.value)
                try Self.react("👎", to: own.value, world.ann, in: room.value)
                try await eventually("it is told") { await Self.bodies(next).last == .reacted("👎") }
                #expect(await !Self.bodies(next).contains(.reacted("👀")))
            }
        }
    }
}
