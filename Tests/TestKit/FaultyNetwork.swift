public import DeskCore
public import DeskStore
import Synchronization

/// A chat network that delays, refuses and forgets to answer, as its seed tells it. It outlives the processes that
/// connect to it, and remembers what everybody in it heard.
public final class FaultyNetwork: Sendable {
    /// A delivery as it began or was heard, and how much of the journal was durable at that moment.
    public struct Sighting: Sendable {
        public let delivery: Delivery
        public let journalled: Int
    }
    private struct State {
        var random: SplitMix64
        var started: [Sighting] = []
        var heard: [Sighting] = []
        var known: Set<DeliveryID> = []
        var away: Set<RoomID> = []
        var caseRooms: [Address] = []
    }
    /// What a simulated network is like.
    public struct Kind: Sendable {
        public let id: GatewayID
        public let staffRoom: Address
        /// What it can show beside words.
        public let features: GatewayFeatures
        /// Whether what happened comes in transactions, each of which may come again as a whole.
        public let hasTransactions: Bool

        init(_ id: GatewayID, staff: RoomID, features: GatewayFeatures, hasTransactions: Bool) {
            self.id = id
            staffRoom = Address(gateway: id, room: staff)
            self.features = features
            self.hasTransactions = hasTransactions
        }

        /// Lines, one after the other.
        public static let lines = Kind("net", staff: "#desk", features: [], hasTransactions: false)
        /// Rooms that a homeserver tells of.
        public static let rooms = Kind(
            "mx", staff: "staff", features: [.edits, .redactions, .files], hasTransactions: true)
        public static let all = [lines, rooms]
    }
    public let kind: Kind
    let clock: ManualClock
    /// Planted: says that it drops repeats, and does not.
    private let repeats: Bool
    private let state: Mutex<State>

    public init(_ kind: Kind = .lines, seed: UInt64, clock: ManualClock, repeats: Bool = false) {
        self.kind = kind
        self.clock = clock
        self.repeats = repeats
        state = Mutex(State(random: SplitMix64(seed: seed)))
    }

    public var started: [Sighting] { state.withLock { $0.started } }
    public var heard: [Sighting] { state.withLock { $0.heard } }
    public var caseRooms: [Address] { state.withLock { $0.caseRooms } }

    public func setAway(_ room: RoomID, _ isAway: Bool) {
        state.withLock { state in
            if isAway { state.away.insert(room) } else { state.away.remove(room) }
        }
    }

    func deliver(_ delivery: Delivery, isHealthy: Bool, life: Life, store: InMemoryStore) async throws(DeliveryError)
        -> Receipt
    {
        let journalled = await store.journal.count
        if life.isDead { throw .unknown }
        state.withLock { $0.started.append(Sighting(delivery: delivery, journalled: journalled)) }
        let (delay, fate) = state.withLock { ($0.random.below(200), $0.random.below(12)) }
        try? await clock.sleep(for: .milliseconds(delay))
        if life.isDead { throw .unknown }
        if state.withLock({ $0.away.contains(delivery.to.room) }) { throw .absent }
        if fate == 0, !isHealthy { throw .later(retryAfter: .milliseconds(1500), scope: .room) }
        let receipt = hear(delivery, journalled)
        if fate == 1, !isHealthy { throw .unknown }
        return receipt
    }

    private func hear(_ delivery: Delivery, _ journalled: Int) -> Receipt {
        state.withLock { state in
            if state.known.insert(delivery.id).inserted || repeats {
                state.heard.append(Sighting(delivery: delivery, journalled: journalled))
            }
            guard case .openRoom(let number, _, _, _) = delivery.act else { return Receipt() }
            let room = Address(gateway: kind.id, room: RoomID("#case-\(number)"))
            if !state.caseRooms.contains(room) { state.caseRooms.append(room) }
            return Receipt(room: room)
        }
    }
}

/// One process's connection to the network.
public final class NetworkGateway: Gateway {
    public var id: GatewayID { network.kind.id }
    public let deduplicates = true
    public var staffRooms: [Address] { [network.kind.staffRoom] }
    public var features: GatewayFeatures { network.kind.features }
    private let network: FaultyNetwork
    private let isHealthy: Bool
    private let life: Life
    private let store: InMemoryStore
    private let people: @Sendable (any Inbox) async throws -> Void

    /// - Parameter people: What everybody on the network does while this process lives.
    public init(
        _ network: FaultyNetwork, isHealthy: Bool, life: Life, store: InMemoryStore,
        people: @escaping @Sendable (any Inbox) async throws -> Void
    ) {
        self.network = network
        self.isHealthy = isHealthy
        self.life = life
        self.store = store
        self.people = people
    }

    public func run(into inbox: any Inbox, memory: any GatewayMemory) async throws { try await people(inbox) }

    public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        // What is only shown is no promise, and no concern of the invariants.
        if delivery.id.rawValue.hasPrefix("look.") { return Receipt() }
        return try await network.deliver(delivery, isHealthy: isHealthy, life: life, store: store)
    }
}

/// A memory that holds nothing.
public struct NoMemory: GatewayMemory {
    public init() {}
    public func get(_ key: String) async throws(StoreError) -> String? { nil }
    public func set(_ key: String, to value: String?) async throws(StoreError) {}
}
