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
    private static let pauseAfterFailure = DispatchTimeInterval.seconds(60)

    private struct State {
        var isUnderWay = false
        /// Something was erased since it began.
        var isWanted = false
        /// The erasure up to which the file was written anew.
        var written: Int64?
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
        let written = state.withLock { state in
            state.isWanted = false
            return state.written
        }
        let begun = ContinuousClock.now
        let outcome = Result { try pool.writeWithoutTransaction { try Self.scrub($0, written: written) } }
        let (isClean, pause): (Bool, DispatchTimeInterval)
        switch outcome {
        case .success(.clean):
            // They are counted anew from here on.
            state.withLock { $0.written = nil }
            isClean = true
            pause = .milliseconds(Int((ContinuousClock.now - begun) / .milliseconds(1)) * Self.rest)
        case .success(.logInUse(let number)):
            state.withLock { $0.written = number }
            (isClean, pause) = (false, Self.pauseWhereBusy)
        // No room on the disk for a second file, say.
        case .failure: (isClean, pause) = (false, Self.pauseAfterFailure)
        }
        queue.asyncAfter(deadline: .now() + pause) { [weak pool] in
            let isWanted = self.state.withLock { state in
                if isClean, !state.isWanted { state.isUnderWay = false }
                return state.isUnderWay
            }
            if isWanted { self.scrub(pool) }
        }
    }

    private enum Outcome {
        case clean
        /// Everything up to that erasure is in no file but the log, from which somebody reads.
        case logInUse(Int64)
    }

    /// - Parameter written: The erasure up to which the file was written anew already.
    private static func scrub(_ database: Database, written: Int64?) throws -> Outcome {
        guard let owed = try owed(database) else { return .clean }
        if written != owed {
            try database.execute(sql: "INSERT INTO words_index (words_index) VALUES ('optimize')")
            try database.execute(sql: "VACUUM")
        }
        // Emptied only where nobody reads from it: else a moment later.
        guard try isLogEmptied(database) else { return .logInUse(owed) }
        try database.execute(sql: "DELETE FROM meta WHERE key = ? AND value = ?", arguments: [key, owed])
        return .clean
    }

    static func owed(_ database: Database) throws -> Int64? {
        try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
    }

    private static func isLogEmptied(_ database: Database) throws -> Bool {
        // Commits would wait as long as this does.
        try database.execute(sql: "PRAGMA busy_timeout = 0")
        defer { try? database.execute(sql: "PRAGMA busy_timeout = \(SQLiteStore.busySeconds * 1000)") }
        return try Int.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)") == 0
    }
}
