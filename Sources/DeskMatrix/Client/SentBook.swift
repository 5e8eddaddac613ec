import Synchronization

/// What the desk has said of late because of what, to be changed afterwards. Bounded: what is forgotten is looked up in the
/// room's history.
final class SentBook: Sendable {
    struct Sent: Equatable, Sendable {
        let event: String
        /// The event in whose place it was said.
        var replaces: String?
        /// The user who said it, if it was not the desk itself.
        var by: String?
    }

    /// Rooms and causes.
    static let most = 10_000
    /// Events of one cause.
    static let mostOfOne = 50

    private struct Key: Hashable {
        let room: String
        let cause: String
    }
    private let book: Mutex<Recent<Key, [Sent]>>

    init(most: Int = SentBook.most) { book = Mutex(Recent(most: most)) }

    func add(_ sent: Sent, in room: String, because cause: String) {
        let key = Key(room: room, cause: cause)
        book.withLock { book in
            let before = book[key] ?? []
            guard !before.contains(sent) else { return }
            book[key] = (before + [sent]).suffix(Self.mostOfOne)
        }
    }

    /// Oldest first; nothing where it is not known.
    func sent(in room: String, because cause: String) -> [Sent] {
        book.withLock { $0[Key(room: room, cause: cause)] ?? [] }
    }
}
