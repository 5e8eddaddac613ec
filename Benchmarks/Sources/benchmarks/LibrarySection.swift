import DeskContent
import DeskCore
import DeskMatching
import Foundation

/// What a very large content folder costs: reading its files, learning from them, and holding it to its own tests.
struct LibrarySection {
    static let articles = [500, 5000]
    let folder: String
    /// Whose intents and voice the library has.
    let intents: String

    func table() throws -> Table {
        Table(
            "A large library",
            note: "Articles made by a seed. `rapport check` is load, learn and test; peak is the process's so far.",
            columns: [
                "articles", "phrasings", "load (s)", "learn (s)", "test (s)", "together (s)", "peak (MB)",
                "tests passed (%)", "µs a question",
            ],
            rows: try Self.articles.map(row))
    }

    private func row(_ count: Int) throws -> [Table.Cell] {
        let place = "\(folder)/library-\(count)"
        var library = Library(seed: UInt64(count))
        try library.write(count, to: place)
        try FileManager.default.copyItem(atPath: "\(intents)/intents", toPath: "\(place)/intents")
        let clock = ContinuousClock()
        let start = clock.now
        let content = ContentFolder(place).load().content
        let loaded = clock.now
        let matcher = Matcher(content)
        let learned = clock.now
        let failed = matcher.checkTests(content).count
        let tested = clock.now
        let variants = content.entries.values.flatMap(\.variants.values)
        let tests = variants.reduce(0) { $0 + $1.test.count + $1.not.count }
        precondition(content.entries.count > count && tests > 0)
        return [
            .count(count), .count(variants.reduce(0) { $0 + 1 + $1.ask.count }),
            .number((loaded - start).inSeconds, 2), .number((learned - loaded).inSeconds, 2),
            .number((tested - learned).inSeconds, 2), .number((tested - start).inSeconds, 2),
            .number(Usage().peakMegabytes, 0), .number(100 * Double(tests - failed) / Double(tests), 1),
            .number((tested - learned).inMicroseconds / Double(tests), 0),
        ]
    }
}
