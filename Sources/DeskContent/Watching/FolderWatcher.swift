import Dispatch

/// Tells when the content below `faqs/` or `intents/` may have changed.
///
/// Only folders and `.md` files that are not hidden count, so that the files editors put beside them (swap files, locks,
/// backups) do not. Links are followed as the reading follows them: a release folder swapped by its link is a change.
public struct FolderWatcher: Sendable {
    /// How long nothing may happen before a change is told: editors and `git` write more than once.
    public static let usualQuiet: Duration = .milliseconds(150)
    /// Whoever writes without end is heard after this.
    public static let usualPatience: Duration = .milliseconds(600)

    private let path: String
    private let quiet: Duration
    private let patience: Duration
    /// For tests; the system has a limit of its own.
    let mostWatches: Int

    public init(_ path: String, quiet: Duration = usualQuiet, patience: Duration = usualPatience) {
        self.init(path, quiet: quiet, patience: patience, mostWatches: .max)
    }

    init(_ path: String, quiet: Duration, patience: Duration, mostWatches: Int) {
        self.path = path
        self.quiet = quiet
        self.patience = patience
        self.mostWatches = mostWatches
    }

    /// Runs until cancelled; when it returns, no descriptor is left. Returns at once where nothing can be watched, as on
    /// systems without inotify.
    ///
    /// - Parameters:
    ///   - changed: Called once when the watching has begun, since what came before it is not known, and after that once
    ///     for everything that happened until there was a pause.
    ///   - trouble: Called, once for all, where the system does not let us watch: what is wrong, and what to do.
    public func run(
        changed: @escaping @Sendable () -> Void, trouble: @escaping @Sendable (String) -> Void
    ) async {
        #if os(Linux)
        guard let end = Signal() else { return trouble(Inotify.noDescriptors) }
        defer { end.close() }
        // Waiting blocks, so it has a thread of its own rather than one of the pool.
        let queue = DispatchQueue(label: "content folder", qos: .utility)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async {
                    watch(until: end, changed, trouble)
                    continuation.resume()
                }
            }
        } onCancel: {
            end.give()
        }
        #endif
    }

    #if os(Linux)
    private func watch(until end: Signal, _ changed: () -> Void, _ trouble: (String) -> Void) {
        guard var tree = WatchedTree(path, mostWatches: mostWatches) else { return trouble(Inotify.noDescriptors) }
        defer { tree.close() }
        var isTold = false
        func tellTrouble() {
            if let reason = tree.trouble, !isTold {
                isTold = true
                trouble(reason)
            }
        }
        tellTrouble()
        changed()
        var pause: Pause?
        while !end.isGiven(orReadable: tree.descriptor, within: pause?.left) {
            if tree.takeEvents() { pause = Pause(after: pause, quiet: quiet, patience: patience) }
            tellTrouble()
            if let over = pause, over.left == .zero {
                pause = nil
                changed()
            }
        }
    }
    #endif
}

/// The time from a change to when it is told.
private struct Pause {
    private let latest: ContinuousClock.Instant
    private let end: ContinuousClock.Instant

    /// Begins with the first change, and is longer with each that follows.
    init(after earlier: Pause?, quiet: Duration, patience: Duration) {
        let now = ContinuousClock.now
        latest = earlier?.latest ?? now + patience
        end = min(now + quiet, latest)
    }

    var left: Duration { max(.zero, end - .now) }
}
