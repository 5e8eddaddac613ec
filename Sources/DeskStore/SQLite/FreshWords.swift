import GRDB

/// Words that are not in the full-text index yet, of which there are few (`Schema.mostWordsOutsideIndex`, and what one
/// commit brings).
enum FreshWords {
    /// The numbers of those that match, by an index of their own that lasts as long as the question: so the same query
    /// finds the same in both.
    static func find(_ query: String, _ database: Database) throws -> [Int64] {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT number, text FROM words WHERE number > (SELECT value FROM meta WHERE key = 'indexed')")
        return try DatabaseQueue().write { index in
            try index.execute(sql: "CREATE VIRTUAL TABLE fresh USING fts5 (text, content = '', columnsize = 0)")
            let statement = try index.makeStatement(sql: "INSERT INTO fresh (rowid, text) VALUES (?, ?)")
            while let row = try rows.next() {
                try statement.execute(arguments: [row["number"] as Int64, row["text"] as String])
            }
            return try Int64.fetchAll(index, sql: "SELECT rowid FROM fresh WHERE fresh MATCH ?", arguments: [query])
        }
    }
}
