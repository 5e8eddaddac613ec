import DeskCore
import GRDB

/// Knows which arrivals are on the disk, on a connection of its own: it is asked before every batch, by the one who
/// decides, and must not wait for others who read, nor for another thread.
final class Repeats: Sendable {
    private let queue: DatabaseQueue

    init(path: String) throws {
        var configuration = Configuration()
        configuration.label = "desk.repeats"
        configuration.readonly = true
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// What somebody said is known for as long as its words are kept, which is longer than other arrivals are.
    func unseen(_ arrivals: [ArrivalID]) throws -> Set<ArrivalID> {
        var json = JSONWriter()
        try json.write { $0.array(arrivals) }
        let ids = String(decoding: json.bytes, as: UTF8.self)
        let seen = try queue.unsafeRead { database in
            try String.fetchAll(
                try database.cachedStatement(
                    sql: """
                        SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM words WHERE id = value)
                            OR EXISTS (SELECT 1 FROM arrival WHERE id = value)
                        """), arguments: [ids])
        }
        return Set(arrivals).subtracting(seen.map { ArrivalID($0) })
    }
}
