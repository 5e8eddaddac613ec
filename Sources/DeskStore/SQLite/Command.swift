import DeskCore
import GRDB
import GRDBSQLite

/// One statement, bound and run by SQLite itself.
///
/// GRDB boxes each argument and asks its observers about each run. For the few short statements of which a commit runs
/// hundreds, that costs as much as what they do.
final class Command {
    private let statement: Statement
    private let handle: OpaquePointer
    private let database: OpaquePointer
    private var bound: Int32 = 0

    /// Prepared once for each connection.
    init(_ database: Database, _ sql: String) throws {
        guard let connection = database.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        statement = try database.cachedStatement(sql: sql)
        handle = statement.sqliteStatement
        self.database = connection
    }

    // MARK: Arguments, in the order of their places

    func with(_ number: Int64) -> Command {
        bound += 1
        sqlite3_bind_int64(handle, bound, number)
        return self
    }

    func with(_ number: Int64?) -> Command {
        if let number { return with(number) }
        bound += 1
        sqlite3_bind_null(handle, bound)
        return self
    }

    func with(_ number: Int) -> Command { with(Int64(number)) }
    func with(_ bool: Bool) -> Command { with(bool ? 1 : 0 as Int64) }
    func with(_ time: Timestamp) -> Command { with(time.milliseconds) }
    func with(_ id: Identifier<some Any>) -> Command { with(id.rawValue) }

    func with(_ text: String) -> Command {
        var text = text
        return text.withUTF8 { with($0) }
    }

    func with(_ json: JSONWriter) -> Command { json.bytes.withUnsafeBufferPointer { with($0) } }

    func with(_ text: String?) -> Command {
        if let text { return with(text) }
        bound += 1
        sqlite3_bind_null(handle, bound)
        return self
    }

    private func with(_ utf8: UnsafeBufferPointer<UInt8>) -> Command {
        bound += 1
        // SQLite takes a copy. No address means none to it, also where nothing is meant to stand.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        utf8.withMemoryRebound(to: CChar.self) { text in
            _ =
                text.isEmpty
                ? sqlite3_bind_text(handle, bound, "", 0, copied)
                : sqlite3_bind_text(handle, bound, text.baseAddress, Int32(text.count), copied)
        }
        return self
    }

    // MARK: Running

    /// Runs it for what it changes.
    ///
    /// - Returns: How many rows it changed.
    @discardableResult
    func run() throws -> Int {
        defer { reset() }
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw error(code) }
        return Int(sqlite3_changes(database))
    }

    /// The first number of the first row.
    func number() throws -> Int64? {
        defer { reset() }
        switch sqlite3_step(handle) {
        case SQLITE_ROW where sqlite3_column_type(handle, 0) != SQLITE_NULL: return sqlite3_column_int64(handle, 0)
        case SQLITE_ROW, SQLITE_DONE: return nil
        case let code: throw error(code)
        }
    }

    private func reset() {
        sqlite3_reset(handle)
        bound = 0
    }

    /// Asked before the statement is reset.
    private func error(_ code: Int32) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(database)),
            message: sqlite3_errmsg(database).map { String(cString: $0) }, sql: statement.sql)
    }
}
