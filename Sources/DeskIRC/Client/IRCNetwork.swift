import CryptoExtras
public import DeskCore
import Foundation
public import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// The desk as a bot on somebody else's IRC network.
///
/// Everything it knows lives on one event loop. It reconnects by itself, for as long as it runs.
public final class IRCNetwork: Gateway {
    public let id: GatewayID
    public let deduplicates = false
    public let staffRooms: [Address]
    public let mostUnderWay: Int
    private let options: NetworkOptions
    private let log: Logger
    private let now: @Sendable () -> Timestamp
    private let onChange: @Sendable (String?) -> Void
    private let loop: any EventLoop
    /// Empty while nothing runs.
    private let link: NIOLoopBoundBox<Link?>

    /// Of deliveries on a network that limits what is said: more would be out of the desk's hands for long.
    static let mostWhereLimited = 8
    static let firstPause = 1.0
    static let longestPause = 300.0
    private static let connectSeconds: Int64 = 20

    /// `now` is asked for the time of arrivals; `onChange` is told `nick on host:port` whenever the desk is there, and nil
    /// whenever it is not.
    public init(
        options: NetworkOptions, log: Logger, now: @escaping @Sendable () -> Timestamp,
        onChange: @escaping @Sendable (String?) -> Void
    ) {
        id = options.id
        staffRooms = options.staffChannel.map { [Address(gateway: options.id, room: RoomID($0))] } ?? []
        mostUnderWay = options.isUnlimited || options.flood.pause == .zero ? 64 : Self.mostWhereLimited
        self.options = options
        self.log = log
        self.now = now
        self.onChange = onChange
        loop = MultiThreadedEventLoopGroup.singleton.next()
        link = .makeEmptyBox(valueType: Link.self, eventLoop: loop)
    }

    /// Throws `NetworkError` where the files that TLS needs cannot be used. Returns when cancelled, after saying goodbye.
    public func run(into inbox: any Inbox, memory: any GatewayMemory) async throws {
        let trust = try NetworkTrust(options.tls, host: options.host)
        onChange(nil)
        let (requests, feed) = AsyncStream<Link.Request>.makeStream()
        try await begin(feed, inbox, memory)
        await withDiscardingTaskGroup { group in
            group.addTask {
                await self.stayConnected(trust)
                feed.finish()
            }
            // One after the other, so that what is kept last is what was last so.
            for await request in requests { await self.answer(request, memory) }
        }
        try? await loop.submit { [link] in link.value = nil }.get()
    }

    public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        let result = await withCheckedContinuation { waiting in
            _ = begin(delivery) { waiting.resume(returning: $0) }
        }
        return try result.get()
    }

    public func begin(
        _ delivery: Delivery, then done: @escaping @Sendable (Result<Receipt, DeliveryError>) -> Void
    ) -> Bool {
        loop.execute { [link] in
            guard let link = link.value else {
                return done(.failure(.later(retryAfter: NetworkSession.downPause, scope: .gateway)))
            }
            link.deliver(delivery, done)
        }
        return true
    }

    public func halt(_ delivery: DeliveryID) { onLoop { $0.halt(delivery) } }

    // MARK: - What is kept

    private static func shardKey(_ shard: Int) -> String { "people/\(shard)" }
    private static let policyKey = "sts"
    private static let timeKey = "heard-until"

    private func begin(
        _ feed: AsyncStream<Link.Request>.Continuation, _ inbox: any Inbox, _ memory: any GatewayMemory
    ) async throws {
        var people: [String] = []
        for shard in 0..<Book.shards {
            if let text = try await memory.get(Self.shardKey(shard)) { people.append(text) }
        }
        let policy = try await memory.get(policyName).flatMap { STSPolicy($0) }
        let until = try await memory.get(Self.timeKey).flatMap { Int64($0) }.map { Timestamp(milliseconds: $0) }
        let process = String(UInt64(now().milliseconds), radix: 32) + String(UInt32.random(in: 0 ... .max), radix: 32)
        try await loop.submit { [self, people] in
            let session = NetworkSession(options: options, process: process, now: now)
            for text in people { session.book.admit(text, fold: session.folded) }
            session.policy = policy
            session.heardUntil = until
            link.value = Link(session, loop: loop, feed: feed, accept: { self.accept($0, inbox) }, log: log)
        }.get()
    }

    private func accept(_ arrival: Arrival, _ inbox: any Inbox) {
        inbox.accept(arrival) { isAccepted in
            self.onLoop { $0.settled(arrival.from.room, isAccepted: isAccepted) }
        }
    }

    /// A policy is of one host alone.
    private var policyName: String { "\(Self.policyKey)/\(options.host.lowercased())" }

    private func answer(_ request: Link.Request, _ memory: any GatewayMemory) async {
        switch request {
        case .derive(let password, let work):
            let salted = await Self.salted(password, work)
            onLoop { $0.derived(salted) }
        case .remember(let shard, let text):
            let isKept = await keep(text.isEmpty ? nil : text, Self.shardKey(shard), memory)
            onLoop { $0.remembered(shard, isKept: isKept) }
        case .keepPolicy(let policy): _ = await keep(policy?.text, policyName, memory)
        case .rememberTime(let time): _ = await keep(String(time.milliseconds), Self.timeKey, memory)
        case .announce(let nick): onChange("\(nick) on \(options.host):\(await port)")
        }
    }

    private var port: Int {
        get async {
            let policy = try? await loop.submit { [link] in link.value?.session.policy }.get()
            return target(policy ?? nil).port
        }
    }

    /// Until the desk's tenure has begun nothing can be kept; it does within a moment, or the desk ends.
    private func keep(_ text: String?, _ key: String, _ memory: any GatewayMemory) async -> Bool {
        for _ in 0..<50 {
            do {
                try await memory.set(key, to: text)
                return true
            } catch {
                guard !Task.isCancelled else { return false }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        log.error("cannot be kept: \(key)", metadata: ["gateway": "\(id)"])
        return false
    }

    /// PBKDF2 takes its time: not on a thread that others wait for. Empty where it failed.
    private static func salted(_ password: String, _ work: ScramClient.Work) async -> [UInt8] {
        let key = try? await NIOThreadPool.singleton.runIfActive {
            try KDF.Insecure.PBKDF2.deriveKey(
                from: Data(password.utf8), salt: Data(work.salt), using: .sha256, outputByteCount: 32,
                unsafeUncheckedRounds: work.rounds
            ).withUnsafeBytes { Array($0) }
        }
        return key ?? []
    }

    private func onLoop(_ body: @escaping @Sendable (Link) -> Void) {
        loop.execute { [link] in
            if let link = link.value { body(link) }
        }
    }

    // MARK: - Connections

    private struct Target {
        let port: Int
        let isSecure: Bool
    }

    private func target(_ policy: STSPolicy?, upgrade: Int? = nil) -> Target {
        if let upgrade { return Target(port: upgrade, isSecure: true) }
        if let policy, policy.holds(at: now().milliseconds) { return Target(port: policy.port, isSecure: true) }
        return Target(port: options.usualPort, isSecure: options.tls.isOn)
    }

    /// How a connection ended.
    private struct Ending: Sendable {
        var upgradePort: Int?
        var wasOnline = false
        var reason: String?
        var policy: STSPolicy?
    }

    private func stayConnected(_ trust: NetworkTrust) async {
        var pause = Self.firstPause
        var upgrade: Int?
        var policy = try? await loop.submit { [link] in link.value?.session.policy }.get()
        while !Task.isCancelled {
            let target = target(policy ?? nil, upgrade: upgrade)
            let ending = await connectOnce(target, trust)
            policy = ending.policy
            if ending.wasOnline { pause = Self.firstPause }
            // Asked to come over TLS, the desk does so at once; who asks again over TLS is not obeyed.
            let isUpgrade = ending.upgradePort != nil && !target.isSecure
            upgrade = isUpgrade ? ending.upgradePort : nil
            guard !Task.isCancelled, !isUpgrade else { continue }
            onChange(nil)
            let seconds = pause * Double.random(in: 0.5...1)
            pause = min(pause * 2, Self.longestPause)
            log.warning(
                "not connected to \(options.host):\(target.port): \(ending.reason ?? "the connection ended"). Trying again in \(Int(seconds.rounded(.up))) s",
                metadata: ["gateway": "\(id)"])
            try? await Task.sleep(for: .milliseconds(Int(seconds * 1000)))
        }
    }

    /// Until the connection has ended.
    private func connectOnce(_ target: Target, _ trust: NetworkTrust) async -> Ending {
        do {
            let channel = try await bootstrap(target, trust).connect(host: options.host, port: target.port).get()
            await withTaskCancellationHandler {
                try? await channel.closeFuture.get()
            } onCancel: {
                loop.execute { [link] in
                    link.value?.stop()
                    // Before the handshake there is nobody to say goodbye to.
                    if link.value?.session.phase == .down { channel.close(promise: nil) }
                }
            }
            return try await loop.submit { [link] in
                guard let link = link.value else { return Ending() }
                return Ending(
                    upgradePort: link.upgradePort, wasOnline: link.wasOnline, reason: link.reason,
                    policy: link.session.policy)
            }.get()
        } catch {
            let policy = try? await loop.submit { [link] in link.value?.session.policy }.get()
            return Ending(reason: Self.words(error), policy: policy ?? nil)
        }
    }

    /// Of several addresses that were tried, why the first did not do.
    private static func words(_ error: any Error) -> String {
        guard let failure = error as? NIOConnectionError else { return "\(error)" }
        if let first = failure.connectionErrors.first {
            return (first.error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(first.error)"
        }
        return (failure.dnsAError ?? failure.dnsAAAAError).map { _ in "there is no such host" } ?? "\(failure)"
    }

    private func bootstrap(_ target: Target, _ trust: NetworkTrust) -> ClientBootstrap {
        ClientBootstrap(group: loop)
            .connectTimeout(.seconds(Self.connectSeconds))
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { [link] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let link = link.value else { throw ChannelError.ioOnClosedChannel }
                    if target.isSecure { try channel.pipeline.syncOperations.addHandler(trust.handler()) }
                    try channel.pipeline.syncOperations.addHandler(LinkHandler(link, isSecure: target.isSecure))
                }
            }
    }
}
