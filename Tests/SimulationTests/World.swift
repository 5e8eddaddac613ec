@testable import DeskRuntime
import DeskCore
import DeskStore
import Logging
import Synchronization
import TestKit

/// A network, a disk and people, in which processes of the desk live and die on simulated time.
final class World {
    /// Mistakes planted in the world, each of which an invariant must catch.
    struct Sabotage: Sendable {
        var store: FaultyStore.Sabotage?
        var networkRepeats = false
        var isMailboxUnbounded = false
        var gatewayEatsMarks = false
        /// The reader that comes with new content has learned from another.
        var readerIsOfOtherContent = false
        /// Content that was edited goes live under its old name.
        var contentKeepsItsName = false
        static let none = Sabotage()
    }
    static let mailboxCapacity = 2
    let seed: UInt64
    let clock = ManualClock()
    let store = InMemoryStore()
    let networks: [FaultyNetwork]
    let crowd: Crowd
    let folder: SimulatedFolder
    let sabotage: Sabotage
    /// The most letters from outside seen in a mailbox at once.
    private(set) var peak = 0
    private var random: SplitMix64
    private var lives: [Process] = []

    private struct Process {
        let life: Life
        let executor: SeededExecutor
        let mailbox: Mailbox
        let task: Task<Void, any Error>
    }

    init(seed: UInt64, lines: Int = 12, sabotage: Sabotage = .none) {
        self.seed = seed
        self.sabotage = sabotage
        random = SplitMix64(seed: seed)
        let clock = clock
        networks = FaultyNetwork.Kind.all.enumerated().map { index, kind in
            FaultyNetwork(kind, seed: seed &+ 1 &+ UInt64(index) << 32, clock: clock, repeats: sabotage.networkRepeats)
        }
        crowd = Crowd(
            networks: networks, clock: clock, seed: seed &+ 2, lines: lines, eatsMarks: sabotage.gatewayEatsMarks)
        folder = SimulatedFolder(seed: seed &+ 3, clock: clock, sabotage: sabotage)
    }

    /// Safety: processes live for a while and die between any two steps; now and then one does not know that it was
    /// replaced. Liveness: a last one, without faults, must finish the work.
    func run(lives count: Int) {
        for _ in 0..<count {
            start(isHealthy: false)
            advance(steps: 20 + random.below(400))
            let isZombie = random.once(in: 4)
            if !isZombie { killAll() }
        }
        killAll()
        start(isHealthy: true)
        advance(steps: 12_000) { self.crowd.isDone && self.isSettled }
        killAll()
    }

    /// The work is done when nobody has anything to say, nothing is owed, nothing is to be read, and what writers saved
    /// is live.
    private var isSettled: Bool {
        let snapshot = committed
        return snapshot.outbox.isEmpty && !snapshot.records.contains { $0.isUnread }
            && liveRevision == folder.holds.content.revision
    }

    /// The content that counts, as far as it is durable.
    var liveRevision: Revision? {
        for case .ledger(let ledger) in committed.records { return ledger.revision }
        return nil
    }

    /// As the wiring chooses at the start: the folder's content; where the folder has errors, what counted last.
    private func contentToSpeakFrom() -> (Content, refused: LoadedContent?) {
        let holds = folder.holds
        guard holds.refusal != nil else { return (holds.content, nil) }
        return (liveRevision.flatMap(SimulatedFolder.state) ?? SampleContent.content, holds)
    }

    private func start(isHealthy: Bool) {
        let (life, executor) = (Life(), SeededExecutor(seed: random.next()))
        let mailbox = Mailbox(capacity: sabotage.isMailboxUnbounded ? .max : Self.mailboxCapacity)
        let faulty = FaultyStore(
            store, seed: random.next(), clock: clock, life: life, isHealthy: isHealthy, sabotage: sabotage.store)
        let (crowd, peopleSeed) = (crowd, random.next())
        let gateways = networks.map { network in
            NetworkGateway(network, isHealthy: isHealthy, life: life, store: store) { inbox in
                try await crowd.talk(on: network, to: inbox, seed: peopleSeed, isHealthy: isHealthy)
            }
        }
        let chance = Mutex(SplitMix64(seed: random.next()))
        var log = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
        log.logLevel = .critical
        let (content, refused) = contentToSpeakFrom()
        let keeper = ContentKeeper(
            folder.source(saves: 1 + random.below(5)), mailbox: mailbox, live: content.revision, refused: refused,
            log: log)
        let service = DeskService(
            .init(
                mailbox: mailbox, gateways: gateways, memory: { _ in NoMemory() }, store: faulty, archive: faulty,
                reader: RoteReader(content, isQuick: true), content: content, refusal: refused?.refusal, keeper: keeper,
                time: clock.time, chance: { chance.withLock { $0.next() } }, log: log))
        let clock = clock
        Task(executorPreference: executor) {
            for number in 0..<Crowd.agents {
                try? await mailbox.submit(.loginSet(Login(name: "a\(number)", role: .agent, verifier: "")))
                try? await mailbox.submit(.agentLinked(AgentID("a\(number)"), PersonID("mx:a\(number)")))
            }
        }
        let run = Task(executorPreference: executor) {
            try await service.run { try? await clock.sleep(for: .seconds(1 << 40)) }
        }
        lives.append(Process(life: life, executor: executor, mailbox: mailbox, task: run))
    }

    private func advance(steps: Int, until isDone: () -> Bool = { false }) {
        for _ in 0..<steps {
            runUntilIdle()
            // Asked at every step: those who wait get a word again and again, and looking at a fixed beat may fall into
            // step with that.
            if isDone() { return }
            if !clock.advance() { return }
        }
        runUntilIdle()
    }

    /// Processes take turns in slices, so that a zombie and its successor interleave.
    private func runUntilIdle() {
        var ran = 1
        while ran > 0 {
            ran = 0
            for life in lives { ran += life.executor.runUntilIdle(atMost: 1 + random.below(30)) }
            for life in lives { peak = max(peak, life.mailbox.lettersFromOutside) }
        }
    }

    /// From now on they have no effect; then their tasks are ended, so that nothing leaks.
    private func killAll() {
        for process in lives {
            process.life.end()
            process.task.cancel()
        }
        for process in lives { process.executor.runUntilIdle() }
        lives.removeAll()
    }

    /// Reads the store from outside any process.
    func ask<Answer: Sendable>(_ question: @escaping @Sendable (InMemoryStore) async -> Answer) -> Answer? {
        let executor = SeededExecutor(seed: 0)
        let store = store
        let box = Box<Answer>()
        Task(executorPreference: executor) {
            let found = await question(store)
            box.set(found)
        }
        executor.runUntilIdle()
        return box.value
    }

    /// What everybody heard, and what was begun, on all networks.
    var heard: [FaultyNetwork.Sighting] { networks.flatMap(\.heard) }
    var started: [FaultyNetwork.Sighting] { networks.flatMap(\.started) }

    var committed: Snapshot { ask { await $0.snapshot } ?? Snapshot(tenure: Tenure(number: 0)) }
}

private final class Box<Value: Sendable>: Sendable {
    private let state = Mutex<Value?>(nil)
    var value: Value? { state.withLock { $0 } }
    func set(_ value: Value) { state.withLock { $0 = value } }
}

extension Record {
    var isUnread: Bool {
        guard case .conversation(let conversation) = self else { return false }
        return conversation.turn != nil
    }
}
