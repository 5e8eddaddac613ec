import GRDB

/// The tables of `desk.sqlite`, step by step. A step that was released is never changed: a new one is added.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 the thread") { try $0.execute(sql: first) }
        migrator.registerMigration("2 gaps") { try $0.execute(sql: gaps) }
        migrator.registerMigration("3 lean") { try $0.execute(sql: lean) }
        migrator.registerMigration("4 looking back") { try $0.execute(sql: lookingBack) }
        migrator.registerMigration("5 indexes later") { try $0.execute(sql: indexesLater) }
        migrator.registerMigration("6 edits") { try $0.execute(sql: edits) }
        return migrator
    }

    /// New words and lines enter their indexes from `CommitWriter`, when as many words as this stand outside.
    static let mostWordsOutsideIndex: Int64 = 2048

    /// New words enter their index from `CommitWriter`: a trigger would make SQLite open a savepoint for each row, and the
    /// index write out what it holds each time, which costs twice as much.
    ///
    /// Journal and records hold ids. People's words and names stand in `words` (and, while something is open or owed,
    /// in the record that needs them), each with the person they belong to.
    private static let first = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        INSERT INTO meta VALUES ('tenure', 0);
        CREATE TABLE journal (
            seq INTEGER PRIMARY KEY, tenure INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
            words INTEGER REFERENCES words (number));
        CREATE TABLE words (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL, name TEXT NOT NULL,
            text TEXT NOT NULL);
        CREATE INDEX words_of_person ON words (person);
        CREATE VIRTUAL TABLE words_index USING fts5 (text, content = 'words', content_rowid = 'number');
        CREATE TRIGGER words_removed AFTER DELETE ON words BEGIN
            INSERT INTO words_index (words_index, rowid, text) VALUES ('delete', old.number, old.text);
        END;
        CREATE TRIGGER words_changed AFTER UPDATE OF text ON words BEGIN
            INSERT INTO words_index (words_index, rowid, text) VALUES ('delete', old.number, old.text);
            INSERT INTO words_index (rowid, text) VALUES (new.number, new.text);
        END;
        CREATE TABLE line (
            conversation TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, gateway TEXT NOT NULL,
            kind TEXT NOT NULL, words INTEGER NOT NULL REFERENCES words (number),
            is_note INTEGER NOT NULL, is_unsaid INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (conversation, seq)) WITHOUT ROWID;
        CREATE INDEX line_of_words ON line (words);
        CREATE TABLE person (id TEXT PRIMARY KEY, is_open INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE conversation (
            id TEXT PRIMARY KEY, person TEXT NOT NULL, is_open INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE "case" (
            number INTEGER PRIMARY KEY, conversation TEXT NOT NULL, person TEXT NOT NULL, is_open INTEGER NOT NULL,
            is_on_board INTEGER NOT NULL, body TEXT NOT NULL);
        CREATE TABLE agent (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE ledger (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
        CREATE INDEX open_people ON person (id) WHERE is_open;
        CREATE INDEX open_conversations ON conversation (id) WHERE is_open;
        CREATE INDEX open_cases ON "case" (number) WHERE is_open;
        CREATE INDEX cases_of_person ON "case" (person);
        CREATE INDEX cases_of_conversation ON "case" (conversation);
        CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, is_withdrawn INTEGER NOT NULL DEFAULT 0,
            body TEXT NOT NULL);
        CREATE TABLE timer (id TEXT PRIMARY KEY, due INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE arrival (id TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX arrivals_by_day ON arrival (day);
        CREATE TABLE login (
            name TEXT PRIMARY KEY COLLATE NOCASE, role TEXT NOT NULL, verifier TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE gateway_memory (
            gateway TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (gateway, key)) WITHOUT ROWID;
        CREATE TABLE content (revision TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
        CREATE VIEW transcript (conversation, seq, at, gateway, author_kind, author, text) AS
            SELECT line.conversation, line.seq, strftime('%Y-%m-%dT%H:%M:%fZ', line.at / 1000.0, 'unixepoch'),
                line.gateway, line.kind, words.name, words.text
            FROM line JOIN words ON words.number = line.words
            WHERE NOT line.is_note AND NOT line.is_unsaid
            ORDER BY line.conversation, line.seq;
        """

    /// Which words were a question without an answer. The words themselves stand in `words`, with their person, and take
    /// their row here with them when they are erased.
    private static let gaps = """
        CREATE TABLE gap (
            seq INTEGER PRIMARY KEY, conversation TEXT NOT NULL, turn INTEGER NOT NULL, at INTEGER NOT NULL,
            kind TEXT NOT NULL, language TEXT, answer TEXT);
        CREATE TABLE gap_words (
            gap INTEGER NOT NULL REFERENCES gap (seq), place INTEGER NOT NULL,
            words INTEGER NOT NULL REFERENCES words (number) ON DELETE CASCADE,
            PRIMARY KEY (gap, place)) WITHOUT ROWID;
        CREATE INDEX gap_words_by_words ON gap_words (words);
        UPDATE conversation SET body = json_set(body, '$.chosenFrom', json('[]'), '$.earlierAnswers', json('[]'),
            '$.rest', json('[]'), '$.hasMissed', json('false'));
        UPDATE conversation SET body = json_set(body, '$.turn.arrivals', json('[]'), '$.turn.rereads', 0,
            '$.turn.isContinuation', json('false')) WHERE body ->> '$.turn' IS NOT NULL;
        """

    /// What a commit need not write, it does not.
    ///
    /// - Pages cost more than rows, and what stands far apart is a page each. So lines stand in the order in which they
    ///   were written, with an index by conversation; and words of the desk, which nobody looks for by their delivery, are
    ///   in no index by id. A conversation is longer than what fits into a node of a table without row ids.
    /// - There is no index by person, which only erasing would use, and no rank in the full-text index, for which nobody
    ///   asks.
    /// - Words up to the mark `indexed` stand in the full-text index. It moves back where the last words are erased, since
    ///   their numbers are given again.
    private static let lean = """
        DROP VIEW transcript;
        DROP TABLE words_index;
        DROP TRIGGER words_removed;
        DROP TRIGGER words_changed;
        CREATE TABLE lean (
            number INTEGER PRIMARY KEY, id TEXT, delivery TEXT, person TEXT NOT NULL, name TEXT NOT NULL,
            text TEXT NOT NULL, CHECK ((id IS NULL) <> (delivery IS NULL)));
        INSERT INTO lean SELECT number, iif(is_said, NULL, id), iif(is_said, id, NULL), person, name, text
            FROM (SELECT *, number IN (SELECT words FROM line WHERE kind = 'bot' AND NOT is_note) AS is_said FROM words);
        CREATE TABLE lean_outbox (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, is_withdrawn INTEGER NOT NULL DEFAULT 0,
            words INTEGER, body TEXT NOT NULL);
        INSERT INTO lean_outbox SELECT seq, id, is_withdrawn, (SELECT number FROM words WHERE words.id = outbox.id), body
            FROM outbox;
        DROP TABLE outbox;
        ALTER TABLE lean_outbox RENAME TO outbox;
        DROP TABLE words;
        ALTER TABLE lean RENAME TO words;
        CREATE UNIQUE INDEX words_by_id ON words (id) WHERE id IS NOT NULL;
        CREATE TABLE lean (
            conversation TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, gateway TEXT NOT NULL,
            kind TEXT NOT NULL, words INTEGER NOT NULL REFERENCES words (number),
            is_note INTEGER NOT NULL, is_unsaid INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (conversation, seq));
        INSERT INTO lean SELECT * FROM line ORDER BY words;
        DROP TABLE line;
        ALTER TABLE lean RENAME TO line;
        CREATE INDEX line_of_words ON line (words);
        CREATE TABLE lean (id TEXT NOT NULL UNIQUE, person TEXT NOT NULL, is_open INTEGER NOT NULL, body TEXT NOT NULL);
        INSERT INTO lean SELECT id, person, is_open, body FROM conversation;
        DROP TABLE conversation;
        ALTER TABLE lean RENAME TO conversation;
        CREATE INDEX open_conversations ON conversation (id) WHERE is_open;
        CREATE VIRTUAL TABLE words_index USING fts5 (text, content = 'words', content_rowid = 'number', columnsize = 0);
        INSERT INTO words_index (words_index) VALUES ('rebuild');
        INSERT INTO meta SELECT 'indexed', coalesce(max(number), 0) FROM words;
        CREATE TRIGGER words_removed AFTER DELETE ON words BEGIN
            INSERT INTO words_index (words_index, rowid, text)
                SELECT 'delete', old.number, old.text
                WHERE old.number <= (SELECT value FROM meta WHERE key = 'indexed');
            UPDATE meta SET value = (SELECT coalesce(max(number), 0) FROM words)
                WHERE key = 'indexed' AND value > (SELECT coalesce(max(number), 0) FROM words);
        END;
        CREATE TRIGGER words_changed AFTER UPDATE OF text ON words
        WHEN old.number <= (SELECT value FROM meta WHERE key = 'indexed') BEGIN
            INSERT INTO words_index (words_index, rowid, text) VALUES ('delete', old.number, old.text);
            INSERT INTO words_index (rowid, text) VALUES (new.number, new.text);
        END;
        CREATE VIEW transcript (conversation, seq, at, gateway, author_kind, author, text) AS
            SELECT line.conversation, line.seq, strftime('%Y-%m-%dT%H:%M:%fZ', line.at / 1000.0, 'unixepoch'),
                line.gateway, line.kind, words.name, words.text
            FROM line JOIN words ON words.number = line.words
            WHERE NOT line.is_note AND NOT line.is_unsaid
            ORDER BY line.conversation, line.seq;
        """

    /// Logins whose password can be proved by SCRAM, and what was said with one person: an entry for a conversation, none
    /// for a line.
    private static let lookingBack = """
        ALTER TABLE login ADD COLUMN scram TEXT;
        CREATE INDEX conversations_of_person ON conversation (person);
        """

    /// Lines by conversation have an index that is written many commits at once, as the full-text index is: conversations
    /// that go on side by side are a page each in it. Up to the mark `placed` lines stand in it; the view `placed_line`
    /// is all of them, and what follows the mark is looked through. Segments of the full-text index are merged more
    /// rarely, many at once.
    private static let indexesLater = """
        DROP VIEW transcript;
        CREATE TABLE later (
            number INTEGER PRIMARY KEY, conversation TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
            gateway TEXT NOT NULL, kind TEXT NOT NULL, words INTEGER NOT NULL REFERENCES words (number),
            is_note INTEGER NOT NULL, is_unsaid INTEGER NOT NULL DEFAULT 0);
        INSERT INTO later (conversation, seq, at, gateway, kind, words, is_note, is_unsaid)
            SELECT conversation, seq, at, gateway, kind, words, is_note, is_unsaid FROM line ORDER BY rowid;
        DROP TABLE line;
        ALTER TABLE later RENAME TO line;
        CREATE INDEX line_of_words ON line (words);
        CREATE TABLE line_index (
            conversation TEXT NOT NULL, seq INTEGER NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (conversation, seq))
            WITHOUT ROWID;
        INSERT INTO line_index SELECT conversation, seq, number FROM line;
        INSERT INTO meta SELECT 'placed', coalesce(max(number), 0) FROM line;
        CREATE TRIGGER line_removed AFTER DELETE ON line BEGIN
            DELETE FROM line_index WHERE conversation = old.conversation AND seq = old.seq;
            UPDATE meta SET value = (SELECT coalesce(max(number), 0) FROM line)
                WHERE key = 'placed' AND value > (SELECT coalesce(max(number), 0) FROM line);
        END;
        CREATE VIEW placed_line (conversation, seq, at, gateway, kind, words, is_note, is_unsaid) AS
            SELECT line_index.conversation, line_index.seq, at, gateway, kind, words, is_note, is_unsaid
                FROM line_index JOIN line ON line.number = line_index.line
            UNION ALL
            SELECT conversation, seq, at, gateway, kind, words, is_note, is_unsaid
                FROM line WHERE number > (SELECT value FROM meta WHERE key = 'placed');
        CREATE VIEW transcript (conversation, seq, at, gateway, author_kind, author, text) AS
            SELECT line.conversation, line.seq, strftime('%Y-%m-%dT%H:%M:%fZ', line.at / 1000.0, 'unixepoch'),
                line.gateway, line.kind, words.name, words.text
            FROM placed_line AS line JOIN words ON words.number = line.words
            WHERE NOT line.is_note AND NOT line.is_unsaid
            ORDER BY line.conversation, line.seq;
        INSERT INTO words_index (words_index, rank) VALUES ('automerge', 16);
        """

    /// Which arrival puts other words in the place of which, both by the ids of their words: what is taken back is taken
    /// back in all its forms.
    private static let edits = """
        CREATE TABLE edit (original TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (original, id)) WITHOUT ROWID;
        """
}
