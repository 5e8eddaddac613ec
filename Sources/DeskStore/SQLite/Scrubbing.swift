import Dispatch
import GRDB
import Synchronization

/// Takes off the disk what was erased.
///
/// What a statement deletes or changes stays in the file all the same: in cells that were freed or moved, in pages that
/// nobody uses, in the full-text index until its segments are merged, in the log. So the index is merged, the file is
/// written anew (`VACUUM`) and the log is emptied. Commits wait meanwhile, about a second for each 100 MB; so that they do
/// not wait all the time, the next time is not before nine times as long has passed. Which time is owed is kept in the
/// database, so that a crash changes nothing.
final class Scrubbing: Sendable {
    /// In this row of `meta` stands how often something was erased.
    static let key = "erased"
    private static let rest = 9
    private static let pauseWhereBusy = DispatchTimeInterval.milliseconds(500)

    private struct State {
        var isUnderWay = false
        /// Something was erased since it began.
        var isWanted = false
        var isClosed = false
    }
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "desk.scrubbing", qos: .utility)

    /// Something was erased in a commit that is on the disk.
    func begin(on pool: DatabasePool) {
        let mayBegin = state.withLock { state in
            state.isWanted = true
            guard !state.isUnderWay else { return false }
            state.isUnderWay = true
            return true
        }
        if mayBegin { queue.async { [weak pool] in self.scrub(pool) } }
    }

    private func scrub(_ pool: DatabasePool?) {
        guard let pool else { return }
        state.withLock { $0.isWanted = false }
        let clock = ContinuousClock()
        let begun = clock.now
        let isClean = (try? pool.writeWithoutTransaction(Self.scrub)) ?? false
        let took = clock.now - begun
        let pause =
            isClean ? DispatchTimeInterval.milliseconds(Int(took / .milliseconds(1)) * Self.rest) : Self.pauseWhereBusy
        queue.asyncAfter(deadline: .now() + pause) { [weak pool] in
            let isWanted = self.state.withLock { state in
                if isClean, !state.isWanted { state.isUnderWay = false }
                return state.isUnderWay
            }
            if isWanted { self.scrub(pool) }
        }
    }

    /// - Returns: Whether nothing of what was erased before is on the disk any more.
    static func scrub(_ database: Database) throws -> Bool {
        guard let owed = try owed(database) else { return true }
        try database.execute(sql: "INSERT INTO words_index (words_index) VALUES ('optimize')")
        try database.execute(sql: "VACUUM")
        // Emptied only where nobody reads from it: then a moment later.
        guard try isLogEmptied(database) else { return false }
        try database.execute(sql: "DELETE FROM meta WHERE key = ? AND value = ?", arguments: [key, owed])
        return true
    }

    static func owed(_ database: Database) throws -> Int64? {
        try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
    }

    private static func isLogEmptied(_ database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)") == 0
    }
}
