import DeskCore
import DeskStore
import Foundation

/// What keeping costs: real transitions of a desk into SQLite, each commit waiting for the disk.
struct CommitSection {
    static let customers = 1000
    static let groups = [1, 8, 64]
    let questions: Questions
    let folder: String
    let window: Duration

    func table() async throws -> Table {
        var rows: [[Table.Cell]] = []
        for group in Self.groups { rows.append(try await row(group)) }
        return Table(
            "Durable commits",
            note: "SQLite, synchronous = FULL. A message is a question or an answer; an answer is three transitions.",
            columns: [
                "transitions a commit", "messages/s", "commits/s", "p50 (ms)", "p99 (ms)", "CPU µs a message",
                "bytes a message",
            ],
            rows: rows)
    }

    private func row(_ group: Int) async throws -> [Table.Cell] {
        let path = folder + "/commits-\(group).sqlite"
        var crowd = Crowd(Self.customers, questions)
        try await prepare(&crowd, path)
        let before = Self.size(of: path)
        let run = try await measure(&crowd, group, path)
        let bytes = Double(Self.size(of: path) - before)
        let percentiles = run.samples.percentiles(0.5, 0.99)
        return [
            .count(group), .number(Double(run.messages) / run.time.inSeconds, 0),
            .number(Double(run.samples.count) / run.time.inSeconds, 0), .number(percentiles[0], 2),
            .number(percentiles[1], 2), .number(run.processor.inMicroseconds / Double(run.messages), 1),
            .number(bytes / Double(run.messages), 0),
        ]
    }

    private struct Run {
        var samples = Samples()
        var messages = 0
        var time = Duration.zero
        var processor = Duration.zero
    }

    /// Everybody has a conversation, and is somewhere in it.
    private func prepare(_ crowd: inout Crowd, _ path: String) async throws {
        let store = try SQLiteStore(path: path)
        let tenure = try await store.open().tenure
        var rest = crowd.begin()[...]
        while !rest.isEmpty {
            try await store.commit(Array(rest.prefix(256)), in: tenure)
            rest = rest.dropFirst(256)
        }
    }

    private func measure(_ crowd: inout Crowd, _ group: Int, _ path: String) async throws -> Run {
        let store = try SQLiteStore(path: path)
        let tenure = try await store.open().tenure
        let clock = ContinuousClock()
        let used = Usage().processor
        var run = Run()
        let start = clock.now
        while clock.now - start < window {
            let transitions = (0..<group).map { _ in crowd.step() }
            let began = clock.now
            try await store.commit(transitions, in: tenure)
            run.samples.add(clock.now - began)
            run.messages += transitions.reduce(0) { $0 + $1.lines.count }
        }
        run.time = clock.now - start
        run.processor = Usage().processor - used
        return run
    }

    /// After the store has gone, so that the log has been written back into the file; which may be a moment later.
    private static func size(of path: String) -> Int {
        for _ in 0..<100 where FileManager.default.fileExists(atPath: path + "-wal") { usleep(20_000) }
        ["", "-wal"].reduce(0) { sum, suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
            return sum + ((attributes?[.size] as? NSNumber)?.intValue ?? 0)
        }
    }
}
