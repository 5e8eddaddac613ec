import Synchronization

/// The events that were given to the desk of late, and in which room each was. Bounded: what is forgotten, and what an
/// earlier process took, the store knows.
final class EventBook: Sendable {
    static let most = 20_000

    private struct State {
        var rooms: [String: String] = [:]
        /// In a ring, the oldest at `next` once it is full.
        var ids: [String] = []
        var next = 0
    }
    private let state = Mutex(State())
    private let most: Int

    init(most: Int = EventBook.most) { self.most = most }

    func room(of event: String) -> String? { state.withLock { $0.rooms[event] } }
    func holds(_ event: String) -> Bool { room(of: event) != nil }

    func add(_ event: String, in room: String) {
        state.withLock { state in
            guard state.rooms.updateValue(room, forKey: event) == nil else { return }
            if state.ids.count < most {
                state.ids.append(event)
            } else {
                state.rooms[state.ids[state.next]] = nil
                state.ids[state.next] = event
                state.next = (state.next + 1) % most
            }
        }
    }
}
