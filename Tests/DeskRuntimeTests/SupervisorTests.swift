import DeskCore
@testable import DeskRuntime
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct SupervisorTests {
    struct Broken: Error {}
    struct AddressInUse: UnrecoverableGatewayError {}

    /// Fails as often as it is started, after running for a while.
    private final class Failing: Gateway {
        let id: GatewayID = "failing"
        let deduplicates = false
        let staffRooms: [Address] = []
        private let clock: ManualClock
        private let runs: [Duration]
        private let begun = Mutex<[Timestamp]>([])
        var starts: [Timestamp] { begun.withLock { $0 } }

        init(clock: ManualClock, runs: [Duration] = []) { (self.clock, self.runs) = (clock, runs) }

        func run(into inbox: any Inbox, memory: any GatewayMemory) async throws {
            let count = begun.withLock { begun in
                begun.append(clock.now)
                return begun.count
            }
            if count <= runs.count { clock.advance(by: runs[count - 1]) }
            throw Broken()
        }

        func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt { throw .absent }
    }

    /// The pauses between an end of the gateway and its next start, in seconds.
    private func pauses(_ runs: [Duration], count: Int) async -> [Int64] {
        let clock = ManualClock()
        let gateway = Failing(clock: clock, runs: runs)
        let supervisor = GatewaySupervisor(
            gateway: gateway, memory: FakeMemory(), inbox: Mailbox(), time: clock.time, log: quiet)
        await withTaskGroup { group in
            group.addTask { try? await supervisor.run() }
            for number in 1...count {
                await until { gateway.starts.count == number }
                await clock.tick()
            }
            await until { gateway.starts.count == count + 1 }
            group.cancelAll()
        }
        let starts = gateway.starts.map(\.milliseconds)
        return zip(starts, starts.dropFirst()).enumerated().map { number, pair in
            let run = number < runs.count ? runs[number].wholeMilliseconds : 0
            return (pair.1 - pair.0 - run) / 1000
        }
    }

    @Test func `a gateway that fails is started again, later each time, up to a minute`() async {
        #expect(await pauses([], count: 8) == [1, 2, 4, 8, 16, 32, 60, 60])
    }

    @Test func `one that ran for a minute begins anew`() async {
        #expect(await pauses([.zero, .zero, .seconds(60), .seconds(59)], count: 5) == [1, 2, 1, 2, 4])
    }

    @Test func `what starting again cannot mend is told`() async {
        struct Hopeless: Gateway {
            let id: GatewayID = "hopeless"
            let deduplicates = false
            let staffRooms: [Address] = []
            func run(into inbox: any Inbox, memory: any GatewayMemory) async throws { throw AddressInUse() }
            func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt { throw .absent }
        }
        let supervisor = GatewaySupervisor(
            gateway: Hopeless(), memory: FakeMemory(), inbox: Mailbox(), time: ManualClock().time, log: quiet)
        await #expect(throws: AddressInUse.self) { try await supervisor.run() }
    }

    @Test func `what only an operator can mend ends that gateway alone`() async throws {
        struct Revoked: EndingGatewayError {}
        struct Locked: Gateway {
            let id: GatewayID = "locked"
            let deduplicates = false
            let staffRooms: [Address] = []
            func run(into inbox: any Inbox, memory: any GatewayMemory) async throws { throw Revoked() }
            func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt { throw .absent }
        }
        let pulse = Pulse()
        let supervisor = GatewaySupervisor(
            gateway: Locked(), memory: FakeMemory(), inbox: Mailbox(), time: ManualClock().time, log: quiet,
            pulse: pulse)
        try await supervisor.run()
        #expect(pulse.health().gateways == ["locked": .ended])
    }
}
