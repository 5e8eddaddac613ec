import Logging

/// Asks the homeserver again and again what has happened to one account.
final class SyncFeed: RoomFeed {
    private let home: Homeserver
    private let me: UserID
    /// Whether it is to be told who is writing.
    private let hearsTyping: Bool
    private let memory: MatrixMemory
    private let signIn: SignIn
    private let log: Logger
    private let onChange: @Sendable (String?) -> Void
    private let progress = Progress()

    /// How long the server waits for something to happen.
    private static let wait = Duration.seconds(30)
    /// How often it is kept how far everything was read, while something happens. What a crash repeats is told apart.
    private static let keepEvery = Duration.seconds(1)
    private static let longestPause = Duration.seconds(60)

    init(
        home: Homeserver, me: UserID, hearsTyping: Bool = false, memory: MatrixMemory, signIn: SignIn, log: Logger,
        onChange: @escaping @Sendable (String?) -> Void
    ) {
        self.home = home
        self.me = me
        self.hearsTyping = hearsTyping
        self.memory = memory
        self.signIn = signIn
        self.log = log
        self.onChange = onChange
    }

    func run(
        into queues: RoomQueues<RoomJob>, _ lobby: Lobby, foresee: @escaping @Sendable ([MatrixEvent]) -> Void
    ) async throws {
        defer { onChange(nil) }
        try await withThrowingTaskGroup { group in
            group.addTask { await self.keepProgress() }
            defer {
                progress.end()
                group.cancelAll()
            }
            try await follow(queues, lobby, foresee)
        }
    }

    /// What is under way comes again; it is asked for as long as nobody cancels.
    func end() {}

    private func keepProgress() async {
        for await _ in progress.moved {
            await keepProgressNow()
            // While nothing happens nothing is written; while much does, once a second.
            try? await Task.sleep(for: Self.keepEvery)
        }
        await keepProgressNow()
    }

    private func keepProgressNow() async {
        if let done = progress.done { await memory.keep(MatrixMemory.Key.since, .string(done)) }
    }

    // MARK: - Sync

    private func follow(
        _ queues: RoomQueues<RoomJob>, _ lobby: Lobby, _ foresee: @Sendable ([MatrixEvent]) -> Void
    ) async throws {
        var since = try await memory.get(MatrixMemory.Key.since)?.string
        var filter: String?
        var pause = Duration.seconds(1)
        var isThere = false
        while true {
            try Task.checkCancellation()
            await progress.untilRoom()
            do throws(MatrixFailure) {
                if filter == nil {
                    filter = try await name(
                        ofFilter: Filters.sync(without: since == nil ? nil : me.text, typing: hearsTyping))
                }
                let request = MatrixRequest.sync(
                    since: since, filter: filter ?? "", wait: isThere && since != nil ? Self.wait : .zero)
                let response = try SyncResponse.reading(try await home.poll(request), me: me.text)
                if since == nil { filter = nil }
                for joined in response.joined.values { foresee(joined.events) }
                take(response, since: since, queues, lobby)
                since = response.next
                pause = .seconds(1)
                if !isThere {
                    isThere = true
                    onChange("\(me.text) on \(home.base)")
                }
            } catch {
                try Task.checkCancellation()
                if home.refusal != nil {
                    try await signIn.renew(home)
                    continue
                }
                // A filter that the server has forgotten; and what it holds against the place, nobody can know.
                if case .refused(_, let code, let message) = error {
                    filter = nil
                    log.error("the homeserver refuses to sync: \(code) \(message)")
                }
                if isThere { onChange(nil) }
                isThere = false
                try await rest(after: error, &pause)
            }
        }
    }

    private func rest(after failure: MatrixFailure, _ pause: inout Duration) async throws {
        var wait = pause * Double.random(in: 0.5...1)
        if case .limited(let told?) = failure { wait = told }
        pause = min(pause * 2, Self.longestPause)
        log.warning("not connected to \(home.base): \(failure). Trying again in \(wait.milliseconds) ms")
        try await Task.sleep(for: wait)
    }

    /// By a name that the server gives it; where it gives none, as it is.
    private func name(ofFilter filter: JSON) async throws(MatrixFailure) -> String {
        do throws(MatrixFailure) {
            let answer = try await home.call(.filter(filter, of: me.text))
            return answer["filter_id"]?.string ?? filter.text
        } catch {
            guard case .refused = error else { throw error }
            return filter.text
        }
    }

    private func take(
        _ response: SyncResponse, since: String?, _ queues: RoomQueues<RoomJob>, _ lobby: Lobby
    ) {
        for (room, invited) in response.invited { lobby.invited(room, invited) }
        let stretch = progress.begin(response.next, rooms: response.joined.count + response.left.count + 1)
        let done: RoomJob.Done = { [progress] in progress.finish(stretch) }
        for (room, joined) in response.joined { queues.add(.events(joined, since: since, done: done), to: room) }
        for room in response.left { queues.add(.left(done: done), to: room) }
        // Invitations are kept before this stretch is: nobody tells of them again.
        lobby.whenKept { if $0 { done() } }
    }
}

extension SyncResponse {
    fileprivate static func reading(_ json: JSON, me: String) throws(MatrixFailure) -> Self {
        do throws(NotASync) {
            return try SyncResponse(json, me: me)
        } catch {
            throw .unknown("an answer to /sync without `next_batch`")
        }
    }
}
