import DeskCore
import DeskMatching
import DeskRuntime
import DeskStore
import Logging

/// The running desk without sockets: loop, readers, courier and SQLite, with customers who ask again at once.
struct LoopSection {
    static let customers = [1, 50, 200, 1000]
    /// Whoever has no answer by then counts as lost.
    static let patience: Duration = .seconds(10)
    let questions: Questions
    let matcher: Matcher
    let folder: String
    let window: Duration

    func table() async throws -> Table {
        var rows: [[Table.Cell]] = []
        for count in Self.customers { rows.append(try await row(count)) }
        return Table(
            "The desk without sockets",
            note: "From `accept` to `deliver`, closed loop, exact questions; an answer is three transitions.",
            columns: ["customers", "answers/s", "p50 (ms)", "p99 (ms)", "lost", "CPU µs an answer", "RSS (MB)"],
            rows: rows)
    }

    private func row(_ count: Int) async throws -> [Table.Cell] {
        let store = try SQLiteStore(path: folder + "/loop-\(count).sqlite")
        let gateway = CustomersGateway(count: count, texts: questions.answered.map(\.text), window: window)
        var log = Logger(label: "benchmarks")
        log.logLevel = .error
        let service = DeskService(
            .init(
                gateways: [gateway], memory: { store.memory(of: $0) }, store: store, archive: store, reader: matcher,
                content: questions.content, log: log))
        // Greetings and first answers come before the window.
        try await service.run { await gateway.finished(within: window + Self.patience + .seconds(2)) }
        let result = gateway.result
        let percentiles = result.samples.percentiles(0.5, 0.99)
        let answers = Double(max(1, result.samples.count))
        return [
            .count(count), .number(Double(result.samples.count) / window.inSeconds, 0), .number(percentiles[0], 2),
            .number(percentiles[1], 2), .count(result.lost),
            .number(result.processor.inMicroseconds / answers, 0), .number(Usage().residentMegabytes, 0),
        ]
    }
}
