public import DeskCore
import Foundation
import GRDB
import Synchronization

/// The desk's memory in one SQLite file. One writer, durable at every commit; readers look without waiting.
public final class SQLiteStore: Store {
    /// Repeats of an arrival are recognised for this many days.
    static let daysArrivalsAreKept: Int64 = 30
    /// Of pages that the writer keeps at hand; SQLite's own 2 MB are fewer than a busy hour touches.
    static let cacheKilobytes = 16_384
    /// How long a statement waits for another connection.
    static let busySeconds = 5
    let pool: DatabasePool
    /// None for a store that only looks.
    private let checkpoints: Checkpoints?
    private let repeats: Repeats
    private let scrubbing = Scrubbing()
    /// The tenure that was opened through this value.
    let tenure = Mutex<Tenure?>(nil)

    /// Opens or makes the file, readable by its owner alone.
    public init(path: String) throws(StoreError) {
        (pool, checkpoints, repeats) = try Self.mapped {
            // Made here, so that nobody else can read it for even a moment; SQLite gives the files beside it the same mode.
            if !FileManager.default.fileExists(atPath: path) {
                let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
                guard FileManager.default.createFile(atPath: path, contents: nil, attributes: attributes) else {
                    throw StoreError.unavailable("\(path) cannot be made. Is the folder there, and may it be written?")
                }
            }
            var configuration = Configuration()
            configuration.label = "desk"
            configuration.busyMode = .timeout(Double(Self.busySeconds))
            configuration.maximumReaderCount = 4
            let pool = try DatabasePool(path: path, configuration: configuration)
            try Schema.migrator.migrate(pool)
            // GRDB chooses NORMAL as it opens WAL; a commit that a power cut can undo is no commit, so set FULL after.
            try pool.writeWithoutTransaction {
                try $0.execute(
                    sql: """
                        PRAGMA synchronous = FULL; PRAGMA cache_size = -\(Self.cacheKilobytes);
                        PRAGMA wal_autocheckpoint = 0
                        """)
            }
            return (pool, try Checkpoints(path: path), try Repeats(path: path))
        }
    }

    /// For looking only, also while a desk runs on the file. Commits fail.
    public init(reading path: String) throws(StoreError) {
        (pool, checkpoints, repeats) = try Self.mapped {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(Double(Self.busySeconds))
            return (
                try DatabasePool(path: path, configuration: configuration), nil, try Repeats(path: path)
            )
        }
    }

    /// What `PRAGMA synchronous` says on the connection that writes: 2 is FULL.
    public func synchronousOnWriter() async throws(StoreError) -> Int {
        try await mapped { pool in
            try await pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
        }
    }

    public func open() async throws(StoreError) -> Snapshot {
        let snapshot = try await mapped { pool in
            try await pool.write { database in
                try database.execute(sql: "UPDATE meta SET value = value + 1 WHERE key = 'tenure'")
                return try Snapshot.fetch(database)
            }
        }
        tenure.withLock { $0 = snapshot.tenure }
        // What an earlier process had no time for.
        scrubbing.begin(on: pool)
        return snapshot
    }

    public func unseen(_ arrivals: [ArrivalID]) async throws(StoreError) -> Set<ArrivalID> {
        guard !arrivals.isEmpty else { return [] }
        return try Self.mapped { try repeats.unseen(arrivals) }
    }

    public func recall(_ keys: [Key]) async throws(StoreError) -> [DeskCore.Record] {
        guard !keys.isEmpty else { return [] }
        return try await mapped { pool in
            try await pool.read { database in try keys.compactMap { try DeskCore.Record.fetch($0, database) } }
        }
    }

    public func commit(_ transitions: [Transition], in tenure: Tenure) async throws(StoreError) {
        try await mapped { pool in
            try await pool.writeWithoutTransaction { database in
                var writer = try CommitWriter(database: database, tenure: tenure)
                try writer.commit(transitions)
                checkpoints?.afterCommit(database)
            }
        }
        if transitions.contains(where: { !$0.erased.isEmpty }) { scrubbing.begin(on: pool) }
    }

    /// Whether what was erased is off the disk.
    public func isScrubbed() async throws(StoreError) -> Bool {
        try await mapped { pool in try await pool.read { try Scrubbing.owed($0) == nil } }
    }

    /// What a gateway remembers, fenced by the tenure that this store has open.
    public func memory(of gateway: GatewayID) -> any GatewayMemory {
        SQLiteGatewayMemory(store: self, gateway: gateway)
    }

    /// The content that counted last.
    public func lastContent() async throws(StoreError) -> Content? {
        try await mapped { pool in
            try await pool.read { database in
                let ledger: Ledger? = try String.fetchOne(database, sql: "SELECT body FROM ledger").map {
                    try decode($0)
                }
                return try String.fetchOne(
                    database, sql: "SELECT body FROM content WHERE revision = ?",
                    arguments: [ledger?.revision?.rawValue]
                ).map { try decode($0) }
            }
        }
    }

    /// Runs against the pool and turns what goes wrong into what the caller should do.
    func mapped<Value: Sendable>(
        _ work: (DatabasePool) async throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await work(pool)
        } catch {
            throw Self.storeError(error)
        }
    }

    private static func mapped<Value>(_ work: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try work()
        } catch {
            throw storeError(error)
        }
    }

    private static func storeError(_ error: any Error) -> StoreError {
        switch error {
        case let error as StoreError: error
        case let error as DatabaseError
        where [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT].contains(error.resultCode.primaryResultCode):
            .corrupt(error.description)
        case is DecodingError, is RowDecodingError: .corrupt("\(error)")
        default: .unavailable("\(error)")
        }
    }
}

private struct SQLiteGatewayMemory: GatewayMemory {
    let store: SQLiteStore
    let gateway: GatewayID

    func get(_ key: String) async throws(StoreError) -> String? {
        try await store.mapped { pool in
            try await pool.read {
                try String.fetchOne(
                    $0, sql: "SELECT value FROM gateway_memory WHERE gateway = ? AND key = ?",
                    arguments: [gateway.rawValue, key])
            }
        }
    }

    func set(_ key: String, to value: String?) async throws(StoreError) {
        try await store.mapped { pool in
            try await pool.write { database in
                let current = try Int.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'tenure'")
                guard current == store.tenure.withLock(\.self)?.number else { throw StoreError.outranked }
                if let value {
                    try database.execute(
                        sql: "INSERT OR REPLACE INTO gateway_memory VALUES (?, ?, ?)",
                        arguments: [gateway.rawValue, key, value])
                } else {
                    try database.execute(
                        sql: "DELETE FROM gateway_memory WHERE gateway = ? AND key = ?",
                        arguments: [gateway.rawValue, key])
                }
            }
        }
    }
}
