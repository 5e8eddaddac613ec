import DeskCore
@testable import DeskRuntime
import TestKit
import Testing

/// What agents write does not wait for what customers get.
@Suite(.timeLimit(.minutes(1))) struct LaneTests {
    /// A gateway that wants two at once, behind a door; what is looked up passes.
    private func world(_ gate: Gate) -> CourierWorld {
        CourierWorld(
            FakeGateway(mostUnderWay: 2) { _, _ in
                await gate.pass()
                return .success(Receipt())
            })
    }

    @Test func `agents have as many places again`() async {
        let gate = Gate()
        let world = world(gate)
        for number in 1...4 { world.courier.deliver(world.delivery("r\(number)", in: "room\(number)")) }
        await world.running { world in
            _ = await world.gateway.attempts(2)
            world.courier.show(.text("look"), to: world.room("desk"))
            for number in 1...3 { world.courier.deliver(world.delivery("a\(number)", in: "a\(number)", lane: .agent)) }
            let started = await world.gateway.attempts(4)
            await lettingOthersRun()
            #expect(started.prefix(2).map(\.id) == ["r1", "r2"])
            #expect(started[2].to == world.room("desk") && started[3].id == "a1")
            #expect(world.gateway.started.count == 4)
            gate.open()
            for _ in 1...7 { #expect(await world.settled().hasSuffix("delivered")) }
        }
        #expect(world.gateway.most.atOnce == 4)
        #expect(world.courier.isIdle)
    }

    @Test func `customers leave agents their places, and agents leave none that are free`() async {
        let gate = Gate()
        let world = world(gate)
        for number in 1...6 { world.courier.deliver(world.delivery("a\(number)", in: "a\(number)", lane: .agent)) }
        world.courier.deliver(world.delivery("r"))
        await world.running { world in
            _ = await world.gateway.attempts(4)
            await lettingOthersRun()
            #expect(world.gateway.started.map(\.id) == ["a1", "a2", "a3", "a4"])
            gate.open()
            for _ in 1...7 { #expect(await world.settled().hasSuffix("delivered")) }
        }
    }

    @Test func `a room that waits with an answer is called up for what an agent writes`() async {
        let gate = Gate()
        let world = world(gate)
        for number in 1...3 { world.courier.deliver(world.delivery("r\(number)", in: "room\(number)")) }
        await world.running { world in
            _ = await world.gateway.attempts(2)
            await lettingOthersRun()
            world.courier.deliver(world.delivery("a", in: "room3", lane: .agent))
            let started = await world.gateway.attempts(3)
            #expect(started.last?.id == "a")
            gate.open()
            var settled: Set<String> = []
            for _ in 1...4 { settled.insert(await world.settled()) }
            #expect(settled == ["r1 delivered", "r2 delivered", "r3 delivered", "a delivered"])
        }
        #expect(world.gateway.started.map(\.id) == ["r1", "r2", "a", "r3"])
    }

    @Test func `a room whose agent took it back waits with the others`() async {
        let gate = Gate()
        let world = world(gate)
        for number in 1...2 { world.courier.deliver(world.delivery("r\(number)", in: "room\(number)")) }
        for number in 1...2 { world.courier.deliver(world.delivery("a\(number)", in: "a\(number)", lane: .agent)) }
        await world.running { world in
            _ = await world.gateway.attempts(4)
            world.courier.deliver(world.delivery("r3", in: "room3"))
            world.courier.deliver(world.delivery("a3", in: "room3", lane: .agent))
            world.courier.withdraw("a3", from: world.room("room3"))
            #expect(await world.settled() == "a3 withdrawn")
            await lettingOthersRun()
            #expect(world.gateway.started.count == 4)
            gate.open()
            for _ in 1...5 { #expect(await world.settled().hasSuffix("delivered")) }
        }
        #expect(world.gateway.most.atOnce == 4)
        #expect(world.courier.isIdle)
    }
}
