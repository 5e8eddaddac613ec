import DeskCore
@testable import DeskStore
import Foundation
import GRDB
import TestKit
import Testing

/// What only the file on the disk promises.
@Suite struct SQLiteTests {
    @Test func `every commit is synced in full`() async throws {
        let place = try Place()
        #expect(try await SQLiteStore(path: place.path).synchronousOnWriter() == 2)
    }

    @Test func `the file is its owner's alone and written ahead`() async throws {
        let place = try Place()
        let store = try SQLiteStore(path: place.path)
        _ = try await store.open()
        for name in try FileManager.default.contentsOfDirectory(atPath: place.folder) {
            let mode =
                try FileManager.default.attributesOfItem(atPath: place.folder + "/" + name)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
        #expect(try await store.pool.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }

    /// 60 MB of words, without a pause: the log of these alone would be longer than that.
    @Test func `the log is written back beside the commits, and begins anew`() async throws {
        let place = try Place()
        let store = try SQLiteStore(path: place.path)
        let tenure = try await store.open().tenure
        let text = String(repeating: "parcel ", count: 1500)
        func megabytes(_ end: String) throws -> Int {
            let size = try FileManager.default.attributesOfItem(atPath: place.path + end)[.size] as? Int
            return (size ?? 0) / 1_000_000
        }
        for batch in 0..<600 {
            let transitions = (1...10).map { number in
                Transition(
                    event: Event(at: Timestamp(milliseconds: 0), .contentChanged("r")),
                    lines: [
                        Line(
                            conversation: ConversationID("c\(batch)"), seq: number, at: Timestamp(milliseconds: 0),
                            gateway: "irc",
                            kind: .bot, author: "support", person: "p", text: text,
                            words: .delivery(DeliveryID("\(batch).\(number)")))
                    ])
            }
            try await store.commit(transitions, in: tenure)
        }
        let (file, log) = (try megabytes(""), try megabytes("-wal"))
        #expect(file > 30, "\(file) MB are in the file while the store is open")
        #expect(log < 30, "the log has \(log) MB")
        #expect(try await store.transcript().count == 6000)
    }

    /// For clients that ask what was said before: all conversations with one person, none with another.
    @Test func `what was said with one person is found over their conversations`() async throws {
        let place = try Place()
        let store = try SQLiteStore(path: place.path)
        let story = await StoreContract.tale()
        try await store.commit(story.transitions, in: try await store.open().tenure)
        let (ann, bea, kim) = (Someone.guest("ann"), Someone.customer("bea"), Someone.agent("kim"))
        let said = try await store.lines(with: ann.author.person, last: 100)
        #expect(said.first?.text == "warranty" && said.contains { $0.text == "good day" && $0.kind == .agent })
        #expect(!said.contains { $0.isNote } && said.allSatisfy { $0.person == ann.author.person })
        #expect(try await store.lines(with: ann.author.person, last: 2) == said.suffix(2))
        #expect(try await store.lines(with: bea.author.person, last: 100).first?.text == "human")
        #expect(try await store.lines(with: kim.author.person, last: 100).isEmpty)
        let inCase = try await store.lines(ofCase: 1, last: 100)
        #expect(inCase.contains { $0.isNote && $0.text == "speaks slowly" })
        #expect(try await store.lines(ofCase: 99, last: 100).isEmpty)
        let plan = try await store.pool.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN SELECT id FROM conversation WHERE person = 'x'")
                .map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.contains("conversations_of_person") })
    }

    @Test func `a batch that fails in its middle leaves nothing`() async throws {
        let place = try Place()
        let store = try SQLiteStore(path: place.path)
        let story = await StoreContract.tale()
        let tenure = try await store.open().tenure
        await #expect(throws: StoreError.self) {
            try await store.commit(story.transitions + [story.transitions[2]], in: tenure)
        }
        let counts = try await store.pool.read { database in
            try ["journal", "words", "line", "outbox", "timer", "person", "arrival", "ledger"].map {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)") ?? -1
            }
        }
        #expect(counts.allSatisfy { $0 == 0 })
        try await store.commit(story.transitions, in: tenure)
        #expect(try await store.open().records == story.desk.records)
    }

    @Test func `what somebody said is recognised also when its arrival was forgotten`() async throws {
        let place = try Place()
        let story = await Story()
        await story.joins(.guest("ann"))
        await story.says(.guest("ann"), "warranty")
        await story.passes(.seconds(40 * 86_400))
        await story.says(.guest("ann"), "pairing")
        let store = try SQLiteStore(path: place.path)
        try await store.commit(story.transitions, in: try await store.open().tenure)
        _ = try await store.open()
        #expect(
            try await store.unseen(["irc/1", "irc/2", "irc/3"]) == ["irc/1"], "30 days are kept, and words for ever")
    }

    @Test func `a database of the first version is read on`() async throws {
        let place = try Place()
        let story = await Story()
        await story.says(.guest("ann"), "blah")
        try await SQLiteStore(path: place.path).commit(story.transitions, in: Tenure(number: 0))
        // Back to what the first version knew.
        let queue = try DatabaseQueue(path: place.path)
        try await queue.write { database in
            try database.execute(
                sql: """
                    DROP TABLE gap_words; DROP TABLE gap; DELETE FROM grdb_migrations WHERE identifier = '2 gaps';
                    UPDATE conversation SET body = json_remove(body, '$.chosenFrom', '$.earlierAnswers', '$.rest',
                        '$.hasMissed', '$.turn.arrivals', '$.turn.rereads', '$.turn.isContinuation');
                    """)
        }
        try queue.close()
        let snapshot = try await SQLiteStore(path: place.path).open()
        let conversations = snapshot.records.compactMap { if case .conversation(let found) = $0 { found } else { nil } }
        #expect(conversations.map(\.turn?.lines) == [["blah"]])
        #expect(conversations.map(\.turn?.arrivals) == [[]])
    }

    @Test func `a database of the second version is read on`() async throws {
        let place = try Place()
        let (story, owed) = (await Story(), "c1.1")
        story.settlesDeliveries = false
        await story.says(.guest("ann"), "warranty")
        let (lines, records, pending) = (await story.lines, story.desk.records, story.pending)
        // What the second version wrote.
        let queue = try DatabaseQueue(path: place.path)
        try Schema.migrator.migrate(queue, upTo: "2 gaps")
        let encoder = RecordEncoder()
        try await queue.write { database in
            for record in records {
                guard case .conversation(let conversation) = record else { continue }
                try database.execute(
                    sql: "INSERT INTO conversation VALUES (?, ?, true, ?)",
                    arguments: [conversation.id.rawValue, conversation.person.rawValue, encoder.json(conversation)])
            }
            for delivery in pending {
                try database.execute(
                    sql: "INSERT INTO outbox (id, body) VALUES (?, ?)",
                    arguments: [delivery.id.rawValue, encoder.json(delivery)])
            }
            for (number, line) in lines.enumerated() {
                try database.execute(
                    sql: """
                        INSERT INTO words (number, id, person, name, text) VALUES (?1, ?2, ?3, ?4, ?5);
                        """, arguments: [number, line.words.id, line.person.rawValue, line.author, line.text])
                try database.execute(
                    sql: "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, false, false)",
                    arguments: [
                        line.conversation.rawValue, line.seq, line.at.milliseconds, line.gateway.rawValue,
                        line.kind.rawValue, number,
                    ])
            }
        }
        try queue.close()
        let store = try SQLiteStore(path: place.path)
        let snapshot = try await store.open()
        #expect(snapshot.outbox.map(\.delivery) == pending && snapshot.outbox.first?.delivery.id.rawValue == owed)
        #expect(snapshot.records == records.filter { if case .conversation = $0 { true } else { false } })
        #expect(try await store.transcript().map(\.text) == lines.map(\.text))
        #expect(try await store.find("months", limit: 9).map(\.line) == lines.filter { $0.text.contains("months") })
        #expect(try await store.unseen(["irc/1", "irc/2"]) == ["irc/2"])
        // What is still owed is in no transcript until it is said, and in none if it is taken back.
        #expect(try await store.lines(of: "c1", last: 9, through: nil, notes: true).map(\.text) == ["warranty"])
        let settled = Settlement(delivery: DeliveryID(owed), conversation: "c1", outcome: .withdrawn)
        let event = Event(at: story.now, .deliverySettled(settled))
        try await store.commit([Transition(event: event, unsaid: [DeliveryID(owed)])], in: snapshot.tenure)
        #expect(try await store.transcript().map(\.text) == lines.map(\.text).filter { $0 != "[greeting]" })
    }

    @Test func `what somebody asked goes with their words`() async throws {
        let place = try Place()
        let store = try SQLiteStore(path: place.path)
        let story = await Story()
        await story.says(.customer("ann"), "how heavy is it")
        await story.passes(.seconds(1))
        await story.says(.customer("bea"), "warranty")
        await story.says(.customer("ann"), "warranty")
        try await store.commit(story.transitions, in: try await store.open().tenure)
        #expect(try await store.turns(since: nil).count == 3)
        // As they are erased: the person's words, and what points to them.
        let ann = Someone.customer("ann").author.person.rawValue
        try await store.pool.write { database in
            try database.execute(
                sql: """
                    DELETE FROM line WHERE words IN (SELECT number FROM words WHERE person = :person);
                    UPDATE journal SET words = NULL WHERE words IN (SELECT number FROM words WHERE person = :person);
                    DELETE FROM words WHERE person = :person;
                    """, arguments: ["person": ann])
        }
        let left = try await store.turns(since: nil)
        #expect(left.map(\.text) == ["warranty"] && left.map(\.person) == [Someone.customer("bea").author.person])
    }

    @Test(arguments: ["not a database at all, just text", String(repeating: "x", count: 5000)])
    func `a file that is no database is corrupt`(text: String) throws {
        let place = try Place()
        try Data(text.utf8).write(to: URL(fileURLWithPath: place.path))
        #expect {
            _ = try SQLiteStore(path: place.path)
        } throws: { error in
            if case StoreError.corrupt = error { true } else { false }
        }
    }

    @Test func `a record that cannot be understood is corrupt`() async throws {
        let place = try Place()
        let store = try SQLiteStore(path: place.path)
        try await store.commit(await StoreContract.tale().transitions, in: try await store.open().tenure)
        try await store.pool.write { try $0.execute(sql: "UPDATE conversation SET body = '{}'") }
        await #expect {
            _ = try await store.open()
        } throws: { error in
            if case StoreError.corrupt = error { true } else { false }
        }
    }

    @Test func `a file in a folder that is not there is told`() throws {
        #expect {
            _ = try SQLiteStore(path: "/nowhere/at/all/desk.sqlite")
        } throws: { error in
            guard case StoreError.unavailable(let reason) = error else { return false }
            return reason.contains("/nowhere/at/all/desk.sqlite")
        }
    }

    @Test func `a gateway's memory is kept, forgotten and fenced`() async throws {
        let place = try Place()
        let old = try SQLiteStore(path: place.path)
        await #expect(throws: StoreError.outranked) { try await old.memory(of: "matrix").set("since", to: "s0") }
        _ = try await old.open()
        let memory = old.memory(of: "matrix")
        try await memory.set("since", to: "s1")
        try await memory.set("since", to: "s2")
        #expect(try await memory.get("since") == "s2")
        #expect(try await old.memory(of: "irc").get("since") == nil)
        let new = try SQLiteStore(path: place.path)
        _ = try await new.open()
        await #expect(throws: StoreError.outranked) { try await memory.set("since", to: "s3") }
        #expect(try await new.memory(of: "matrix").get("since") == "s2")
        try await new.memory(of: "matrix").set("since", to: nil)
        #expect(try await memory.get("since") == nil)
    }

    @Test func `looking only sees what is there and writes nothing`() async throws {
        let place = try Place()
        let story = await StoreContract.tale()
        let store = try SQLiteStore(path: place.path)
        try await store.commit(story.transitions, in: try await store.open().tenure)
        let looking = try SQLiteStore(reading: place.path)
        #expect(try await looking.board() == (try await store.board()))
        await #expect(throws: StoreError.self) { try await looking.commit(story.transitions, in: Tenure(number: 1)) }
    }
}
