import DeskCore
import Foundation
import Logging
import Synchronization

/// Follows everything that happens to one account.
final class Follower: Sendable {
    private let options: MatrixOptions
    private let home: Homeserver
    private let me: UserID
    private let memory: MatrixMemory
    private let signIn: SignIn
    private let now: @Sendable () -> Timestamp
    private let log: Logger
    private let onChange: @Sendable (String?) -> Void
    private let progress = Progress()
    private let quiet = QuietRooms()
    private let queues = RoomQueues<RoomJob>()
    private let lobby: Lobby
    /// What is done in rooms.
    let work: RoomWork

    /// How long the server waits for something to happen.
    private static let wait = Duration.seconds(30)
    /// How often it is kept how far everything was read, while something happens. What a crash repeats is told apart.
    private static let keepEvery = Duration.seconds(1)
    private static let longestPause = Duration.seconds(60)

    init(
        options: MatrixOptions, home: Homeserver, me: UserID, inbox: any Inbox, memory: MatrixMemory, signIn: SignIn,
        now: @escaping @Sendable () -> Timestamp, log: Logger, onChange: @escaping @Sendable (String?) -> Void
    ) {
        self.options = options
        self.home = home
        self.me = me
        self.memory = memory
        self.signIn = signIn
        self.now = now
        self.log = log
        self.onChange = onChange
        let (agents, upgrades) = (AgentRooms(memory: memory), Upgrades(memory: memory))
        let lobby = Lobby(options: options, home: home, memory: memory, now: now, log: log) {
            agents.place(of: $0) != nil
        }
        self.lobby = lobby
        work = RoomWork(
            options: options, home: home, me: me, inbox: inbox, memory: memory, progress: progress, events: EventBook(),
            book: RoomBook { agents.place(of: $0) != nil || upgrades.isReplaced($0) }, quiet: quiet,
            limits: RateLimits(of: me.text, log: log),
            signs: Signs(home: home, me: me.text, log: log), agents: agents, upgrades: upgrades, now: now, log: log,
            followed: { lobby.followed($0) })
    }

    /// Until cancelled.
    ///
    /// - Throws: `MatrixError`, `CancellationError`, or the store's error.
    func run() async throws {
        for shard in 0..<QuietRooms.shards {
            if let kept = try await memory.get(MatrixMemory.Key.quiet(shard)) { quiet.admit(kept) }
        }
        try await work.open()
        try await lobby.open()
        defer { onChange(nil) }
        try await withThrowingTaskGroup { group in
            group.addTask { await self.workInRooms() }
            group.addTask { await self.keepProgress() }
            group.addTask { await self.lobby.admit(into: self.queues) }
            group.addTask { await self.leaveQuietRooms() }
            group.addTask { await self.work.signs.markRead() }
            group.addTask { await self.work.keepStaff { self.queues.add(.enter, to: $0) } }
            defer {
                queues.close()
                progress.end()
                lobby.close()
                group.cancelAll()
            }
            try await follow()
        }
    }

    // MARK: - Rooms

    private func workInRooms() async {
        await withDiscardingTaskGroup { group in
            for await room in queues.rooms {
                group.addTask {
                    while let job = self.queues.next(in: room) {
                        do {
                            try await self.work.perform(job, in: room)
                        } catch {
                            // The desk takes nothing more, or its store has failed: what was not taken comes again.
                            self.queues.close()
                            return
                        }
                    }
                }
            }
        }
    }

    private func keepProgress() async {
        for await _ in progress.moved {
            await keepProgressNow()
            // While nothing happens nothing is written; while much does, once a second.
            try? await Task.sleep(for: Self.keepEvery)
        }
        await keepProgressNow()
        await keepQuietRooms()
    }

    private func keepProgressNow() async {
        if let done = progress.done { await memory.keep(MatrixMemory.Key.since, .string(done)) }
    }

    /// A day more or less says nothing, so a minute does not either.
    private func keepQuietRooms() async {
        for (shard, json) in quiet.changes() { await memory.keep(MatrixMemory.Key.quiet(shard), json) }
    }

    private func leaveQuietRooms() async {
        let days = Int(options.forgetAfter.components.seconds / 86_400)
        var minutes = 0
        while !Task.isCancelled {
            if minutes % 60 == 0 {
                for room in quiet.quiet(since: QuietRooms.day(now()) - max(1, days)) { queues.add(.quiet, to: room) }
            }
            try? await Task.sleep(for: .seconds(60))
            await keepQuietRooms()
            minutes += 1
        }
    }

    // MARK: - Sync

    private func follow() async throws {
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
                        ofFilter: Filters.sync(
                            without: since == nil ? nil : me.text, typing: options.staffRoom != nil))
                }
                let request = MatrixRequest.sync(
                    since: since, filter: filter ?? "", wait: isThere && since != nil ? Self.wait : .zero)
                let response = try SyncResponse.reading(try await home.poll(request), me: me.text)
                if since == nil { filter = nil }
                take(response, since: since)
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

    private func take(_ response: SyncResponse, since: String?) {
        for (room, invited) in response.invited { lobby.invited(room, invited) }
        let stretch = progress.begin(response.next, rooms: response.joined.count + response.left.count + 1)
        for (room, joined) in response.joined {
            work.foresee(joined.events)
            queues.add(.events(joined, since: since, stretch: stretch), to: room)
        }
        for room in response.left { queues.add(.left(stretch: stretch), to: room) }
        // Invitations are kept before this stretch is: nobody tells of them again.
        lobby.whenKept { [progress] in progress.finish(stretch) }
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
