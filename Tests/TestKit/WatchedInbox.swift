public import DeskCore
import Synchronization

extension Inbox {
    /// For inboxes of tests, which wait.
    public func accept(_ arrival: Arrival, then answer: @escaping @Sendable (Bool) -> Void) {
        Task {
            do throws(InboxError) {
                try await accept(arrival)
                answer(true)
            } catch {
                answer(false)
            }
        }
    }
}

/// An inbox that keeps what it is given; it can be told to wait, to dawdle, or to refuse.
public actor WatchedInbox: Inbox {
    private nonisolated let heardTyping = Mutex<[(author: Author, room: Address)]>([])
    public private(set) var arrivals: [Arrival] = []
    public private(set) var refusals = 0
    public private(set) var mostAtOnceInARoom = 0
    private var underWay: [Address: Int] = [:]
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isHolding = false
    private var isSlow = false
    private var isClosed = false

    public init() {}

    public func accept(_ arrival: Arrival) async throws(InboxError) {
        guard !isClosed else {
            refusals += 1
            throw .closed
        }
        arrivals.append(arrival)
        underWay[arrival.from, default: 0] += 1
        mostAtOnceInARoom = max(mostAtOnceInARoom, underWay[arrival.from] ?? 0)
        if isSlow { for _ in 0..<20 { await Task.yield() } }
        if isHolding { await withCheckedContinuation { waiting.append($0) } }
        underWay[arrival.from, default: 0] -= 1
    }

    public nonisolated func isTyping(_ author: Author, in room: Address) {
        heardTyping.withLock { $0.append((author, room)) }
    }
    /// Who was told to be writing, and where.
    public nonisolated var typing: [(author: Author, room: Address)] { heardTyping.withLock(\.self) }

    public func hold() { isHolding = true }
    public func takeItsTime() { isSlow = true }
    public func close() { isClosed = true }
    public func release() {
        isHolding = false
        waiting.forEach { $0.resume() }
        waiting = []
    }

    public var said: [String] { arrivals.compactMap(Self.words) }
    public func said(by name: String) -> [String] {
        arrivals.filter { $0.author.name == name }.compactMap(Self.words)
    }
    public func count(of body: Arrival.Body) -> Int { arrivals.count { $0.body == body } }

    private static func words(_ arrival: Arrival) -> String? {
        if case .said(let text) = arrival.body { text } else { nil }
    }
}
