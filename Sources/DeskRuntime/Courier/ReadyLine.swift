import DeskCore
import DequeModule

/// Rooms of one gateway in which something may go out: by lane, and within a lane in turn.
struct ReadyLine {
    /// How many deliveries of the lanes reply and bulk are under way at most. With those of the agents it may be twice as
    /// many, so that what agents write never waits for what customers get.
    let most: Int
    private var lanes: [Deque<Address>] = Array(repeating: [], count: Lane.allCases.count)
    /// Who stands in a lane, so that nobody stands in it twice.
    private var standing: [Set<Address>] = Array(repeating: [], count: Lane.allCases.count)
    private var underWay: [Int] = Array(repeating: 0, count: Lane.allCases.count)

    init(most: Int) { self.most = max(1, most) }

    /// A room may stand in several lanes: what it gets next may have changed since it came.
    mutating func add(_ room: Address, _ lane: Lane) {
        if standing[lane.rawValue].insert(room).inserted { lanes[lane.rawValue].append(room) }
    }

    func mayBegin(_ lane: Lane) -> Bool {
        let all = underWay.reduce(0, +)
        return all < 2 * most && (lane == .agent || all - underWay[Lane.agent.rawValue] < most)
    }

    /// The next room of a lane in which something may begin.
    mutating func popFirst() -> Address? {
        for lane in Lane.allCases where mayBegin(lane) {
            if let room = lanes[lane.rawValue].popFirst() {
                standing[lane.rawValue].remove(room)
                return room
            }
        }
        return nil
    }

    mutating func began(_ lane: Lane) { underWay[lane.rawValue] += 1 }
    mutating func ended(_ lane: Lane) { underWay[lane.rawValue] -= 1 }
}
