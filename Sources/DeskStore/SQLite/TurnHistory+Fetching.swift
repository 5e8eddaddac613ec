import DeskCore
import GRDB

extension TurnHistory {
    /// All but the gaps. Reads through the whole journal: this is for looking back, not for every day.
    static func fetch(_ database: Database, since: Timestamp?) throws -> TurnHistory {
        var history = TurnHistory()
        // Readings name no words; of arrivals only those are wanted whose words are a customer's line.
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT journal.body, line.conversation, words.id, words.person, words.text FROM journal
                LEFT JOIN words ON words.number = journal.words
                LEFT JOIN line ON line.words = words.number AND line.kind = 'customer'
                WHERE journal.at >= ? AND (line.conversation IS NOT NULL OR instr(journal.body, '"turnRead"') > 0)
                ORDER BY journal.seq
                """, arguments: [since?.milliseconds ?? Int64.min])
        while let row = try rows.next() { try history.take(row) }
        for body in try String.fetchAll(database, sql: "SELECT body FROM person") {
            history.speaks(try decode(body))
        }
        for body in try String.fetchAll(database, sql: "SELECT body FROM \"case\"") {
            history.opened(try decode(body))
        }
        return history
    }

    private mutating func take(_ row: Row) throws {
        if let conversation = row["conversation"] as String? {
            let line = Said(
                id: ArrivalID(row["id"] as String), person: PersonID(row["person"] as String), text: row["text"])
            return said(line, in: ConversationID(conversation))
        }
        let event: Event = try decode(row["body"])
        if case .turnRead(let id, let reading) = event.body { read(id, reading, at: event.at) }
    }
}
