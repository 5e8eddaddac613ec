import DeskCore
import Foundation
import GRDB

/// From rows to values.
extension Snapshot {
    static func fetch(_ database: Database) throws -> Snapshot {
        let tenure = try Int.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'tenure'") ?? 0
        try database.execute(
            sql: "DELETE FROM arrival WHERE day < (SELECT at FROM journal ORDER BY seq DESC LIMIT 1) / 86400000 - ?",
            arguments: [SQLiteStore.daysArrivalsAreKept])
        var records = try decoded(database, "SELECT body FROM person WHERE is_open").map(DeskCore.Record.person)
        records += try decoded(database, "SELECT body FROM conversation WHERE is_open").map {
            .conversation(try owing($0, database))
        }
        records += try decoded(database, "SELECT body FROM \"case\" WHERE is_open").map(DeskCore.Record.case)
        records += try decoded(database, "SELECT body FROM agent").map(DeskCore.Record.agent)
        records += try decoded(database, "SELECT body FROM ledger").map(DeskCore.Record.ledger)
        let outbox = try Row.fetchAll(database, sql: "SELECT body, is_withdrawn FROM outbox ORDER BY seq").map { row in
            Owed(try decode(row["body"]), isWithdrawn: row["is_withdrawn"])
        }
        let timers = try Row.fetchAll(database, sql: "SELECT id, due FROM timer").map { row in
            guard let id = TimerID(key: row["id"]) else {
                throw StoreError.corrupt("no such timer: \(row["id"] as String)")
            }
            return (id, Timestamp(milliseconds: row["due"]))
        }
        return Snapshot(
            tenure: Tenure(number: tenure), records: records.sorted { $0.sortKey < $1.sortKey }, outbox: outbox,
            timers: Dictionary(timers, uniquingKeysWith: { _, last in last }))
    }

    private static func decoded<Value: Decodable>(_ database: Database, _ sql: String) throws -> [Value] {
        try String.fetchAll(database, sql: sql).map { try decode($0) }
    }
}

extension DeskCore.Record {
    static func fetch(_ key: Key, _ database: Database) throws -> DeskCore.Record? {
        switch key {
        case .person(let id): try body(database, "person", "id", id.rawValue).map { .person(try decode($0)) }
        case .conversation(let id):
            try body(database, "conversation", "id", id.rawValue).map { .conversation(try owing(decode($0), database)) }
        case .case(let number): try body(database, "\"case\"", "number", number).map { .case(try decode($0)) }
        }
    }

    private static func body(
        _ database: Database, _ table: String, _ column: String, _ value: any DatabaseValueConvertible
    ) throws -> String? {
        try String.fetchOne(
            database.cachedStatement(sql: "SELECT body FROM \(table) WHERE \(column) = ?"), arguments: [value])
    }
}

/// What was settled since the record was written is no longer owed.
private func owing(_ conversation: Conversation, _ database: Database) throws -> Conversation {
    try conversation.owing { id in
        try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM outbox WHERE id = ?)"),
            arguments: [id.rawValue]) ?? false
    }
}

func decode<Value: Decodable>(_ json: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(json.utf8))
}

extension TimerID {
    /// As it is stored: `waiting:12`.
    var key: String {
        switch self {
        case .turnPause(let id): "turn-pause:\(id)"
        case .idle(let id): "idle:\(id)"
        case .waiting(let number): "waiting:\(number)"
        case .unanswered(let number): "unanswered:\(number)"
        }
    }

    init?(key: String) {
        let parts = key.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let rest = String(parts[1])
        switch (parts[0], Int(rest)) {
        case ("turn-pause", _): self = .turnPause(ConversationID(rest))
        case ("idle", _): self = .idle(ConversationID(rest))
        case ("waiting", let number?): self = .waiting(number)
        case ("unanswered", let number?): self = .unanswered(number)
        default: return nil
        }
    }
}
