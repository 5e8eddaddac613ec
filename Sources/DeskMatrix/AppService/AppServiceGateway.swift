import CurlHTTP
public import DeskCore
public import Logging
import Synchronization

/// The desk as an application service of a Matrix homeserver: what happens is told to it, and agents speak by users of
/// their own.
///
/// A transaction is acknowledged once everything in it is in the desk's store, so that a crash brings repeats and never a
/// gap; repeats are told by their event ids. What the desk says carries a transaction id made of the delivery's, by which
/// the server tells repeats.
public final class AppServiceGateway: Gateway {
    public let id: GatewayID
    public let deduplicates = true
    public let staffRooms: [Address]
    public let features: GatewayFeatures = [.edits, .redactions, .files]
    public let mostUnderWay = 48
    private let options: AppServiceOptions
    private let log: Logger
    private let now: @Sendable () -> Timestamp
    private let onChange: @Sendable (String?) -> Void
    /// While the desk is known to the homeserver.
    private let speech = Mutex<Speech?>(nil)
    private let listening = Mutex<String?>(nil)
    /// How often a homeserver is asked that does not reach the desk.
    private let pingPause: Duration

    /// `now` is asked for the time; `onChange` is told `user on homeserver, listening on address` once the homeserver has
    /// shown that it reaches the desk, and nil whenever it has not.
    public convenience init(
        options: AppServiceOptions, log: Logger, now: @escaping @Sendable () -> Timestamp,
        onChange: @escaping @Sendable (String?) -> Void
    ) {
        self.init(options: options, log: log, now: now, pingPause: .seconds(60), onChange: onChange)
    }

    init(
        options: AppServiceOptions, log: Logger, now: @escaping @Sendable () -> Timestamp, pingPause: Duration,
        onChange: @escaping @Sendable (String?) -> Void
    ) {
        id = options.account.id
        self.options = options
        staffRooms = options.account.staffRooms
        var log = log
        log[metadataKey: "gateway"] = "\(options.account.id)"
        self.log = log
        self.now = now
        self.pingPause = pingPause
        self.onChange = onChange
    }

    /// `host:port` while connections are taken.
    var address: String? { listening.withLock(\.self) }

    /// Returns when cancelled. Throws `AppServiceError` where it cannot listen, `MatrixError` where only an operator can
    /// help.
    public func run(into inbox: any Inbox, memory: any GatewayMemory) async throws {
        onChange(nil)
        guard let registration = options.registration else {
            throw MatrixError(
                "\(id): without a registration nobody knows the desk. `rapport matrix registration` makes one.")
        }
        let ping = ServicePing(log: log, onChange: onChange)
        let desk = ServiceDesk(token: registration.homeserverToken, log: log, heard: ping.heard)
        let server = AppServiceServer(host: options.host, port: options.port, desk: desk)
        let (opened, opening) = AsyncStream<String>.makeStream()
        defer {
            listening.withLock { $0 = nil }
            ping.ended()
        }
        do {
            try await withThrowingTaskGroup { group in
                group.addTask {
                    defer { opening.finish() }
                    try await server.run { opening.yield($0) }
                }
                group.addTask { [self] in
                    defer { desk.close() }
                    // Where it cannot listen, the other task says why.
                    guard let address = await opened.first(where: { _ in true }) else { return }
                    listening.withLock { $0 = address }
                    log.notice("listening on \(address) for the homeserver")
                    try await serve(desk, ping, address, registration, inbox, MatrixMemory(memory: memory, log: log))
                }
                defer { group.cancelAll() }
                while try await group.next() != nil {}
            }
        } catch is CancellationError {
            return
        }
    }

    /// Until cancelled.
    private func serve(
        _ desk: ServiceDesk, _ ping: ServicePing, _ address: String, _ registration: AppServiceRegistration,
        _ inbox: any Inbox, _ memory: MatrixMemory
    ) async throws {
        let account = options.account
        let http = HTTPClient(HTTPOptions(authorities: account.authorities, userAgent: "Rapport"))
        defer { http.close() }
        let signIn = SignIn(options: account, http: http, memory: memory, log: log)
        let (home, me) = try await AppServiceSignIn(
            options: options, registration: registration, signIn: signIn, log: log
        ).homeserver()
        let names = GhostNames(sender: me, prefix: registration.prefix)
        let ghosts = Ghosts(names: names, home: home, memory: memory, log: log)
        try await ghosts.open()
        let epoch = try await memory.epoch()
        let feed = TransactionFeed(ghosts: ghosts)
        let follower = Follower(
            options: account, home: home, me: me, ghosts: ghosts, inbox: inbox, memory: memory, feed: feed, now: now,
            log: log)
        speech.withLock { $0 = Speech(options: account, home: home, epoch: epoch, work: follower.work) }
        defer { speech.withLock { $0 = nil } }
        desk.open(feed, ghosts)
        ping.began("\(me.text) on \(home.base), listening on \(address)")
        try await withThrowingTaskGroup { group in
            group.addTask { try await follower.run() }
            group.addTask { [pingPause] in try await ping.run(home, registration, every: pingPause) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    // MARK: - What goes out

    /// While the desk is not there.
    private static let downPause = Duration.seconds(2)

    public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        guard let speech = speech.withLock(\.self) else {
            throw .later(retryAfter: Self.downPause, scope: .gateway)
        }
        return try await speech.deliver(delivery)
    }

    public func showTyping(in room: Address) { speech.withLock(\.self)?.showTyping(in: room) }

    public func fetch(_ file: ArrivalID, in room: Address, most: Int) async throws(FileError) -> RemoteFile {
        guard let speech = speech.withLock(\.self) else {
            throw FileError(reason: "\(id) is not connected just now")
        }
        return try await speech.fetch(file, in: room, most: most)
    }

    public func begin(
        _ delivery: Delivery, then done: @escaping @Sendable (Result<Receipt, DeliveryError>) -> Void
    ) -> Bool {
        speech.withLock(\.self)?.begin(delivery, then: done) ?? false
    }
}
