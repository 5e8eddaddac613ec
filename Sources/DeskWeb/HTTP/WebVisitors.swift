import NIOCore
import Synchronization

/// Counts connections, so that whoever opens them without end takes no more of the machine than a few sockets.
final class WebVisitors: Sendable {
    private struct State {
        var count = 0
        var isOver = false
    }
    private let most: Int
    private let state = Mutex(State())

    init(most: Int) { self.most = most }

    var isOver: Bool { state.withLock { $0.isOver } }

    /// False when there are too many, or the server ends.
    func enter(_ channel: any Channel) -> Bool {
        let isIn = state.withLock { state in
            guard !state.isOver, state.count < most else { return false }
            state.count += 1
            return true
        }
        if isIn { channel.closeFuture.whenComplete { [self] _ in state.withLock { $0.count -= 1 } } }
        return isIn
    }

    func end() { state.withLock { $0.isOver = true } }
}
