import ArgumentParser
import DeskContent
import DeskControl
import DeskCore
import DeskMatching
import DeskRuntime
import DeskStore

struct Learn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What questions that were really asked teach about when to answer; taken only with --take.",
        discussion: """
            Reads what customers asked and what came of it, as far as it is still kept: thanks, “that's wrong”, a choice, \
            an agent who took the case. Every question is read again by the content as it is now.

            Said so counts 1: confirmed, chosen, called wrong, none of these. What only follows counts a half: did not \
            help, an agent took over, nobody objected. All of it together never counts more than the content's own \
            phrasings, and with fewer than \(TrafficLesson.fewestJudged) questions that were judged nothing is learned.

            --take writes numbers alone, no words and no names, to DATA/matcher/traffic.json; --forget removes them. A \
            running desk is told of either.
            """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var content: ContentOptions
    @OptionGroup var data: DataOptions
    @Option(help: "Only what was asked on this day or later, such as 2026-10-01, in UTC.") var since: String?
    @Flag(help: "Learns it.") var take = false
    @Flag(help: "Forgets what was learned, and learns nothing.") var forget = false
    @Flag(help: "One JSON object.") var json = false

    func validate() throws {
        guard !(take && forget) else { throw ValidationError("--take or --forget, not both.") }
        if let since, Timestamp(date: since) == nil {
            throw ValidationError("--since: expected a day such as 2026-10-01; found \(since)")
        }
    }

    func run() async throws {
        let configuration = try config.read(content: content.content, data: data.data)
        let file = TrafficFile(data: configuration.data)
        if forget { return try await forget(file, configuration) }
        let store = try SQLiteStore.existing(in: configuration.data)
        let turns = try await store.turns(since: since.flatMap(Timestamp.init(date:)))
        let (content, diagnostics) = Wiring.loadContent(configuration)
        let errors = diagnostics.count { $0.severity == .error }
        if errors > 0 { complain("\(errors) errors in the content: `rapport check` shows them.") }
        let report = LearnReport(turns, content, configuration)
        try json ? sayJSON(report.row(isTaken: take)) : say(report.text)
        guard take else { return }
        guard let traffic = report.lesson.traffic else { throw Complaint("Nothing was taken.") }
        try file.write(traffic)
        try await tell("Taken: \(file.path). `rapport learn --forget` undoes it.", configuration)
    }

    private func forget(_ file: TrafficFile, _ configuration: Configuration) async throws {
        guard try file.remove() else { return tellAlone("There was nothing to forget.") }
        try await tell("Forgotten: the desk goes by its content alone.", configuration)
    }

    /// A desk that is running learns anew, off the path of those who talk with it; what it says of the content stands
    /// in its log.
    private func tell(_ done: String, _ configuration: Configuration) async throws {
        tellAlone(done)
        guard DataFolder.isInUse(configuration.data) else { return }
        guard case .live(_, _, _) = try await Letters.ask(.reload, data: configuration.data) else {
            return complain(
                "The running desk does not take it yet: its content has errors. `rapport check` shows them.")
        }
        tellAlone("The running desk goes by it now.")
    }

    /// Beside the figures, which alone are for scripts.
    private func tellAlone(_ text: String) { json ? complain(text) : say(text) }
}

extension Timestamp {
    /// The beginning of a day in UTC, such as 2026-10-01; nil where it is none.
    init?(date: String) {
        let parts = date.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], date.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) }) else {
            return nil
        }
        let numbers = parts.compactMap { Int64($0) }
        guard numbers.count == 3, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else { return nil }
        // Counted in months that begin with March, as `iso8601` does the other way round.
        let (month, year) = ((numbers[1] + 9) % 12, numbers[0] - (numbers[1] < 3 ? 1 : 0))
        let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + numbers[2] - 1
        self.init(milliseconds: (days - 719_468) * 86_400_000)
        // A day that its month does not have would be told as another.
        guard iso8601.hasPrefix(date) else { return nil }
    }
}
