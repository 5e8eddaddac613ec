public import DeskCore
import Synchronization

/// A chat network that does as the test says, and remembers what it was asked to do.
public final class FakeGateway: Gateway {
    /// What comes of the delivery, by how often it was tried before.
    public typealias Answer = @Sendable (Delivery, _ before: Int) async -> Result<Receipt, DeliveryError>
    private struct State {
        var started: [Delivery] = []
        var waiting: [(count: Int, wake: CheckedContinuation<Void, Never>)] = []
        var underWay: [Address: Int] = [:]
        var mostInOneRoom = 0
        var mostAtOnce = 0
        var halted: [DeliveryID] = []
        var typing: [Address] = []
    }
    public let id: GatewayID
    public let deduplicates: Bool
    public let staffRooms: [Address]
    public let mostUnderWay: Int
    public let features: GatewayFeatures
    /// What it has to be fetched.
    private let file: RemoteFile?
    private let answer: Answer
    private let state = Mutex(State())
    private let inboxes = AsyncStream<any Inbox>.makeStream()

    public init(
        id: GatewayID = "fake", deduplicates: Bool = true, staffRooms: [Address] = [], mostUnderWay: Int = 64,
        features: GatewayFeatures = [], file: RemoteFile? = nil,
        answer: @escaping Answer = { _, _ in .success(Receipt()) }
    ) {
        self.id = id
        self.deduplicates = deduplicates
        self.staffRooms = staffRooms
        self.mostUnderWay = mostUnderWay
        (self.features, self.file) = (features, file)
        self.answer = answer
    }

    /// Every attempt, in the order in which they began.
    public var started: [Delivery] { state.withLock { $0.started } }
    /// The most attempts that were under way at once, in one room and in all.
    public var most: (inOneRoom: Int, atOnce: Int) { state.withLock { ($0.mostInOneRoom, $0.mostAtOnce) } }

    /// What need not be done any more, in the order in which it was told.
    public var halted: [DeliveryID] { state.withLock { $0.halted } }

    /// Where it was to show that an answer is on its way.
    public var typing: [Address] { state.withLock { $0.typing } }
    public func showTyping(in room: Address) { state.withLock { $0.typing.append(room) } }

    public func fetch(_ file: ArrivalID, in room: Address, most: Int) async throws(FileError) -> RemoteFile {
        guard let file = self.file else { throw FileError(reason: "it is gone") }
        return file
    }

    public func halt(_ delivery: DeliveryID) { state.withLock { $0.halted.append(delivery) } }

    /// The first attempts, once there are that many.
    public func attempts(_ count: Int) async -> [Delivery] {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.started.count < count { state.waiting.append((count, continuation)) }
                return state.started.count >= count
            }
            if isThere { continuation.resume() }
        }
        return started
    }

    /// The inbox that the desk gave to this gateway as it began to run.
    public func inbox() async -> (any Inbox)? { await inboxes.stream.first { _ in true } }

    public func run(into inbox: any Inbox, memory: any GatewayMemory) async throws {
        inboxes.continuation.yield(inbox)
        let (silence, _) = AsyncStream<Never>.makeStream()
        for await _ in silence {}
    }

    public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        let (before, woken) = begin(delivery)
        woken.forEach { $0.resume() }
        let result = await answer(delivery, before)
        state.withLock { $0.underWay[delivery.to, default: 0] -= 1 }
        return try result.get()
    }

    private func begin(_ delivery: Delivery) -> (Int, [CheckedContinuation<Void, Never>]) {
        state.withLock { state in
            let before = state.started.count { $0.id == delivery.id }
            state.started.append(delivery)
            state.underWay[delivery.to, default: 0] += 1
            state.mostInOneRoom = max(state.mostInOneRoom, state.underWay[delivery.to] ?? 0)
            state.mostAtOnce = max(state.mostAtOnce, state.underWay.values.reduce(0, +))
            let woken = state.waiting.filter { $0.count <= state.started.count }.map(\.wake)
            state.waiting.removeAll { $0.count <= state.started.count }
            return (before, woken)
        }
    }
}

/// A memory that lasts as long as this value.
public final class FakeMemory: GatewayMemory {
    private let values = Mutex<[String: String]>([:])
    public init() {}
    public func get(_ key: String) async -> String? { values.withLock { $0[key] } }
    public func set(_ key: String, to value: String?) async { values.withLock { $0[key] = value } }
}
