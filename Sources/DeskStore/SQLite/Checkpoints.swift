import GRDB
import GRDBSQLite
import Synchronization

/// Writes the log back into the file beside the commits.
///
/// Left to itself, SQLite does so within the commit that has made the log too long: that one takes as long as ten others,
/// and all customers wait for it. Here a connection of its own writes nearly all of it, and the writer only what commits
/// have added meanwhile. When nothing is left, the next commit begins the log anew, so it stays about as long as it ever
/// was.
final class Checkpoints: Sendable {
    /// How many pages are written into the log from one time to the next: 4 MB, as SQLite has it.
    static let pagesBetween = 1000
    /// What is little enough to be left to the writer.
    private static let fewPages = 100
    private static let mostPasses = 3

    private enum Phase { case resting, writing, ending }
    private struct State {
        var phase = Phase.resting
        var pages = 0
    }
    private let queue: DatabaseQueue
    private let state = Mutex(State())

    init(path: String) throws {
        var configuration = Configuration()
        configuration.label = "desk.checkpoints"
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Called on the writer after each commit. What goes wrong here is tried again the next time; nothing is lost by it, as
    /// all of it stands in the log.
    func afterCommit(_ database: Database) {
        let pages = Self.pagesWritten(database)
        let phase = state.withLock { state -> Phase in
            state.pages += pages
            let phase = state.phase
            if phase == .ending { state.phase = .resting }
            guard phase == .resting, state.pages >= Self.pagesBetween else {
                return phase == .ending ? .ending : .resting
            }
            (state.phase, state.pages) = (.writing, 0)
            return .writing
        }
        switch phase {
        case .resting: break
        case .writing: begin()
        case .ending: _ = try? database.checkpoint(.passive)
        }
    }

    private func begin() {
        queue.asyncWriteWithoutTransaction { database in
            for _ in 0..<Self.mostPasses {
                guard let log = try? database.checkpoint(.passive),
                    log.walFrameCount - log.checkpointedFrameCount > Self.fewPages
                else { break }
            }
            self.state.withLock { $0.phase = .ending }
        }
    }

    /// Since it was asked the last time.
    private static func pagesWritten(_ database: Database) -> Int {
        var (pages, highest): (Int32, Int32) = (0, 0)
        sqlite3_db_status(database.sqliteConnection, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 1)
        return Int(pages)
    }
}
