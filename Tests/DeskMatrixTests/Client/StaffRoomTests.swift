import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

/// The room in which all agents see the board.
@Suite(.timeLimit(.minutes(3))) struct StaffRoomTests {
    /// With a staff room of kim's, `#desk:localhost`, to which the desk is invited.
    static func play(
        _ change: (inout MatrixOptions) -> Void = { _ in }, isEncrypted: Bool = false,
        _ body: @Sendable (MatrixWorld, HomeserverUser, String) async throws -> Void
    ) async throws {
        let server = try await ScriptedHomeserver.start()
        let world = MatrixWorld(server) {
            $0.staffRoom = "#desk:localhost"
            // Whoever invites the desk to its staff room.
            $0.invitations.denied = [NamePattern("elsewhere")]
            change(&$0)
        }
        do {
            let kim = server.user("kim", name: "Kim")
            let room = try kim.createRoom(
                inviting: [world.desk], encrypted: isEncrypted, isDirect: false, isOpaque: true,
                more: #"{"room_alias_name":"desk"}"#)
            try await body(world, kim, room)
        } catch {
            await server.goAway()
            throw error
        }
        await server.goAway()
    }

    static let staff = Address(gateway: "matrix", room: "staff")

    @Test func `hears every word there as an agent's`() async throws {
        try await Self.play { world, kim, room in
            #expect(world.gateway.staffRooms == [Self.staff])
            try await world.run {
                try await eventually("it is there") { world.desk.membership(in: room) == "join" }
                // It has looked who is there by the time it can speak.
                try await world.deliver(MatrixWorld.delivery("d0", "hello", to: Self.staff))
                let max = world.server.user("max", name: "Max")
                try kim.invite(max, to: room)
                try max.join(room)
                try await eventually("who joins is told") { await world.inbox.count(of: .joined) == 1 }
                let event = try kim.say("!queue", in: room)
                try max.say("just talking", in: room)
                try await world.untilSaid(["!queue", "just talking"])
                let arrival = try #require(await world.arrival("!queue"))
                #expect(arrival.id == ArrivalID("matrix:" + event))
                #expect(arrival.from == Self.staff && arrival.venue == .staff && arrival.about == nil)
                #expect(arrival.author == Author(person: "matrix:@kim:localhost", name: "Kim", isLasting: true))
                let joined = try #require(await world.inbox.arrivals.first { $0.body == .joined })
                #expect(joined.from == Self.staff && joined.author.person == "matrix:@max:localhost")
                // A new name is no new person, and nobody is greeted as a customer.
                max.rename(to: "Maximilian")
                try max.leave(room)
                try kim.leave(room)
                try await world.deliver(MatrixWorld.delivery("d1", "the board", to: Self.staff))
                #expect(world.desk.said(in: room) == ["hello", "the board"])
                #expect(await world.inbox.arrivals.count == 3)
                #expect(world.desk.membership(in: room) == "join")
            }
        }
    }

    @Test func `comes in again when it is invited again, and says so to who waits`() async throws {
        try await Self.play { world, kim, room in
            try await world.run {
                try await eventually("it is there") { world.desk.membership(in: room) == "join" }
                try await world.deliver(MatrixWorld.delivery("d1", "one", to: Self.staff))
                try kim.kick(world.desk, from: room)
                try await eventually("it knows that it is out") {
                    do throws(DeliveryError) {
                        _ = try await world.gateway.deliver(MatrixWorld.delivery("d2", "two", to: Self.staff))
                        return false
                    } catch {
                        return error == .absent
                    }
                }
                try kim.invite(world.desk, to: room)
                try await eventually("it is told") { await world.inbox.count(of: .returned) == 1 }
                let arrival = try #require(await world.inbox.arrivals.last)
                #expect(arrival.from == Self.staff && arrival.author.person == "matrix:@kim:localhost")
                try await world.deliver(MatrixWorld.delivery("d2", "two", to: Self.staff))
                #expect(world.desk.said(in: room) == ["one", "two"])
                #expect(await world.inbox.count(of: .left) == 0)
            }
        }
    }

    @Test func `is still found after a restart while its address is gone`() async throws {
        try await Self.play { world, kim, room in
            let memory = FakeMemory()
            try await world.run(memory) {
                try await eventually("it is there") { world.desk.membership(in: room) == "join" }
            }
            world.server.change { $0.aliases = [:] }
            let next = world.again { $0.staffRoom = "#desk:localhost" }
            try await next.run(memory) {
                try kim.say("!queue", in: room)
                try await next.untilSaid(["!queue"])
                #expect(await next.arrival("!queue")?.from == Self.staff)
            }
        }
    }

    @Test func `says once in the clear that it cannot read an encrypted one`() async throws {
        try await Self.play(isEncrypted: true) { world, kim, room in
            let memory = FakeMemory()
            for process in [world, world.again { $0.staffRoom = "#desk:localhost" }] {
                try await process.run(memory) {
                    try await eventually("it says so") { world.desk.said(in: room).count == 1 }
                    try kim.send("m.room.encrypted", "{}", in: room)
                    let other = try await process.meet(process.ann)
                    try process.ann.say("hello", in: other)
                    try await eventually("it goes on") { await process.arrival("hello") != nil }
                }
            }
            #expect(world.desk.said(in: room).count == 1)
            #expect(world.desk.said(in: room).first?.contains("encrypted") == true)
            #expect(world.desk.rooms.count == 3)
        }
    }

    @Test func `goes on for customers without one`() async throws {
        try await Self.play {
            $0.staffRoom = "#nowhere:localhost"
        } _: { world, _, _ in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                await #expect(throws: DeliveryError.absent) {
                    try await world.deliver(MatrixWorld.delivery("d", "x", to: Self.staff))
                }
                try await world.deliver(MatrixWorld.delivery("d", "x", to: world.address(room)))
                #expect(world.desk.said(in: room) == ["x"])
            }
        }
    }

    // MARK: - Threads

    private static func board(_ id: String, _ text: String, about number: CaseNumber) -> Delivery {
        Delivery(
            id: DeliveryID(id), to: staff, act: .say(Utterance(prose: Prose(text: text))), lane: .agent, about: number)
    }

    @Test func `talks about each case in a thread of its own`() async throws {
        try await Self.play { world, kim, room in
            let memory = FakeMemory()
            let roots = Box<[String]>([])
            try await world.run(memory) {
                try await eventually("it is there") { world.desk.membership(in: room) == "join" }
                for number in [141, 142] {
                    try await world.deliver(Self.board("d\(number)", "Case \(number) waits.", about: number))
                }
                roots.value = world.desk.sent(in: room).map(\.id)
                try #require(roots.value.count == 2)
                #expect(world.desk.sent(in: room).allSatisfy { $0.content["m.relates_to"] == nil })
                let event = try kim.say("!claim", inThread: roots.value[1], in: room)
                try await world.untilSaid(["!claim"])
                let arrival = try #require(await world.arrival("!claim"))
                #expect(arrival.about == 142 && arrival.venue == .staff && arrival.from != Self.staff)
                // The answer to a command in a thread goes into it.
                try await world.deliver(MatrixWorld.delivery("look", "Case 142 is yours.", to: arrival.from))
                let relation = try #require(world.desk.sent(in: room).last?.content["m.relates_to"])
                #expect(relation["rel_type"] == "m.thread" && relation["is_falling_back"] == true)
                #expect(relation["event_id"]?.string == roots.value[1])
                #expect(relation.at("m.in_reply_to", "event_id")?.string == event)
            }
            let next = world.again { $0.staffRoom = "#desk:localhost" }
            try await next.run(memory) {
                try await next.untilThere()
                try await next.deliver(Self.board("d143", "Case 141 is solved.", about: 141))
                let relation = try #require(next.desk.sent(in: room).last?.content["m.relates_to"])
                #expect(relation["event_id"]?.string == roots.value[0])
                try kim.say("thanks", inThread: roots.value[0], in: room)
                try await eventually("it is told") { await next.arrival("thanks")?.about == 141 }
                // A thread of their own is about no case.
                let own = try kim.say("lunch?", in: room)
                try kim.say("yes", inThread: own, in: room)
                try await eventually("it is told") { await next.arrival("yes") != nil }
                let arrival = try #require(await next.arrival("yes"))
                #expect(arrival.about == nil && arrival.from == Self.staff)
            }
        }
    }

    /// What a crash between the answer and the memory leaves.
    @Test func `begins a thread once`() async throws {
        try await Self.play { world, _, room in
            try await world.run {
                try await eventually("it is there") { world.desk.membership(in: room) == "join" }
                world.server.misbehave(.loseAnswer, on: "/send/")
                try await world.deliver(Self.board("d1", "Case 7 waits.", about: 7))
                try await world.deliver(Self.board("d2", "Case 7: kim has it.", about: 7))
                let sent = world.desk.sent(in: room)
                #expect(sent.count == 2)
                #expect(sent.last?.content.at("m.relates_to", "event_id")?.string == sent.first?.id)
            }
        }
    }
}
