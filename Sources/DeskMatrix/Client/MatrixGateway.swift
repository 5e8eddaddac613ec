import CurlHTTP
public import DeskCore
public import Logging
import Synchronization

/// The desk as an account on a Matrix homeserver, by the client-server API.
///
/// Everything that happens comes by `/sync`. What was said is in the desk's store before the place up to which the desk has
/// read is kept, so that a crash brings repeats and never a gap; repeats are told by their event ids. What the desk says
/// carries a transaction id made of the delivery's, by which the server tells repeats.
public final class MatrixGateway: Gateway {
    public let id: GatewayID
    public let deduplicates = true
    /// One where the options name a staff room, whichever room that is.
    public let staffRooms: [Address]
    public let features: GatewayFeatures = [.edits, .redactions, .files]
    public let mostUnderWay = 48
    private let options: MatrixOptions
    private let log: Logger
    private let now: @Sendable () -> Timestamp
    private let onChange: @Sendable (String?) -> Void
    /// While the desk is logged in.
    private let speech = Mutex<Speech?>(nil)

    /// `now` is asked for the time; `onChange` is told `user on homeserver` whenever the desk is there, and nil whenever it
    /// is not.
    public init(
        options: MatrixOptions, log: Logger, now: @escaping @Sendable () -> Timestamp,
        onChange: @escaping @Sendable (String?) -> Void
    ) {
        id = options.id
        self.options = options
        staffRooms = options.staffRooms
        var log = log
        log[metadataKey: "gateway"] = "\(options.id)"
        self.log = log
        self.now = now
        self.onChange = onChange
    }

    /// Returns when cancelled. Throws `MatrixError` where only an operator can help.
    public func run(into inbox: any Inbox, memory: any GatewayMemory) async throws {
        onChange(nil)
        let http = HTTPClient(HTTPOptions(authorities: options.authorities, userAgent: "Rapport"))
        defer { http.close() }
        let memory = MatrixMemory(memory: memory, log: log)
        let signIn = SignIn(options: options, http: http, memory: memory, log: log)
        do {
            let home = try await signIn.homeserver()
            guard let me = home.credentials.flatMap({ UserID($0.user) }) else {
                throw MatrixError("\(id): `\(home.credentials?.user ?? "")` is no user of Matrix.")
            }
            let epoch = try await memory.epoch()
            let feed = SyncFeed(
                home: home, me: me, hearsTyping: options.staffRoom != nil, memory: memory, signIn: signIn, log: log,
                onChange: onChange)
            let follower = Follower(
                options: options, home: home, me: me, inbox: inbox, memory: memory, feed: feed, now: now, log: log)
            speech.withLock {
                $0 = Speech(options: options, home: home, epoch: epoch, work: follower.work)
            }
            defer { speech.withLock { $0 = nil } }
            try await follower.run()
        } catch is CancellationError {
            return
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
