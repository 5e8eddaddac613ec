import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

@Suite(.timeLimit(.minutes(3))) struct InvitationTests {
    @Test(arguments: [false, true]) func `answers what was asked before it came`(isOpaque: Bool) async throws {
        try await MatrixWorld.play { world in
            let room = try world.ann.createRoom(inviting: [world.desk], isOpaque: isOpaque)
            let lines = (0..<60).map { "line \($0)" }
            for line in lines { try world.ann.say(line, in: room) }
            try await world.run {
                try await eventually("all are told") { await world.inbox.said.count >= 60 }
                #expect(await world.inbox.said == lines)
                #expect(await world.inbox.arrivals.first?.body == .joined)
                try world.ann.say("after", in: room)
                try await eventually("and what comes after") { await world.inbox.said == lines + ["after"] }
            }
        }
    }

    @Test func `accepts an invitation that an earlier process was told of`() async throws {
        try await MatrixWorld.play { world in
            let memory = FakeMemory()
            let room = Box("")
            try await world.run(memory) {
                try await world.untilThere()
                world.server.misbehave(.hang(), on: "/join")
                room.value = try world.ann.createRoom(inviting: [world.desk])
                try world.ann.say("are you there?", in: room.value)
                try await eventually("it is kept") { await memory.get("invitations") != nil }
            }
            world.server.behave()
            let next = world.again()
            try await next.run(memory) {
                try await next.untilSaid(["are you there?"])
                try await eventually("nothing is open any more") { await memory.get("invitations") == nil }
            }
        }
    }

    @Test func `declines whom it is to decline`() async throws {
        try await MatrixWorld.play {
            $0.invitations.denied = [NamePattern("*.example.org")]
        } _: { world in
            let eve = world.server.user("@eve:bad.example.org")
            try await world.run {
                try await world.untilThere()
                let room = try eve.createRoom(inviting: [world.desk])
                try await eventually("it declines") { world.desk.membership(in: room) == "leave" }
                try await eventually("and forgets") { world.desk.forgotten == [room] }
                #expect(await world.inbox.arrivals.isEmpty)
            }
        }
    }

    @Test func `declines more than so many of one sender`() async throws {
        try await MatrixWorld.play {
            $0.invitations.perSender = 2
        } _: { world in
            try await world.run {
                try await world.untilThere()
                let rooms = try (0..<3).map { _ in try world.ann.createRoom(inviting: [world.desk]) }
                try await eventually("all are decided") {
                    rooms.map { world.desk.membership(in: $0) ?? "" }.sorted() == ["join", "join", "leave"]
                }
            }
        }
    }

    @Test(arguments: [403, 404]) func `lets go of an invitation that was taken back`(status: Int) async throws {
        try await MatrixWorld.play { world in
            let memory = FakeMemory()
            try await world.run(memory) {
                try await world.untilThere()
                let code = status == 403 ? "M_FORBIDDEN" : "M_NOT_FOUND"
                let refusal = world.server.misbehave(.status(status, code: code), on: "/join")
                _ = try world.ann.createRoom(inviting: [world.desk])
                try await eventually("it tries") { refusal.isSpent }
                let max = world.server.user("max")
                let room = try await world.meet(max)
                try max.say("hello", in: room)
                try await world.untilSaid(["hello"])
                try await eventually("nothing is open any more") { await memory.get("invitations") == nil }
            }
        }
    }

    // MARK: - Among others

    @Test func `answers among others only whom it is spoken to by`() async throws {
        try await MatrixWorld.play { world in
            let max = world.server.user("max", name: "Max")
            try await world.run {
                try await world.untilThere()
                let room = try world.ann.createRoom(inviting: [max, world.desk], isDirect: false)
                try max.join(room)
                try await eventually("the desk joins") { world.desk.membership(in: room) == "join" }
                try world.ann.say("who has seen it?", in: room)
                try max.say("support: where is it?", in: room)
                try await world.untilSaid(["where is it?"])
                let arrival = try #require(await world.arrival("where is it?"))
                #expect(arrival.venue == .open)
                #expect(arrival.from.room == RoomID("\(room) \(max.id)"))
                let receipt = try await world.deliver(
                    MatrixWorld.delivery("d1", "over there", to: arrival.from, causedBy: arrival.id))
                let answer = try #require(world.desk.sent(in: room).last)
                #expect(answer.content["m.mentions"]?["user_ids"] == .strings([max.id]))
                try max.reply(to: try #require(receipt.remoteID), "thank you", in: room)
                try await world.untilSaid(["where is it?", "thank you"])
                // In private it is a room of their own.
                let aside = try #require(arrival.aside)
                try await world.deliver(MatrixWorld.delivery("d2", "between us", to: aside))
                let own = try #require(world.desk.rooms.first { $0 != room })
                #expect(world.desk.said(in: own) == ["between us"])
                #expect(max.membership(in: own) == "invite")
                try await world.deliver(MatrixWorld.delivery("d3", "and again", to: aside))
                #expect(world.desk.said(in: own) == ["between us", "and again"])
                try max.join(own)
                try max.say("I see", in: own)
                try await world.untilSaid(["where is it?", "thank you", "I see"])
            }
        }
    }

    // MARK: - Who leaves

    @Test func `leaves and forgets a room that its customer has left`() async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                try world.ann.leave(room)
                try await eventually("it tells") { await world.inbox.count(of: .left) == 1 }
                try await eventually("it forgets") { world.desk.forgotten == [room] }
            }
        }
    }

    /// What an agent writes while a customer has left finds them in the room in which they come back.
    @Test func `says in another room what was meant for one that is over`() async throws {
        try await MatrixWorld.play { world in
            let memory = FakeMemory()
            let first = Box("")
            try await world.run(memory) {
                try await world.untilThere()
                first.value = try await world.meet(world.ann)
                try world.ann.leave(first.value)
                try await eventually("it tells") { await world.inbox.count(of: .left) == 1 }
                try await eventually("it forgets") { world.desk.forgotten == [first.value] }
                await #expect(throws: DeliveryError.absent) {
                    try await world.gateway.deliver(MatrixWorld.delivery("d", "x", to: world.address(first.value)))
                }
            }
            let next = world.again()
            try await next.run(memory) {
                try await next.untilThere()
                let second = try await next.meet(next.ann)
                try await eventually("it tells") { await next.inbox.count(of: .returned) == 1 }
                try await next.deliver(MatrixWorld.delivery("d", "where were you?", to: next.address(first.value)))
                #expect(next.desk.said(in: second) == ["where were you?"])
            }
        }
    }

    @Test func `goes on after it was removed, and comes again`() async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                try world.ann.kick(world.desk, from: room)
                try await eventually("it tells") { await world.inbox.count(of: .left) == 1 }
                try await eventually("it forgets") { world.desk.forgotten == [room] }
                await #expect(throws: DeliveryError.absent) {
                    try await world.gateway.deliver(MatrixWorld.delivery("d", "x", to: world.address(room)))
                }
                try world.ann.invite(world.desk, to: room)
                try world.ann.say("again", in: room)
                try await world.untilSaid(["again"])
                #expect(await world.inbox.count(of: .joined) == 1)
                #expect(await world.inbox.count(of: .returned) == 1)
            }
        }
    }

    @Test func `leaves a room in which nobody has talked for long`() async throws {
        try await MatrixWorld.play { world in
            let memory = FakeMemory()
            let room = try world.ann.createRoom(inviting: [world.desk])
            try world.desk.join(room)
            let shard = QuietRooms.shard(of: room)
            await memory.set("quiet/\(shard)", to: "{\"\(room)\":3}")
            // Not its first time on this account: else every room would be new.
            await memory.set("since", to: "\"s0\"")
            try await world.run(memory) {
                try await eventually("it leaves") { world.desk.forgotten == [room] }
            }
        }
    }
}
