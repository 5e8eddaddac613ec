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
        /// Who has learned from that content, and reads from then on.
        let reader: (any Reader)?
        /// Told when the letter is durable.
        let sender: (@Sendable (Bool) -> Void)?

        func answer(_ isDurable: Bool) { sender?(isDurable) }
    }

    /// Somebody who is typing in a room.
    struct Typing: Sendable {
        let author: Author
        let room: Address
    }
    /// More are dropped: in a moment they type again.
    static let mostTyping = 64

    private enum Door { case open, refusing, closed }
    private struct State {
        var letters: Deque<Letter> = []
        var door = Door.open
        /// At the door, in order, while there is no room inside.
        var waiting: Deque<Letter> = []
        var typing: [Typing] = []
        /// Whether letters were handed out and whoever took them has not come back.
        var isInHand = false
    }
    public let capacity: Int
    private let state = Mutex(State())
    private let bell = Doorbell()

    public init(capacity: Int = 1024) { self.capacity = capacity }

    public func accept(_ arrival: Arrival) async throws(InboxError) { try await submit(.arrived(arrival)) }

    public func accept(_ arrival: Arrival, then answer: @escaping @Sendable (Bool) -> Void) {
        bring(Letter(body: .arrived(arrival), content: nil, reader: nil, sender: answer))
    }

    public func isTyping(_ author: Author, in room: Address) {
        let isIn = state.withLock { state in
            guard state.door == .open, state.typing.count < Self.mostTyping else { return false }
            state.typing.append(Typing(author: author, room: room))
            return true
        }
        if isIn { bell.ring() }
    }

    /// Who has typed since this was asked last.
    func takeTyping() -> [Typing] {
        state.withLock { state in
            guard !state.typing.isEmpty else { return [] }
            defer { state.typing = [] }
            return state.typing
        }
    }

    /// Returns once the letter is durable. For operators' commands, and for `accept`.
    public func submit(_ body: Event.Body) async throws(InboxError) {
        try await submit(body, content: nil, reader: nil)
    }

    /// The same with other content to speak from and, unless the one there goes on, the reader that learned from it.
    func submit(_ body: Event.Body, content: Content?, reader: (any Reader)?) async throws(InboxError) {
        let isDurable = await withCheckedContinuation { waiting in
            bring(Letter(body: body, content: content, reader: reader) { waiting.resume(returning: $0) })
        }
        guard isDurable else { throw .closed }
    }

    /// For facts the runtime observes. Lost when the desk is closing: each is found again at the next start.
    func post(_ body: Event.Body) {
        let isIn = state.withLock { state in
            guard state.door != .closed else { return false }
            state.letters.append(Letter(body: body, content: nil, reader: nil, sender: nil))
            return true
        }
        if isIn { bell.ring() }
    }

    /// The next letters, at least one, but for when somebody types; nil when the door is closed and nothing is left.
    func next(upTo limit: Int) async -> [Letter]? {
        while true {
            let (letters, isTold, isClosed) = state.withLock { state in
                let count = min(limit, state.letters.count)
                let letters = Array(state.letters.prefix(count))
                state.letters.removeFirst(count)
                while state.letters.count < capacity, let letter = state.waiting.popFirst() {
                    state.letters.append(letter)
                }
                state.isInHand = count > 0
                return (letters, !state.typing.isEmpty, state.door == .closed)
            }
            if !letters.isEmpty { return letters }
            if isTold, !isClosed { return [] }
            if isClosed || Task.isCancelled { return nil }
            await bell.wait()
        }
    }

    /// How many letters are inside, and how many senders wait at the door.
    var crowd: (letters: Int, senders: Int) { state.withLock { ($0.letters.count, $0.waiting.count) } }

    /// How many letters from outside are inside.
    var lettersFromOutside: Int { state.withLock { state in state.letters.count { $0.sender != nil } } }

    /// Whether nothing is inside and everything handed out has been dealt with.
    var isQuiet: Bool { state.withLock { $0.letters.isEmpty && !$0.isInHand } }

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
        waiting.forEach { $0.answer(false) }
        bell.ring()
    }

    /// Puts a letter inside, or at the door while there is no room, in one step: the limit holds for any number of senders.
    private func bring(_ letter: Letter) {
        let isShut = state.withLock { state in
            guard state.door == .open else { return true }
            if state.letters.count < capacity { state.letters.append(letter) } else { state.waiting.append(letter) }
            return false
        }
        if isShut { letter.answer(false) } else { bell.ring() }
    }
}
