import Synchronization

/// How far everything that happened is in the store. The next stretch may be asked for while rooms still work on the one
/// before; what is kept as done is never beyond a stretch that is not.
final class Progress: Sendable {
    /// Stretches under way at most; then nothing more is asked for.
    static let mostOpen = 16

    private struct Stretch {
        let token: String
        var rooms: Int
    }
    private struct State {
        var open: [Int: Stretch] = [:]
        var first = 0
        var next = 0
        /// Up to where all is done.
        var done: String?
        var waiting: CheckedContinuation<Void, Never>?
        var isOver = false
    }
    private let state = Mutex(State())
    private let signal: AsyncStream<Void>.Continuation
    /// Something more is done.
    let moved: AsyncStream<Void>

    init() { (moved, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// Up to where all is in the store; nil where nothing is yet.
    var done: String? { state.withLock(\.done) }

    /// - Parameters:
    ///   - token: Where the stretch ends.
    ///   - rooms: How many work on it.
    func begin(_ token: String, rooms: Int) -> Int {
        let number = state.withLock { state in
            defer { state.next += 1 }
            state.open[state.next] = Stretch(token: token, rooms: rooms)
            return state.next
        }
        settle()
        return number
    }

    func finish(_ number: Int) {
        state.withLock { $0.open[number]?.rooms -= 1 }
        settle()
    }

    private func settle() {
        let (waiting, hasMoved) = state.withLock { state in
            let before = state.first
            while let stretch = state.open[state.first], stretch.rooms <= 0 {
                state.done = stretch.token
                state.open[state.first] = nil
                state.first += 1
            }
            var waiting: CheckedContinuation<Void, Never>?
            if state.open.count < Self.mostOpen { swap(&waiting, &state.waiting) }
            return (waiting, state.first != before)
        }
        waiting?.resume()
        if hasMoved { signal.yield() }
    }

    /// Returns once another stretch may begin. Only one may wait.
    func untilRoom() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayGoOn = state.withLock { state in
                    guard state.open.count >= Self.mostOpen, !state.isOver, !Task.isCancelled else { return true }
                    state.waiting = continuation
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        } onCancel: {
            end()
        }
    }

    /// Nobody waits any more.
    func end() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
        signal.finish()
    }
}
