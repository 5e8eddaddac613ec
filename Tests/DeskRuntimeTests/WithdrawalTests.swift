import DeskCore
@testable import DeskRuntime
import TestKit
import Testing

/// What a claim takes back.
@Suite(.timeLimit(.minutes(1))) struct WithdrawalTests {
    @Test func `what has not started is taken back and never starts`() async {
        let world = CourierWorld(FakeGateway())
        world.courier.deliver(world.delivery("1"))
        world.courier.deliver(world.delivery("2"))
        world.courier.withdraw("1", from: world.room())
        world.courier.withdraw("absent", from: world.room())
        await world.running { world in
            #expect(await world.settled() == "1 withdrawn")
            #expect(await world.settled() == "2 delivered")
        }
        #expect(world.gateway.started.map(\.id) == ["2"])
        #expect(world.gateway.halted.isEmpty, "only what is under way is halted")
    }

    @Test(arguments: [
        (Result<Receipt, DeliveryError>.success(Receipt()), "1 delivered"),
        (.failure(.later(retryAfter: nil, scope: .room)), "1 withdrawn"), (.failure(.absent), "1 withdrawn"),
        (.failure(.unknown), "1 maybeDelivered"), (.failure(.never(reason: "x")), "1 failed: x"),
    ])
    func `what is under way ends as it ends and is not tried again`(
        result: Result<Receipt, DeliveryError>, text: String
    ) async {
        let gate = Gate()
        let world = CourierWorld(
            FakeGateway { delivery, _ in
                if delivery.id == "1" { await gate.pass() }
                return delivery.id == "1" ? result : .success(Receipt())
            })
        world.courier.deliver(world.delivery("1"))
        await world.running { world in
            _ = await world.gateway.attempts(1)
            world.courier.withdraw("1", from: world.room())
            gate.open()
            #expect(await world.settled() == text)
            #expect(world.gateway.halted == ["1"])
            world.courier.deliver(world.delivery("2"))
            #expect(await world.settled() == "2 delivered")
        }
        #expect(world.gateway.started.map(\.id) == ["1", "2"])
    }

    @Test func `nothing starts in a room that is held`() async {
        let world = CourierWorld(FakeGateway())
        await world.running { world in
            world.courier.hold([world.room()])
            world.courier.deliver(world.delivery("1"))
            world.courier.deliver(world.delivery("other", in: "bea"))
            #expect(await world.settled() == "other delivered")
            await lettingOthersRun()
            world.courier.withdraw("1", from: world.room())
            world.courier.deliver(world.delivery("2"))
            #expect(await world.settled() == "1 withdrawn")
            #expect(world.gateway.started.map(\.id) == ["other"])
            world.courier.release([world.room()])
            #expect(await world.settled() == "2 delivered")
        }
    }

    @Test func `a room that was ready before it was held does not start`() async {
        let world = CourierWorld(FakeGateway())
        // In the line of ready rooms before any carrier runs.
        world.courier.deliver(world.delivery("1"))
        world.courier.hold([world.room()])
        await world.running { world in
            world.courier.deliver(world.delivery("other", in: "bea"))
            #expect(await world.settled() == "other delivered")
            #expect(world.gateway.started.map(\.id) == ["other"])
            world.courier.release([world.room()])
            #expect(await world.settled() == "1 delivered")
        }
    }
}
