import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

/// Rooms whose words the desk cannot read.
@Suite(.timeLimit(.minutes(3))) struct SealedTests {
    private func sealed(_ world: MatrixWorld) async -> [Arrival.Body] {
        await world.inbox.arrivals.map(\.body).filter { if case .sealed = $0 { true } else { false } }
    }

    @Test func `invites to another room whoever invites to an encrypted one`() async throws {
        try await MatrixWorld.play { world in
            let memory = FakeMemory()
            try await world.run(memory) {
                try await world.untilThere()
                let room = try world.ann.createRoom(inviting: [world.desk], encrypted: true)
                try await eventually("it is told") { await self.sealed(world).count == 1 }
                let fresh = try #require(world.desk.rooms.first { $0 != room })
                #expect(await self.sealed(world) == [.sealed(instead: world.address(fresh))])
                #expect(world.ann.membership(in: fresh) == "invite")
                // What the desk says about it is said in the clear.
                try await world.deliver(MatrixWorld.delivery("d", "over there", to: world.address(room)))
                #expect(world.desk.said(in: room) == ["over there"])
                for number in 0..<3 {
                    try world.ann.send("m.room.encrypted", #"{"ciphertext":"\#(number)"}"#, in: room)
                }
                try world.ann.join(fresh)
                try world.ann.say("here I am", in: fresh)
                try await world.untilSaid(["here I am"])
                #expect(await self.sealed(world).count == 1)
                #expect(await world.inbox.arrivals.contains { $0.body == .joined && $0.from == world.address(fresh) })
            }
            // Nothing of it again after a restart.
            let next = world.again()
            try await next.run(memory) {
                try await next.untilThere()
                let room = try #require(next.desk.rooms.first)
                try world.ann.say("still here", in: room)
                try await eventually("it is told") { await next.inbox.said.contains("still here") }
                #expect(await self.sealed(next).isEmpty)
                #expect(next.desk.rooms.count == 2)
            }
        }
    }

    @Test func `does the same where a room is encrypted later`() async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                try world.ann.say("plain", in: room)
                try world.ann.setState("m.room.encryption", #"{"algorithm":"m.megolm.v1.aes-sha2"}"#, in: room)
                try await eventually("it is told") { await self.sealed(world).count == 1 }
                #expect(world.desk.rooms.count == 2)
            }
        }
    }

    @Test func `says so where the server encrypts every room`() async throws {
        var settings = ScriptedHomeserver.Settings()
        settings.forcesEncryption = true
        try await MatrixWorld.play(settings) { world in
            try await world.run {
                try await world.untilThere()
                let room = try world.ann.createRoom(inviting: [world.desk])
                try await eventually("it is told") { await self.sealed(world) == [.sealed(instead: nil)] }
                #expect(world.desk.rooms == [room])
            }
        }
    }

    @Test func `says nothing among others`() async throws {
        try await MatrixWorld.play { world in
            let max = world.server.user("max")
            try await world.run {
                try await world.untilThere()
                let room = try world.ann.createRoom(inviting: [max, world.desk], encrypted: true, isDirect: false)
                try max.join(room)
                try world.ann.send("m.room.encrypted", "{}", in: room)
                let other = try await world.meet(max)
                try max.say("hello", in: other)
                try await world.untilSaid(["hello"])
                #expect(await self.sealed(world).isEmpty)
            }
        }
    }
}
