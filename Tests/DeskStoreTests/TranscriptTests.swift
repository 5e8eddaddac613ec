import DeskCore
@testable import DeskStore
import Foundation
import GRDB
import TestKit
import Testing

/// The view that scripts read, and the journal.
@Suite struct TranscriptTests {
    private func stored(_ story: Story) async throws -> (Place, SQLiteStore) {
        let place = try Place()
        let store = try SQLiteStore(path: place.path)
        try await store.commit(story.transitions, in: try await store.open().tenure)
        return (place, store)
    }

    @Test func `the view has the documented columns`() async throws {
        let (place, store) = try await stored(await StoreContract.tale())
        let columns = try await store.pool.read { try $0.columns(in: "transcript").map(\.name) }
        #expect(columns == ["conversation", "seq", "at", "gateway", "author_kind", "author", "text"])
        withExtendedLifetime(place) {}
    }

    @Test func `the view holds what was said, by whom, and no notes`() async throws {
        let story = await StoreContract.tale()
        let (place, store) = try await stored(story)
        let rows = try await store.transcript(case: 1)
        #expect(rows.map(\.text).first == "warranty")
        #expect(rows.map(\.author_kind).contains("bot") && rows.last?.author_kind == "agent")
        #expect(rows.last?.author == "kim" && rows.last?.text == "good day")
        #expect(!rows.contains { $0.text == "speaks slowly" })
        #expect(rows.map(\.seq) == rows.map(\.seq).sorted())
        let both = try await store.transcript()
        #expect(Set(both.map(\.conversation)) == ["c1", "c2"])
        #expect(try await store.transcript(conversation: "c1") == rows)
        withExtendedLifetime(place) {}
    }

    @Test func `the view leaves out what was never said`() async throws {
        let story = await StoreContract.tale()
        await story.delivers()
        let (place, store) = try await stored(story)
        let said = await story.lines.filter { !$0.isNote }
        let rows = try await store.transcript()
        #expect(
            rows.map { "\($0.conversation) \($0.seq) \($0.text)" }
                == said.map { "\($0.conversation) \($0.seq) \($0.text)" }.sortedByPlace)
        withExtendedLifetime(place) {}
    }

    @Test(
        arguments: [
            (1_795_291_200_123, "2026-11-21T20:00:00.123Z"), (1_795_291_200_000, "2026-11-21T20:00:00.000Z"),
            (1_795_291_259_999, "2026-11-21T20:00:59.999Z"), (0, "1970-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func `times are ISO 8601 in UTC with milliseconds`(milliseconds: Int64, text: String) async throws {
        let rows = try await times([milliseconds])
        #expect(rows == [text])
    }

    @Test func `no millisecond is rounded away`() async throws {
        let all = (0..<1000).map { 1_795_291_200_000 + Int64($0) * 1_000_003 }
        #expect(try await times(all) == all.map { Timestamp(milliseconds: $0).iso8601 })
    }

    private func times(_ all: [Int64]) async throws -> [String] {
        let place = try Place()
        let store = try SQLiteStore(path: place.path)
        let lines = all.enumerated().map { number, at in
            Line(
                conversation: "c1", seq: number, at: Timestamp(milliseconds: at), gateway: "irc", kind: .bot,
                author: "support",
                person: "p", text: "x", words: .delivery(DeliveryID("d\(number)")))
        }
        let event = Event(at: Timestamp(milliseconds: 0), .contentChanged("r"))
        try await store.commit([Transition(event: event, lines: lines)], in: try await store.open().tenure)
        return try await store.transcript().map(\.at)
    }

    @Test func `the journal holds none of the words and names`() async throws {
        let story = await StoreContract.tale()
        let author = Author(person: "irc:x/1", name: "Wilhelmina", isLasting: false)
        let somebody = Someone(author: author, room: Address(gateway: "irc", room: "x/1"), venue: .direct)
        await story.says(somebody, "my serial number is XK-4711")
        await story.says(.agent("kim"), "!done sent to Hauptstrasse")
        await story.says(.agent("kim").inCase(1), "!note lives in Hauptstrasse")
        let (place, store) = try await stored(story)
        let bodies = try await store.pool.read { try String.fetchAll($0, sql: "SELECT body FROM journal") }
        #expect(bodies.count == story.transitions.count)
        for word in ["Wilhelmina", "XK-4711", "Hauptstrasse", "blue", "speaks slowly", "good day", "secret"] {
            #expect(!bodies.contains { $0.contains(word) }, "\(word)")
        }
        withExtendedLifetime(place) {}
    }

    @Test(arguments: [7, 8] as [UInt64])
    func `journal and words replay to the same desk`(seed: UInt64) async throws {
        var tale = await RandomTale(seed: seed)
        for _ in 1...120 { await tale.goesOn() }
        await tale.everybodySpeaks()
        let (place, store) = try await stored(tale.story)
        let events = try await store.pool.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT body, text, name FROM journal LEFT JOIN words ON words.number = journal.words ORDER BY seq"
            ).map { row in
                (try decode(row["body"]) as Event).restored(words: row["text"], name: row["name"] ?? "")
            }
        }
        var desk = Desk(policy: tale.story.desk.policy, content: SampleContent.content)
        let kept = InMemoryStore()
        let tenure = await kept.open().tenure
        for event in events {
            desk.admit(await kept.recall(desk.missing(for: event.body)))
            try await kept.commit([desk.step(event)], in: tenure)
        }
        // Not the whole desks, which are too long to be read in a report.
        let (replayed, told) = (desk.records, tale.story.desk.records)
        #expect(replayed.filter { !told.contains($0) } == told.filter { !replayed.contains($0) })
        #expect(await kept.lines.map(\.text) == (await tale.story.lines).map(\.text))
        withExtendedLifetime(place) {}
    }
}

extension [String] {
    /// By conversation, then by line, as the view orders them.
    fileprivate var sortedByPlace: [String] {
        sorted { a, b in
            let (x, y) = (a.split(separator: " "), b.split(separator: " "))
            return x[0] == y[0] ? (Int(x[1]) ?? 0) < (Int(y[1]) ?? 0) : x[0] < y[0]
        }
    }
}
