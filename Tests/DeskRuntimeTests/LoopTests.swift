import DeskCore
@testable import DeskRuntime
import DeskStore
import TestKit
import Testing

/// Batches, and what they begin with.
@Suite(.timeLimit(.minutes(1))) struct LoopTests {
    private let world = CourierWorld(FakeGateway())

    private var loop: DeskLoop { loop() }

    private func loop(refusal: ContentRefusal? = nil) -> DeskLoop {
        var policy = Policy()
        policy.staffRooms = [world.room("staff")]
        return DeskLoop(
            mailbox: world.mailbox, store: world.store, courier: world.courier,
            readers: Readers(reader: RoteReader(), mailbox: world.mailbox, workers: 1),
            alarms: AlarmClock(time: world.clock.time, mailbox: world.mailbox), policy: policy,
            content: SampleContent.content, refusal: refusal, time: world.clock.time, chance: { 1 })
    }

    /// The desk takes these letters as one batch, and ends.
    private func takes(_ bodies: Event.Body...) async throws {
        for body in bodies { world.mailbox.post(body) }
        world.mailbox.close()
        try await loop.run()
    }

    /// Ann has come in and asked something; her greeting is owed, and the conversation has been idle ever since.
    private func asked() async throws {
        var desk = Desk(content: SampleContent.content)
        let tenure = await world.store.open().tenure
        for arrival in [arrival(0, .joined), arrival(1)] {
            try await world.store.commit([desk.step(Event(at: world.clock.now, .arrived(arrival)))], in: tenure)
        }
        world.clock.advance(by: .seconds(3600))
    }

    @Test func `a late settlement in the batch that closes its conversation does not open it again`() async throws {
        try await asked()
        let settled = Settlement(delivery: "c1.1", conversation: "c1", outcome: .delivered(Receipt()))
        try await takes(.timerFired(.idle("c1")), .deliverySettled(settled))
        let conversations = await world.store.recall([.conversation("c1")])
        guard case .conversation(let conversation)? = conversations.first else {
            return #expect(Bool(false), "the conversation is lost")
        }
        #expect(conversation.phase == .closed)
        #expect(conversation.owed.isEmpty)
    }

    @Test func `who writes in the batch that closed their conversation is remembered as it left them`() async throws {
        try await asked()
        try await takes(.timerFired(.idle("c1")), .arrived(arrival(2)))
        guard case .person(let person)? = await world.store.recall([.person("fake:ann")]).first else {
            return #expect(Bool(false), "the person is lost")
        }
        #expect(person.conversation == "c2")
        #expect(person.lastConversation == "c1")
    }

    @Test func `a repeat within one batch is taken once`() async throws {
        try await takes(.arrived(arrival(1)), .arrived(arrival(1)))
        #expect(await world.store.lines.count { $0.kind == .customer } == 1)
    }

    @Test func `content is journalled when it is new, and only then`() async throws {
        try await loopOnce()
        try await loopOnce()
        #expect(await world.store.journal.map(\.body) == [.contentChanged("sample-1")])
    }

    private func loopOnce(refusal: ContentRefusal? = nil) async throws {
        world.mailbox.close()
        try await loop(refusal: refusal).run()
    }

    @Test func `a folder that is broken at the start is told to the staff room, once`() async throws {
        let refusal = ContentRefusal(revision: "bad-1", errors: 2, first: "faqs/a.md:1:1: error: it is bad")
        try await loopOnce(refusal: refusal)
        try await loopOnce(refusal: refusal)
        #expect(await world.store.journal.map(\.body) == [.contentChanged("sample-1"), .contentRefused(refusal)])
        let told = await world.store.snapshot.outbox.map(\.delivery.to)
        #expect(told == [world.room("staff")])
        // What a start tells goes out by the same process, not the next one's.
        #expect(!world.courier.isIdle)
    }

    @Test func `a folder that was mended while no desk ran is told as well`() async throws {
        try await loopOnce(refusal: ContentRefusal(revision: "bad-1", errors: 1, first: "bad"))
        try await loopOnce()
        #expect(await world.store.journal.last?.body == .contentChanged("sample-1"))
        #expect(await world.store.snapshot.outbox.count == 2)
        try await loopOnce()
        #expect(await world.store.journal.count == 3)
    }

    @Test func `a restart takes up what was left: reads, alarms and the outbox`() async throws {
        try await asked()
        let world = world
        let readers = Readers(reader: RoteReader(), mailbox: world.mailbox, workers: 1)
        let alarms = AlarmClock(time: world.clock.time, mailbox: world.mailbox)
        let loop = DeskLoop(
            mailbox: world.mailbox, store: world.store, courier: world.courier, readers: readers, alarms: alarms,
            policy: Policy(), content: SampleContent.content, refusal: nil, time: world.clock.time, chance: { 1 })
        try await withThrowingTaskGroup { group in
            group.addTask { try await loop.run() }
            for worker in [readers.run, alarms.run, world.courier.run] as [@Sendable () async -> Void] {
                group.addTask { await worker() }
            }
            await until { await world.store.snapshot.outbox.isEmpty }
            await until { await world.store.journal.contains { if case .turnRead = $0.body { true } else { false } } }
            await until { await world.store.journal.contains { $0.body == .timerFired(.idle("c1")) } }
            world.mailbox.close()
            _ = try await group.next()
            group.cancelAll()
        }
        #expect(world.gateway.started.first?.id == "c1.1")
    }
}
