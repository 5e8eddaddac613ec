import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A Matrix homeserver for tests, on a free port of this machine: small and correct as far as it goes, with all it knows in
/// memory, and it misbehaves where a test says so. It holds the client-server API of the Matrix specification, v1.x; each
/// part names the section it keeps to. `HomeserverRoute.all` has the endpoints there are.
///
/// A test makes people and moves them without HTTP; what it tests talks HTTP with `url`:
///
///     let server = try await ScriptedHomeserver.start()
///     let desk = server.user("desk", password: "secret"), ann = server.user("ann", name: "Ann")
///     let room = try ann.createRoom(inviting: [desk])         // encrypted:, isOpaque: (ids of version 12), more: JSON
///     let event = try ann.say("hello", in: room)              // also send(type, JSON), edit, redact, reply, setState
///     try ann.kick(desk, from: room)                          // also ban, invite, join, leave, rename(to:)
///     desk.said(in: room)                                     // bodies; sent(in:) has contents and transactions
///     desk.membership(in: room); desk.rooms; desk.forgotten; desk.devices; desk.isTyping(in: room); desk.receipts(in: room)
///     let place = server.keep(bytes, type: "image/png")       // mxc://…; server.media has all of them
///     server.requests("PUT", "/send/")                        // of `log`, which has all of them
///     server.settings { $0.forcesEncryption = true }          // versions, well-known, refresh tokens, room version
///
/// Misbehaviour meets the next requests whose decoded path contains some words:
///
///     server.misbehave(.limited(retryAfter: .seconds(2)), on: "/send/", times: 3)
///     let rule = server.misbehave(.hang(), on: "/sync")       // rule.hits, rule.release()
///     server.misbehave(.loseAnswer, on: "/send/")             // done, but nobody is told
///     server.misbehave(.setBack(by: 3), on: "/sync")          // an older token, and events again
///     desk.expireTokens(); desk.revokeTokens()                // 401, soft and hard
///     await server.goAway(); try await server.comeBack()      // all connections end; the same port later
///
/// What it does not have: encryption keys, presence, and in `/sync` neither typing nor receipts. Of filters it
/// heeds the timeline's `limit` and `not_senders`.
final class ScriptedHomeserver: Sendable {
    struct Settings: Sendable {
        enum WellKnown: Sendable {
            /// Names this server.
            case own
            case missing
            case says(String, status: Int = 200)
        }
        /// What `GET /_matrix/client/versions` tells.
        var versions = ["v1.1", "v1.2", "v1.3", "v1.4", "v1.5", "v1.6", "v1.7", "v1.8", "v1.9", "v1.10", "v1.11"]
        var wellKnown = WellKnown.own
        /// To clients that ask for them.
        var givesRefreshTokens = true
        /// How long access tokens work that can be refreshed; for ever where nil.
        var tokenLifetime: Duration?
        /// Every new room has encryption, whether its maker wants it or not.
        var forcesEncryption = false
        /// Whether a redaction shows what it redacts beside the content alone (rooms before version 11), or in it alone; in
        /// both where nil, as most servers do.
        var redactsAtTheTop: Bool?
        /// Whether it has the endpoints of v1.11 for media.
        var hasMediaOfLate = true
        /// In bytes, of an upload.
        var mostUpload = 1_000_000
        /// Whether a room may be made with an alias.
        var allowsAliases = true
        /// Section "Size limits"; a server that does not keep to it passes on more.
        var mostEventBytes = 65_536
        /// Of rooms whose maker names none.
        var roomVersion = "11"
        /// The application service that it was told of.
        var service: HomeserverService?
    }
    private struct State {
        var world = HomeserverWorld()
        var log: [HomeserverRequest] = []
        var rules: [HomeserverRule] = []
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var waited = 0
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
        var port = 0
    }
    private let state = Mutex(State())

    private init(_ settings: Settings) { state.withLock { $0.world.settings = settings } }

    static func start(_ settings: Settings = Settings()) async throws -> ScriptedHomeserver {
        let server = ScriptedHomeserver(settings)
        try await server.comeBack()
        return server
    }

    /// Where it listens: no slash at the end.
    var url: String { "http://127.0.0.1:\(port)" }
    var port: Int { state.withLock { $0.port } }
    /// What stands behind the colon of ids.
    var name: String { look(\.serverName) }

    /// Listens, on the port that it had before where it had one.
    func comeBack() async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    keep(channel)
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        HomeserverConnection { [weak self] request in
                            await self?.answer(request) ?? HomeserverAnswer(.unrecognized)
                        })
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        state.withLock {
            $0.listener = listener
            $0.port = listener.localAddress?.port ?? 0
        }
    }

    private func keep(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        state.withLock { $0.connections[id] = channel }
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { $0.connections[id] = nil }
        }
    }

    /// Listens no more, and every connection ends. What it knows it still knows.
    func goAway() async {
        try? await state.withLock { $0.listener }?.close().get()
        await hangUp()
    }

    /// Every connection ends; new ones are taken.
    func hangUp() async {
        for channel in state.withLock({ Array($0.connections.values) }) { try? await channel.close().get() }
    }

    // MARK: What a test asks and does

    /// Somebody with an account here. - Parameter name: `ann`, or a whole id of another server, `@ann:elsewhere`.
    func user(_ name: String, password: String = "password", name display: String? = nil) -> HomeserverUser {
        change { world in
            let id = name.hasPrefix("@") ? name : "@\(name):\(world.serverName)"
            if world.accounts[id] == nil { world.accounts[id] = .init(password: password, name: display) }
            return HomeserverUser(server: self, id: id)
        }
    }

    func settings(_ change: (inout Settings) -> Void) { state.withLock { change(&$0.world.settings) } }

    /// A file that somebody has uploaded. - Returns: Where it is.
    func keep(_ bytes: [UInt8], type: String) -> String {
        change { world in
            let id = "media\(world.media.count + 1)"
            world.media[id] = (type, bytes)
            return "mxc://\(world.serverName)/\(id)"
        }
    }

    /// Files by where they are.
    func media(_ place: String) -> (type: String, bytes: [UInt8])? {
        look { $0.media[place.split(separator: "/").last.map(String.init) ?? ""] }
    }

    /// All events of a room.
    func events(in room: String) -> [HomeserverEvent] { look { $0.rooms[room]?.events ?? [] } }

    /// All requests so far.
    var log: [HomeserverRequest] { state.withLock(\.log) }

    /// Those whose decoded path contains the words.
    func requests(_ method: String? = nil, _ words: String = "") -> [HomeserverRequest] {
        log.filter { (method == nil || $0.method == method) && $0.path.contains(words) }
    }

    /// A rule for requests to come. Of those that fit the first one made is applied, alone, until it is spent.
    ///
    /// - Parameters:
    ///   - words: Of the decoded path.
    ///   - skipping: How many that fit go well before.
    @discardableResult
    func misbehave(
        _ fault: HomeserverFault, on words: String, method: String? = nil, times: Int = 1, skipping: Int = 0
    ) -> HomeserverRule {
        misbehave(fault, times: times, skipping: skipping) {
            $0.path.contains(words) && (method == nil || $0.method == method)
        }
    }

    /// - Parameter matches: Must not ask the server anything.
    @discardableResult
    func misbehave(
        _ fault: HomeserverFault, times: Int = 1, skipping: Int = 0,
        where matches: @escaping @Sendable (HomeserverRequest) -> Bool
    ) -> HomeserverRule {
        let rule = HomeserverRule(fault, times: times, skipping: skipping, matches)
        state.withLock { $0.rules.append(rule) }
        return rule
    }

    /// Behaves again: no rule meets anything more, and what hangs goes on.
    func behave() {
        let rules = state.withLock(\.rules)
        rules.forEach { $0.release() }
    }

    func look<Found: Sendable, Failure: Error>(
        _ body: (HomeserverWorld) throws(Failure) -> Found
    ) throws(Failure) -> Found {
        try state.withLock { state throws(Failure) in try body(state.world) }
    }

    /// Changes what the homeserver knows, and tells those who wait.
    @discardableResult
    func change<Found: Sendable, Failure: Error>(
        _ body: (inout HomeserverWorld) throws(Failure) -> Found
    ) throws(Failure) -> Found {
        try state.withLock { state throws(Failure) in
            let found = try body(&state.world)
            for bell in state.waiting.values { bell.yield() }
            return found
        }
    }

    // MARK: What the answers need

    /// Notes a request, and says what is to go wrong with it.
    func hear(_ request: HomeserverRequest) -> HomeserverRule? {
        state.withLock { state in
            state.log.append(request)
            return state.rules.first { $0.takes(request) }
        }
    }

    /// Hears from now on that something has changed, until the ticket is given back.
    func watch() -> (ticket: Int, changes: AsyncStream<Void>) {
        let (changes, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        return state.withLock { state in
            state.waited += 1
            state.waiting[state.waited] = bell
            return (state.waited, changes)
        }
    }

    func endWatch(_ ticket: Int) { state.withLock { $0.waiting[ticket] = nil } }
}
