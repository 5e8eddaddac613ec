import DeskCore
@testable import DeskStore
import Foundation
import GRDB
import TestKit
import Testing

/// What is taken back is nowhere in the data folder afterwards: not in the database, not in its log, not in pages that nobody
/// uses.
@Suite(.timeLimit(.minutes(3))) struct ErasingTests {
    fileprivate let place: Place

    init() throws { place = try Place() }

    /// A word that nobody says by chance.
    fileprivate static func needle(_ number: Int) -> String { "qzx\(number)needlework" }

    /// How often these words stand in the bytes of any file.
    fileprivate func count(of words: [String]) throws -> Int {
        var count = 0
        for name in try FileManager.default.subpathsOfDirectory(atPath: place.folder) {
            guard let bytes = FileManager.default.contents(atPath: place.folder + "/" + name) else { continue }
            for word in words where bytes.range(of: Data(word.utf8)) != nil { count += 1 }
        }
        return count
    }

    /// Some builds of SQLite write over what they delete: it must not depend on that.
    fileprivate func forgetful() async throws -> SQLiteStore {
        let store = try SQLiteStore(path: place.path)
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA secure_delete = OFF") }
        return store
    }

    fileprivate func scrubbed(_ store: SQLiteStore) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await !store.isScrubbed() {
            try #require(.now < end, "not scrubbed within a minute")
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// A tale in which somebody says secrets of all kinds, and takes them back at the end.
    private func tale(_ seed: UInt64) async -> (transitions: [Transition], needles: [String]) {
        var tale = await RandomTale(seed: seed)
        let (ann, kim) = (Someone.customer("ann"), Someone.agent("kim"))
        var said: [(Someone, ArrivalID)] = []
        var needles: [String] = []
        for number in 0..<40 {
            for _ in 0..<number % 7 { await tale.goesOn() }
            let word = Self.needle(number)
            needles.append(word)
            switch number % 5 {
            case 0: await tale.story.says(ann, "\(word) warranty")
            case 1: await tale.story.says(ann, "gibberish \(word)\n\(String(repeating: "long \(word) ", count: 700))")
            case 2: await tale.story.edits(ann, said.last { $0.0.author == ann.author }?.1 ?? "none", "pairing \(word)")
            case 3: await tale.story.says(kim, "!note \(word)", about: 1)
            default:
                let number = tale.story.desk.cases.keys.min() ?? 1
                await tale.story.says(kim.inCase(number), "agent \(word)")
            }
            if let id = tale.story.lastArrival?.id { said.append((number % 5 > 2 ? kim : ann, id)) }
        }
        for (who, id) in said { await tale.story.redacts(who, id) }
        return (tale.story.transitions, needles)
    }

    @Test(arguments: 0..<6 as Range<UInt64>) func `no byte of it is left`(seed: UInt64) async throws {
        let (transitions, needles) = await tale(seed)
        let store = try await forgetful()
        let tenure = try await store.open().tenure
        let before = transitions.filter(\.erased.isEmpty)
        var random = SplitMix64(seed: seed)
        var rest = before[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...9, using: &random)
            try await store.commit(Array(rest.prefix(count)), in: tenure)
            rest = rest.dropFirst(count)
        }
        #expect(try count(of: needles) > 20, "they were there")
        for transition in transitions where !transition.erased.isEmpty {
            try await store.commit([transition], in: tenure)
        }
        try await scrubbed(store)
        #expect(try count(of: needles) == 0)
        for word in needles { #expect(try await store.find(word, limit: 9).isEmpty) }
        #expect(try await store.transcript().contains { $0.text == Line.erased })
        // It can be written and read as before.
        try await store.commit([before[0]].map { Transition(event: $0.event) }, in: tenure)
        #expect(try await store.find("warranty", limit: 9).isEmpty == false)
    }

    @Test func `a process that ended too early leaves it to the next`() async throws {
        let store = try await forgetful()
        let tenure = try await store.open().tenure
        let story = await Story()
        await story.says(.customer("ann"), "gibberish \(Self.needle(1))")
        await story.redacts(.customer("ann"), story.lastArrival?.id ?? "none")
        let transitions = story.transitions
        try await store.commit(transitions.filter(\.erased.isEmpty), in: tenure)
        // As if the process had been killed with the commit on the disk.
        try await store.pool.writeWithoutTransaction { database in
            var writer = try CommitWriter(database: database, tenure: tenure)
            try writer.commit(transitions.filter { !$0.erased.isEmpty })
        }
        #expect(try count(of: [Self.needle(1)]) == 1)
        #expect(try await !store.isScrubbed())
        let next = try await forgetful()
        _ = try await next.open()
        try await scrubbed(next)
        #expect(try count(of: [Self.needle(1)]) == 0)
    }

    @Test func `what is erased while it is scrubbed is scrubbed as well`() async throws {
        let store = try await forgetful()
        let tenure = try await store.open().tenure
        let story = await Story()
        let needles = (0..<30).map(Self.needle)
        for word in needles {
            await story.says(.customer("ann"), "gibberish \(word)")
            await story.redacts(.customer("ann"), story.lastArrival?.id ?? "none")
        }
        for transition in story.transitions {
            try await store.commit([transition], in: tenure)
            if !transition.erased.isEmpty { try await Task.sleep(for: .milliseconds(3)) }
        }
        try await scrubbed(store)
        #expect(try count(of: needles) == 0)
    }
}

extension ErasingTests {
    /// A reader that looks for long keeps the log from being emptied; nothing else waits for it.
    @Test func `who reads meanwhile delays it, and keeps nobody from writing`() async throws {
        let store = try await forgetful()
        let tenure = try await store.open().tenure
        let story = await Story()
        await story.says(.customer("ann"), "gibberish \(Self.needle(1))")
        try await store.commit(story.transitions, in: tenure)
        let told = story.transitions.count
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: place.path, configuration: configuration)
        try await reader.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN; SELECT count(*) FROM words")
            _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM words")
        }
        await story.redacts(.customer("ann"), story.lastArrival?.id ?? "none")
        await story.says(.customer("ann"), "warranty")
        for transition in story.transitions[told...] { try await store.commit([transition], in: tenure) }
        // Time enough for an attempt; whoever writes then does not wait for the reader.
        try await Task.sleep(for: .milliseconds(400))
        let begun = ContinuousClock.now
        await story.says(.customer("ann"), "pairing")
        try await store.commit([try #require(story.transitions.last)].map { Transition(event: $0.event) }, in: tenure)
        #expect(.now - begun < .seconds(4))
        #expect(try await !store.isScrubbed())
        try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
        try await scrubbed(store)
        #expect(try count(of: [Self.needle(1)]) == 0)
        // And the next one, which is the first again.
        let before = story.transitions.count
        // Long enough to have pages of its own, which nobody writes over.
        await story.says(.customer("ann"), String(repeating: "gibberish \(Self.needle(2)) ", count: 700))
        let said = story.transitions.count
        await story.redacts(.customer("ann"), story.lastArrival?.id ?? "none")
        try await store.commit(Array(story.transitions[before..<said]), in: tenure)
        try await store.commit(Array(story.transitions[said...]), in: tenure)
        try await scrubbed(store)
        #expect(try count(of: [Self.needle(2)]) == 0)
    }
}
