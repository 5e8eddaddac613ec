import DeskCore
import Logging

/// Invitations, from when the server tells of them to when the desk has read what was said in the room before.
///
/// The server tells of each once. So they are kept before the place up to which the desk has read moves on.
final class Lobby: Sendable {
    /// More wait for nobody: they are declined.
    static let mostOpen = 1000

    private enum Command: Sendable {
        case invited(Invitation)
        case flush(@Sendable (Bool) -> Void)
        case followed(Invitation)
        case decide
    }
    private let options: MatrixOptions
    private let home: Homeserver
    private let memory: MatrixMemory
    private let now: @Sendable () -> Timestamp
    private let log: Logger
    /// Rooms that the desk enters whoever invites it.
    private let isExpected: @Sendable (String) -> Bool
    private let commands: AsyncStream<Command>
    private let feed: AsyncStream<Command>.Continuation

    init(
        options: MatrixOptions, home: Homeserver, memory: MatrixMemory, now: @escaping @Sendable () -> Timestamp,
        log: Logger, isExpected: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.isExpected = isExpected
        self.options = options
        self.home = home
        self.memory = memory
        self.now = now
        self.log = log
        (commands, feed) = AsyncStream.makeStream()
    }

    /// What an earlier process has left.
    func open() async throws {
        for kept in try await memory.get(MatrixMemory.Key.invitations)?.array ?? [] {
            if let invitation = Invitation(kept) { feed.yield(.invited(invitation)) }
        }
        feed.yield(.decide)
    }

    /// - Parameter time: When it was sent, where that is known: a repeat is then known as one. No clock ahead is believed.
    func invited(_ room: String, _ invited: SyncResponse.Invited, at time: Timestamp? = nil) {
        feed.yield(
            .invited(
                Invitation(
                    room: room, inviter: invited.inviter ?? "", isEncrypted: invited.isEncrypted,
                    at: min(time ?? now(), now()), predecessor: invited.predecessor)))
    }

    /// Calls back once everything told of before is kept, or cannot be; not at all once closed.
    func whenKept(_ done: @escaping @Sendable (Bool) -> Void) { feed.yield(.flush(done)) }
    func followed(_ invitation: Invitation) { feed.yield(.followed(invitation)) }
    func close() { feed.finish() }

    /// Until closed.
    func admit(into queues: RoomQueues<RoomJob>) async {
        var open: [String: Invitation] = [:]
        var undecided: [String] = []
        var hasChanged = false
        var policy = InvitationPolicy(options.invitations, ignored: options.ignored)
        await withDiscardingTaskGroup { group in
            for await command in commands {
                switch command {
                case .invited(let invitation):
                    guard open[invitation.room] == nil else { continue }
                    guard open.count < Self.mostOpen else {
                        group.addTask { await self.decline(invitation, "too many invitations are open") }
                        continue
                    }
                    open[invitation.room] = invitation
                    undecided.append(invitation.room)
                    hasChanged = true
                case .followed(let invitation):
                    hasChanged = open.removeValue(forKey: invitation.room) != nil || hasChanged
                case .flush(let done):
                    if hasChanged {
                        // Else the server must tell of them again.
                        guard await keep(open) else {
                            done(false)
                            continue
                        }
                        hasChanged = false
                    }
                    done(true)
                    if !undecided.isEmpty { feed.yield(.decide) }
                case .decide:
                    deciding: while let room = undecided.first {
                        guard let invitation = open[room] else {
                            undecided.removeFirst()
                            continue
                        }
                        let verdict =
                            isExpected(room) ? .accept : policy.verdict(on: invitation.inviter, at: now())
                        switch verdict {
                        case .accept: queues.add(.invited(invitation), to: room)
                        case .decline(let reason):
                            open[room] = nil
                            hasChanged = true
                            group.addTask { await self.decline(invitation, reason) }
                        case .wait(let pause):
                            log.notice("invitations wait: more than \(options.invitations.inAll) within a minute")
                            group.addTask {
                                try? await Task.sleep(for: pause)
                                self.feed.yield(.decide)
                            }
                            break deciding
                        }
                        undecided.removeFirst()
                    }
                }
            }
            group.cancelAll()
        }
    }

    private func keep(_ open: [String: Invitation]) async -> Bool {
        let list = open.values.sorted { $0.at < $1.at }.map(\.json)
        return await memory.keep(MatrixMemory.Key.invitations, list.isEmpty ? nil : .array(list))
    }

    private func decline(_ invitation: Invitation, _ reason: String) async {
        log.notice("an invitation by \(invitation.inviter) was declined: \(reason)")
        _ = try? await home.insist(.leave(invitation.room))
        _ = try? await home.insist(.forget(invitation.room))
    }
}

extension Invitation {
    fileprivate init?(_ kept: JSON) {
        guard let room = kept["room"]?.string, let inviter = kept["inviter"]?.string, let at = kept["at"]?.int else {
            return nil
        }
        self.init(
            room: room, inviter: inviter, isEncrypted: kept["encrypted"]?.bool ?? false,
            at: Timestamp(milliseconds: Int64(at)), predecessor: kept["predecessor"]?.string)
    }

    fileprivate var json: JSON {
        var json: [String: JSON] = [
            "room": .string(room), "inviter": .string(inviter), "encrypted": .bool(isEncrypted),
            "at": .int(Int(at.milliseconds)),
        ]
        if let predecessor { json["predecessor"] = .string(predecessor) }
        return .object(json)
    }
}
