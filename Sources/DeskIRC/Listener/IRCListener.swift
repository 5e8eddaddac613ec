public import DeskCore
public import Logging
public import Metrics
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The embedded gateway: an IRC server on which everybody meets the desk, and nobody else.
///
/// Everything it knows lives on one event loop; what must wait (the inbox, the logins) waits in child tasks of `run`.
public final class IRCListener: Gateway {
    public let id: GatewayID
    public let deduplicates = true
    public let staffRooms: [Address]
    /// What it was started with: its names and addresses stay.
    private let options: ListenerOptions
    private let current: Mutex<ListenerOptions>
    private let logins: any Logins
    private let past: any PastTalk
    private let metrics: any MetricsFactory
    private let log: Logger
    private let now: @Sendable () -> Timestamp
    private let onListening: @Sendable (String) -> Void
    private let loop: any EventLoop
    /// Empty while nothing runs.
    private let switchboard: NIOLoopBoundBox<Switchboard?>
    private let identity: NIOLoopBoundBox<NIOSSLContext?>

    /// `now` is asked for the time of arrivals; `onListening` is told `host:port` once connections are taken.
    public init(
        options: ListenerOptions, logins: any Logins, past: any PastTalk, log: Logger,
        metrics: any MetricsFactory = NOOPMetricsHandler.instance, now: @escaping @Sendable () -> Timestamp,
        onListening: @escaping @Sendable (String) -> Void
    ) {
        id = options.id
        staffRooms = [Address(gateway: options.id, room: RoomID(Hall.desk))]
        self.options = options
        current = Mutex(options)
        self.logins = logins
        self.past = past
        self.metrics = metrics
        self.log = log
        self.now = now
        self.onListening = onListening
        loop = MultiThreadedEventLoopGroup.singleton.next()
        switchboard = .makeEmptyBox(valueType: Switchboard.self, eventLoop: loop)
        identity = .makeEmptyBox(valueType: NIOSSLContext.self, eventLoop: loop)
    }

    /// Throws `ListenerError` where it cannot listen. Returns when cancelled, after everybody was told.
    public func run(into inbox: any Inbox, memory: any GatewayMemory) async throws {
        let (requests, feed) = AsyncStream<Switchboard.Request>.makeStream()
        try await begin(feed, inbox)
        do {
            let servers = try await bind()
            for server in servers { server.closeFuture.whenComplete { _ in feed.finish() } }
            warn()
            await withDiscardingTaskGroup { group in
                for await request in requests { group.addTask { await self.answer(request) } }
            }
            for server in servers { try? await server.close().get() }
            await end()
        } catch {
            await end()
            throw error
        }
        if !Task.isCancelled { throw ListenerClosed() }
    }

    /// One thing on the network; returns when the sockets of everybody it is for have taken it.
    public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        let nicks = await safeNicks(for: delivery)
        let result = await withCheckedContinuation { waiting in
            write(delivery, nicks: nicks) { waiting.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Customers' rooms need no login looked up.
    public func begin(
        _ delivery: Delivery, then done: @escaping @Sendable (Result<Receipt, DeliveryError>) -> Void
    ) -> Bool {
        guard !delivery.to.room.rawValue.hasPrefix("#") else { return false }
        write(delivery, nicks: [:], done)
        return true
    }

    private func write(
        _ delivery: Delivery, nicks: [String: String],
        _ done: @escaping @Sendable (Result<Receipt, DeliveryError>) -> Void
    ) {
        loop.execute {
            guard let switchboard = self.switchboard.value else {
                return done(.failure(.later(retryAfter: .seconds(1), scope: .gateway)))
            }
            switchboard.deliver(delivery, nicks: nicks, done)
        }
    }

    // MARK: - Begin and end

    private func begin(_ feed: AsyncStream<Switchboard.Request>.Continuation, _ inbox: any Inbox) async throws {
        let process = String(UInt64.random(in: .min ... .max), radix: 32)
        try await loop.submit { [self] in
            let hall = Hall(options: current.withLock(\.self), process: process, now: now)
            let accept: (Arrival) -> Void = { arrival in
                inbox.accept(arrival) { isAccepted in
                    self.onLoop { $0.settled(arrival.from.room, isAccepted: isAccepted) }
                }
            }
            switchboard.value = Switchboard(hall: hall, feed: feed, accept: accept, log: log, metrics: metrics)
        }.get()
    }

    /// Everybody hears it; whoever does not listen is cut off after a moment.
    private func end() async {
        let closed = loop.flatSubmit { [loop, switchboard] in
            let handlers = switchboard.value?.stop() ?? []
            return EventLoopFuture.andAllComplete(handlers.compactMap(\.closeFuture), on: loop)
        }
        try? await closed.get()
        try? await loop.submit { [switchboard] in switchboard.value = nil }.get()
    }

    /// The sockets that take connections, each told.
    private func bind() async throws -> [any Channel] {
        var servers: [any Channel] = []
        do {
            servers.append(try await bind(host: options.host, port: options.port, isTLS: false))
            onListening(Self.name(of: servers[0].localAddress))
            if let host = options.tls.host {
                let fingerprint = try await loadIdentity(options)
                servers.append(try await bind(host: host, port: options.tls.port, isTLS: true))
                onListening("\(Self.name(of: servers[1].localAddress)) TLS, certificate SHA-256 \(fingerprint)")
            }
            scheduleTicks(until: servers[0])
            return servers
        } catch {
            for server in servers { try? await server.close().get() }
            throw error
        }
    }

    /// New connections show it from here on.
    ///
    /// - Returns: Its fingerprint.
    private func loadIdentity(_ options: ListenerOptions) async throws -> String {
        let loaded = try ServerIdentity(options.tls, name: options.serverName, gateway: "\(id)")
        let context = loaded.context
        try await loop.submit { [identity] in identity.value = context }.get()
        return loaded.fingerprint
    }

    /// Takes over what a running gateway can: limits, password, trusted addresses and certificate. Connections that are
    /// there stay as they are.
    ///
    /// - Throws: `ListenerError.identity` where the certificate cannot be used; then nothing changes.
    public func reconfigure(_ other: ListenerOptions) async throws(ListenerError) {
        let new = current.withLock { $0.takingOver(other) }
        do {
            if new.tls.host != nil {
                let fingerprint = try await loadIdentity(new)
                log.notice("certificate read again", metadata: ["gateway": "\(id)", "sha256": "\(fingerprint)"])
            }
            current.withLock { $0 = new }
            try await loop.submit { [switchboard] in switchboard.value?.reconfigure(new) }.get()
            warn()
        } catch let error as ListenerError {
            throw error
        } catch {
            // The loop ends with the process.
        }
    }

    private func bind(host: String, port: Int, isTLS: Bool) async throws -> any Channel {
        let limits = options.limits
        let mark = ChannelOptions.Types.WriteBufferWaterMark(
            low: max(limits.sendQueueBytes / 2, 1), high: max(limits.sendQueueBytes, 2))
        let bootstrap = ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: mark)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
            .childChannelInitializer { [switchboard, identity] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let board = switchboard.value else { throw ChannelError.ioOnClosedChannel }
                    if isTLS {
                        guard let context = identity.value else { throw ChannelError.ioOnClosedChannel }
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(ConnectionHandler(board))
                }
            }
        do {
            return try await bootstrap.bind(host: host, port: port).get()
        } catch {
            throw problem(error, host: host, port: port)
        }
    }

    private func scheduleTicks(until server: any Channel) {
        let ticks = loop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { [switchboard] _ in
            switchboard.value?.tick()
        }
        server.closeFuture.whenComplete { _ in ticks.cancel() }
    }

    /// Of what an operator should not have forgotten.
    private func warn() {
        for range in current.withLock(\.agentsFrom) {
            log.warning(
                "whoever connects from \(range) is an agent, without a password", metadata: ["gateway": "\(id)"])
        }
    }

    private func problem(_ error: any Error, host: String, port: Int) -> ListenerError {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: return .portInUse(host: host, port: port)
        case EACCES, EPERM: return .notAllowed(host: host, port: port)
        case EADDRNOTAVAIL: return .noSuchHost(host)
        default:
            if error is SocketAddressError { return .noSuchHost(host) }
            return .cannotListen(host: host, port: port, reason: "\(error)")
        }
    }

    private static func name(of address: SocketAddress?) -> String {
        guard let address, let host = address.ipAddress, let port = address.port else { return "?" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    // MARK: - Requests

    private func answer(_ request: Switchboard.Request) async {
        switch request {
        case .verify(let id, let name, let password, let check):
            do throws(CancellationError) {
                let login = try await logins.verify(name: name, password: password) { check.isTrue }
                if login == nil { await dawdle() }
                onLoop { $0.verified(login, for: id) }
            } catch {
                onLoop { $0.unverified(id) }
            }
        case .lookUp(let id, let name):
            let login = await logins.login(name)
            onLoop { $0.found(login, for: id) }
        case .dawdle(let id):
            await dawdle()
            onLoop { $0.dawdled(id) }
        case .checkNick(let id, let nick):
            let role = await role(of: nick)
            onLoop { $0.checked(nick, role: role, for: id) }
        case .recall(let id, let past):
            let lines = await recall(past)
            var nicks: [String: String] = [:]
            if case .caseRoom = past { nicks = await safeNicks(for: customers(in: lines)) }
            onLoop { [nicks] in $0.recalled(lines, nicks: nicks, for: id) }
        }
    }

    /// Guessing takes its time.
    private func dawdle() async { try? await Task.sleep(for: current.withLock(\.limits.loginDelay)) }

    /// What cannot be looked up is told in the log, and is as if there were none.
    private func recall(_ what: Past) async -> [Line] {
        do throws(StoreError) {
            switch what {
            case .person(let person): return try await past.lines(with: person, last: Past.most)
            case .caseRoom(let number): return try await past.lines(ofCase: number, last: Past.most)
            }
        } catch {
            log.error("what was said before cannot be read: \(error)", metadata: ["gateway": "\(id)"])
            return []
        }
    }

    private func onLoop(_ body: @escaping @Sendable (Switchboard) -> Void) {
        loop.execute { [switchboard] in
            if let board = switchboard.value { body(board) }
        }
    }

    /// In the same letters or in small ones: nicks that differ in case only are the same nick.
    private func role(of nick: String) async -> Login.Role? {
        if let login = await logins.login(nick) { return login.role }
        let folded = IRCName.folded(nick)
        return folded == nick ? nil : await logins.login(folded)?.role
    }

    // MARK: - Names of customers among agents

    /// A nick for each customer's name in a delivery to agents, never the desk's or an agent's.
    private func safeNicks(for delivery: Delivery) async -> [String: String] {
        guard delivery.to.room.rawValue.hasPrefix("#") else { return [:] }
        switch delivery.act {
        case .say(let utterance):
            guard case .customer(let name) = utterance.speaker else { return [:] }
            return await safeNicks(for: [name])
        case .recap(let lines): return await safeNicks(for: customers(in: lines))
        case .openRoom, .enter, .leave, .correct, .takeBack, .file: return [:]
        }
    }

    private func customers(in lines: [Line]) -> Set<String> {
        Set(lines.lazy.filter { $0.kind == .customer }.map(\.author))
    }

    private func safeNicks(for names: Set<String>) async -> [String: String] {
        var nicks: [String: String] = [:]
        for name in names { nicks[name] = await safeNick(for: name) }
        return nicks
    }

    private func safeNick(for name: String) async -> String {
        var nick = IRCName.nick(from: name)
        for _ in 0..<4 {
            let isDesk = IRCName.folded(nick) == IRCName.folded(options.deskNick)
            let isTaken = isDesk ? true : await role(of: nick) == .agent
            guard isTaken else { return nick }
            nick = String(nick.prefix(IRCName.longestNick - 4)) + "_"
        }
        return "customer_"
    }
}
