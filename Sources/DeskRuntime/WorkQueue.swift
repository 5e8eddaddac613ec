import DequeModule
import Synchronization

/// Hands items to whichever worker is free, in order.
final class WorkQueue<Item: Sendable>: Sendable {
    private struct State {
        var items: Deque<Item> = []
        var waiters: [(id: Int, wake: CheckedContinuation<Item?, Never>)] = []
        var count = 0
    }
    private let state = Mutex(State())

    /// How many items wait for a worker.
    var count: Int { state.withLock { $0.items.count } }

    func add(_ item: Item) {
        let waiter = state.withLock { state -> CheckedContinuation<Item?, Never>? in
            guard let waiter = state.waiters.popLast() else {
                state.items.append(item)
                return nil
            }
            return waiter.wake
        }
        waiter?.resume(returning: item)
    }

    /// The next item; nil when the task is cancelled.
    func next() async -> Item? {
        let id = state.withLock { state in
            state.count += 1
            return state.count
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isReady, item) = state.withLock { state -> (Bool, Item?) in
                    if Task.isCancelled { return (true, nil) }
                    if let item = state.items.popFirst() { return (true, item) }
                    state.waiters.append((id, continuation))
                    return (false, nil)
                }
                if isReady { continuation.resume(returning: item) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0).wake }
            }
            waiter?.resume(returning: nil)
        }
    }
}
