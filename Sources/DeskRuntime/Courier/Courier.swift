import DeskCore
import Logging
import Synchronization

/// Empties the outbox: one delivery at a time per room, in order; rooms take turns, the agents' lane first.
///
/// Limits: as many deliveries at once as the gateway wants (`Gateway.mostUnderWay`), and as many again in the agents'
/// lane. The queue holds what the outbox holds, no more.
final class Courier: Sendable {
    /// Before a delivery is tried again where nobody says how long to wait.
    static let pause: Duration = .seconds(1)

    private struct State {
        var rooms: [Address: RoomQueue] = [:]
        var ready: [GatewayID: ReadyLine]
        /// Nothing goes out before `run` and after it.
        var isRunning = false
    }
    /// What is to be done in a room.
    private struct Errand: Sendable {
        let item: RoomQueue.Item
        let room: Address
        let gateway: any Gateway
        /// How often somebody had come back as it began.
        let returns: Int
    }
    private let gateways: [GatewayID: any Gateway]
    private let state: Mutex<State>
    /// Those that need a task to wait in.
    private let errands = WorkQueue<Errand>()
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
        state = Mutex(State(ready: self.gateways.mapValues { ReadyLine(most: $0.mostUnderWay) }))
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

    /// Takes a delivery back. One that is under way settles as it ends, which the gateway may hasten.
    func withdraw(_ id: DeliveryID, from room: Address) {
        let (removed, isUnderWay) = change(room) { queue -> (RoomQueue.Entry?, Bool) in
            guard queue.current == id else { return (queue.remove(id), false) }
            queue.isCurrentWithdrawn = true
            return (nil, true)
        }
        if isUnderWay { gateways[room.gateway]?.halt(id) }
        if let removed { settle(removed.delivery, .withdrawn, since: removed.since) }
    }

    /// Takes back whatever passes on to this room what somebody said under that id.
    func drop(_ words: ArrivalID, in room: Address) {
        for id in change(room, { $0.passingOn(words) }) { withdraw(id, from: room) }
    }

    func showTyping(in room: Address) { gateways[room.gateway]?.showTyping(in: room) }

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
        state.withLock { state in !state.rooms.values.contains { $0.state != .idle } }
    }

    // MARK: Carrying

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.schedule.run { room in self.change(room) { $0.isDelayed = false } } }
            state.withLock { $0.isRunning = true }
            for id in gateways.keys { carry(for: id) }
            while let errand = await errands.next() { group.addTask { await self.carry(errand) } }
            state.withLock { $0.isRunning = false }
        }
    }

    /// Begins whatever may go out through this gateway.
    private func carry(for id: GatewayID) {
        while let errand = next(for: id) {
            guard case .delivery(let delivery) = errand.item else {
                errands.add(errand)
                continue
            }
            if let verdict = dated(delivery) {
                finish(errand, verdict)
                continue
            }
            guard let shown = delivery.translated(for: errand.gateway.features) else {
                finish(errand, .settled(.delivered(Receipt())))
                continue
            }
            let isBegun = errand.gateway.begin(shown) { result in
                self.finish(errand, self.verdict(on: delivery, result, errand.gateway))
                self.carry(for: id)
            }
            if !isBegun { errands.add(errand) }
        }
    }

    /// One item of the room that is first in line.
    private func next(for id: GatewayID) -> Errand? {
        guard let gateway = gateways[id] else { return nil }
        return state.withLock { state in
            guard state.isRunning else { return nil }
            while let room = state.ready[id]?.popFirst() {
                // It may have been called up from another lane meanwhile.
                guard var queue = state.rooms[room], queue.state == .ready else { continue }
                let lane = queue.lane
                // What it was called up for may have been taken back, and what is left may have to wait.
                guard queue.isHeld || state.ready[id]?.mayBegin(lane) == true else {
                    state.ready[id]?.add(room, lane)
                    continue
                }
                // Held after it was called up: a claim is being written, so nothing may start.
                let item = queue.isHeld ? nil : queue.first
                queue.state = item == nil ? .idle : .busy
                queue.laneUnderWay = lane
                if case .delivery(let delivery)? = item { queue.current = delivery.id }
                state.rooms[room] = queue
                guard let item else { continue }
                state.ready[id]?.began(lane)
                return Errand(item: item, room: room, gateway: gateway, returns: queue.returns)
            }
            return nil
        }
    }

    private func carry(_ errand: Errand) async {
        var verdict = Verdict.done
        switch errand.item {
        case .look(let look): await clerk.show(look, in: errand.room, through: errand.gateway)
        case .delivery(let delivery):
            let result: Result<Receipt, DeliveryError>
            do throws(DeliveryError) {
                let shown = delivery.translated(for: errand.gateway.features) ?? delivery
                result = .success(try await errand.gateway.deliver(shown))
            } catch {
                result = .failure(error)
            }
            verdict = self.verdict(on: delivery, result, errand.gateway)
        }
        finish(errand, verdict)
        carry(for: errand.gateway.id)
    }

    private enum Verdict: Sendable {
        case done
        case settled(Outcome)
        /// With what to settle if it was taken back meanwhile.
        case delayed(Duration, ifWithdrawn: Outcome)
        case absent
    }

    /// What its dates say, if it may not go out now.
    private func dated(_ delivery: Delivery) -> Verdict? {
        guard delivery.notBefore != nil || delivery.expires != nil else { return nil }
        let now = time.now()
        if let notBefore = delivery.notBefore, notBefore > now {
            return .delayed(notBefore - now, ifWithdrawn: .withdrawn)
        }
        if let expires = delivery.expires, expires <= now { return .settled(.expired) }
        return nil
    }

    private func verdict(
        on delivery: Delivery, _ result: Result<Receipt, DeliveryError>, _ gateway: any Gateway
    ) -> Verdict {
        switch result {
        case .success(let receipt): return .settled(.delivered(receipt))
        case .failure(.later(let wait, _)):
            figures[gateway.id]?.tryAgain(.later)
            return .delayed(wait ?? Self.pause, ifWithdrawn: .withdrawn)
        case .failure(.absent):
            figures[gateway.id]?.tryAgain(.absent)
            return .absent
        case .failure(.never(let reason)):
            log.info("not delivered", metadata: ["delivery": "\(delivery.id)", "reason": "\(reason)"])
            return .settled(.failed(reason: reason))
        case .failure(.unknown):
            guard gateway.deduplicates else { return .settled(.maybeDelivered) }
            figures[gateway.id]?.tryAgain(.unknown)
            return .delayed(Self.pause, ifWithdrawn: .maybeDelivered)
        }
    }

    /// What becomes of an item; the room goes to the back of the line.
    private func finish(_ errand: Errand, _ verdict: Verdict) {
        var wait: Duration?
        let ended = update(errand.room) { queue -> (RoomQueue.Entry?, Delivery, Outcome)? in
            queue.state = .idle
            guard case .delivery(let delivery) = errand.item else {
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
                queue.isParked = queue.returns == errand.returns
            }
            return nil
        }
        if let wait { schedule.set(errand.room, at: time.now() + wait) }
        if let (entry, delivery, outcome) = ended { settle(delivery, outcome, since: entry?.since) }
    }

    /// - Parameter since: None for what never was in a room's line here.
    private func settle(_ delivery: Delivery, _ outcome: Outcome, since: ContinuousClock.Instant? = nil) {
        if let since { figures[delivery.to.gateway]?.settled(outcome, after: .now - since) }
        mailbox.post(
            .deliverySettled(.init(delivery: delivery.id, conversation: delivery.conversation, outcome: outcome)))
    }

    /// Changes one room and begins what may go out.
    @discardableResult
    private func change<Result: Sendable>(_ room: Address, _ body: (inout RoomQueue) -> Result) -> Result {
        let result = update(room, body)
        carry(for: room.gateway)
        return result
    }

    /// Changes one room and puts it in line if it may start. The only place where rooms change, but for `next`.
    private func update<Result: Sendable>(_ room: Address, _ body: (inout RoomQueue) -> Result) -> Result {
        state.withLock { state in
            var queue = state.rooms[room] ?? RoomQueue()
            let wasBusy = queue.state == .busy
            let result = body(&queue)
            if wasBusy, queue.state != .busy { state.ready[room.gateway]?.ended(queue.laneUnderWay) }
            if queue.mayStart { queue.state = .ready }
            // Once more where it stood already: what an agent has written since goes before.
            if queue.state == .ready { state.ready[room.gateway]?.add(room, queue.lane) }
            state.rooms[room] = queue.isForgettable ? nil : queue
            return result
        }
    }
}
