import DeskCore
import DequeModule
import Synchronization

/// Rooms of one gateway in which something may go out: by lane, and within a lane in turn.
final class ReadyLine: Sendable {
    private struct State {
        var lanes: [Deque<Address>] = Array(repeating: [], count: Lane.allCases.count)
        mutating func popFirst() -> Address? {
            for lane in lanes.indices {
                if let room = lanes[lane].popFirst() { return room }
            }
            return nil
        }
    }
    private let state = Mutex(State())
    /// One token for each room in the line: whoever gets a token takes the room that is first by then.
    private let tokens = WorkQueue<Void>()

    func add(_ room: Address, _ lane: Lane) {
        state.withLock { $0.lanes[lane.rawValue].append(room) }
        tokens.add(())
    }

    func next() async -> Address? {
        guard await tokens.next() != nil else { return nil }
        return state.withLock { $0.popFirst() }
    }
}
