import DeskCore
@testable import DeskRuntime
import DeskStore
import TestKit
import Testing

/// The whole desk in one process, with a network that does as it is told.
@Suite(.timeLimit(.minutes(1))) struct ServiceTests {
    private func service(
        _ gateway: FakeGateway, _ store: any Store, _ archive: InMemoryStore = InMemoryStore(), time: Time = .system
    ) -> DeskService {
        DeskService(
            .init(
                gateways: [gateway], memory: { _ in FakeMemory() }, store: store, archive: archive,
                reader: RoteReader(),
                content: SampleContent.content, time: time, log: quiet))
    }

    private func texts(_ deliveries: [Delivery]) -> [String] {
        deliveries.compactMap { if case .say(let utterance) = $0.act { utterance.prose.plainText } else { nil } }
    }

    @Test func `a question comes in and its answer goes out`() async throws {
        let (gateway, store, stop) = (FakeGateway(), InMemoryStore(), Gate())
        let service = service(gateway, store, store)
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run { await stop.pass() } }
            let inbox = try #require(await gateway.inbox())
            try await inbox.accept(arrival(1))
            #expect(await store.journal.contains { $0.words == "warranty" }, "accepted means kept")
            try await inbox.accept(arrival(1))
            #expect(texts(await gateway.attempts(2)) == ["[greeting]", "24 months."])
            try await inbox.accept(arrival(2, .said("pairing")))
            #expect(texts(await gateway.attempts(3)).last == "Hold the ring.")
            stop.open()
            try await group.waitForAll()
        }
        #expect(await store.snapshot.outbox.isEmpty)
        #expect(await store.lines.count { $0.kind == .customer } == 2, "the repeat changed nothing")
    }

    @Test func `a stop takes in nothing more and finishes what is under way`() async throws {
        let (gate, stop, store) = (Gate(), Gate(), InMemoryStore())
        let gateway = FakeGateway { _, _ in
            await gate.pass(); return .success(Receipt())
        }
        // It waits some seconds for what is under way, which on a busy machine may be over before this test goes on.
        let time = Time(now: { Timestamp(milliseconds: 0) }, sleep: Time.system.sleep)
        let service = service(gateway, store, store, time: time)
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run { await stop.pass() } }
            let inbox = try #require(await gateway.inbox())
            try await inbox.accept(arrival(1))
            _ = await gateway.attempts(1)
            stop.open()
            var number = 1
            // Until the stop has come through, arrivals are still accepted.
            await until {
                number += 1
                do throws(InboxError) {
                    try await inbox.accept(arrival(number, .left, by: "nobody"))
                    return false
                } catch {
                    return error == .closed
                }
            }
            #expect(await !store.snapshot.outbox.isEmpty)
            gate.open()
            try await group.waitForAll()
        }
        #expect(await store.snapshot.outbox.isEmpty)
        #expect(texts(gateway.started) == ["[greeting]", "24 months."])
    }

    /// Fails every commit after the first ones.
    private actor BrokenStore: Store {
        private let inner = InMemoryStore()
        private var left: Int
        init(commits: Int) { left = commits }
        func open() async -> Snapshot { await inner.open() }
        func unseen(_ arrivals: [ArrivalID]) async -> Set<ArrivalID> { await inner.unseen(arrivals) }
        func recall(_ keys: [Key]) async -> [Record] { await inner.recall(keys) }
        func commit(_ transitions: [Transition], in tenure: Tenure) async throws(StoreError) {
            left -= 1
            guard left >= 0 else { throw .unavailable("disk full") }
            try await inner.commit(transitions, in: tenure)
        }
    }

    @Test func `a commit that fails ends the desk, and nothing is acknowledged or said`() async throws {
        let gateway = FakeGateway()
        // The first commit is that the content is new.
        let service = service(gateway, BrokenStore(commits: 1))
        await withTaskGroup { group in
            group.addTask {
                await #expect(throws: StoreError.unavailable("disk full")) { try await service.run(until: never) }
            }
            guard let inbox = await gateway.inbox() else { return }
            await withTaskGroup { senders in
                for number in 1...5 {
                    senders.addTask {
                        await #expect(throws: InboxError.closed) { try await inbox.accept(arrival(number)) }
                    }
                }
            }
        }
        #expect(gateway.started.isEmpty)
    }

    @Test func `a gateway that can never start ends the desk`() async {
        struct Hopeless: Gateway {
            let id: GatewayID = "hopeless"
            let deduplicates = false
            let staffRooms: [Address] = []
            func run(into inbox: any Inbox, memory: any GatewayMemory) async throws {
                throw SupervisorTests.AddressInUse()
            }
            func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt { throw .absent }
        }
        let store = InMemoryStore()
        let service = DeskService(
            .init(
                gateways: [Hopeless()], memory: { _ in FakeMemory() }, store: store, archive: store,
                reader: RoteReader(),
                content: SampleContent.content, log: quiet))
        await #expect(throws: SupervisorTests.AddressInUse.self) { try await service.run(until: never) }
    }
}
