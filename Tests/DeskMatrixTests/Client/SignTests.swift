import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

/// Who is writing, and up to where the desk has read.
@Suite(.timeLimit(.minutes(3))) struct SignTests {
    private static func typing(_ world: MatrixWorld, in room: String) -> [Bool] {
        world.server.look { $0.typing.filter { $0.user == world.desk.id && $0.room == room }.map { $0.kind == "true" } }
    }

    @Test func `shows that an answer is being written, until it is there`() async throws {
        try await StaffRoomTests.play { world, _, _ in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann, isOpaque: true)
                for _ in 0..<3 { world.gateway.showTyping(in: world.address(room)) }
                try await eventually("it is shown") { Self.typing(world, in: room) == [true] }
                #expect(world.server.requests("PUT", "/typing/").last?.body["timeout"] == 10_000)
                for text in ["one", "two"] {
                    try await world.deliver(MatrixWorld.delivery("c-\(text)", text, to: world.address(room)))
                }
                try await eventually("it is taken back") { Self.typing(world, in: room) == [true, false] }
                // Where nobody is, and among others, nothing is shown.
                world.gateway.showTyping(in: StaffRoomTests.staff)
                world.server.misbehave(.status(500), on: "/typing/")
                world.gateway.showTyping(in: world.address(room))
                try await eventually("it is asked for") { world.server.requests("PUT", "/typing/").count == 3 }
                try await world.deliver(MatrixWorld.delivery("c3", "three", to: world.address(room)))
                #expect(!world.server.requests("PUT", "/typing/").contains { $0.path.contains("staff") })
            }
        }
    }

    @Test func `tells who is writing, in rooms of two and of cases`() async throws {
        try await StaffRoomTests.play { world, kim, staff in
            try await world.run {
                try await eventually("it is there") { world.desk.membership(in: staff) == "join" }
                let room = try await world.meet(world.ann, isOpaque: true)
                let opening = Delivery(
                    id: "desk.1", to: StaffRoomTests.staff,
                    act: .openRoom(number: 7, title: "Case 7", agent: "kim", person: "matrix:@kim:localhost"),
                    lane: .agent)
                let address = try #require(try await world.deliver(opening).room)
                try kim.join(address.room.rawValue)
                kim.type(in: staff)
                // Again and again, each seen by the desk.
                for number in 0..<3 {
                    world.ann.type(in: room)
                    try world.ann.say("word \(number)", in: room)
                    try await eventually("it is told") { await world.arrival("word \(number)") != nil }
                }
                try await eventually("it is told") { world.inbox.typing.contains { $0.room == world.address(room) } }
                kim.type(in: address.room.rawValue)
                try await eventually("it is told") { world.inbox.typing.contains { $0.room == address } }
                let told = world.inbox.typing
                #expect(told.map(\.author.person) == ["matrix:@ann:localhost", "matrix:@kim:localhost"])
            }
        }
    }

    @Test func `marks what it has read, behind the desk`() async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann, isOpaque: true)
                let other = try await world.meet(world.server.user("max"))
                await world.inbox.hold()
                let event = try world.ann.say("read me", in: room)
                try await world.untilSaid(["read me"])
                // Longer than it waits before it marks anything.
                try await Task.sleep(for: Signs.readPause + .milliseconds(500))
                #expect(world.desk.receipts(in: room).isEmpty)
                await world.inbox.release()
                try await eventually("it is marked") { world.desk.receipts(in: room).map(\.event) == [event] }
                #expect(world.desk.receipts(in: room).map(\.kind) == ["m.read"])
                // Of many the newest; and none where it has answered by then.
                let events = try (0..<5).map { try world.ann.say("line \($0)", in: room) }
                try await eventually("the newest is marked") {
                    world.desk.receipts(in: room).last?.event == events.last
                }
                #expect(world.desk.receipts(in: room).count < 6)
                let asked = try world.server.user("max").say("answer me", in: other)
                try await eventually("it is told") { await world.arrival("answer me") != nil }
                try await world.deliver(MatrixWorld.delivery("c1", "here", to: world.address(other)))
                try world.ann.say("last", in: room)
                try await eventually("a later one is marked") {
                    world.desk.receipts(in: room).last?.event != events.last
                }
                #expect(!world.desk.receipts(in: other).contains { $0.event == asked })
            }
        }
    }
}
