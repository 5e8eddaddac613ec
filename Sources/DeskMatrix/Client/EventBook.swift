import Synchronization

/// The events that were given to the desk of late, in which room each was, whose it was and what was said last in its place.
/// Bounded: what is forgotten, and what an earlier process took, the store knows.
final class EventBook: Sendable {
    static let most = 20_000
    static let mostEdits = 50

    private struct Entry {
        let room: String
        /// Nil where it was nothing for the desk.
        let sender: String?
        /// Of what was said, to know it again.
        var words: Int?
        /// What took its place since, the last `mostEdits`.
        var edits: [String] = []
    }
    private struct State {
        var entries: Recent<String, Entry>
        /// Taken back, whether it was given to the desk or not.
        var struck: Recent<String, Bool>
    }
    private let state: Mutex<State>

    init(most: Int = EventBook.most) {
        state = Mutex(State(entries: Recent(most: most), struck: Recent(most: most)))
    }

    func room(of event: String) -> String? { state.withLock { $0.entries[event]?.room } }
    func holds(_ event: String) -> Bool { room(of: event) != nil }

    /// Who said it to the desk; nil where nobody did, or where it is not known.
    func sender(of event: String) -> String? { state.withLock { $0.entries[event]?.sender } }

    /// - Returns: Whether it says something else than before; true also where that is not known.
    func says(_ text: String, insteadOf event: String) -> Bool {
        let words = text.hashValue
        return state.withLock { state in
            guard let before = state.entries[event]?.words else { return true }
            state.entries[event]?.words = words
            return before != words
        }
    }

    /// - Parameter sender: Of what was said to the desk.
    func add(_ event: String, in room: String, by sender: String? = nil, saying text: String? = nil) {
        let entry = Entry(room: room, sender: sender, words: text?.hashValue)
        state.withLock { state in
            if state.entries[event] == nil { state.entries[event] = entry }
        }
    }

    /// Words that were said in the place of others, oldest first.
    func edits(of event: String) -> [String] { state.withLock { $0.entries[event]?.edits ?? [] } }
    func add(edit: String, of event: String) {
        state.withLock { state in
            guard let before = state.entries[event]?.edits else { return }
            state.entries[event]?.edits = (before + [edit]).suffix(Self.mostEdits)
        }
    }

    /// From now on nothing of it is given to anybody.
    func strike(_ event: String) { state.withLock { $0.struck[event] = true } }
    func isStruck(_ event: String) -> Bool { state.withLock { $0.struck[event] != nil } }
}
