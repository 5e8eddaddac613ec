import DeskCore
@testable import DeskStore
import GRDB
import TestKit
import Testing

/// Which states of the content are kept.
@Suite struct ContentTests {
    private func content(_ number: Int) -> Content {
        Content(revision: Revision("r\(number)"), entries: [], voice: [:])
    }

    private func revisions(_ store: SQLiteStore) async throws -> Set<String> {
        Set(try await store.pool.read { try String.fetchAll($0, sql: "SELECT revision FROM content") })
    }

    /// A desk that takes these over, one commit each.
    private func takesOver(_ numbers: [Int], _ store: SQLiteStore) async throws {
        var desk = Desk(content: content(0))
        let snapshot = try await store.open()
        desk.admit(snapshot.records)
        for number in numbers {
            desk.adopt(content(number))
            let event = Event(at: Timestamp(milliseconds: Int64(number)), .contentChanged(content(number).revision))
            try await store.commit([desk.step(event)], in: snapshot.tenure)
        }
    }

    @Test func `a thousand saves leave the newest ones, the live one among them`() async throws {
        let place = try Place()
        let store = try SQLiteStore(path: place.path)
        try await takesOver(Array(1...1000), store)
        #expect(try await revisions(store) == Set((981...1000).map { "r\($0)" }))
        #expect(try await store.lastContent() == content(1000))
    }

    @Test func `an old state that goes live again is new`() async throws {
        let place = try Place()
        let store = try SQLiteStore(path: place.path)
        try await takesOver(Array(1...20) + [1] + Array(21...39), store)
        let kept = try await revisions(store)
        #expect(kept.contains("r1") && !kept.contains("r2"))
        #expect(kept.count == CommitWriter.revisionsKept)
        try await takesOver([1], store)
        #expect(try await store.lastContent() == content(1))
    }
}
