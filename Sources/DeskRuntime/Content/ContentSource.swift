public import DeskCore

/// Where content comes from while the desk runs.
public struct ContentSource: Sendable {
    /// Reads the content as it is now. Never called twice at once.
    public var load: @Sendable () async -> LoadedContent
    /// Has a reader learn from content without errors; may take a while. Never called twice at once.
    public var reader: @Sendable (Content) async -> any Reader
    /// Runs until cancelled, and calls back whenever the content may have changed. May end early where nothing can be
    /// watched: `ContentKeeper.reload` remains.
    public var watch: @Sendable (_ changed: @escaping @Sendable () -> Void) async -> Void

    public init(
        load: @escaping @Sendable () async -> LoadedContent,
        reader: @escaping @Sendable (Content) async -> any Reader,
        watch: @escaping @Sendable (_ changed: @escaping @Sendable () -> Void) async -> Void = { _ in }
    ) {
        self.load = load
        self.reader = reader
        self.watch = watch
    }
}

/// The content as it was read, and what is wrong with it.
public struct LoadedContent: Sendable {
    public let content: Content
    /// For content writers, each with its place and what to type instead. With any of them it must not be spoken from.
    public let errors: [String]

    public init(_ content: Content, errors: [String] = []) {
        self.content = content
        self.errors = errors
    }

    /// Why it is not taken over; nil when it may be.
    public var refusal: ContentRefusal? {
        errors.first.map { ContentRefusal(revision: content.revision, errors: errors.count, first: $0) }
    }
}

/// What came of a reload that somebody asked for.
public enum ReloadReport: Equatable, Sendable {
    /// The desk speaks from this now, or did so already.
    case live(Revision, articles: Int, intents: Int)
    /// The content has errors; the desk goes on with what it had.
    case refused(errors: [String])
    /// The desk is stopping.
    case stopping
}

extension Content {
    /// How many articles and intents the desk speaks from.
    var liveCounts: (articles: Int, intents: Int) {
        let live = entries.values.filter { $0.status == .live }
        let articles = live.count { $0.action == nil }
        return (articles, live.count - articles)
    }
}
