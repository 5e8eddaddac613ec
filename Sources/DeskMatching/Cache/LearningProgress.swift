import Synchronization

/// How far a matcher is with learning.
public enum LearningProgress: Equatable, Sendable, CustomStringConvertible {
    /// Of phrasings that have no sentence vector yet.
    case vectors(done: Int, of: Int)
    /// Which phrasings belong to which entry.
    case answers
    /// How far to trust that: each time with other phrasings held back.
    case confidence(done: Int, of: Int)

    /// Called in order, one call at a time, by whichever thread is learning; it must not take long.
    public typealias Listener = @Sendable (LearningProgress) -> Void

    public var description: String {
        switch self {
        case .vectors(let done, let all): "sentence vectors, \(done) of \(all)"
        case .answers: "which question belongs to which answer"
        case .confidence(let done, let all): "confidence, \(done) of \(all)"
        }
    }
}

/// Counts what several threads get done, and tells each count in turn.
final class Tally: Sendable {
    private let done = Mutex(0)
    private let tell: @Sendable (Int) -> Void

    init(_ tell: @escaping @Sendable (Int) -> Void) { self.tell = tell }

    func addOne() {
        // Told under the lock, so that no larger count comes before a smaller one.
        done.withLock { done in
            done += 1
            tell(done)
        }
    }
}
