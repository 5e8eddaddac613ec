import Synchronization

/// Lets so many in at once; others wait in the order in which they came.
final class Turnstile: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Bool, Never>] = []
        var isClosed = false
    }
    private let state: Mutex<State>

    init(_ most: Int) { state = Mutex(State(free: most)) }

    /// Whoever was let in leaves again. - Returns: False once closed.
    func enter() async -> Bool {
        await withCheckedContinuation { waiting in
            let answer: Bool? = state.withLock { state in
                guard !state.isClosed else { return false }
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(waiting)
                return nil
            }
            if let answer { waiting.resume(returning: answer) }
        }
    }

    func leave() {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume(returning: true)
    }

    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiting in waiting { waiting.resume(returning: false) }
    }
}
