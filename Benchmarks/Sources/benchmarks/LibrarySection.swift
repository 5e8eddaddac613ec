import DeskContent
import DeskCore
import DeskMatching
import Foundation

/// What a large content folder costs: reading its files, learning from them, and asking what it was not told; and how
/// well it is understood as it grows.
struct LibrarySection {
    static let sizes: [(articles: Int, phrasings: Int)] = [(200, 7), (600, 7), (2000, 10), (5000, 7)]
    let folder: String
    /// Whose intents and voice the library has.
    let intents: String

    func table() throws -> Table {
        Table(
            "A large library",
            note: "Articles made by a seed, two questions each held out. Peak is the process's so far.",
            columns: [
                "articles", "phrasings", "load (s)", "learn (s)", "again (s)", "ask (s)", "peak (MB)",
                "first is right (%)", "answered (%)", "of these wrong (%)", "ms a question",
            ],
            rows: try Self.sizes.map { try row($0.articles, $0.phrasings) })
    }

    private func row(_ count: Int, _ phrasings: Int) throws -> [Table.Cell] {
        let place = "\(folder)/library-\(count)"
        var library = Library(seed: UInt64(count))
        try library.write(count, phrasings: phrasings, to: place)
        try FileManager.default.copyItem(atPath: "\(intents)/intents", toPath: "\(place)/intents")
        let cache = MatcherCache(folder: "\(folder)/learned-\(count)")
        let clock = ContinuousClock()
        let start = clock.now
        let content = ContentFolder(place).load().content
        let loaded = clock.now
        let matcher = Matcher(content, cache: cache)
        let learned = clock.now
        let again = clock.measure { _ = Matcher(content, cache: cache) }
        let tests = content.entries.values.filter { $0.action == nil }.sorted { $0.id < $1.id }.flatMap { entry in
            entry.variants.values.flatMap(\.test).map {
                LabelledQuestion(text: $0.text, intent: entry.id.rawValue)
            }
        }
        let asked = clock.now
        let evaluation = Evaluation(tests, readBy: matcher)
        let asking = clock.now - asked
        precondition(content.entries.count > count && evaluation.known == tests.count)
        let all = content.entries.values.flatMap(\.variants.values).reduce(0) { $0 + 1 + $1.ask.count }
        return [
            .count(count), .count(all), .number((loaded - start).inSeconds, 2),
            .number((learned - loaded).inSeconds, 2), .number(again.inSeconds, 2), .number(asking.inSeconds, 2),
            .number(Usage().peakMegabytes, 0), .number(100 * evaluation.accuracy, 1),
            .number(100 * evaluation.coverage, 1), .number(100 * evaluation.wrongInScope, 1),
            .number(asking.milliseconds / Double(tests.count), 1),
        ]
    }
}
