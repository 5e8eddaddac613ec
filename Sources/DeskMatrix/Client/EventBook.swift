import Synchronization

/// The events that were given to the desk of late, in which room each was and what was said last in its place. Bounded: what
/// is forgotten, and what an earlier process took, the store knows.
final class EventBook: Sendable {
    static let most = 20_000

    private struct Entry {
        let room: String
        /// Of what was said, to know it again.
        var words: Int?
    }
    private struct State {
        var entries: [String: Entry] = [:]
        /// In a ring, the oldest at `next` once it is full.
        var ids: [String] = []
        var next = 0
    }
    private let state = Mutex(State())
    private let most: Int

    init(most: Int = EventBook.most) { self.most = most }

    func room(of event: String) -> String? { state.withLock { $0.entries[event]?.room } }
    func holds(_ event: String) -> Bool { room(of: event) != nil }

    /// - Returns: Whether it says something else than before; true also where that is not known.
    func says(_ text: String, insteadOf event: String) -> Bool {
        let words = text.hashValue
        return state.withLock { state in
            guard let before = state.entries[event]?.words else { return true }
            state.entries[event]?.words = words
            return before != words
        }
    }

    func add(_ event: String, in room: String, saying text: String? = nil) {
        let entry = Entry(room: room, words: text?.hashValue)
        state.withLock { state in
            guard state.entries.updateValue(entry, forKey: event) == nil else { return }
            if state.ids.count < most {
                state.ids.append(event)
            } else {
                state.entries[state.ids[state.next]] = nil
                state.ids[state.next] = event
                state.next = (state.next + 1) % most
            }
        }
    }
}
