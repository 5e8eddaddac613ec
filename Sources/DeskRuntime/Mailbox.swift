public import DeskCore
import DequeModule
import Synchronization

/// Everything that wants the desk's attention, in order of arrival.
///
/// What comes from outside waits at the door while `capacity` letters are inside. What the runtime itself reports (a
/// reading, a settled delivery, an alarm) never waits: there is at most one of it for each thing the desk has asked for.
public final class Mailbox: Inbox {
    struct Letter: Sendable {
        let body: Event.Body
        /// Other content to speak from, with `contentChanged`.
        let content: Content?
        /// Told when the letter is durable.
        let sender: CheckedContinuation<Bool, Never>?

        func answer(_ isDurable: Bool) { sender?.resume(returning: isDurable) }
    }

    private enum Door { case open, refusing, closed }
    private struct State {
        var letters: Deque<Letter> = []
        var door = Door.open
        var waiting: Deque<CheckedContinuation<Void, Never>> = []
    }
    public let capacity: Int
    private let state = Mutex(State())
    private let bell = Doorbell()

    public init(capacity: Int = 1024) { self.capacity = capacity }

    public func accept(_ arrival: Arrival) async throws(InboxError) { try await submit(.arrived(arrival)) }

    /// Returns once the letter is durable. For operators' commands, and for `accept`.
    public func submit(_ body: Event.Body, content: Content? = nil) async throws(InboxError) {
        while !enter() { await waitAtTheDoor() }
        let isDurable = await withCheckedContinuation { sender in
            put(Letter(body: body, content: content, sender: sender), isFact: false)
        }
        guard isDurable else { throw .closed }
    }

    /// For facts the runtime observes. Lost when the desk is closing: each is found again at the next start.
    func post(_ body: Event.Body) { put(Letter(body: body, content: nil, sender: nil), isFact: true) }

    /// The next letters, at least one; nil when the door is closed and nothing is left.
    func next(upTo limit: Int) async -> [Letter]? {
        while true {
            let (letters, isClosed, woken) = state.withLock { state in
                let count = min(limit, state.letters.count)
                let letters = Array(state.letters.prefix(count))
                state.letters.removeFirst(count)
                var woken: [CheckedContinuation<Void, Never>] = []
                while woken.count < count, let waiter = state.waiting.popFirst() { woken.append(waiter) }
                return (letters, state.door == .closed, woken)
            }
            woken.forEach { $0.resume() }
            if !letters.isEmpty { return letters }
            if isClosed || Task.isCancelled { return nil }
            await bell.wait()
        }
    }

    var isEmpty: Bool { state.withLock { $0.letters.isEmpty } }

    /// No more arrivals; facts still come in.
    func refuse() { shut(.refusing) }

    /// Nothing more comes in. Letters inside are still handed out by `next`.
    func close() { shut(.closed) }

    /// Nothing more is decided: those inside and at the door are told that it is not durable.
    func abandon() {
        let left = state.withLock { state in
            defer { state.letters.removeAll() }
            return Array(state.letters)
        }
        close()
        left.forEach { $0.answer(false) }
    }

    private func shut(_ door: Door) {
        let waiting = state.withLock { state in
            state.door = door
            defer { state.waiting.removeAll() }
            return Array(state.waiting)
        }
        waiting.forEach { $0.resume() }
        bell.ring()
    }

    private func enter() -> Bool {
        state.withLock { $0.door != .open || $0.letters.count < capacity }
    }

    private func waitAtTheDoor() async {
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in
                guard state.door == .open, state.letters.count >= capacity else { return false }
                state.waiting.append(continuation)
                return true
            }
            if !mustWait { continuation.resume() }
        }
    }

    private func put(_ letter: Letter, isFact: Bool) {
        let isIn = state.withLock { state in
            guard state.door == .open || (isFact && state.door == .refusing) else { return false }
            state.letters.append(letter)
            return true
        }
        if isIn { bell.ring() } else { letter.answer(false) }
    }
}
