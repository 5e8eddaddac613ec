import DeskCore
import Logging

/// What the desk's account must know after a restart.
struct MatrixMemory: Sendable {
    enum Key {
        /// Up to where everything that happened is kept. Moves only behind the inbox.
        static let since = "since"
        static let credentials = "credentials"
        /// Makes transaction ids of this data folder unlike those of another on the same device.
        static let epoch = "epoch"
        /// Invitations that are accepted and not yet followed.
        static let invitations = "invitations"
        /// The room that takes the place of an encrypted one.
        static func sealed(_ room: String) -> String { "sealed/\(room)" }
        /// The room with one person that the desk has made.
        static func aside(_ user: String) -> String { "aside/\(user)" }
        /// Rooms that this person has left lately.
        static func left(_ user: String) -> String { "left/\(user)" }
        /// Which room a staff room's alias stood for.
        static let staff = "staff"
        /// Rooms of cases, threads of cases, rooms in the place of others: kept in parts.
        static let cases = "cases"
        static let threads = "threads"
        static let upgrades = "upgrades"
        /// Agents' users that the homeserver has.
        static let ghosts = "ghosts"
        static func quiet(_ shard: Int) -> String { "quiet/\(shard)" }
    }

    let memory: any GatewayMemory
    let log: Logger

    func get(_ key: String) async throws -> JSON? {
        guard let text = try await memory.get(key) else { return nil }
        return try? JSON(reading: Array(text.utf8))
    }

    /// The name of this data folder, for good.
    func epoch() async throws -> String {
        if let kept = try await get(Key.epoch)?.string { return kept }
        let fresh = String(UInt64.random(in: 0 ... .max), radix: 36)
        guard await keep(Key.epoch, .string(fresh)) else { throw CancellationError() }
        return fresh
    }

    /// Until the desk's tenure has begun nothing can be kept; it does within a moment, or the desk ends.
    @discardableResult
    func keep(_ key: String, _ value: JSON?) async -> Bool {
        for _ in 0..<50 {
            do {
                try await memory.set(key, to: value?.text)
                return true
            } catch {
                guard !Task.isCancelled else { return false }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        log.error("cannot be kept: \(key)")
        return false
    }
}
