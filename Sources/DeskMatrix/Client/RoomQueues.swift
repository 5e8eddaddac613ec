import Synchronization

/// A line of work for each room: in order within one, side by side between them.
final class RoomQueues<Job: Sendable>: Sendable {
    private struct State {
        /// A room stands here as long as somebody works in it.
        var lines: [String: [Job]] = [:]
        var isClosed = false
    }
    private let state = Mutex(State())
    private let ready: AsyncStream<String>.Continuation
    /// Rooms in which somebody should begin to work.
    let rooms: AsyncStream<String>

    init() { (rooms, ready) = AsyncStream.makeStream() }

    func add(_ job: Job, to room: String) {
        let isNew = state.withLock { state -> Bool in
            guard !state.isClosed else { return false }
            if state.lines[room] == nil {
                state.lines[room] = [job]
                return true
            }
            state.lines[room]?.append(job)
            return false
        }
        if isNew { ready.yield(room) }
    }

    /// What is next in this room; nil once there is nothing, and somebody is called when there is again.
    func next(in room: String) -> Job? {
        state.withLock { state in
            guard state.lines[room]?.isEmpty == false else {
                state.lines[room] = nil
                return nil
            }
            return state.lines[room]?.removeFirst()
        }
    }

    /// Nothing more is begun.
    func close() {
        state.withLock { state in
            state.isClosed = true
            for room in state.lines.keys { state.lines[room] = [] }
        }
        ready.finish()
    }
}
