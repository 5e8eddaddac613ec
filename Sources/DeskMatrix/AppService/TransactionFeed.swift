import Synchronization

/// What the homeserver tells an application service, on its way into the store.
///
/// Repeats do nothing twice: events are known by their ids, also after a restart, and a repeat of a transaction under way
/// waits for what becomes of that.
final class TransactionFeed: RoomFeed {
    private struct Work {
        let id: String
        /// Jobs that are not in the store yet.
        var left: Int
        var waiting: [CheckedContinuation<Bool, Never>] = []
    }
    private struct State {
        var queues: RoomQueues<RoomJob>?
        var lobby: Lobby?
        var foresee: @Sendable ([MatrixEvent]) -> Void = { _ in }
        var isOver = false
        var underWay: [Int: Work] = [:]
        var numbers: [String: Int] = [:]
        var next = 0
    }
    private let state = Mutex(State())
    private let ghosts: Ghosts

    init(ghosts: Ghosts) { self.ghosts = ghosts }

    var names: GhostNames { ghosts.names }

    func run(
        into queues: RoomQueues<RoomJob>, _ lobby: Lobby, foresee: @escaping @Sendable ([MatrixEvent]) -> Void
    ) async throws {
        state.withLock { ($0.queues, $0.lobby, $0.foresee) = (queues, lobby, foresee) }
        // Where nothing more happens, no transaction has it kept which invitations were followed.
        while true {
            try await Task.sleep(for: .seconds(2))
            lobby.whenKept { _ in }
        }
    }

    /// Whoever waits is told that it was not kept.
    func end() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { (state.underWay, state.numbers) = ([:], [:]) }
            return state.underWay.values.flatMap(\.waiting)
        }
        for waiting in waiting { waiting.resume(returning: false) }
    }

    /// Returns once all of it is in the store: true; or it cannot be, so that the homeserver must send it again: false.
    func take(_ id: String, _ transaction: Transaction) async -> Bool {
        await withCheckedContinuation { waiting in
            switch begin(id, jobs: transaction.rooms.map(\.pieces.count).reduce(0, +) + 1, waiting) {
            case .closed: waiting.resume(returning: false)
            case .underWay: break
            case .begun(let number, let queues, let lobby):
                for move in transaction.ghosts { ghosts.moved(move) }
                for room in transaction.rooms {
                    for piece in room.pieces { add(piece, of: room.id, number, queues, lobby) }
                }
                lobby.whenKept { [self] in settle(number, isKept: $0) }
            }
        }
    }

    private enum Entry {
        case closed, underWay
        case begun(Int, RoomQueues<RoomJob>, Lobby)
    }

    private func begin(_ id: String, jobs: Int, _ waiting: CheckedContinuation<Bool, Never>) -> Entry {
        state.withLock { state in
            guard !state.isOver, let queues = state.queues, let lobby = state.lobby else { return .closed }
            if let number = state.numbers[id] {
                state.underWay[number]?.waiting.append(waiting)
                return .underWay
            }
            state.next += 1
            state.numbers[id] = state.next
            state.underWay[state.next] = Work(id: id, left: jobs, waiting: [waiting])
            return .begun(state.next, queues, lobby)
        }
    }

    private func add(
        _ piece: Transaction.Piece, of room: String, _ number: Int, _ queues: RoomQueues<RoomJob>, _ lobby: Lobby
    ) {
        let done: RoomJob.Done = { [self] in settle(number, isKept: true) }
        switch piece {
        case .told(let events):
            state.withLock(\.foresee)(events)
            queues.add(.told(events, done: done), to: room)
        case .left: queues.add(.left(done: done), to: room)
        case .invited(let invited, let time):
            lobby.invited(room, invited, at: time)
            // It is kept with all others at the end.
            done()
        }
    }

    private func settle(_ number: Int, isKept: Bool) {
        let waiting: [CheckedContinuation<Bool, Never>] = state.withLock { state in
            state.underWay[number]?.left -= 1
            guard let work = state.underWay[number], work.left <= 0 || !isKept else { return [] }
            state.underWay[number] = nil
            state.numbers[work.id] = nil
            return work.waiting
        }
        for waiting in waiting { waiting.resume(returning: isKept) }
    }
}
