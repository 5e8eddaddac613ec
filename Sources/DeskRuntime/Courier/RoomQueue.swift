import DeskCore
import DequeModule

/// What one room still gets, in order.
struct RoomQueue {
    enum Item: Sendable {
        case look(Look)
        case delivery(Delivery)
    }
    enum State: Equatable {
        case idle
        /// In the line of rooms that a carrier may take.
        case ready
        case busy
    }
    private var looks: Deque<Look> = []
    /// A delivery, and since when it could go out: from when it was promised, or from the return of who was away.
    struct Entry {
        let delivery: Delivery
        var since: ContinuousClock.Instant
    }
    private var lanes: [Deque<Entry>] = Array(repeating: [], count: Lane.allCases.count)
    var state = State.idle
    /// A claim is being written: nothing may start.
    var isHeld = false
    /// The receiver is away.
    var isParked = false
    /// Not before the schedule says so.
    var isDelayed = false
    /// Counts the times somebody came back, so that an "absent" from before does not park the room after.
    var returns = 0
    /// The lane of what is under way, while anything is.
    var laneUnderWay = Lane.bulk
    /// The delivery under way.
    var current: DeliveryID?
    /// It was taken back while under way: it must not be tried again.
    var isCurrentWithdrawn = false

    var isEmpty: Bool { looks.isEmpty && lanes.allSatisfy(\.isEmpty) }
    var mayStart: Bool { state == .idle && !isHeld && !isParked && !isDelayed && !isEmpty }
    /// Nothing is lost by forgetting this room.
    var isForgettable: Bool { state == .idle && isEmpty && !isHeld && !isParked && !isDelayed }

    /// The lane of what goes first.
    var lane: Lane {
        looks.isEmpty ? Lane.allCases.first { !lanes[$0.rawValue].isEmpty } ?? .bulk : .agent
    }

    mutating func add(_ look: Look) { looks.append(look) }
    mutating func add(_ delivery: Delivery) {
        lanes[delivery.lane.rawValue].append(Entry(delivery: delivery, since: .now))
    }

    /// How many deliveries it holds.
    var count: Int { lanes.reduce(0) { $0 + $1.count } }

    mutating func cameBack() {
        returns += 1
        guard isParked else { return }
        isParked = false
        for lane in lanes.indices {
            for index in lanes[lane].indices { lanes[lane][index].since = .now }
        }
    }

    /// What goes first: what was asked to be shown, then by lane. It stays until `finish`.
    var first: Item? {
        if let look = looks.first { return .look(look) }
        return lanes.lazy.compactMap(\.first).first.map { .delivery($0.delivery) }
    }

    /// Deliveries of what somebody said under that id.
    func passingOn(_ words: ArrivalID) -> [DeliveryID] {
        lanes.joined().map(\.delivery).filter { $0.causedBy == words && $0.act.isOfPeople }.map(\.id)
    }

    mutating func finishLook() { looks.removeFirst() }

    /// Nil when it was not there any more.
    @discardableResult
    mutating func remove(_ id: DeliveryID) -> Entry? {
        for lane in lanes.indices {
            if let index = lanes[lane].firstIndex(where: { $0.delivery.id == id }) {
                return lanes[lane].remove(at: index)
            }
        }
        return nil
    }
}
