import DeskCore
@testable import DeskStore
import GRDB
import TestKit
import Testing

/// Words and lines enter their indexes many at once; nobody who looks can tell where they stand.
@Suite struct IndexTests {
    private let place: Place
    private let store: SQLiteStore
    private let tenure: Tenure

    init() async throws {
        place = try Place()
        store = try SQLiteStore(path: place.path)
        tenure = try await store.open().tenure
    }

    /// So many lines, one a commit or all in one.
    private func says(_ numbers: some Sequence<Int>, by person: PersonID = "p", inOne: Bool = false) async throws {
        let transitions = numbers.map { number in
            Transition(
                event: Event(at: Timestamp(milliseconds: 0), .contentChanged("r")),
                lines: [
                    Line(
                        conversation: "c1", seq: number, at: Timestamp(milliseconds: 0), gateway: "irc", kind: .bot,
                        author: "support", person: person, text: "parcel no \(number)",
                        words: .delivery(DeliveryID("d\(number)")))
                ])
        }
        if inOne { return try await store.commit(transitions, in: tenure) }
        for transition in transitions { try await store.commit([transition], in: tenure) }
    }

    private var indexed: Int { get async throws { try await number("SELECT value FROM meta WHERE key = 'indexed'") } }

    private func number(_ sql: String) async throws -> Int {
        try await store.pool.read { try Int.fetchOne($0, sql: sql) ?? -1 }
    }

    /// These lines are there and no others: by what all have, and some by their number, in the index or outside it.
    private func finds(_ numbers: some Sequence<Int>) async throws {
        let texts = numbers.map { "parcel no \($0)" }
        #expect(try await store.find("parcel", limit: .max).map(\.line.text) == texts.reversed())
        for text in [texts.first, texts.last, texts[texts.count / 2]].compactMap(\.self) {
            #expect(try await store.find(text, limit: 9).map(\.line.text) == [text])
        }
        let lines = try await store.lines(of: "c1", last: .max, through: nil, notes: false)
        #expect(lines.map(\.text) == texts)
        // As SQLite itself compares the index with the words it was made of; what is outside is added for the while.
        try await store.pool.writeWithoutTransaction { database in
            try database.inTransaction {
                try database.execute(
                    sql: """
                        INSERT INTO words_index (rowid, text) SELECT number, text FROM words
                            WHERE number > (SELECT value FROM meta WHERE key = 'indexed');
                        INSERT INTO words_index (words_index, rank) VALUES ('integrity-check', 1)
                        """)
                return .rollback
            }
        }
    }

    private func erase(_ condition: String) async throws {
        try await store.pool.write {
            try $0.execute(
                sql: """
                    DELETE FROM line WHERE words IN (SELECT number FROM words WHERE \(condition));
                    DELETE FROM words WHERE \(condition)
                    """)
        }
    }

    @Test func `what is said is found before and after it enters the index`() async throws {
        let step = Int(Schema.mostWordsOutsideIndex)
        try await says(1..<step)
        #expect(try await indexed == 0)
        try await finds(1..<step)
        try await says(step..<step + 1)
        #expect(try await indexed == step)
        try await finds(1...step)
        try await says(step + 1..<step + 5)
        #expect(try await indexed == step)
        try await finds(1..<step + 5)
        try await says(step + 5..<3 * step, inOne: true)
        #expect(try await indexed == 3 * step - 1, "one commit brings all there is")
        try await finds(1..<3 * step)
    }

    @Test func `what is erased is in no index, and what comes after it is found`() async throws {
        let step = Int(Schema.mostWordsOutsideIndex)
        try await says(1..<11, by: "ann", inOne: true)
        try await says(11..<step + 1, by: "bea", inOne: true)
        try await says(step + 1..<step + 11, by: "ann", inOne: true)
        try await erase("person = 'ann'")
        try await finds(11...step)
        // Numbers of the last words are given again, and must count as outside.
        try await erase("number > 100")
        #expect(try await indexed == 100)
        try await says(2 * step..<2 * step + 3, inOne: true)
        #expect(try await number("SELECT max(number) FROM words") == 103)
        try await finds(Array(11...100) + Array(2 * step..<2 * step + 3))
        try await erase("true")
        #expect(try await indexed == 0)
        try await says(5000..<5001)
        try await finds([5000])
    }

    @Test func `a conversation is looked up by its index, whoever asks`() async throws {
        let questions = [
            "SELECT * FROM transcript WHERE conversation = 'c1'",
            "SELECT * FROM placed_line WHERE conversation = 'c1' AND seq < 9 ORDER BY seq DESC LIMIT 3",
        ]
        for question in questions {
            let plan = try await store.pool.read { database in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(question)").map { $0["detail"] as String }
            }
            #expect(plan.contains { $0.hasPrefix("SEARCH line_index USING PRIMARY KEY (conversation=?") }, "\(plan)")
            #expect(plan.contains("SEARCH line USING INTEGER PRIMARY KEY (rowid>?)"), "only behind the mark: \(plan)")
        }
    }

    @Test func `words that change are found as they are`() async throws {
        let step = Int(Schema.mostWordsOutsideIndex)
        try await says(1..<step + 3, inOne: false)
        try await store.pool.write { try $0.execute(sql: "UPDATE words SET text = 'letter no ' || number") }
        #expect(try await store.find("parcel", limit: 9).isEmpty)
        #expect(
            try await store.find("letter", limit: 2).map(\.line.text) == [
                "letter no \(step + 2)", "letter no \(step + 1)",
            ])
        #expect(try await store.find("letter 1", limit: 9).map(\.line.text) == ["letter no 1"])
    }

    @Test func `a batch that fails leaves index and mark as they were`() async throws {
        let step = Int(Schema.mostWordsOutsideIndex)
        try await says(1..<step)
        await #expect(throws: StoreError.self) { try await says(Array(step..<2 * step) + [1], inOne: true) }
        #expect(try await indexed == 0)
        try await finds(1..<step)
        try await says(step..<step + 1)
        #expect(try await indexed == step)
        try await finds(1...step)
    }
}
