import DeskCore
@testable import DeskRuntime
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct CourierTests {
    @Test func `one room gets its deliveries in order, one at a time`() async {
        let world = CourierWorld(
            FakeGateway { _, _ in
                await Task.yield(); return .success(Receipt())
            })
        for number in 1...50 { world.courier.deliver(world.delivery("\(number)")) }
        await world.running { world in
            for number in 1...50 { #expect(await world.settled() == "\(number) delivered") }
        }
        #expect(world.gateway.started.map(\.id.rawValue) == (1...50).map(String.init))
        #expect(world.gateway.most.inOneRoom == 1)
        #expect(world.courier.isIdle)
    }

    @Test func `rooms do not wait for one another, up to the limit in flight`() async {
        let gate = Gate()
        let most = 5
        let world = CourierWorld(
            FakeGateway(mostUnderWay: most) { _, _ in
                await gate.pass(); return .success(Receipt())
            })
        let rooms = most + 6
        for number in 1...rooms { world.courier.deliver(world.delivery("\(number)", in: "room\(number)")) }
        await world.running { world in
            _ = await world.gateway.attempts(most)
            await lettingOthersRun()
            #expect(world.gateway.started.count == most)
            #expect(!world.courier.isIdle)
            gate.open()
            for _ in 1...rooms { #expect(await world.settled().hasSuffix("delivered")) }
        }
        #expect(world.gateway.most.atOnce == most)
    }

    @Test func `rooms take turns, and the agents' lane goes first`() async {
        let world = CourierWorld(FakeGateway())
        let room = world.room()
        world.courier.hold([room])
        for (id, lane) in [("b", Lane.bulk), ("r1", .reply), ("a", .agent), ("r2", .reply)] {
            world.courier.deliver(world.delivery(id, lane: lane))
        }
        world.courier.show(.text("look"), to: room)
        world.courier.release([room])
        await world.running { world in
            for id in ["a", "r1", "r2", "b"] { #expect(await world.settled() == "\(id) delivered") }
        }
        guard case .say(let utterance)? = world.gateway.started.first?.act else {
            return #expect(Bool(false), "nothing said")
        }
        #expect(utterance.prose.plainText == "look", "looks go first of all, and settle nothing")
        #expect(world.gateway.started.count == 5)
    }

    @Test func `later is tried again after that long, and what comes after waits`() async {
        let world = CourierWorld(
            FakeGateway { delivery, before in
                delivery.id == "1" && before == 0
                    ? .failure(.later(retryAfter: .seconds(7), scope: .room)) : .success(Receipt())
            })
        let begin = world.clock.now
        world.courier.deliver(world.delivery("1"))
        world.courier.deliver(world.delivery("2"))
        await world.running { world in
            _ = await world.gateway.attempts(1)
            await world.clock.tick()
            #expect(await world.settled() == "1 delivered")
            #expect(await world.settled() == "2 delivered")
        }
        #expect(world.clock.now - begin == .seconds(7))
        #expect(world.gateway.started.map(\.id) == ["1", "1", "2"])
    }

    @Test func `a room whose receiver is away waits until they are back`() async {
        let world = CourierWorld(
            FakeGateway { delivery, before in
                before == 0 && delivery.id == "1" ? .failure(.absent) : .success(Receipt())
            })
        world.courier.deliver(world.delivery("1"))
        world.courier.deliver(world.delivery("2"))
        await world.running { world in
            _ = await world.gateway.attempts(1)
            await until { world.courier.isIdle }
            world.courier.deliver(world.delivery("other", in: "bea"))
            #expect(await world.settled() == "other delivered")
            world.courier.deliver(world.delivery("3"))
            await lettingOthersRun()
            #expect(world.gateway.started.map(\.id) == ["1", "other"])
            world.courier.resume(world.room())
            for id in ["1", "2", "3"] { #expect(await world.settled() == "\(id) delivered") }
        }
    }

    @Test func `who comes back while "absent" is on its way is not parked`() async {
        let gate = Gate()
        let world = CourierWorld(
            FakeGateway { _, before in
                guard before == 0 else { return .success(Receipt()) }
                await gate.pass()
                return .failure(.absent)
            })
        world.courier.deliver(world.delivery("1"))
        await world.running { world in
            _ = await world.gateway.attempts(1)
            world.courier.resume(world.room())
            gate.open()
            #expect(await world.settled() == "1 delivered")
        }
    }

    @Test func `never settles as failed, and the next goes out`() async {
        let world = CourierWorld(
            FakeGateway { delivery, _ in delivery.id == "1" ? .failure(.never(reason: "banned")) : .success(Receipt()) }
        )
        world.courier.deliver(world.delivery("1"))
        world.courier.deliver(world.delivery("2"))
        world.courier.deliver(world.delivery("3", gateway: "gone"))
        await world.running { world in
            #expect(await world.settled() == "3 failed: no gateway gone")
            #expect(await world.settled() == "1 failed: banned")
            #expect(await world.settled() == "2 delivered")
        }
    }

    @Test(arguments: [true, false])
    func `unknown is tried again only where the network drops repeats`(deduplicates: Bool) async {
        let world = CourierWorld(
            FakeGateway(deduplicates: deduplicates) { _, before in
                before == 0 ? .failure(.unknown) : .success(Receipt())
            })
        world.courier.deliver(world.delivery("1"))
        await world.running { world in
            if deduplicates { await world.clock.tick() }
            #expect(await world.settled() == (deduplicates ? "1 delivered" : "1 maybeDelivered"))
        }
        #expect(world.gateway.started.map(\.id) == (deduplicates ? ["1", "1"] : ["1"]))
    }

    @Test func `what is not worth saying any more expires, and what is early waits`() async {
        let world = CourierWorld(FakeGateway())
        let now = world.clock.now
        world.courier.deliver(world.delivery("late", expires: now))
        world.courier.deliver(world.delivery("early", notBefore: now + .seconds(3)))
        await world.running { world in
            #expect(await world.settled() == "late expired")
            await world.clock.tick()
            #expect(await world.settled() == "early delivered")
        }
        #expect(world.clock.now == now + .seconds(3))
        #expect(world.gateway.started.map(\.id) == ["early"])
    }

    @Test func `an earlier outbox is taken up in its order`() async {
        let world = CourierWorld(FakeGateway())
        world.courier.begin(with: [
            .init(world.delivery("1")), .init(world.delivery("2"), isWithdrawn: true), .init(world.delivery("3")),
        ])
        await world.running { world in
            for text in ["2 maybeDelivered", "1 delivered", "3 delivered"] { #expect(await world.settled() == text) }
        }
        #expect(world.gateway.started.map(\.id) == ["1", "3"])
    }
}
