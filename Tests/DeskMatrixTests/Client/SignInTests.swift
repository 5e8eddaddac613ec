import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

@Suite(.timeLimit(.minutes(3))) struct SignInTests {
    private func token(_ world: MatrixWorld) async throws -> String {
        let memory = FakeMemory()
        try await world.run(memory) { try await world.untilThere() }
        let kept = try #require(await memory.get("credentials"))
        return try #require(try JSON(reading: Array(kept.utf8))["token"]?.string)
    }

    @Test func `uses a token`() async throws {
        try await MatrixWorld.play { world in
            let token = try await token(world)
            let again = world.again {
                $0.password = nil
                $0.user = nil
                $0.token = token
            }
            try await again.run {
                try await again.untilThere()
                #expect(again.places.all.last == "@support:localhost on \(world.server.url)")
            }
        }
    }

    @Test func `keeps its device over restarts`() async throws {
        try await MatrixWorld.play { world in
            let memory = FakeMemory()
            for _ in 0..<3 {
                let next = world.again()
                try await next.run(memory) { try await next.untilThere() }
            }
            #expect(world.desk.devices.count == 1)
            #expect(world.server.requests("POST", "/login").count == 1)
        }
    }

    /// Client-server API, "Refreshing access tokens" and "Soft logout".
    @Test func `gets another token before anybody notices`() async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                for number in 0..<3 {
                    world.desk.expireTokens()
                    try world.ann.say("line \(number)", in: room)
                    try await world.deliver(MatrixWorld.delivery("c1.\(number)", "\(number)", to: world.address(room)))
                    try await eventually("it is told") { await world.inbox.said.count == number + 1 }
                }
                #expect(world.desk.said(in: room) == ["0", "1", "2"])
                #expect(world.server.requests("POST", "/refresh").count == 3)
                #expect(world.server.requests("POST", "/login").count == 1)
                #expect(world.desk.devices.count == 1)
            }
        }
    }

    @Test func `logs in again on the same device where nothing else does`() async throws {
        try await MatrixWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                world.desk.expireTokens(alsoRefreshing: true)
                try world.ann.say("one", in: room)
                try await world.untilSaid(["one"])
                world.desk.revokeTokens()
                try world.ann.say("two", in: room)
                try await world.untilSaid(["one", "two"])
                // Whatever waited as the token was revoked may still have been answered.
                try await eventually("it logs in") { world.server.requests("POST", "/login").count == 3 }
                #expect(Set(world.desk.devices).count == 1)
            }
        }
    }

    @Test func `says clearly that a token was revoked`() async throws {
        try await MatrixWorld.play { world in
            let token = try await token(world)
            let again = world.again {
                $0.password = nil
                $0.token = token
            }
            let error = await #expect(throws: MatrixError.self) {
                try await again.run {
                    try await again.untilThere()
                    world.desk.revokeTokens()
                    try await eventually("the gateway ends") { false }
                }
            }
            #expect(error?.description.contains("rapport matrix login") == true)
            let other = world.again {
                $0.password = nil
                $0.token = token
            }
            await #expect(throws: MatrixError.self) {
                try await other.run { try await eventually("the gateway ends") { false } }
            }
        }
    }

    @Test func `says clearly that a password is wrong`() async throws {
        try await MatrixWorld.play {
            $0.password = "wrong"
        } _: { world in
            let error = await #expect(throws: MatrixError.self) {
                try await world.run { try await eventually("the gateway ends") { false } }
            }
            #expect(error?.description.contains("M_FORBIDDEN") == true)
        }
    }

    @Test func `waits for a server that is not there yet`() async throws {
        try await MatrixWorld.play { world in
            await world.server.goAway()
            try await world.run {
                try await Task.sleep(for: .milliseconds(100))
                try await world.server.comeBack()
                try await world.untilThere()
            }
        }
    }
}
