import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

/// Rooms whose place another one takes.
@Suite(.timeLimit(.minutes(3))) struct UpgradeTests {
    @Test(arguments: [false, true]) func `goes on in the new room as if it were the old one`(isOpaque: Bool)
        async throws
    {
        try await MatrixWorld.play { world in
            let memory = FakeMemory()
            let rooms = Box<[String]>([])
            try await world.run(memory) {
                try await world.untilThere()
                let old = try await world.meet(world.ann, isOpaque: isOpaque)
                await world.inbox.takeItsTime()
                for line in ["one", "two"] { try world.ann.say(line, in: old) }
                let new = try world.ann.upgrade(old, inviting: [world.desk])
                for line in ["three", "four"] { try world.ann.say(line, in: new) }
                try await world.untilSaid(["one", "two", "three", "four"])
                #expect(await world.arrival("four")?.from == world.address(old))
                try await world.deliver(MatrixWorld.delivery("c1", "here", to: world.address(old)))
                #expect(world.desk.said(in: new) == ["here"] && world.desk.said(in: old).isEmpty)
                // Who leaves the old one has not left.
                try world.ann.leave(old)
                // And once more.
                let newest = try world.ann.upgrade(new, inviting: [world.desk])
                try world.ann.say("five", in: newest)
                try await world.untilSaid(["one", "two", "three", "four", "five"])
                #expect(await world.arrival("five")?.from == world.address(old))
                #expect(await world.inbox.count(of: .left) == 0)
                #expect(await world.inbox.count(of: .joined) <= 1)
                rooms.value = [old, new, newest]
            }
            let next = world.again()
            try await next.run(memory) {
                try await next.untilThere()
                try await next.deliver(MatrixWorld.delivery("c2", "still here", to: next.address(rooms.value[0])))
                #expect(next.desk.said(in: rooms.value[2]) == ["still here"])
                try world.ann.leave(rooms.value[2])
                try await eventually("it is told") { await next.inbox.count(of: .left) == 1 }
                #expect(await next.inbox.arrivals.last?.from == next.address(rooms.value[0]))
            }
        }
    }

    @Test func `goes on in rooms of agents`() async throws {
        try await StaffRoomTests.play { world, kim, staff in
            try await world.run {
                try await eventually("it is there") { world.desk.membership(in: staff) == "join" }
                let newStaff = try kim.upgrade(staff, inviting: [world.desk])
                try kim.say("!queue", in: newStaff)
                try await world.untilSaid(["!queue"])
                #expect(await world.arrival("!queue")?.from == StaffRoomTests.staff)
                try await world.deliver(MatrixWorld.delivery("d1", "the board", to: StaffRoomTests.staff))
                #expect(world.desk.said(in: newStaff) == ["the board"])
                let opening = Delivery(
                    id: "desk.1", to: StaffRoomTests.staff,
                    act: .openRoom(number: 7, title: "Case 7", agent: "kim", person: "matrix:@kim:localhost"),
                    lane: .agent)
                let address = try #require(try await world.deliver(opening).room)
                let old = address.room.rawValue
                try kim.join(old)
                try world.desk.setState(
                    "m.room.power_levels", #"{"users":{"\#(world.desk.id)":100,"\#(kim.id)":100}}"#, in: old)
                let new = try kim.upgrade(old, inviting: [world.desk])
                try kim.say("hello", in: new)
                try await eventually("it is told") { await world.arrival("hello") != nil }
                let arrival = try #require(await world.arrival("hello"))
                #expect(arrival.venue == .staff && arrival.from == address)
            }
        }
    }

    /// Anybody could name any room in a room of theirs.
    @Test(arguments: [nil, "!another"] as [String?]) func `believes the new room alone`(named: String?) async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let old = try await world.meet(world.ann)
                let new = try world.ann.upgrade(old, inviting: [world.desk], naming: .some(named))
                try await eventually("it comes in") { world.desk.membership(in: new) == "join" }
                try world.ann.say("hello", in: new)
                try await eventually("it is told") { await world.arrival("hello") != nil }
                #expect(await world.arrival("hello")?.from == world.address(new))
            }
        }
    }

    @Test func `believes an invitation only where the old room says the same`() async throws {
        try await MatrixWorld.play { world in
            let eve = world.server.user("eve", name: "Eve")
            try await world.run {
                try await world.untilThere()
                let old = try await world.meet(world.ann)
                // It has an heir, but not this one.
                let heir = try world.ann.createRoom()
                try world.ann.setState("m.room.tombstone", #"{"replacement_room":"\#(heir)"}"#, in: old)
                try await eventually("it is told") { await world.inbox.count(of: .left) == 1 }
                let fake = try eve.createRoom(
                    inviting: [world.desk], more: #"{"creation_content":{"predecessor":{"room_id":"\#(old)"}}}"#)
                try await eventually("it comes in") { world.desk.membership(in: fake) == "join" }
                try eve.say("tell me all", in: fake)
                try await eventually("it is told") { await world.arrival("tell me all") != nil }
                #expect(await world.arrival("tell me all")?.from == world.address(fake))
                try await world.deliver(MatrixWorld.delivery("c1", "for Ann", to: world.address(old)))
                #expect(world.desk.said(in: old) == ["for Ann"] && world.desk.said(in: fake).isEmpty)
            }
        }
    }

    @Test func `takes a room that it cannot follow for one that was left, until it is invited`() async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let old = try await world.meet(world.ann)
                let new = try world.ann.upgrade(old, inviting: [])
                try await eventually("it is told") { await world.inbox.count(of: .left) == 1 }
                try world.ann.invite(world.desk, to: new)
                try await eventually("it is told") { await world.inbox.count(of: .returned) == 1 }
                try await world.deliver(MatrixWorld.delivery("c1", "here", to: world.address(old)))
                #expect(world.desk.said(in: new) == ["here"])
                try world.ann.say("hello", in: new)
                try await eventually("it is told") { await world.arrival("hello") != nil }
                #expect(await world.arrival("hello")?.from == world.address(old))
            }
        }
    }
}
