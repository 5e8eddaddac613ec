import DeskCore
import Synchronization

/// What was decided and is not known to be on the disk: one batch that gathers while another one is written.
final class Batches: Sendable {
    /// How many letters share one commit at most, to within those that are decided at once.
    static let mostLetters = 256

    struct Batch: Sendable {
        var letters: [Mailbox.Letter] = []
        var transitions: [Transition] = []

        /// How the batch leaves what these keys name, as far as it changes it.
        func records(of keys: [Key]) -> [Key: Record] {
            var found: [Key: Record] = [:]
            for record in transitions.lazy.flatMap(\.records) {
                if let key = record.key, keys.contains(key) { found[key] = record }
            }
            return found
        }
    }

    private struct State {
        var gathering = Batch()
        var writing = Batch()
        /// Of both.
        var arrivals: Set<ArrivalID> = []
        var isClosed = false
        var isEmpty: Bool { gathering.letters.isEmpty && writing.letters.isEmpty }
    }
    private let state = Mutex(State())
    private let filled = Doorbell()
    private let emptied = Doorbell()

    // MARK: For whoever decides

    /// Waits while the batch that gathers is full.
    func add(_ batch: Batch) async {
        while state.withLock({ !$0.isClosed && $0.gathering.letters.count >= Self.mostLetters }), !Task.isCancelled {
            await emptied.wait()
        }
        state.withLock { state in
            state.gathering.letters += batch.letters
            state.gathering.transitions += batch.transitions
            for letter in batch.letters {
                if let arrival = letter.body.arrival { state.arrivals.insert(arrival.id) }
            }
        }
        filled.ring()
    }

    /// Which of these are decided and not on the disk. Asked before the disk is, since they may get there meanwhile.
    func arrivals(among ids: [ArrivalID]) -> Set<ArrivalID> { state.withLock { $0.arrivals.intersection(ids) } }

    /// How what these keys name was left last. Asked before the disk is, since it may get there meanwhile.
    func records(of keys: [Key]) -> [Key: Record] {
        state.withLock { state in
            state.writing.records(of: keys).merging(state.gathering.records(of: keys)) { _, later in later }
        }
    }

    /// Nothing more comes. What has gathered is still handed out by `next`.
    func close() {
        state.withLock { $0.isClosed = true }
        filled.ring()
        emptied.ring()
    }

    // MARK: For whoever writes

    /// All that has gathered, as soon as there is something; nil when nothing more comes, or when cancelled.
    func next() async -> Batch? {
        while true {
            let (batch, isClosed) = state.withLock { state -> (Batch, Bool) in
                state.writing = state.gathering
                state.gathering = Batch()
                return (state.writing, state.isClosed)
            }
            if !batch.letters.isEmpty {
                emptied.ring()
                return batch
            }
            if isClosed || Task.isCancelled { return nil }
            await filled.wait()
        }
    }

    /// The batch handed out last is on the disk, and everybody knows.
    func finish() {
        state.withLock { state in
            for letter in state.writing.letters {
                if let arrival = letter.body.arrival { state.arrivals.remove(arrival.id) }
            }
            state.writing = Batch()
        }
    }

    /// Nothing more is written: what is left is told that it is not durable.
    func abandon() {
        let left = state.withLock { state in
            defer { state = State(isClosed: true) }
            return state.writing.letters + state.gathering.letters
        }
        left.forEach { $0.answer(false) }
    }

    /// Whether all that was decided is on the disk, and everybody knows.
    var isEmpty: Bool { state.withLock(\.isEmpty) }
}

extension Record {
    /// By what it can be recalled.
    fileprivate var key: Key? {
        switch self {
        case .person(let person): .person(person.id)
        case .conversation(let conversation): .conversation(conversation.id)
        case .case(let item): .case(item.number)
        case .agent, .ledger, .login, .loginRemoved, .content: nil
        }
    }
}
