import DeskCore
import Logging
import Metrics
import NIOCore
import Synchronization

/// Does what the hall wants done: it joins the hall to sockets, to the inbox and to the logins. Lives on one event
/// loop.
final class Switchboard {
    /// What is asked outside the loop. At most one of a connection is under way, so there are never more than
    /// connections, and of these there is a limit.
    enum Request: Sendable {
        case verify(ConnectionID, name: String, password: String, Awaited)
        case lookUp(ConnectionID, name: String)
        case dawdle(ConnectionID)
        case checkNick(ConnectionID, nick: String)
        case recall(ConnectionID, Past)
    }
    /// How long a closed connection may take to hear why.
    static let lingerMilliseconds = 2000
    /// Refused connections that are still told why; more are closed at once.
    private static let mostRefused = 256

    private let hall: Hall
    private let feed: AsyncStream<Request>.Continuation
    private let accept: (Arrival) -> Void
    private let log: Logger
    private let start = NIODeadline.now()
    private var handlers: [ConnectionID: ConnectionHandler] = [:]
    private var refused: [ObjectIdentifier: ConnectionHandler] = [:]
    /// Checks of passwords that are under way.
    private var awaited: [ConnectionID: Awaited] = [:]
    private var touched: [ConnectionID: ConnectionHandler] = [:]
    /// Whom the last refusal met; and of each reason, how many were told when.
    private var lastRefused: NetworkAddress?
    private var toldDrops: [Drop: (count: Int, at: Int)] = [:]
    private let figures: SocketFigures
    private var lines = 0
    private var isPerforming = false
    private var isStopping = false

    /// `accept` takes what somebody did to the inbox; `settled` tells what became of it.
    init(
        hall: Hall, feed: AsyncStream<Request>.Continuation, accept: @escaping (Arrival) -> Void, log: Logger,
        metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) {
        self.hall = hall
        self.accept = accept
        figures = SocketFigures(gateway: hall.options.id, factory: metrics)
        self.feed = feed
        self.log = log
    }

    var limits: ListenerLimits { hall.options.limits }
    var isUnlimited: Bool { hall.options.isUnlimited }
    var uptime: Int { Int((NIODeadline.now() - start).nanoseconds / 1_000_000) }

    // MARK: - From connections

    /// Nil where there is no place left; why was told.
    func connected(_ handler: ConnectionHandler, from address: NetworkAddress?) -> ConnectionID? {
        let refusal = isUnlimited && hall.sessions.count < limits.maximumConnections ? nil : hall.refusal(of: address)
        guard !isStopping, refusal == nil else {
            if let refusal { dropped(refusal, address) }
            handler.send(IRCMessage("ERROR", ["Closing link: " + (refusal?.word ?? "the desk is stopping")]))
            refused[ObjectIdentifier(handler)] = handler
            if refused.count > Self.mostRefused { refused.values.first { $0 !== handler }?.abort() }
            return nil
        }
        let id = hall.connected(uptime: uptime, from: address)
        handlers[id] = handler
        return id
    }

    func isReady(_ id: ConnectionID) -> Bool { !isStopping && hall.isReady(id) }

    func heard(_ id: ConnectionID) { hall.heard(id, uptime: uptime) }

    func received(_ item: LineFramer.Item, from id: ConnectionID) {
        lines += 1
        hall.received(item, from: id)
        perform()
    }

    func end(_ id: ConnectionID, reason: String, because cause: Drop? = nil) {
        hall.end(id, reason: reason, because: cause)
        perform()
    }

    func cost(of id: ConnectionID) -> Int { hall.cost(of: id) }

    /// Counted by the hall, too, so that all are counted in one place.
    private func dropped(_ drop: Drop, _ address: NetworkAddress?) {
        hall.dropped(drop)
        lastRefused = address
    }

    func disconnected(_ handler: ConnectionHandler, _ id: ConnectionID?) {
        refused[ObjectIdentifier(handler)] = nil
        guard let id else { return }
        handlers[id] = nil
        touched[id] = nil
        awaited.removeValue(forKey: id)?.end()
        hall.disconnected(id)
        perform()
    }

    // MARK: - From outside the loop

    func settled(_ room: RoomID, isAccepted: Bool) {
        hall.settled(room, isAccepted: isAccepted)
        perform()
    }

    func verified(_ login: Login?, for id: ConnectionID) {
        awaited[id] = nil
        hall.verified(login, for: id)
        perform()
    }

    func unverified(_ id: ConnectionID) {
        hall.unverified(id)
        perform()
    }

    func found(_ login: Login?, for id: ConnectionID) {
        hall.found(login, for: id)
        perform()
    }

    func dawdled(_ id: ConnectionID) {
        hall.dawdled(id)
        perform()
    }

    func checked(_ nick: String, role: Login.Role?, for id: ConnectionID) {
        hall.checked(nick, role: role, for: id)
        perform()
    }

    func recalled(_ lines: [Line], nicks: [String: String], for id: ConnectionID) {
        hall.recalled(lines, nicks: nicks, for: id)
        perform()
    }

    func reconfigure(_ options: ListenerOptions) { hall.reconfigure(options) }

    func tick() {
        hall.tick(uptime: uptime)
        perform()
        tellDrops()
        figures.tell(hall, lines: lines)
        let limit = limits.stallSeconds * 1000
        let stalled = handlers.filter { $0.value.hasUnsentDeliveries && uptime - $0.value.lastProgress >= limit }
        for (id, handler) in stalled {
            end(id, reason: "You read too slowly", because: .stalled)
            handler.abort()
        }
    }

    /// One line in the log for a reason, and then at most one every ten seconds: a flood must not fill the disk.
    private func tellDrops() {
        for (drop, count) in hall.drops {
            let (told, at) = toldDrops[drop] ?? (0, Int.min)
            guard count > told, at == .min || uptime - at >= 10_000 else { continue }
            toldDrops[drop] = (count, uptime)
            var metadata: Logger.Metadata = [
                "gateway": "\(hall.options.id)", "reason": "\(drop.rawValue)", "count": "\(count - told)",
            ]
            if let lastRefused, drop.isRefusal { metadata["last_from"] = "\(lastRefused)" }
            log.warning("connections refused or ended: \(drop.text)", metadata: metadata)
        }
    }

    /// Calls back once the sockets have it.
    func deliver(
        _ delivery: Delivery, nicks: [String: String], _ done: @escaping (Result<Receipt, DeliveryError>) -> Void
    ) {
        do throws(DeliveryError) {
            let sending = try hall.sending(delivery, nicks: nicks)
            perform()
            let receivers = sending.messages.filter { !$0.1.isEmpty }
            guard !receivers.isEmpty else { return done(.success(sending.receipt)) }
            let tally = Tally(sending, expected: receivers.count, done)
            for (id, messages) in receivers {
                guard let handler = handlers[id] else {
                    tally.count(false)
                    continue
                }
                handler.deliver(messages) { tally.count($0) }
            }
        } catch {
            perform()
            done(.failure(error))
        }
    }

    /// Tells everybody that the desk stops. No arrival comes of it.
    func stop() -> [ConnectionHandler] {
        isStopping = true
        feed.finish()
        for check in awaited.values { check.end() }
        let open = Array(handlers.values) + Array(refused.values)
        hall.endAll(reason: "The desk is stopping, please come back in a moment")
        perform()
        return open
    }

    // MARK: - Actions

    /// One at a time, in order: what an action leads to waits for the actions before it.
    private func perform() {
        guard !isPerforming else { return }
        isPerforming = true
        defer { isPerforming = false }
        while case let actions = hall.takeActions(), !actions.isEmpty {
            for action in actions { perform(action) }
            let written = touched.values
            touched = [:]
            for handler in written { handler.flush() }
        }
    }

    private func perform(_ action: Action) {
        switch action {
        case .send(let id, let message):
            guard let handler = handlers[id] else { return }
            handler.send(message)
            touched[id] = handler
        case .close(let id): handlers[id]?.finish()
        case .accept(let arrival): if !isStopping { accept(arrival) }
        case .verify(let id, let name, let password):
            let check = Awaited()
            awaited[id] = check
            feed.yield(.verify(id, name: name, password: password, check))
        case .lookUp(let id, let name): feed.yield(.lookUp(id, name: name))
        case .dawdle(let id): feed.yield(.dawdle(id))
        case .checkNick(let id, let nick): feed.yield(.checkNick(id, nick: nick))
        case .recall(let id, let past): feed.yield(.recall(id, past))
        case .resume(let id): handlers[id]?.pump()
        }
    }
}

/// Whether somebody still waits for something that takes its time.
final class Awaited: Sendable {
    private let state = Mutex(true)
    var isTrue: Bool { state.withLock(\.self) }
    func end() { state.withLock { $0 = false } }
}

/// Counts what became of one delivery on several connections: one that took it is enough.
private final class Tally {
    private let sending: Sending
    private let done: (Result<Receipt, DeliveryError>) -> Void
    private var expected: Int
    private var hasTaker = false

    init(_ sending: Sending, expected: Int, _ done: @escaping (Result<Receipt, DeliveryError>) -> Void) {
        self.sending = sending
        self.expected = expected
        self.done = done
    }

    func count(_ isTaken: Bool) {
        hasTaker = hasTaker || isTaken
        expected -= 1
        guard expected == 0 else { return }
        if !hasTaker, let error = sending.ifNobody { done(.failure(error)) } else { done(.success(sending.receipt)) }
    }
}
