import Synchronization

/// Says how far learning is, once it takes longer than anybody waits without wondering.
final class LearningReport: Sendable {
    static let patience: Duration = .seconds(1)
    static let pause: Duration = .seconds(2)

    private let begun: ContinuousClock.Instant
    private let last: Mutex<ContinuousClock.Instant?>
    private let now: @Sendable () -> ContinuousClock.Instant
    private let tell: @Sendable (String) -> Void

    init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }, tell: @escaping @Sendable (String) -> Void
    ) {
        self.now = now
        self.tell = tell
        begun = now()
        last = Mutex(nil)
    }

    func heard(_ progress: String) {
        let time = now()
        let isDue = last.withLock { last in
            guard time >= last.map({ $0 + Self.pause }) ?? begun + Self.patience else { return false }
            last = time
            return true
        }
        if isDue { tell("learning from the content: \(progress)") }
    }

    /// Only where something was said before.
    func ended() {
        guard last.withLock({ $0 != nil }) else { return }
        let tenths = Int((now() - begun) / .milliseconds(100))
        tell("learned from the content in \(tenths / 10).\(tenths % 10) seconds")
    }
}
