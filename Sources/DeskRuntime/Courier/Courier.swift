import DeskCore
import Logging
import Synchronization

/// Empties the outbox: one delivery at a time per room, in order; rooms take turns, the agents' lane first.
///
/// Limits: `carriers` deliveries at once for each gateway. The queue holds what the outbox holds, no more.
final class Courier: Sendable {
    /// How many deliveries are under way at once for one gateway.
    static let carriers = 64
    /// Before a delivery is tried again where nobody says how long to wait.
    static let pause: Duration = .seconds(1)

    private struct State {
        var rooms: [Address: RoomQueue] = [:]
        var busy = 0
    }
    private let gateways: [GatewayID: any Gateway]
    private let ready: [GatewayID: ReadyLine]
    private let state = Mutex(State())
    private let schedule: Schedule<Address>
    private let mailbox: Mailbox
    private let clerk: Clerk
    private let time: Time
    private let log: Logger
    private let figures: Figures

    init(
        gateways: [any Gateway], mailbox: Mailbox, clerk: Clerk, time: Time, log: Logger,
        figures: Figures = Figures()
    ) {
        self.gateways = Dictionary(gateways.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        ready = self.gateways.mapValues { _ in ReadyLine() }
        schedule = Schedule(time: time)
        self.mailbox = mailbox
        self.clerk = clerk
        self.time = time
        self.log = log
        self.figures = figures
    }

    // MARK: From the loop, after its commit

    /// What an earlier process left behind.
    func begin(with outbox: [Snapshot.Owed]) {
        for owed in outbox {
            // Taken back, but the process that had it ended before it could say whether it had begun.
            if owed.isWithdrawn { settle(owed.delivery, .maybeDelivered) } else { deliver(owed.delivery) }
        }
    }

    func deliver(_ delivery: Delivery) {
        guard gateways[delivery.to.gateway] != nil else {
            return settle(delivery, .failed(reason: "no gateway \(delivery.to.gateway)"))
        }
        change(delivery.to) { $0.add(delivery) }
    }

    func show(_ look: Look, to room: Address) { change(room) { $0.add(look) } }

    func resume(_ room: Address) { change(room) { $0.cameBack() } }

    /// From the return of this call on, nothing starts in these rooms until `release`.
    func hold(_ rooms: Set<Address>) { for room in rooms { change(room) { $0.isHeld = true } } }
    func release(_ rooms: Set<Address>) { for room in rooms { change(room) { $0.isHeld = false } } }

    /// Takes a delivery back. One that is under way settles as it ends.
    func withdraw(_ id: DeliveryID, from room: Address) {
        let removed = change(room) { queue -> RoomQueue.Entry? in
            guard queue.current == id else { return queue.remove(id) }
            queue.isCurrentWithdrawn = true
            return nil
        }
        if let removed { settle(removed.delivery, .withdrawn, since: removed.since) }
    }

    /// How many deliveries are in the outbox, by gateway. Looks at every room that has any.
    var pending: [GatewayID: DeliveryFigures.Pending] {
        state.withLock { state in
            var pending: [GatewayID: DeliveryFigures.Pending] = [:]
            for (room, queue) in state.rooms where queue.count > 0 {
                let underWay = queue.current == nil ? 0 : 1
                pending[room.gateway, default: .init()].underWay += underWay
                let rest = queue.count - underWay
                if queue.isParked {
                    pending[room.gateway, default: .init()].away += rest
                } else {
                    pending[room.gateway, default: .init()].waiting += rest
                }
            }
            return pending
        }
    }

    /// Whether everything that can go out has gone out.
    var isIdle: Bool {
        state.withLock { state in state.busy == 0 && !state.rooms.values.contains { $0.state == .ready } }
    }

    // MARK: Carrying

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.schedule.run { room in self.change(room) { $0.isDelayed = false } } }
            for (id, gateway) in self.gateways {
                guard let line = self.ready[id] else { continue }
                for _ in 0..<Self.carriers {
                    group.addTask { while let room = await line.next() { await self.carry(in: room, gateway) } }
                }
            }
        }
    }

    /// One item of one room; then the room goes to the back of the line.
    private func carry(in room: Address, _ gateway: any Gateway) async {
        let (item, returns) = state.withLock { state -> (RoomQueue.Item?, Int) in
            guard var queue = state.rooms[room] else { return (nil, 0) }
            // Held after it was called up: a claim is being written, so nothing may start.
            let item = queue.isHeld ? nil : queue.first
            queue.state = item == nil ? .idle : .busy
            if case .delivery(let delivery)? = item { queue.current = delivery.id }
            if item != nil { state.busy += 1 }
            state.rooms[room] = queue
            return (item, queue.returns)
        }
        guard let item else { return change(room) { _ in } }
        var verdict = Verdict.done
        switch item {
        case .look(let look): await clerk.show(look, in: room, through: gateway)
        case .delivery(let delivery): verdict = await carry(delivery, gateway)
        }
        finish(item, in: room, verdict, returnsBefore: returns)
    }

    private enum Verdict: Sendable {
        case done
        case settled(Outcome)
        /// With what to settle if it was taken back meanwhile.
        case delayed(Duration, ifWithdrawn: Outcome)
        case absent
    }

    private func carry(_ delivery: Delivery, _ gateway: any Gateway) async -> Verdict {
        let now = time.now()
        if let notBefore = delivery.notBefore, notBefore > now {
            return .delayed(notBefore - now, ifWithdrawn: .withdrawn)
        }
        if let expires = delivery.expires, expires <= now { return .settled(.expired) }
        do throws(DeliveryError) {
            return .settled(.delivered(try await gateway.deliver(delivery)))
        } catch {
            switch error {
            case .later(let wait, _):
                figures[gateway.id]?.tryAgain(.later)
                return .delayed(wait ?? Self.pause, ifWithdrawn: .withdrawn)
            case .absent:
                figures[gateway.id]?.tryAgain(.absent)
                return .absent
            case .never(let reason):
                log.info("not delivered", metadata: ["delivery": "\(delivery.id)", "reason": "\(reason)"])
                return .settled(.failed(reason: reason))
            case .unknown:
                guard gateway.deduplicates else { return .settled(.maybeDelivered) }
                figures[gateway.id]?.tryAgain(.unknown)
                return .delayed(Self.pause, ifWithdrawn: .maybeDelivered)
            }
        }
    }

    private func finish(_ item: RoomQueue.Item, in room: Address, _ verdict: Verdict, returnsBefore: Int) {
        state.withLock { $0.busy -= 1 }
        var wait: Duration?
        let ended = change(room) { queue -> (RoomQueue.Entry?, Delivery, Outcome)? in
            queue.state = .idle
            guard case .delivery(let delivery) = item else {
                queue.finishLook()
                return nil
            }
            let wasWithdrawn = queue.isCurrentWithdrawn
            (queue.current, queue.isCurrentWithdrawn) = (nil, false)
            switch verdict {
            case .done: return nil
            case .settled(let outcome): return (queue.remove(delivery.id), delivery, outcome)
            case .delayed(let duration, let ifWithdrawn):
                guard !wasWithdrawn else { return (queue.remove(delivery.id), delivery, ifWithdrawn) }
                queue.isDelayed = true
                wait = duration
            case .absent:
                guard !wasWithdrawn else { return (queue.remove(delivery.id), delivery, .withdrawn) }
                queue.isParked = queue.returns == returnsBefore
            }
            return nil
        }
        if let wait { schedule.set(room, at: time.now() + wait) }
        if let (entry, delivery, outcome) = ended { settle(delivery, outcome, since: entry?.since) }
    }

    /// - Parameter since: None for what never was in a room's line here.
    private func settle(_ delivery: Delivery, _ outcome: Outcome, since: ContinuousClock.Instant? = nil) {
        if let since { figures[delivery.to.gateway]?.settled(outcome, after: .now - since) }
        mailbox.post(
            .deliverySettled(.init(delivery: delivery.id, conversation: delivery.conversation, outcome: outcome)))
    }

    /// Changes one room and calls a carrier if it may start. The only place where rooms change.
    @discardableResult
    private func change<Result: Sendable>(_ room: Address, _ body: (inout RoomQueue) -> Result) -> Result {
        let (result, lane) = state.withLock { state -> (Result, Lane?) in
            var queue = state.rooms[room] ?? RoomQueue()
            let result = body(&queue)
            let lane = queue.mayStart ? queue.lane : nil
            if lane != nil { queue.state = .ready }
            state.rooms[room] = queue.isForgettable ? nil : queue
            return (result, lane)
        }
        if let lane { ready[room.gateway]?.add(room, lane) }
        return result
    }
}
