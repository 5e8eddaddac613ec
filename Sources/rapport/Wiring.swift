import DeskContent
import DeskControl
import DeskCore
import DeskIRC
import DeskMatrix
import DeskMatching
import DeskRuntime
import DeskStore
import DeskWeb
import Dispatch
import Foundation
import Logging
import Metrics
import Synchronization

/// Puts the rooms together. The only file that knows them all.
struct Wiring: Sendable {
    let configuration: Configuration
    let log: Logger
    /// Where figures gather; nowhere if nil.
    var metrics: PrometheusMetrics?
    /// Told of the gateways that can take over other settings.
    var live: LiveSettings?

    /// What the content folder holds, and what is wrong with it.
    ///
    /// - Parameter today: An ISO 8601 date; without one, nobody is told of reviews that are due.
    static func loadContent(
        _ configuration: Configuration, today: String? = nil
    ) -> (content: Content, diagnostics: [Diagnostic]) {
        folder(configuration).load(today: today)
    }

    static func folder(_ configuration: Configuration) -> ContentFolder {
        ContentFolder(
            configuration.content, languages: configuration.languages,
            defaultLanguage: configuration.languages.first ?? "en")
    }

    /// For a look at content, with what a desk keeps in its data folder where there is one.
    static func matcher(for content: Content, _ configuration: Configuration) -> Matcher {
        matcher(for: content, configuration, traffic: TrafficFile(data: configuration.data).read())
    }

    /// The same with other traffic than was taken.
    static func matcher(for content: Content, _ configuration: Configuration, traffic: Traffic?) -> Matcher {
        let folder = DataFolder.matcher(in: configuration.data)
        // Only the desk makes the folder: in one that somebody else made it might not be allowed to write.
        let isThere = FileManager.default.fileExists(atPath: folder)
        return matcher(for: content, configuration, isThere ? MatcherCache(folder: folder) : nil, traffic)
    }

    private static func matcher(
        for content: Content, _ configuration: Configuration, _ cache: MatcherCache?, _ traffic: Traffic?,
        progress: @escaping LearningProgress.Listener = { _ in }
    ) -> Matcher {
        Matcher(
            content,
            budget: MatchingBudget(wrongAnswers: configuration.wrongAnswers, unknownShare: configuration.unknownShare),
            traffic: traffic, cache: cache, progress: progress)
    }

    /// The desk's own reader: whoever starts it, or saves content, is told in the log how far learning is.
    private func learn(_ content: Content) -> Matcher {
        let report = LearningReport { log.info("\($0)") }
        let cache = MatcherCache(folder: DataFolder.matcher(in: configuration.data)) { log.warning("\($0)") }
        let traffic = TrafficFile(data: configuration.data).read()
        let matcher = Self.matcher(for: content, configuration, cache, traffic) { report.heard("\($0)") }
        report.ended()
        Memory.giveBack()
        return matcher
    }

    /// Runs the desk on its data folder until `stop` returns.
    ///
    /// - Parameter announce: Called with each address that is listened on.
    func serve(
        until stop: @escaping @Sendable () async -> Void, announce: @escaping @Sendable (String) -> Void,
        onControl: @escaping @Sendable () -> Void = {}
    ) async throws {
        let folder = try DataFolder(path: configuration.data)
        let pulse = Pulse()
        try await seen(pulse, announce) {
            try await serve(folder, pulse, until: stop, announce: announce, onControl: onControl)
        }
    }

    private func serve(
        _ folder: DataFolder, _ pulse: Pulse, until stop: @escaping @Sendable () async -> Void,
        announce: @escaping @Sendable (String) -> Void, onControl: @escaping @Sendable () -> Void
    ) async throws {
        let store = try SQLiteStore(path: DataFolder.database(in: folder.path))
        let (content, refused) = try await contentToSpeakFrom(store)
        let mailbox = Mailbox()
        let keeper = ContentKeeper(
            contentSource, mailbox: mailbox, live: content.revision, refused: refused, log: log, metrics: factory)
        let logins = try Doorkeeper(archive: store)
        let now = Time.system.now
        let listeners = configuration.listeners.map { options in
            var options = options
            options.tls.folder = DataFolder.certificates(in: folder.path)
            let id = options.id
            return IRCListener(options: options, logins: logins, past: store, log: log, metrics: factory, now: now) {
                pulse.listening(id)
                announce("\($0) (\(id))")
            }
        }
        live?.start(listeners)
        var gateways: [any Gateway] = listeners
        gateways += configuration.networks.map { network($0, pulse, announce) }
        gateways += configuration.accounts.map { account($0, pulse, announce) }
        gateways += configuration.services.map { appService($0, pulse, announce) }
        gateways.append(
            ControlServer(
                path: DataFolder.socket(in: folder.path), log: log, now: now, submit: { try await mailbox.submit($0) },
                reload: { Reload.reply(to: await keeper.reload()) },
                onListening: {
                    pulse.listening(ControlServer.id)
                    onControl()
                }))
        try await makeFirstAgent(store, announce)
        let service = DeskService(
            .init(
                mailbox: mailbox, gateways: gateways, memory: { store.memory(of: $0) }, store: store, archive: store,
                reader: learn(content), content: content, refusal: refused?.refusal,
                keeper: keeper, shelf: Self.folder(configuration), files: DataFolder.files(in: folder.path),
                policy: configuration.policy,
                readingThreads: BackgroundThreads(name: "reader", count: DeskService.Parts.usualReaders), log: log,
                pulse: pulse, metrics: factory))
        try await service.run(until: stop)
    }

    private func network(
        _ options: NetworkOptions, _ pulse: Pulse, _ announce: @escaping @Sendable (String) -> Void
    ) -> IRCNetwork {
        IRCNetwork(
            options: options, log: log, now: Time.system.now, onChange: presence(of: options.id, pulse, announce))
    }

    private func account(
        _ options: MatrixOptions, _ pulse: Pulse, _ announce: @escaping @Sendable (String) -> Void
    ) -> MatrixGateway {
        MatrixGateway(
            options: options, log: log, now: Time.system.now, onChange: presence(of: options.id, pulse, announce))
    }

    private func appService(
        _ options: AppServiceOptions, _ pulse: Pulse, _ announce: @escaping @Sendable (String) -> Void
    ) -> AppServiceGateway {
        AppServiceGateway(
            options: options, log: log, now: Time.system.now,
            onChange: presence(of: options.account.id, pulse, announce))
    }

    /// The desk on a network of others: it is announced as it comes there for the first time.
    private func presence(
        of id: GatewayID, _ pulse: Pulse, _ announce: @escaping @Sendable (String) -> Void
    ) -> @Sendable (String?) -> Void {
        let isAnnounced = Mutex(false)
        return { [log] place in
            guard let place else { return pulse.disconnected(id) }
            pulse.listening(id)
            let isNew = isAnnounced.withLock { told in
                defer { told = true }
                return !told
            }
            isNew ? announce("\(place) (\(id))") : log.notice("\(place)", metadata: ["gateway": "\(id)"])
        }
    }

    /// Who hands in a place to gather has it used, whatever counts for the rest of the process.
    private var factory: any MetricsFactory { metrics ?? MetricsSystem.factory }

    /// The values of labels that only the configuration knows.
    static func given(_ configuration: Configuration) -> [String: [String]] {
        let gateways = configuration.gateways + [ControlServer.id]
        return ["gateway": gateways.map(\.rawValue), "version": [Rapport.version]]
    }

    /// Serves /health and /metrics, where that is configured, from before the content is learned to after the last word.
    private func seen(
        _ pulse: Pulse, _ announce: @Sendable (String) -> Void, while body: () async throws -> Void
    ) async throws {
        guard let address = configuration.metrics, let metrics else { return try await body() }
        let start = ContinuousClock.now
        let process = ProcessFigures(factory: metrics)
        let health = HealthFigures(version: Rapport.version, factory: metrics)
        let pages = WebPages(version: Rapport.version) {
            .now - start
        } health: {
            pulse.health()
        } metrics: {
            pulse.measure()
            process.measure()
            health.measure(pulse.health())
            return metrics.render()
        }
        let server = WebServer(host: address.host, port: address.port, pages: pages, log: log)
        try await server.run(onListening: { announce("\($0) (metrics)") }, while: body)
    }

    /// The content folder while the desk runs. Reading it and learning from it take their time, and take it on a thread of
    /// their own, so that nobody who talks with the desk has to wait.
    private var contentSource: ContentSource {
        let queue = DispatchQueue(label: "content", qos: .utility)
        @Sendable func beside<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
            await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: work()) }
            }
        }
        return ContentSource(
            load: { await beside { loaded() } },
            reader: { content in
                let matcher = await beside { learn(content) }
                // A test that fails keeps nothing from going live, so whoever looks at the log learns of it; afterwards,
                // since trying all of them takes its time.
                queue.async {
                    for failed in matcher.checkTests(content) { log.warning("\(DiagnosticText.line(failed))") }
                    // By now the reader from before is gone as well.
                    Memory.giveBack()
                }
                return matcher
            },
            watch: { changed in
                await FolderWatcher(configuration.content).run(changed: changed) { log.error("\($0)") }
            })
    }

    private func loaded() -> LoadedContent {
        let (content, diagnostics) = Self.loadContent(configuration)
        let errors = diagnostics.filter { $0.severity == .error }
        let traffic = TrafficFile(data: configuration.data).read()
        return LoadedContent(content.learned(with: traffic), errors: errors.map(DiagnosticText.line))
    }

    /// The folder's content; where the folder has errors, what the desk spoke from last, and what it does not speak from.
    private func contentToSpeakFrom(_ store: SQLiteStore) async throws -> (Content, refused: LoadedContent?) {
        let loaded = loaded()
        guard !loaded.errors.isEmpty else { return (loaded.content, nil) }
        for error in loaded.errors { log.error("\(error)") }
        // Content kept by another version of the desk may not be understood; then it is as if there were none.
        if let last = try? await store.lastContent() {
            log.error("the content folder has errors: the desk goes on with the content it had")
            return (last, loaded)
        }
        throw Complaint(
            "The content in \(configuration.content) has errors:\n" + loaded.errors.joined(separator: "\n")
                + "\n`rapport check` shows them all.")
    }

    /// Without an agent nobody could take over, so the first start makes one.
    private func makeFirstAgent(_ store: SQLiteStore, _ announce: (String) -> Void) async throws {
        guard try await store.logins(.agent).isEmpty, try await store.logins(.customer).isEmpty else { return }
        let password = Password.random()
        let login = try Password.login("agent", .agent, password: password)
        try await Letters.write(.loginSet(login), to: store, configuration.policy)
        announce("first start: agent `agent`, password \(password) (shown only this once)")
    }
}

/// Letters to the desk from the command line.
enum Letters {
    /// Through the running desk if there is one, else straight into the store, with the folder locked meanwhile.
    static func send(_ request: ControlRequest, _ letter: Event.Body, data: String) async throws {
        if DataFolder.isInUse(data) {
            try await ask(request, data: data)
        } else {
            let folder = try DataFolder(path: data)
            try await write(letter, to: SQLiteStore(path: DataFolder.database(in: folder.path)), Policy())
        }
    }

    /// Asks the desk that runs on the folder. One that is just starting holds the folder before it listens, and one that
    /// was killed leaves its socket behind.
    @discardableResult
    static func ask(_ request: ControlRequest, data: String) async throws -> ControlReply {
        let end = ContinuousClock.now + .seconds(20)
        while true {
            do {
                return try await ControlClient(path: DataFolder.socket(in: data)).ask(request)
            } catch let refusal as ControlClient.Refusal {
                throw refusal
            } catch {
                guard ContinuousClock.now < end else {
                    throw Complaint("a desk holds \(data) and does not listen there: \(error). Is it still starting?")
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// One step of the desk, in a tenure of its own.
    static func write(_ letter: Event.Body, to store: SQLiteStore, _ policy: Policy) async throws {
        let snapshot = try await store.open()
        let empty = Content(revision: "", entries: [], voice: [:])
        var desk = Desk(policy: policy, content: empty)
        desk.admit(snapshot.records)
        try await store.commit([desk.step(Event(at: Time.system.now(), letter))], in: snapshot.tenure)
    }
}
