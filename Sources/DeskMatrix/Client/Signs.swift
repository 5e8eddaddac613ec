import DeskCore
import Logging
import Synchronization

/// Signs that are no events: who is writing, and up to where the desk has read. Nothing waits for them, and none that fails is
/// sent again.
final class Signs: Sendable {
    /// How long it is shown that an answer is being written, and how soon that may be said again.
    static let typingTime = Duration.seconds(10)
    static let typingPause = Duration.seconds(5)
    /// How soon it is told again that somebody writes.
    static let heardPause = Duration.seconds(4)
    /// For so long what was read is not marked, since what the desk says marks it, too.
    static let readPause = Duration.seconds(1)
    /// Of each kind; what is beyond is not told.
    static let most = 1000

    private struct State {
        var shown: [String: ContinuousClock.Instant] = [:]
        var heard = Recent<String, ContinuousClock.Instant>(most: Signs.most)
        /// The newest event that the desk has read and not marked, by room, and when it was read.
        var unmarked: [String: (event: String, at: ContinuousClock.Instant)] = [:]
    }
    private let home: Homeserver
    private let me: String
    private let log: Logger
    private let state = Mutex(State())
    private let signal: AsyncStream<Void>.Continuation
    private let signals: AsyncStream<Void>

    init(home: Homeserver, me: String, log: Logger) {
        (self.home, self.me, self.log) = (home, me, log)
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: - Writing

    func showTyping(in room: String) {
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            if let last = state.shown[room], now - last < Self.typingPause { return false }
            if state.shown.count >= Self.most { state.shown = state.shown.filter { now - $0.value < Self.typingTime } }
            guard state.shown.count < Self.most else { return false }
            state.shown[room] = now
            return true
        }
        if isDue { send(.typing(me, in: room, for: Self.typingTime)) }
    }

    /// Whether it is to be told that this person writes.
    func hears(_ user: String) -> Bool {
        let now = ContinuousClock.now
        return state.withLock { state in
            if let last = state.heard[user], now - last < Self.heardPause { return false }
            state.heard[user] = now
            return true
        }
    }

    // MARK: - Reading

    /// It is in the store.
    func read(_ event: String, in room: String) {
        let isNoted = state.withLock { state in
            guard state.unmarked.count < Self.most || state.unmarked[room] != nil else { return false }
            state.unmarked[room] = (event, .now)
            return true
        }
        if isNoted { signal.yield() }
    }

    /// Until cancelled.
    func markRead() async {
        for await _ in signals {
            guard (try? await Task.sleep(for: Self.readPause)) != nil else { return }
            let unmarked = state.withLock { state in
                defer { state.unmarked = [:] }
                return state.unmarked
            }
            for (room, read) in unmarked { send(.read(read.event, in: room)) }
        }
    }

    // MARK: - Both

    /// Something was said there: nothing is being written any more, and what was read before it was begun is marked by it.
    ///
    /// - Parameter begun: Nil where it is not known, or somebody else has said it.
    func spoke(in room: String, since begun: ContinuousClock.Instant?) {
        let isShown = state.withLock { state in
            if let begun, let read = state.unmarked[room], read.at < begun { state.unmarked[room] = nil }
            guard let last = state.shown.removeValue(forKey: room) else { return false }
            return ContinuousClock.now - last < Self.typingTime
        }
        if isShown { send(.typing(me, in: room, for: nil)) }
    }

    private func send(_ request: MatrixRequest) {
        home.begin(request) { [log] result in
            if case .failure(let failure) = result { log.debug("a sign was not shown: \(failure)") }
        }
    }
}
