import ArgumentParser
import DeskContent
import DeskCore
import DeskMatching
import Foundation

@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks",
        abstract: "Measures the desk, room by room, beside the disk it runs on.",
        discussion: "Takes about a minute. Nothing leaves this machine, and nothing is left in the folder.")

    @Option(help: "Where the files are made: the disk that is measured. Without it a folder here, removed at the end.")
    var folder: String?

    @Option(help: "How long each row is measured, in seconds.")
    var seconds = 4.0

    @Option(help: "The folder that holds faqs/ and intents/; the desk's own where there is none.")
    var content: String?

    @Option(
        help: "Only these sections: disk, decisions, reading, held-back, commits, loop, library; may be given again.")
    var only: [Section] = []

    @Flag(help: "Prints one JSON object instead of tables.")
    var json = false

    func validate() throws {
        guard seconds > 0, seconds <= 600 else { throw ValidationError("--seconds: expected a number from 0 to 600") }
    }

    func run() async throws {
        let place = try Place(folder)
        defer { place.remove() }
        let window = Duration.seconds(seconds)
        var report = Report(machine: Machine(folder: place.path), isJSON: json)
        report.begin()
        if wants(.disk) { report.add(try DiskSection(folder: place.path, window: window).table("Disk, before")) }
        if Section.needingContent.contains(where: wants) {
            try await addRooms(to: &report, folder: place.path, window)
        }
        if wants(.library) {
            report.add(try LibrarySection(folder: place.path, intents: content ?? Place.repository).table())
        }
        if wants(.disk) { report.add(try DiskSection(folder: place.path, window: window).table("Disk, after")) }
        try report.end()
    }

    private func wants(_ section: Section) -> Bool { only.isEmpty || only.contains(section) }

    /// What is measured with the content that was learned.
    private func addRooms(to report: inout Report, folder: String, _ window: Duration) async throws {
        let (questions, matcher) = try learn(&report, window)
        if wants(.decisions) { report.add(DecisionSection(questions: questions, window: window).table()) }
        if wants(.reading) {
            report.add(ReadingSection(questions: questions, matcher: matcher, window: window).table())
        }
        if wants(.heldBack) { report.add(HeldBackSection(content: questions.content).table()) }
        if wants(.commits) {
            report.add(try await CommitSection(questions: questions, folder: folder, window: window).table())
        }
        if wants(.loop) {
            report.add(
                try await LoopSection(questions: questions, matcher: matcher, folder: folder, window: window).table())
        }
    }

    private func learn(_ report: inout Report, _ window: Duration) throws -> (Questions, Matcher) {
        let folder = content ?? Place.repository
        let (content, diagnostics) = ContentFolder(folder).load()
        guard !content.entries.isEmpty, !diagnostics.contains(where: { $0.severity == .error }) else {
            throw ValidationError("the content in \(folder) has errors: `rapport check` shows them")
        }
        let clock = ContinuousClock()
        var matcher: Matcher?
        let time = clock.measure { matcher = Matcher(content) }
        guard let matcher else { throw ValidationError("nothing was learned from \(folder)") }
        let questions = try Questions(content, matcher)
        report.add(questions.table(learnedIn: time))
        return (questions, matcher)
    }
}

/// What can be measured by itself.
enum Section: String, ExpressibleByArgument, CaseIterable {
    case disk, decisions, reading, heldBack = "held-back", commits, loop, library

    static let needingContent: [Section] = [.decisions, .reading, .heldBack, .commits, .loop]
}

/// Where the files of one run are.
struct Place {
    let path: String
    private let isOurs: Bool

    /// The folder above this package, which holds the desk's own content.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// Always a new folder, so that nothing that is there is touched; inside the one that was named, if one was.
    init(_ parent: String?) throws {
        let parent = parent ?? FileManager.default.currentDirectoryPath
        path = parent + "/benchmarks-\(ProcessInfo.processInfo.processIdentifier)"
        isOurs = !FileManager.default.fileExists(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func remove() { if isOurs { try? FileManager.default.removeItem(atPath: path) } }
}
