import Synchronization

/// Whether a simulated process still lives. What a dead one does has no effect on the world.
public final class Life: Sendable {
    private let dead = Mutex(false)

    public init() {}
    public var isDead: Bool { dead.withLock { $0 } }
    public func end() { dead.withLock { $0 = true } }
}
