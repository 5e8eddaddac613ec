import Synchronization

/// Runs Swift tasks on one thread, choosing the next ready job by a seeded draw: one seed is one interleaving, and the
/// same seed is the same interleaving again.
public final class SeededExecutor: TaskExecutor {
    private struct State {
        var ready: [UnownedJob] = []
        var random: SplitMix64
    }
    private let state: Mutex<State>

    public init(seed: UInt64) { state = Mutex(State(random: SplitMix64(seed: seed))) }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.ready.append(job) }
    }

    /// Runs until every task waits for something, or until so many jobs have run. Returns how many did.
    @discardableResult
    public func runUntilIdle(atMost limit: Int = .max) -> Int {
        var count = 0
        while count < limit, let job = draw() {
            job.runSynchronously(on: asUnownedTaskExecutor())
            count += 1
        }
        return count
    }

    private func draw() -> UnownedJob? {
        state.withLock { state in
            guard !state.ready.isEmpty else { return nil }
            let index = Int(state.random.next() % UInt64(state.ready.count))
            return state.ready.remove(at: index)
        }
    }
}

/// Steele, Lea and Flood's SplitMix64: small, quick, and the same everywhere.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// True once in `count` draws, on average.
    public mutating func once(in count: UInt64) -> Bool { next() % count == 0 }
    public mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
