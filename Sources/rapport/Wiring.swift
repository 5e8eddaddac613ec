import DeskContent
import DeskControl
import DeskCore
import DeskIRC
import DeskMatching
import DeskRuntime
import DeskStore
import Logging

/// Puts the rooms together. The only file that knows them all.
struct Wiring: Sendable {
    let configuration: Configuration
    let log: Logger

    /// What the content folder holds, and what is wrong with it.
    static func loadContent(_ configuration: Configuration) -> (content: Content, diagnostics: [Diagnostic]) {
        ContentFolder(
            configuration.content, languages: configuration.languages,
            defaultLanguage: configuration.languages.first ?? "en"
        ).load()
    }

    static func matcher(for content: Content, _ configuration: Configuration) -> Matcher {
        Matcher(
            content,
            budget: MatchingBudget(wrongAnswers: configuration.wrongAnswers, unknownShare: configuration.unknownShare))
    }

    /// Runs the desk on its data folder until `stop` returns.
    ///
    /// - Parameter announce: Called with each address that is listened on.
    func serve(
        until stop: @escaping @Sendable () async -> Void, announce: @escaping @Sendable (String) -> Void,
        onControl: @escaping @Sendable () -> Void = {}
    ) async throws {
        let folder = try DataFolder(path: configuration.data)
        let store = try SQLiteStore(path: DataFolder.database(in: folder.path))
        let content = try await contentToSpeakFrom(store)
        let mailbox = Mailbox()
        let logins = try Doorkeeper(archive: store)
        let now = Time.system.now
        var gateways: [any Gateway] = configuration.listeners.map { options in
            IRCListener(options: options, logins: logins, log: log, now: now) { announce("\($0) (\(options.id))") }
        }
        gateways.append(
            ControlServer(
                path: DataFolder.socket(in: folder.path), log: log, now: now, submit: { try await mailbox.submit($0) },
                onListening: onControl))
        try await makeFirstAgent(store, announce)
        let service = DeskService(
            .init(
                mailbox: mailbox, gateways: gateways, memory: { store.memory(of: $0) }, store: store, archive: store,
                reader: Self.matcher(for: content, configuration), content: content, policy: configuration.policy,
                log: log))
        try await service.run(until: stop)
    }

    /// The folder's content; where the folder has errors, what the desk spoke from last.
    private func contentToSpeakFrom(_ store: SQLiteStore) async throws -> Content {
        let (content, diagnostics) = Self.loadContent(configuration)
        let errors = diagnostics.filter { $0.severity == .error }
        guard !errors.isEmpty else { return content }
        for error in errors { log.error("\(DiagnosticText.line(error))") }
        if let last = try await store.lastContent() {
            log.error("the content folder has errors: the desk goes on with the content it had")
            return last
        }
        throw Complaint(
            "The content in \(configuration.content) has errors:\n"
                + errors.map(DiagnosticText.line).joined(separator: "\n") + "\n`rapport check` shows them all.")
    }

    /// Without an agent nobody could take over, so the first start makes one.
    private func makeFirstAgent(_ store: SQLiteStore, _ announce: (String) -> Void) async throws {
        guard try await store.logins(.agent).isEmpty, try await store.logins(.customer).isEmpty else { return }
        let password = Password.random()
        let login = Login(name: "agent", role: .agent, verifier: try Password.verifier(for: password))
        try await Letters.write(.loginSet(login), to: store, configuration.policy)
        announce("first start: agent `agent`, password \(password) (shown only this once)")
    }
}

/// Letters to the desk from the command line.
enum Letters {
    /// Through the running desk if there is one, else straight into the store, with the folder locked meanwhile.
    static func send(_ request: ControlRequest, _ letter: Event.Body, data: String) async throws {
        if DataFolder.isInUse(data) {
            try await sendOnceItListens(request, data: data)
        } else {
            let folder = try DataFolder(path: data)
            try await write(letter, to: SQLiteStore(path: DataFolder.database(in: folder.path)), Policy())
        }
    }

    /// A desk that is just starting holds the folder before it listens, and one that was killed leaves its socket behind.
    private static func sendOnceItListens(_ request: ControlRequest, data: String) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while true {
            do {
                return try await ControlClient(path: DataFolder.socket(in: data)).send(request)
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
