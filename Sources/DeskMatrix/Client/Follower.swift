import DeskCore
import Foundation
import Logging
import Synchronization

/// What tells of events: `/sync`, or the transactions of an application service.
protocol RoomFeed: Sendable {
    /// Puts what happens into the lines of the rooms, until cancelled.
    ///
    /// - Parameter foresee: Told of events before they stand in any line.
    func run(
        into queues: RoomQueues<RoomJob>, _ lobby: Lobby, foresee: @escaping @Sendable ([MatrixEvent]) -> Void
    ) async throws
    /// The desk takes nothing more.
    func end()
}

/// Follows everything that happens to the desk on one homeserver, by whatever feed.
final class Follower: Sendable {
    private let options: MatrixOptions
    private let feed: any RoomFeed
    private let memory: MatrixMemory
    private let now: @Sendable () -> Timestamp
    private let quiet = QuietRooms()
    private let queues = RoomQueues<RoomJob>()
    private let lobby: Lobby
    /// What is done in rooms.
    let work: RoomWork

    init(
        options: MatrixOptions, home: Homeserver, me: UserID, ghosts: Ghosts? = nil, inbox: any Inbox,
        memory: MatrixMemory, feed: any RoomFeed, now: @escaping @Sendable () -> Timestamp, log: Logger
    ) {
        self.options = options
        self.feed = feed
        self.memory = memory
        self.now = now
        let (agents, upgrades) = (AgentRooms(memory: memory), Upgrades(memory: memory))
        let lobby = Lobby(options: options, home: home, memory: memory, now: now, log: log) {
            agents.place(of: $0) != nil
        }
        self.lobby = lobby
        work = RoomWork(
            options: options, home: home, me: me, ghosts: ghosts, inbox: inbox, memory: memory, events: EventBook(),
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
        try await withThrowingTaskGroup { group in
            group.addTask { await self.workInRooms() }
            group.addTask { await self.lobby.admit(into: self.queues) }
            group.addTask { await self.leaveQuietRooms() }
            group.addTask { await self.work.signs.markRead() }
            group.addTask { await self.work.keepStaff { self.queues.add(.enter, to: $0) } }
            defer {
                queues.close()
                feed.end()
                lobby.close()
                group.cancelAll()
            }
            try await feed.run(into: queues, lobby) { [work] in work.foresee($0) }
        }
    }

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
                            self.feed.end()
                            return
                        }
                    }
                }
            }
        }
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
}
