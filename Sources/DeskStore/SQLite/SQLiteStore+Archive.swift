public import DeskCore
import GRDB

/// Looking, on connections of its own: nothing here waits for the writer or makes it wait.
extension SQLiteStore: Archive, PastTalk {
    public func board() async throws(StoreError) -> [BoardRow] {
        try await mapped { pool in
            try await pool.read { database in
                let cases: [Case] = try String.fetchAll(
                    database, sql: "SELECT body FROM \"case\" WHERE is_open AND is_on_board"
                ).map { try decode($0) }
                return try cases.sorted { $0.boardOrder < $1.boardOrder }.map { try Self.row($0, database) }
            }
        }
    }

    public func brief(_ number: CaseNumber) async throws(StoreError) -> Brief? {
        try await mapped { pool in
            try await pool.read { database in
                guard case .case(let item)? = try DeskCore.Record.fetch(.case(number), database) else { return nil }
                let earlier = try Int.fetchAll(
                    database, sql: "SELECT number FROM \"case\" WHERE person = ? AND number < ? ORDER BY number",
                    arguments: [item.person.rawValue, number])
                let notes = try Self.lines(
                    database, "line.conversation = ? AND line.is_note ORDER BY line.seq", [item.conversation.rawValue])
                var language: Language?
                if case .person(let person)? = try DeskCore.Record.fetch(.person(item.person), database) {
                    language = person.language
                }
                return Brief(
                    row: try Self.row(item, database), conversation: item.conversation, state: item.stateText,
                    language: language, earlierCases: earlier, notes: notes)
            }
        }
    }

    public func lines(
        of conversation: ConversationID, last count: Int, through seq: Int?, notes: Bool
    ) async throws(StoreError) -> [Line] {
        try await mapped { pool in
            try await pool.read { database in
                try Self.lines(
                    database,
                    """
                    line.conversation = ? AND line.seq <= ? AND (? OR NOT line.is_note) AND NOT line.is_unsaid
                    AND line.words NOT IN (SELECT words FROM outbox WHERE words IS NOT NULL)
                    AND (? OR \(Self.isHeard)) ORDER BY line.seq DESC LIMIT ?
                    """,
                    [conversation.rawValue, seq ?? Int.max, notes, notes, count]
                ).reversed()
            }
        }
    }

    public func lines(with person: PersonID, last count: Int) async throws(StoreError) -> [Line] {
        try await mapped { pool in
            try await pool.read { database in
                try Self.lines(
                    database,
                    """
                    line.conversation IN (SELECT id FROM conversation WHERE person = ?) AND NOT line.is_note
                    AND NOT line.is_unsaid AND line.words NOT IN (SELECT words FROM outbox WHERE words IS NOT NULL)
                    AND \(Self.isHeard) ORDER BY line.words DESC LIMIT ?
                    """,
                    [person.rawValue, count]
                ).reversed()
            }
        }
    }

    public func lines(holding words: ArrivalID) async throws(StoreError) -> [Line] {
        try await mapped { pool in
            try await pool.read { database in
                let edits = try String.fetchAll(
                    database, sql: "SELECT id FROM edit WHERE original = ?", arguments: [words.rawValue])
                return try ([words] + edits.map { ArrivalID($0) }).flatMap { id in
                    try [Line.Words.arrival(id), .note(id), .addressed(id)].flatMap { held in
                        try Self.lines(
                            database, in: "line",
                            "line.words = (SELECT number FROM words WHERE words.id = ?) ORDER BY line.number",
                            [held.id])
                    }
                }
            }
        }
    }

    public func find(_ words: String, limit: Int) async throws(StoreError) -> [Found] {
        // Each word quoted, so that nothing an agent types is read as the index's own syntax.
        let query = words.split { $0.isWhitespace || $0 == "\0" }.map { "\"" + $0.filter { $0 != "\"" } + "\"" }
            .filter { $0.count > 2 }
        guard !query.isEmpty else { return [] }
        return try await mapped { pool in
            try await pool.read { database in
                let fresh = try FreshWords.find(query.joined(separator: " "), database)
                let lines = try Self.lines(
                    database, in: "line",
                    """
                    words.number IN (
                        SELECT rowid FROM words_index WHERE words_index MATCH ? UNION SELECT value FROM json_each(?))
                    AND NOT line.is_unsaid ORDER BY words.number DESC LIMIT ?
                    """,
                    [query.joined(separator: " "), "\(fresh)", limit])
                return try lines.map { line in
                    let number = try Int.fetchOne(
                        database, sql: "SELECT max(number) FROM \"case\" WHERE conversation = ?",
                        arguments: [line.conversation.rawValue])
                    return Found(line: line, number: number)
                }
            }
        }
    }

    public func gaps(since: Timestamp?) async throws(StoreError) -> [MissedQuestion] {
        try await mapped { pool in
            try await pool.read { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT gap.*, words.id, words.person, words.text FROM gap
                        JOIN gap_words ON gap_words.gap = gap.seq JOIN words ON words.number = gap_words.words
                        WHERE gap.at >= ? ORDER BY gap.seq, gap_words.place
                        """, arguments: [since?.milliseconds ?? Int64.min])
                return Dictionary(grouping: rows) { $0["seq"] as Int64 }.sorted { $0.key < $1.key }
                    .compactMap { Self.missed($0.value) }
            }
        }
    }

    /// One gap; a row for each line of its words.
    private static func missed(_ rows: [Row]) -> MissedQuestion? {
        guard let row = rows.first, let kind = Gap.Kind(rawValue: row["kind"]) else { return nil }
        let gap = Gap(
            conversation: ConversationID(row["conversation"]), turn: row["turn"],
            at: Timestamp(milliseconds: row["at"]), kind: kind,
            language: (row["language"] as String?).map { Language($0) },
            answer: (row["answer"] as String?).map { ContentID($0) },
            words: rows.map { ArrivalID($0["id"] as String) })
        return MissedQuestion(
            gap: gap, person: PersonID(row["person"]),
            text: rows.map { $0["text"] as String }.joined(separator: "\n"))
    }

    public func turns(since: Timestamp?) async throws(StoreError) -> [PastTurn] {
        let gaps = try await gaps(since: since)
        return try await mapped { pool in
            try await pool.read { database in
                var history = try TurnHistory.fetch(database, since: since)
                for missed in gaps { history.missed(missed.gap) }
                return history.turns
            }
        }
    }

    public func login(_ name: String) async throws(StoreError) -> Login? {
        try await mapped { pool in
            try await pool.read { database in
                try Row.fetchOne(database, sql: "SELECT * FROM login WHERE name = ?", arguments: [name])
                    .flatMap(Self.login)
            }
        }
    }

    public func logins(_ role: Login.Role) async throws(StoreError) -> [Login] {
        try await mapped { pool in
            try await pool.read { database in
                try Row.fetchAll(
                    database, sql: "SELECT * FROM login WHERE role = ? ORDER BY name", arguments: [role.rawValue]
                ).compactMap(Self.login)
            }
        }
    }

    /// Who serves customers, by name, also those whose login is no more.
    public func agents() async throws(StoreError) -> [Agent] {
        try await mapped { pool in
            try await pool.read { database in
                try String.fetchAll(database, sql: "SELECT body FROM agent ORDER BY id").map { try decode($0) }
            }
        }
    }

    /// Every line of the transcript, or of one conversation or case, in order.
    public func transcript(
        conversation: ConversationID? = nil, case number: CaseNumber? = nil
    ) async throws(StoreError) -> [TranscriptRow] {
        try await mapped { pool in
            try await pool.read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM transcript WHERE (?1 IS NULL OR conversation = ?1)
                        AND (?2 IS NULL OR conversation = (SELECT conversation FROM "case" WHERE number = ?2))
                        """,
                    arguments: [conversation?.rawValue, number]
                ).map(TranscriptRow.init)
            }
        }
    }

    private static func login(_ row: Row) -> Login? {
        Login.Role(rawValue: row["role"]).map {
            Login(name: row["name"], role: $0, verifier: row["verifier"], scram: row["scram"])
        }
    }

    /// What an agent wrote is on its way until the customer has it: nobody should hear it twice.
    private static let isHeard = """
        (line.kind <> 'agent' OR words.id NOT IN (
            SELECT ifnull(body ->> '$.causedBy', '') FROM outbox UNION ALL
            SELECT ifnull(body ->> '$.causedBy', '') || '\(Line.Words.addressedMark)' FROM outbox))
        """

    private static func row(_ item: Case, _ database: Database) throws -> BoardRow {
        let own = try lines(
            database, "line.conversation = ? AND line.kind = 'customer' ORDER BY line.seq DESC LIMIT 1",
            [item.conversation.rawValue]
        ).first
        var name = own?.author ?? ""
        if case .person(let person)? = try DeskCore.Record.fetch(.person(item.person), database) { name = person.name }
        return BoardRow(
            number: item.number, customer: name, gateway: own?.gateway ?? "", openedAt: item.openedAt, due: item.due,
            agent: item.claimedBy, lastWords: own?.text ?? "")
    }

    /// - Parameter table: `line` where it is not asked by conversation.
    private static func lines(
        _ database: Database, in table: String = "placed_line", _ condition: String, _ arguments: StatementArguments
    ) throws -> [Line] {
        let sql = """
            SELECT line.*, coalesce(words.id, words.delivery) AS id, words.person, words.name, words.text
            FROM \(table) AS line JOIN words ON words.number = line.words WHERE \(condition)
            """
        return try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map { row in
            let kind = Line.AuthorKind(rawValue: row["kind"]) ?? .bot
            let (id, isNote) = (row["id"] as String, row["is_note"] as Bool)
            let words: Line.Words =
                switch kind {
                case _ where isNote: .note(ArrivalID(String(id.dropLast("/note".count))))
                case .bot: .delivery(DeliveryID(id))
                case .agent where id.hasSuffix(Line.Words.addressedMark):
                    .addressed(ArrivalID(String(id.dropLast(Line.Words.addressedMark.count))))
                case .customer, .agent: .arrival(ArrivalID(id))
                }
            return Line(
                conversation: ConversationID(row["conversation"]), seq: row["seq"],
                at: Timestamp(milliseconds: row["at"]), gateway: GatewayID(row["gateway"]), kind: kind,
                author: row["name"], person: PersonID(row["person"]), text: row["text"], words: words, isNote: isNote)
        }
    }
}

/// One row of the view `transcript`, as scripts see it.
public struct TranscriptRow: Codable, Sendable, Equatable {
    public let conversation: String
    public let seq: Int
    /// ISO 8601 in UTC with milliseconds.
    public let at: String
    public let gateway: String
    /// `customer`, `bot` or `agent`.
    public let author_kind: String
    public let author: String
    public let text: String

    init(_ row: Row) {
        conversation = row["conversation"]
        seq = row["seq"]
        at = row["at"]
        gateway = row["gateway"]
        author_kind = row["author_kind"]
        author = row["author"]
        text = row["text"]
    }
}
