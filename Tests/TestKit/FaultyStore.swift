@testable public import DeskCore
public import DeskStore
import Synchronization

/// A store on a slow and unreliable disk, as one process sees it. A failed commit may or may not have happened.
public final class FaultyStore: Store, Archive {
    /// A mistake that a store or its caller could make, planted to see it caught.
    public enum Sabotage: String, Sendable, CaseIterable {
        /// Tells the loop that a commit is done when it is not.
        case acknowledgesWithoutCommitting
        /// Does not recognise repeats.
        case forgetsArrivals
        /// Lets a process that was replaced write on.
        case hasNoFence
        /// Hands over the outbox of an earlier process last first.
        case reversesOutbox
        /// Hands over no outbox.
        case losesOutbox
        /// Forgets that deliveries were taken back.
        case losesWithdrawals
        /// Does not keep changed records of conversations.
        case losesRecords
        /// Hands over no timers.
        case losesTimers
        /// Does not hear that something is to be erased.
        case keepsErased
        /// Hands over conversations as if nothing in them were to be read.
        case losesReads
    }
    private let inner: InMemoryStore
    private let clock: ManualClock
    private let life: Life
    private let sabotage: Sabotage?
    private let random: Mutex<SplitMix64>
    private let isHealthy: Bool
    private let tenure = Mutex<Tenure?>(nil)

    public init(
        _ inner: InMemoryStore, seed: UInt64, clock: ManualClock, life: Life, isHealthy: Bool, sabotage: Sabotage? = nil
    ) {
        self.inner = inner
        self.clock = clock
        self.life = life
        self.isHealthy = isHealthy
        self.sabotage = sabotage
        random = Mutex(SplitMix64(seed: seed))
    }

    public func open() async throws(StoreError) -> Snapshot {
        try await wait()
        let snapshot = await inner.open()
        tenure.withLock { $0 = snapshot.tenure }
        return sabotaged(snapshot)
    }

    public func unseen(_ arrivals: [ArrivalID]) async throws(StoreError) -> Set<ArrivalID> {
        try check()
        if sabotage == .forgetsArrivals { return Set(arrivals) }
        return await inner.unseen(arrivals)
    }

    public func recall(_ keys: [Key]) async throws(StoreError) -> [Record] {
        try check()
        return await inner.recall(keys)
    }

    public func commit(_ transitions: [Transition], in tenure: Tenure) async throws(StoreError) {
        let fate = random.withLock { $0.below(60) }
        try await wait()
        if fate == 0, !isHealthy { throw .unavailable("before") }
        if sabotage == .acknowledgesWithoutCommitting, fate % 10 == 5 { return }
        let current = sabotage == .hasNoFence ? await inner.snapshot.tenure : tenure
        try await inner.commit(transitions.map(sabotaged), in: current)
        if fate == 1, !isHealthy { throw .unavailable("after") }
    }

    private func wait() async throws(StoreError) {
        let delay = random.withLock { $0.below(30) }
        try? await clock.sleep(for: .milliseconds(delay))
        try check()
    }

    /// A dead process reaches no disk.
    private func check() throws(StoreError) {
        if life.isDead { throw .unavailable("dead") }
    }

    private func sabotaged(_ snapshot: Snapshot) -> Snapshot {
        var (records, outbox, timers) = (snapshot.records, snapshot.outbox, snapshot.timers)
        switch sabotage {
        case .reversesOutbox: outbox.reverse()
        case .losesOutbox: outbox = []
        case .losesTimers: timers = [:]
        case .losesReads: records = records.map(Self.withoutTurn)
        default: break
        }
        return Snapshot(tenure: snapshot.tenure, records: records, outbox: outbox, timers: timers)
    }

    private func sabotaged(_ transition: Transition) -> Transition {
        var (effects, records) = (transition.effects, transition.records)
        if sabotage == .losesWithdrawals {
            effects.removeAll { if case .withdraw = $0 { true } else { false } }
        }
        if sabotage == .losesRecords, transition.event.at.milliseconds % 7 == 0 {
            records.removeAll { if case .conversation = $0 { true } else { false } }
        }
        return Transition(
            event: transition.event, effects: effects, records: records, lines: transition.lines,
            unsaid: transition.unsaid, gaps: transition.gaps, erased: sabotage == .keepsErased ? [] : transition.erased)
    }

    private static func withoutTurn(_ record: Record) -> Record {
        guard case .conversation(var conversation) = record else { return record }
        conversation.turn = nil
        return .conversation(conversation)
    }

    // MARK: Archive

    public func board() async throws(StoreError) -> [BoardRow] { await inner.board() }
    public func brief(_ number: CaseNumber) async throws(StoreError) -> Brief? { await inner.brief(number) }
    public func lines(
        of conversation: ConversationID, last count: Int, through seq: Int?, notes: Bool
    ) async throws(StoreError) -> [Line] {
        await inner.lines(of: conversation, last: count, through: seq, notes: notes)
    }
    public func gaps(since: Timestamp?) async throws(StoreError) -> [MissedQuestion] { await inner.gaps(since: since) }
    public func turns(since: Timestamp?) async throws(StoreError) -> [PastTurn] { await inner.turns(since: since) }
    public func lines(holding words: ArrivalID) async throws(StoreError) -> [Line] { await inner.lines(holding: words) }
    public func find(_ words: String, limit: Int) async throws(StoreError) -> [Found] {
        await inner.find(words, limit: limit)
    }
    public func login(_ name: String) async throws(StoreError) -> Login? { await inner.login(name) }
    public func logins(_ role: Login.Role) async throws(StoreError) -> [Login] { await inner.logins(role) }
}
