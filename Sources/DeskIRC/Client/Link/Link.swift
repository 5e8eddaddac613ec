import DeskCore
import Logging
import NIOCore

/// Does what a session wants done: it joins it to a socket, to the inbox and to what is kept. Lives on one event loop.
final class Link {
    /// What is asked outside the loop.
    enum Request: Sendable {
        case derive(password: String, ScramClient.Work)
        case remember(shard: Int, text: String)
        case keepPolicy(STSPolicy?)
        case rememberTime(Timestamp)
        case announce(nick: String)
    }
    let session: NetworkSession
    private let feed: AsyncStream<Request>.Continuation
    private let accept: (Arrival) -> Void
    private let log: Logger
    private let loop: any EventLoop
    private let start = NIODeadline.now()
    private var handler: LinkHandler?
    private var wakeAt: Int?
    private var isPerforming = false
    /// It will be performed in a moment.
    private var isSoon = false
    private var isStopping = false
    /// Where the network asked to be met next time.
    private(set) var upgradePort: Int?
    /// Why the connection ended, as far as anybody said.
    private(set) var reason: String?
    private(set) var wasOnline = false

    init(
        _ session: NetworkSession, loop: any EventLoop, feed: AsyncStream<Request>.Continuation,
        accept: @escaping (Arrival) -> Void, log: Logger
    ) {
        self.session = session
        self.loop = loop
        self.feed = feed
        self.accept = accept
        self.log = log
    }

    private var uptime: Int { Int((NIODeadline.now() - start).nanoseconds / 1_000_000) }
    var isReady: Bool { session.isReady }

    // MARK: - From the socket

    func connected(_ handler: LinkHandler, isSecure: Bool, port: Int) {
        guard !isStopping else { return handler.finish() }
        self.handler = handler
        (upgradePort, reason, wasOnline) = (nil, nil, false)
        session.connected(isSecure: isSecure, port: port, uptime: uptime)
        scheduleTick(of: handler)
        perform()
    }

    /// Once a second, for as long as this connection lasts.
    private func scheduleTick(of handler: LinkHandler) {
        loop.assumeIsolated().scheduleTask(in: .seconds(1)) { [weak self, weak handler] in
            guard let self, let handler, self.handler === handler else { return }
            self.session.tick(uptime: self.uptime)
            self.perform()
            self.scheduleTick(of: handler)
        }
    }

    func heard() { session.heard(uptime: uptime) }

    func received(_ bytes: [UInt8]) {
        do throws(IRCParseError) {
            session.received(try IRCMessage(parsing: bytes))
        } catch {
            // Not UTF-8: then as old clients write, one byte a letter. Nobody's words are lost for that.
            guard error == .invalidUTF8 else { return }
            let text = bytes.reduce(into: "") { $0.unicodeScalars.append(Unicode.Scalar($1)) }
            if let message = try? IRCMessage(parsing: Array(text.utf8)) { session.received(message) }
        }
    }

    func failed(_ error: any Error) { reason = reason ?? NetworkTrust.words(error) }

    func disconnected(_ handler: LinkHandler) {
        guard self.handler === handler else { return }
        self.handler = nil
        session.disconnected()
        perform()
    }

    // MARK: - From outside the loop

    func deliver(_ delivery: Delivery, _ done: @escaping NetworkSession.Done) {
        session.uptime = uptime
        session.deliver(delivery, done)
        performSoon()
    }

    /// After what else waits for the loop: what several deliveries have to say goes out in one write.
    private func performSoon() {
        guard !isSoon else { return }
        isSoon = true
        loop.assumeIsolated().execute { [weak self] in
            self?.isSoon = false
            self?.perform()
        }
    }

    func halt(_ id: DeliveryID) {
        session.halt(id)
        perform()
    }

    func settled(_ room: RoomID, isAccepted: Bool) {
        session.settled(room, isAccepted: isAccepted)
        performSoon()
    }

    func derived(_ salted: [UInt8]) {
        session.derived(salted)
        perform()
    }

    func remembered(_ shard: Int, isKept: Bool) {
        session.remembered(shard, isKept: isKept)
        perform()
    }

    /// Says goodbye.
    func stop() {
        isStopping = true
        session.close("The desk is stopping")
        perform()
    }

    // MARK: - Actions

    /// One at a time, in order: what an action leads to waits for the actions before it.
    func perform() {
        guard !isPerforming else { return }
        isPerforming = true
        defer { isPerforming = false }
        var wait: Int?
        repeat {
            for action in session.takeActions() { perform(action) }
            session.uptime = uptime
            wait = session.transmit()
        } while finishRound()
        handler?.flush()
        if let wait { wake(in: wait) }
    }

    private func finishRound() -> Bool {
        let rest = session.takeActions()
        for action in rest { perform(action) }
        return !rest.isEmpty
    }

    private func wake(in milliseconds: Int) {
        let at = uptime + milliseconds
        guard wakeAt.map({ at < $0 }) ?? true else { return }
        wakeAt = at
        loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds))) { [weak self] in
            guard let self else { return }
            if self.wakeAt == at { self.wakeAt = nil }
            self.perform()
        }
    }

    private func perform(_ action: NetworkAction) {
        switch action {
        case .send(let message): handler?.send(message, longestLine: session.features.lineLength)
        case .close(let reason):
            self.reason = self.reason ?? reason
            handler?.finish()
        case .upgrade(let port):
            upgradePort = port
            handler?.finish()
        case .accept(let arrival): if !isStopping { accept(arrival) }
        case .derive(let password, let work): feed.yield(.derive(password: password, work))
        case .remember(let shard, let text): feed.yield(.remember(shard: shard, text: text))
        case .keepPolicy(let policy): feed.yield(.keepPolicy(policy))
        case .rememberTime(let time): feed.yield(.rememberTime(time))
        case .online(let nick):
            wasOnline = true
            feed.yield(.announce(nick: nick))
        case .log(let level, let text): log.log(level: level, "\(text)", metadata: ["gateway": "\(session.options.id)"])
        case .resume: handler?.readOn()
        }
    }
}
