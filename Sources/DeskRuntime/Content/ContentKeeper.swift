public import DeskCore
public import Logging
public import Metrics
import Synchronization

/// Keeps what the desk speaks from in step with the content folder.
///
/// One load at a time, off the writer's path. Any number of changes during a load lead to one more load after it, so
/// that none is lost and none piles up. Content with errors never replaces content without: it is told once a state.
public final class ContentKeeper: Sendable {
    /// A reader that has learned from a folder that changed meanwhile is dropped, but not for ever: whoever saves without
    /// end still sees something new go live.
    static let mostDropped = 3
    /// The most errors written to the log at once.
    static let mostErrorsLogged = 20

    private struct State {
        /// Counts the changes that were told.
        var changes = 0
        var asking: [CheckedContinuation<ReloadReport, Never>] = []
        var isOver = false
    }
    private let source: ContentSource
    private let mailbox: Mailbox
    private let start: Standing
    private let log: Logger
    private let figures: ReloadFigures
    private let state = Mutex(State())
    private let bell = Doorbell()

    /// What the desk speaks from, and what it knows of the folder.
    private struct Standing {
        var live: Revision
        /// The state that agents were told to be broken.
        var refused: Revision?
        /// Those already in the log.
        var errors: Set<String> = []
        var dropped = 0
    }

    /// - Parameters:
    ///   - live: What the desk begins to speak from.
    ///   - refused: What the folder held instead, if it could not be spoken from.
    public init(
        _ source: ContentSource, mailbox: Mailbox, live: Revision, refused: LoadedContent? = nil, log: Logger,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.source = source
        self.mailbox = mailbox
        start = Standing(live: live, refused: refused?.content.revision, errors: Set(refused?.errors ?? []))
        self.log = log
        figures = ReloadFigures(metrics)
    }

    /// The folder may have changed: it is looked at soon.
    func changed() {
        state.withLock { $0.changes += 1 }
        bell.ring()
    }

    /// Looks at the folder now. The report is of a state that was there when this was called, or later.
    public func reload() async -> ReloadReport {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.asking.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume(returning: .stopping) } else { bell.ring() }
        }
    }

    /// Runs until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.source.watch { self.changed() } }
            await self.keep()
            group.cancelAll()
        }
    }

    private func keep() async {
        var standing = start
        var asking: [CheckedContinuation<ReloadReport, Never>] = []
        while !Task.isCancelled {
            await bell.wait()
            if Task.isCancelled { break }
            // Whoever asks from now on waits for the next look, since this one may have begun too early for them.
            asking += state.withLock { state in
                defer { state.asking = [] }
                return state.asking
            }
            guard let report = await look(&standing) else { continue }
            for asker in asking { asker.resume(returning: report) }
            asking = []
        }
        asking += state.withLock { state in
            state.isOver = true
            return state.asking
        }
        for asker in asking { asker.resume(returning: .stopping) }
    }

    /// One look at the folder; nil when it changed meanwhile and must be looked at again.
    private func look(_ standing: inout Standing) async -> ReloadReport? {
        let before = state.withLock { $0.changes }
        let loaded = await source.load()
        if let refusal = loaded.refusal { return await refuse(refusal, loaded.errors, &standing) }
        let content = loaded.content
        let isNew = content.revision != standing.live
        guard isNew || standing.refused != nil else {
            figures.stayed()
            return report(on: content)
        }
        let reader = isNew ? await source.reader(content) : nil
        if isNew, state.withLock({ $0.changes }) != before, standing.dropped < Self.mostDropped {
            standing.dropped += 1
            return nil
        }
        // One letter: the desk's words and its reader change in one step. It returns once that is durable.
        guard await submit(.contentChanged(content.revision), content, reader) else { return .stopping }
        standing = Standing(live: content.revision)
        figures.wentLive()
        let counts = content.liveCounts
        log.info(
            "the content folder is live",
            metadata: [
                "revision": "\(content.revision)", "articles": "\(counts.articles)", "intents": "\(counts.intents)",
            ])
        return report(on: content)
    }

    private func refuse(
        _ refusal: ContentRefusal, _ errors: [String], _ standing: inout Standing
    ) async -> ReloadReport {
        standing.dropped = 0
        figures.wasRefused()
        let new = errors.filter { !standing.errors.contains($0) }
        for error in new.prefix(Self.mostErrorsLogged) { log.error("\(error)") }
        if new.count > Self.mostErrorsLogged {
            log.error("\(new.count - Self.mostErrorsLogged) errors more: `rapport check` shows them all")
        }
        standing.errors = Set(errors)
        if standing.refused != refusal.revision {
            log.error("the content folder has errors: the desk goes on with the content it had")
            guard await submit(.contentRefused(refusal)) else { return .stopping }
            standing.refused = refusal.revision
        }
        return .refused(errors: errors)
    }

    private func submit(
        _ body: Event.Body, _ content: Content? = nil, _ reader: (any Reader)? = nil
    ) async -> Bool {
        do throws(InboxError) {
            try await mailbox.submit(body, content: content, reader: reader)
            return true
        } catch {
            return false
        }
    }

    private func report(on content: Content) -> ReloadReport {
        let counts = content.liveCounts
        return .live(content.revision, articles: counts.articles, intents: counts.intents)
    }
}
