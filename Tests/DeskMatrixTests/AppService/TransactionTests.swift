import DeskCore
import Foundation
import TestKit
import Testing

@testable import DeskMatrix

/// What the homeserver tells is in the store before it hears so, once each, whatever comes again.
@Suite(.timeLimit(.minutes(3))) struct TransactionTests {
    /// A room with Ann in which the desk is, and who tells the desk of it by hand.
    private func meet(_ world: AppServiceWorld) async throws -> String {
        try await world.untilThere()
        let room = try world.ann.createRoom(inviting: [world.desk])
        #expect(await world.push("meet", world.server.events(in: room)) == 200)
        try await eventually("the desk is in") { await world.inbox.arrivals.contains { $0.body == .joined } }
        return room
    }

    private func event(_ world: AppServiceWorld, _ text: String, _ room: String) throws -> HomeserverEvent {
        let id = try world.ann.say(text, in: room)
        return try #require(world.server.events(in: room).last { $0.id == id })
    }

    @Test func `answers once all of it is in the store`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            try await world.run {
                let room = try await meet(world)
                let events = try ["one", "two"].map { try event(world, $0, room) }
                await world.inbox.hold()
                let outcome = Box<Int?>(nil)
                let pushing = Task { outcome.value = await world.push("a", events) }
                try await eventually("the first is on its way") { await world.inbox.said == ["one"] }
                // Whatever else is asked is answered meanwhile, so that time has gone by.
                for _ in 0..<5 { #expect(await world.ask("POST", "/_matrix/app/v1/ping", "{}") == 200) }
                #expect(outcome.value == nil)
                await world.inbox.release()
                await pushing.value
                #expect(outcome.value == 200)
                #expect(await world.inbox.said == ["one", "two"])
            }
        }
    }

    @Test func `a repeat of what is under way waits for the same outcome`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            try await world.run {
                let room = try await meet(world)
                let events = [try event(world, "one", room)]
                await world.inbox.hold()
                let outcomes = Box<[Int?]>([])
                await withTaskGroup { group in
                    for _ in 0..<3 {
                        group.addTask {
                            let answer = await world.push("a", events)
                            outcomes.change { $0.append(answer) }
                        }
                    }
                    try? await eventually("it is on its way") { await world.inbox.said == ["one"] }
                    for _ in 0..<5 { #expect(await world.ask("POST", "/_matrix/app/v1/ping", "{}") == 200) }
                    #expect(outcomes.value == [])
                    await world.inbox.release()
                }
                #expect(outcomes.value == [200, 200, 200])
                #expect(await world.inbox.said == ["one"])
            }
        }
    }

    @Test func `what comes again or late does nothing twice, also in another transaction`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            try await world.run {
                let room = try await meet(world)
                let (one, two) = (try event(world, "one", room), try event(world, "two", room))
                let three = try event(world, "three", room)
                for (id, events) in [
                    ("b", [two]), ("a", [one]), ("b", [two]), ("c", [one, two, three]), ("c", [one, two, three]),
                ] {
                    #expect(await world.push(id, events) == 200)
                }
                #expect(await world.inbox.said == ["two", "one", "three"])
                // Nor is it another invitation that comes again: the arrival has the same id.
                #expect(await world.push("meet", world.server.events(in: room)) == 200)
                try world.ann.say("four", in: room)
                #expect(await world.push("d", world.server.events(in: room)) == 200)
                try await world.untilSaid(["two", "one", "three", "four"])
                #expect(Set(await world.inbox.arrivals.filter { $0.body == .joined }.map(\.id)).count == 1)
            }
        }
    }

    @Test func `another process gives the same arrivals the same ids`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            let memory = FakeMemory()
            let told = Box<[HomeserverEvent]>([])
            try await world.run(memory) {
                let room = try await meet(world)
                _ = try event(world, "one", room)
                told.value = world.server.events(in: room)
                #expect(await world.push("a", told.value) == 200)
                try await eventually("nothing is open any more") { await memory.get("invitations") == nil }
            }
            let next = world.again()
            try await next.run(memory) {
                try await next.untilThere()
                #expect(await next.push("a", told.value) == 200)
                try await eventually("the invitation is followed again") { await memory.get("invitations") == nil }
            }
            let (before, after) = (await world.inbox.arrivals, await next.inbox.arrivals)
            #expect(Set(after.map(\.id)).isSubset(of: Set(before.map(\.id))))
            #expect(after.contains { $0.body == .said("one") })
        }
    }

    @Test func `a desk that takes nothing more has it sent again`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            try await world.run {
                let room = try await meet(world)
                let events = [try event(world, "one", room)]
                await world.inbox.close()
                #expect(await world.push("a", events) == 503)
                #expect(await world.push("a", events) == 503)
                #expect(await world.inbox.said == [])
            }
        }
    }

    @Test func `a desk that is stopped in the middle of it does not say that it has it`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            let running = Task { try? await world.gateway.run(into: world.inbox, memory: FakeMemory()) }
            await world.settle()
            let room = try await meet(world)
            let events = [try event(world, "one", room), try event(world, "two", room)]
            await world.inbox.hold()
            let pushing = Task { await world.push("a", events) }
            try await eventually("the first is on its way") { await world.inbox.said == ["one"] }
            running.cancel()
            // The inbox still holds it as the homeserver hears that it is to send it again.
            #expect(await pushing.value == 503)
            await world.inbox.release()
            await running.value
        }
    }

    @Test func `keeps invitations before it says that it has them`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            let memory = FakeMemory()
            let room = Box("")
            try await world.run(memory) {
                try await world.untilThere()
                world.server.misbehave(.hang(), on: "/join", method: "POST")
                room.value = try world.ann.createRoom(inviting: [world.desk])
                try world.ann.say("are you there?", in: room.value)
                #expect(await world.push("a", world.server.events(in: room.value)) == 200)
                #expect(await memory.get("invitations") != nil)
            }
            world.server.behave()
            let next = world.again()
            try await next.run(memory) {
                try await next.untilSaid(["are you there?"])
            }
        }
    }

    @Test func `one odd event hides no other, and unknown rooms are none`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            try await world.run {
                let room = try await meet(world)
                let good = try event(world, "one", room).shown(to: "", "")
                let odd: [JSONNode] = [
                    .null, 7, ["room_id": .string(room)], ["room_id": 3, "type": "m.room.message"], [],
                ]
                #expect(await world.put("a", ["events": .array(odd + [good])]) == 200)
                #expect(await world.inbox.said == ["one"])
            }
        }
    }
}
