public import DeskCore
public import DeskRuntime
import Synchronization

/// Time that moves only when the test says so.
public final class ManualClock: Sendable {
    private struct Sleeper {
        let until: Int64
        let order: Int
        let wake: CheckedContinuation<Void, any Error>
    }
    private struct State {
        var now: Int64 = 1_000_000
        var order = 0
        var sleepers: [Int: Sleeper] = [:]
    }
    private let state = Mutex(State())

    public init() {}

    public var now: Timestamp { Timestamp(milliseconds: state.withLock { $0.now }) }
    public var time: Time { Time(now: { self.now }, sleep: { try await self.sleep(for: $0) }) }

    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(for duration: Duration) async throws {
        let order = state.withLock { state in
            state.order += 1
            return state.order
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wake in
                let isCancelled = state.withLock { state in
                    if Task.isCancelled { return true }
                    let until = state.now + max(0, duration.wholeMilliseconds)
                    state.sleepers[order] = Sleeper(until: until, order: order, wake: wake)
                    return false
                }
                if isCancelled { wake.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: order) }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }

    /// Jumps to the next sleeper and wakes it; among those of one instant the earliest asleep. False when nobody sleeps.
    @discardableResult
    public func advance() -> Bool {
        let next = state.withLock { state -> Sleeper? in
            guard let next = state.sleepers.values.min(by: { ($0.until, $0.order) < ($1.until, $1.order) }) else {
                return nil
            }
            state.now = max(state.now, next.until)
            state.sleepers[next.order] = nil
            return next
        }
        next?.wake.resume()
        return next != nil
    }

    /// Moves time without waking anybody who is not yet due.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration.wholeMilliseconds
            let due = state.sleepers.values.filter { $0.until <= state.now }.sorted {
                ($0.until, $0.order) < ($1.until, $1.order)
            }
            for sleeper in due { state.sleepers[sleeper.order] = nil }
            return due
        }
        for sleeper in due { sleeper.wake.resume() }
    }
}
