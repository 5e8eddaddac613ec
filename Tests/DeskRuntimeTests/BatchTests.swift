import DeskCore
@testable import DeskRuntime
import DeskStore
import Synchronization
import TestKit
import Testing

/// A store whose commits wait until the test lets them.
private final class GatedStore: Store {
    private struct State {
        var commits: [[Transition]] = []
        var gates: [Gate] = []
        var failing: Set<Int> = []
        var unseen = 0
    }
    let inner: InMemoryStore
    private let state = Mutex(State())

    init(_ inner: InMemoryStore) { self.inner = inner }

    /// Those that were begun.
    var commits: [[Transition]] { state.withLock(\.commits) }
    /// How often it was asked for repeats, which is how often letters were decided.
    var asked: Int { state.withLock(\.unseen) }

    func begun(_ count: Int) async { await until { self.commits.count >= count } }
    func decided(_ count: Int) async { await until { self.asked >= count } }
    func fail(_ number: Int) { state.withLock { _ = $0.failing.insert(number) } }
    func open(_ number: Int) { gate(number).open() }

    private func gate(_ number: Int) -> Gate {
        state.withLock { state in
            while state.gates.count < number { state.gates.append(Gate()) }
            return state.gates[number - 1]
        }
    }

    func open() async throws(StoreError) -> Snapshot { await inner.open() }

    func unseen(_ arrivals: [ArrivalID]) async throws(StoreError) -> Set<ArrivalID> {
        state.withLock { $0.unseen += 1 }
        return await inner.unseen(arrivals)
    }

    func recall(_ keys: [Key]) async throws(StoreError) -> [Record] { await inner.recall(keys) }

    func commit(_ transitions: [Transition], in tenure: Tenure) async throws(StoreError) {
        let number = state.withLock { state in
            state.commits.append(transitions)
            return state.commits.count
        }
        await gate(number).pass()
        if state.withLock({ $0.failing.contains(number) }) { throw .unavailable("commit \(number)") }
        try await inner.commit(transitions, in: tenure)
    }
}

/// Who was told that what they said is kept (or not), by the number of what they said.
private final class Answers: Sendable {
    private let answers = Mutex<[Int: Bool]>([:])

    func add(_ number: Int, _ isKept: Bool) { answers.withLock { $0[number] = isKept } }
    func of(_ number: Int) -> Bool? { answers.withLock { $0[number] } }
    func come(_ count: Int) async { await until { self.answers.withLock { $0.count } >= count } }
}

/// One batch is decided while another one is written.
@Suite(.timeLimit(.minutes(1))) struct BatchTests {
    private let world = CourierWorld(FakeGateway())
    private let store: GatedStore
    private let answers = Answers()

    init() { store = GatedStore(world.store) }

    private func asks(
        _ number: Int, as id: Int? = nil, _ body: Arrival.Body = .said("warranty"), by name: String = "ann"
    )
        async
    {
        do {
            try await world.mailbox.accept(arrival(id ?? number, body, by: name))
            answers.add(number, true)
        } catch {
            answers.add(number, false)
        }
    }

    /// A desk for as long as the body takes, which knows its content and has heard this; then whatever still waits is
    /// written.
    ///
    /// - Returns: Why it ended.
    private func running(
        after before: Arrival..., body: (inout TaskGroup<StoreError?>) async -> Void
    ) async throws -> StoreError? {
        var desk = Desk(content: SampleContent.content)
        let tenure = await world.store.open().tenure
        for body in [.contentChanged(SampleContent.content.revision)] + before.map(Event.Body.arrived) {
            try await world.store.commit([desk.step(Event(at: world.clock.now, body))], in: tenure)
        }
        let loop = DeskLoop(
            mailbox: world.mailbox, store: store, courier: world.courier,
            readers: Readers(reader: RoteReader(), mailbox: world.mailbox, workers: 1),
            alarms: AlarmClock(time: world.clock.time, mailbox: world.mailbox), policy: Policy(),
            content: SampleContent.content, refusal: nil, time: world.clock.time, chance: { 1 })
        return await withTaskGroup(of: StoreError?.self) { group in
            group.addTask {
                do throws(StoreError) {
                    try await loop.run()
                } catch {
                    return error
                }
                return nil
            }
            await body(&group)
            world.mailbox.close()
            for number in 1...20 { store.open(number) }
            return await group.reduce(nil) { $0 ?? $1 }
        }
    }

    /// The first question is being written, and these are decided behind it.
    private func asksBehindTheFirst(
        _ group: inout TaskGroup<StoreError?>, _ others: (@Sendable () async -> Void)...
    ) async {
        group.addTask {
            await asks(1, by: "eve")
            return nil
        }
        await store.begun(1)
        for (count, other) in others.enumerated() {
            group.addTask {
                await other()
                return nil
            }
            await store.decided(count + 2)
        }
        await lettingOthersRun()
    }

    @Test func `what comes while a batch is written is one batch, and waits for its own commit`() async throws {
        let failure = try await running { group in
            await asksBehindTheFirst(&group, { await asks(2, .joined, by: "bea") }, { await asks(3, by: "cem") })
            #expect(store.commits.count == 1 && answers.of(1) == nil)
            store.open(1)
            await answers.come(1)
            await store.begun(2)
            #expect(store.commits.map(\.count) == [1, 2])
            await lettingOthersRun()
            #expect(answers.of(1) == true && answers.of(2) == nil && answers.of(3) == nil)
            // The greeting of who joined.
            #expect(world.courier.isIdle, "nothing follows from what is not durable")
            store.open(2)
            await answers.come(3)
            #expect(!world.courier.isIdle)
        }
        #expect(failure == nil && answers.of(3) == true)
    }

    @Test func `if a commit fails, none behind it is tried and nobody behind it is told otherwise`() async throws {
        let failure = try await running { group in
            await asksBehindTheFirst(&group, { await asks(2, .joined, by: "bea") })
            store.fail(1)
            for number in 1...3 { store.open(number) }
            await answers.come(2)
        }
        #expect(failure == .unavailable("commit 1"))
        #expect(answers.of(1) == false && answers.of(2) == false && store.commits.count == 1)
        #expect(await world.store.journal.count == 1 && world.courier.isIdle)
    }

    @Test func `a repeat of what is being written, or waits to be, is taken once`() async throws {
        let failure = try await running { group in
            await asksBehindTheFirst(
                &group, { await asks(2, as: 1, by: "eve") }, { await asks(3, by: "bea") },
                { await asks(4, as: 3, by: "bea") })
            store.open(1)
            await answers.come(1)
            await lettingOthersRun()
            #expect(answers.of(2) == nil, "also a repeat is only accepted with the batch it is in")
            store.open(2)
            await answers.come(4)
        }
        #expect(failure == nil)
        #expect(await world.store.lines.filter { $0.kind == .customer }.count == 2)
        #expect([2, 4].allSatisfy { answers.of($0) == true })
    }

    @Test(arguments: [false, true])
    func `what was let go in a batch that is not on the disk is recalled as it was left`(isWriting: Bool) async throws {
        // Her conversation has been idle, and closes; then she asks again.
        let failure = try await running(after: arrival(101)) { group in
            world.clock.advance(by: .seconds(36_000))
            if !isWriting { await asksBehindTheFirst(&group) }
            world.mailbox.post(.timerFired(.idle("c1")))
            if isWriting { await store.begun(1) } else { await store.decided(2) }
            group.addTask {
                await asks(2, by: "ann")
                return nil
            }
            await store.decided(isWriting ? 2 : 3)
            await lettingOthersRun()
            #expect(store.commits.count == 1)
        }
        #expect(failure == nil)
        guard case .person(let person)? = await world.store.recall([.person("fake:ann")]).first else {
            return #expect(Bool(false), "the person is lost")
        }
        #expect(person.conversation == (isWriting ? "c2" : "c3") && person.lastConversation == "c1")
    }
}
