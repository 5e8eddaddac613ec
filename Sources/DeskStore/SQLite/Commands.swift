import GRDB

/// The statements that a commit runs again and again.
struct Commands {
    let begin: Command
    let commit: Command
    let rollback: Command
    let tenure: Command
    let journal: Command
    let arrival: Command
    let words: Command
    let givenOver: Command
    let placeOfWords: Command
    let line: Command
    let unsay: Command
    let indexed: Command
    let index: Command
    let markIndexed: Command
    let place: Command
    let markPlaced: Command
    let owed: Command
    let withdrawn: Command
    let settled: Command
    let timer: Command
    let timerOver: Command
    /// Changes a record whose columns beside the body stay as they are, which no index notices.
    let personAsOpen: Command
    let person: Command
    let conversationAsOpen: Command
    let conversation: Command

    init(_ database: Database) throws {
        begin = try Command(database, "BEGIN IMMEDIATE")
        commit = try Command(database, "COMMIT")
        rollback = try Command(database, "ROLLBACK")
        tenure = try Command(database, "SELECT value FROM meta WHERE key = 'tenure'")
        journal = try Command(database, "INSERT INTO journal (tenure, at, body, words) VALUES (?, ?, ?, ?)")
        arrival = try Command(database, "INSERT INTO arrival VALUES (?, ?)")
        words = try Command(database, "INSERT INTO words (id, delivery, person, name, text) VALUES (?, ?, ?, ?, ?)")
        givenOver = try Command(database, "UPDATE words SET person = ?, name = ? WHERE id = ?")
        placeOfWords = try Command(database, "SELECT number FROM words WHERE id = ?")
        line = try Command(
            database,
            "INSERT INTO line (conversation, seq, at, gateway, kind, words, is_note) VALUES (?, ?, ?, ?, ?, ?, ?)")
        unsay = try Command(
            database, "UPDATE line SET is_unsaid = 1 WHERE words = (SELECT words FROM outbox WHERE id = ?)")
        indexed = try Command(database, "SELECT value FROM meta WHERE key = 'indexed'")
        index = try Command(
            database, "INSERT INTO words_index (rowid, text) SELECT number, text FROM words WHERE number > ?")
        markIndexed = try Command(database, "UPDATE meta SET value = ? WHERE key = 'indexed'")
        place = try Command(
            database,
            """
            INSERT INTO line_index SELECT conversation, seq, number FROM line
            WHERE number > (SELECT value FROM meta WHERE key = 'placed')
            """)
        markPlaced = try Command(
            database, "UPDATE meta SET value = (SELECT coalesce(max(number), 0) FROM line) WHERE key = 'placed'")
        owed = try Command(database, "INSERT INTO outbox (id, words, body) VALUES (?, ?, ?)")
        withdrawn = try Command(database, "UPDATE outbox SET is_withdrawn = 1 WHERE id = ?")
        settled = try Command(database, "DELETE FROM outbox WHERE id = ?")
        timer = try Command(database, "INSERT OR REPLACE INTO timer VALUES (?, ?)")
        timerOver = try Command(database, "DELETE FROM timer WHERE id = ?")
        personAsOpen = try Command(database, "UPDATE person SET body = ? WHERE id = ? AND is_open = ?")
        person = try Command(database, "INSERT OR REPLACE INTO person VALUES (?, ?, ?)")
        conversationAsOpen = try Command(
            database, "UPDATE conversation SET body = ? WHERE id = ? AND person = ? AND is_open = ?")
        conversation = try Command(
            database, "INSERT OR REPLACE INTO conversation (id, person, is_open, body) VALUES (?, ?, ?, ?)")
    }
}
