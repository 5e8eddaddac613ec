import DeskCore
import DequeModule

/// Rooms of one gateway in which something may go out: by lane, and within a lane in turn.
struct ReadyLine {
    private var lanes: [Deque<Address>] = Array(repeating: [], count: Lane.allCases.count)
    /// How many rooms have something under way.
    var underWay = 0

    mutating func add(_ room: Address, _ lane: Lane) { lanes[lane.rawValue].append(room) }

    mutating func popFirst() -> Address? {
        for lane in lanes.indices {
            if let room = lanes[lane].popFirst() { return room }
        }
        return nil
    }
}
