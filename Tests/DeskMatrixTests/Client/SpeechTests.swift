import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

/// What the desk says is on the network once, in order.
@Suite(.timeLimit(.minutes(3))) struct SpeechTests {
    private func inARoom(
        _ change: (inout MatrixOptions) -> Void = { _ in },
        _ body: @Sendable @escaping (MatrixWorld, String) async throws -> Void
    ) async throws {
        try await MatrixWorld.play(.init(), change) { world in
            try await world.run {
                try await world.untilThere()
                try await body(world, try await world.meet(world.ann))
            }
        }
    }

    @Test func `answers what it was asked`() async throws {
        try await inARoom { world, room in
            let event = try world.ann.say("where is it?", in: room)
            try await world.untilSaid(["where is it?"])
            let receipt = try await world.deliver(
                MatrixWorld.delivery(
                    "c1.1", "there", to: world.address(room), causedBy: ArrivalID("matrix:\(event)")))
            let sent = try #require(world.desk.sent(in: room).last)
            #expect(receipt.remoteID == sent.id)
            #expect(sent.content["msgtype"] == "m.notice")
            #expect(sent.content["m.relates_to"]?["m.in_reply_to"]?["event_id"]?.string == event)
            #expect(sent.content["m.mentions"] != nil)
        }
    }

    @Test func `shows people's words as theirs`() async throws {
        try await inARoom { world, room in
            try await world.deliver(
                MatrixWorld.delivery("c1.1", "hello", to: world.address(room), by: .agent("kim")))
            let sent = try #require(world.desk.sent(in: room).last)
            #expect(sent.content["msgtype"] == "m.text")
            #expect(sent.content["body"] == "kim: hello")
            #expect(sent.content["formatted_body"] == "<strong>kim</strong>: hello")
        }
    }

    @Test func `says its own words as it is told to`() async throws {
        try await inARoom {
            $0.answers = .text
        } _: { world, room in
            try await world.deliver(MatrixWorld.delivery("c1.1", "hello", to: world.address(room)))
            #expect(world.desk.sent(in: room).last?.content["msgtype"] == "m.text")
        }
    }

    /// By the transaction id, which is of the delivery, over restarts as well; but not of another data folder's.
    @Test func `says a repeated delivery once`() async throws {
        try await MatrixWorld.play { world in
            let memory = FakeMemory()
            let room = Box("")
            try await world.run(memory) {
                try await world.untilThere()
                room.value = try await world.meet(world.ann)
                for _ in 0..<2 {
                    try await world.deliver(MatrixWorld.delivery("c1.1", "once", to: world.address(room.value)))
                }
            }
            let next = world.again()
            try await next.run(memory) {
                try await next.untilThere()
                try await next.deliver(MatrixWorld.delivery("c1.1", "once", to: next.address(room.value)))
                #expect(next.desk.said(in: room.value) == ["once"])
            }
            #expect(world.desk.devices.count == 1)
            let other = world.again()
            try await other.run {
                try await other.untilThere()
                try await other.deliver(MatrixWorld.delivery("c1.1", "anew", to: other.address(room.value)))
                #expect(other.desk.said(in: room.value) == ["once", "anew"])
            }
        }
    }

    @Test(
        arguments: [
            .status(500), .page(status: 502), .half, .loseAnswer, .loseRequest, .garbage, .limited(retryAfter: nil),
            .limited(retryAfter: .milliseconds(30)),
        ] as [HomeserverFault])
    func `says each thing once through a server that misbehaves`(fault: HomeserverFault) async throws {
        try await inARoom { world, room in
            world.server.misbehave(fault, on: "/send/", times: 2)
            for number in 0..<4 {
                try await world.deliver(MatrixWorld.delivery("c1.\(number)", "\(number)", to: world.address(room)))
            }
            #expect(world.desk.said(in: room) == ["0", "1", "2", "3"])
        }
    }

    @Test func `waits as long as the server says, in that room alone`() async throws {
        try await inARoom { world, room in
            let other = try await world.meet(world.server.user("max"))
            world.server.misbehave(.limited(retryAfter: .milliseconds(2500)), on: "/send/")
            await #expect(throws: DeliveryError.later(retryAfter: .milliseconds(2500), scope: .room)) {
                try await world.gateway.deliver(MatrixWorld.delivery("c1.1", "later", to: world.address(room)))
            }
            _ = try await world.gateway.deliver(MatrixWorld.delivery("c2.1", "now", to: world.address(other)))
            #expect(world.desk.said(in: other) == ["now"])
        }
    }

    @Test func `says a long text in parts`() async throws {
        try await inARoom { world, room in
            let text = (0..<500).map { "line \($0) " + String(repeating: "x", count: 60) }.joined(separator: "\n")
            world.server.misbehave(.loseAnswer, on: "/send/", skipping: 1)
            try await world.deliver(MatrixWorld.delivery("c1.1", text, to: world.address(room)))
            #expect(world.desk.said(in: room).joined() == text)
            #expect(world.desk.said(in: room).count > 1)
        }
    }

    @Test func `shows again what was said elsewhere`() async throws {
        try await inARoom { world, room in
            let line = Line(
                conversation: "c1", seq: 1, at: Timestamp(milliseconds: 3_600_000), gateway: "irc", kind: .customer,
                author: "Ann", person: "irc:ann", text: "where is it?", words: .arrival("irc:1"))
            try await world.deliver(
                Delivery(id: "r1", to: world.address(room), act: .recap([line]), lane: .reply))
            #expect(world.desk.said(in: room) == ["[01:00] Ann: where is it?"])
        }
    }

    @Test func `has nothing to do where Matrix shows it anyhow`() async throws {
        try await inARoom { world, room in
            for act: Act in [.enter("kim"), .leave("kim"), .recap([])] {
                let receipt = try await world.deliver(
                    Delivery(id: "a", to: world.address(room), act: act, lane: .agent))
                #expect(receipt == Receipt())
            }
            #expect(world.desk.sent(in: room).isEmpty)
        }
    }

    @Test func `is for later before it is there`() async throws {
        let server = try await ScriptedHomeserver.start()
        let world = MatrixWorld(server)
        await #expect(throws: DeliveryError.later(retryAfter: .seconds(2), scope: .gateway)) {
            try await world.gateway.deliver(MatrixWorld.delivery("d", "x", to: world.address("!a")))
        }
        await server.goAway()
    }
}
