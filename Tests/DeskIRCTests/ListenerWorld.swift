import DeskCore
import DeskIRC
import Logging
import TestKit

/// An inbox that keeps what it is given; it can be told to wait, or to refuse.
actor FakeInbox: Inbox {
    private(set) var arrivals: [Arrival] = []
    private var isHolding = false
    private var isClosed = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var watchers: [(count: Int, CheckedContinuation<Void, Never>)] = []
    /// The most that were under way at once.
    private(set) var mostAtOnce = 0
    private var atOnce = 0

    func accept(_ arrival: Arrival) async throws(InboxError) {
        guard !isClosed else { throw .closed }
        arrivals.append(arrival)
        atOnce += 1
        mostAtOnce = max(mostAtOnce, atOnce)
        for watcher in watchers where watcher.count <= arrivals.count { watcher.1.resume() }
        watchers.removeAll { $0.count <= arrivals.count }
        if isHolding { await withCheckedContinuation { waiting.append($0) } }
        atOnce -= 1
    }

    func hold() { isHolding = true }
    func close() { isClosed = true }

    func release() {
        isHolding = false
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    /// Returns once so many have come in.
    func heard(_ count: Int) async {
        guard arrivals.count < count else { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }

    var said: [String] { arrivals.compactMap { if case .said(let text) = $0.body { text } else { nil } } }
}

struct FakeLogins: Logins {
    func verify(
        name: String, password: String, while isAwaited: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Login? {
        guard password == "secret" else { return nil }
        return Login(name: name, role: await login(name)?.role ?? .customer, verifier: "")
    }
    func login(_ name: String) async -> Login? {
        ["anna", "otto"].contains(name) ? Login(name: name, role: .agent, verifier: "") : nil
    }
}

struct NoPast: PastTalk {
    func lines(with person: PersonID, last count: Int) async throws(StoreError) -> [Line] { [] }
    func lines(ofCase number: CaseNumber, last count: Int) async throws(StoreError) -> [Line] { [] }
}

struct NoMemory: GatewayMemory {
    func get(_ key: String) async throws(StoreError) -> String? { nil }
    func set(_ key: String, to value: String?) async throws(StoreError) {}
}

/// A listener on a free port for the length of a test.
struct ListenerWorld: Sendable {
    let listener: IRCListener
    let inbox: FakeInbox
    let port: Int

    static func run(
        limits: ListenerLimits = ListenerLimits(), isUnlimited: Bool = false,
        _ body: @Sendable @escaping (ListenerWorld) async throws -> Void
    ) async throws {
        let inbox = FakeInbox()
        let (ports, feed) = AsyncStream<Int>.makeStream()
        let options = ListenerOptions(port: 0, limits: limits, isUnlimited: isUnlimited)
        let listener = IRCListener(
            options: options, logins: FakeLogins(), past: NoPast(),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { Timestamp(milliseconds: 1_700_000_000_000) },
            onListening: { name in feed.yield(name.split(separator: ":").last.flatMap { Int($0) } ?? 0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listener.run(into: inbox, memory: NoMemory()) }
            group.addTask {
                let result = await Result {
                    for await port in ports {
                        return try await body(ListenerWorld(listener: listener, inbox: inbox, port: port))
                    }
                }
                // Also after a failure: the listener waits for what the inbox holds.
                await inbox.release()
                try result.get()
            }
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    func client(_ nick: String, pass: String? = nil, caps: String = "") async throws -> TestClient {
        let client = try await TestClient(to: port)
        try await client.register(nick, pass: pass, caps: caps)
        return client
    }

    @discardableResult
    func say(_ text: String, to room: RoomID, id: DeliveryID = "d") async throws(DeliveryError) -> Receipt {
        let utterance = Utterance(prose: Prose(text: text))
        let address = Address(gateway: "irc", room: room)
        return try await listener.deliver(Delivery(id: id, to: address, act: .say(utterance), lane: .reply))
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
