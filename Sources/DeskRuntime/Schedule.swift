import DeskCore
import HeapModule
import Synchronization

/// Times at which something falls due, at most one for each key.
final class Schedule<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Comparable, Sendable {
        let due: Timestamp
        let order: Int
        let key: Key
        static func < (a: Self, b: Self) -> Bool { (a.due, a.order) < (b.due, b.order) }
        static func == (a: Self, b: Self) -> Bool { a.order == b.order }
    }
    private struct State {
        var heap = Heap<Entry>()
        /// The entry that counts for each key; others in the heap are stale.
        var current: [Key: Int] = [:]
        var count = 0

        /// Stale entries are dropped before they outnumber the others, so that memory follows what is really set.
        mutating func compact() {
            guard heap.count > 64, heap.count > 2 * current.count else { return }
            heap = Heap(heap.unordered.filter { current[$0.key] == $0.order })
        }
    }
    private let state = Mutex(State())
    private let bell = Doorbell()
    private let time: Time

    init(time: Time) { self.time = time }

    /// Replaces the key's earlier time, if there is one.
    func set(_ key: Key, at due: Timestamp) {
        let isFirst = state.withLock { state in
            state.count += 1
            state.current[key] = state.count
            let isFirst = state.heap.min.map { due < $0.due } ?? true
            state.heap.insert(Entry(due: due, order: state.count, key: key))
            state.compact()
            return isFirst
        }
        if isFirst { bell.ring() }
    }

    func cancel(_ key: Key) { state.withLock { _ = $0.current.removeValue(forKey: key) } }

    /// Calls back as things fall due, until cancelled.
    func run(_ fire: (Key) -> Void) async {
        while !Task.isCancelled {
            switch next() {
            case .due(let key): fire(key)
            case .in(let wait):
                await withTaskGroup { group in
                    group.addTask { [time] in try? await time.sleep(wait) }
                    group.addTask { [bell] in await bell.wait() }
                    await group.next()
                    group.cancelAll()
                }
            case .never: await bell.wait()
            }
        }
    }

    private enum Next {
        case due(Key)
        case `in`(Duration)
        case never
    }

    private func next() -> Next {
        let now = time.now()
        return state.withLock { state in
            while let first = state.heap.min {
                if state.current[first.key] != first.order {
                    state.heap.removeMin()
                } else if first.due > now {
                    return .in(first.due - now)
                } else {
                    state.heap.removeMin()
                    state.current[first.key] = nil
                    return .due(first.key)
                }
            }
            return .never
        }
    }
}
