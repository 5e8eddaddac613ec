import ArgumentParser
import DeskControl
import DeskStore
import Foundation
import Logging

struct Chat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A customer in this terminal.",
        discussion: """
            Talks with the desk that runs on the data folder. Where none runs, one is started for the occasion, with a \
            database of its own that is thrown away after. End with Ctrl-D.
            """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var content: ContentOptions
    @OptionGroup var data: DataOptions

    func run() async throws {
        let configuration = try config.read(content: content.content, data: data.data)
        if DataFolder.isInUse(configuration.data) {
            try await talk(over: DataFolder.socket(in: configuration.data))
        } else {
            try await talkForTheOccasion(configuration)
        }
    }

    private func talkForTheOccasion(_ configuration: Configuration) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rapport-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var own = configuration
        own.data = folder
        own.listeners = []
        own.metrics = nil
        var log = Logger(label: "rapport") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = .error
        let (words, end) = AsyncStream.makeStream(of: Void.self)
        let wiring = Wiring(configuration: own, log: log)
        try await withThrowingTaskGroup { group in
            let (listening, isListening) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                // Also when it cannot begin.
                defer { isListening.finish() }
                try await wiring.serve(until: { for await _ in words {} }, announce: { _ in }) {
                    isListening.finish()
                }
            }
            for await _ in listening {}
            do {
                try await talk(over: DataFolder.socket(in: folder))
                end.finish()
            } catch {
                end.finish()
                // A desk that could not run says more than a socket that is not there.
                try await group.waitForAll()
                throw error
            }
        }
    }

    private func talk(over socket: String) async throws {
        let name = ProcessInfo.processInfo.environment["USER"] ?? "customer"
        // Whoever types can wait for an answer; words from a pipe end before it has come.
        let patience: Duration = isatty(STDIN_FILENO) == 1 ? .zero : .seconds(2)
        try await ControlClient(path: socket).chat(as: name, words: Self.lines(), patience: patience) { speaker, text in
            for line in text.split(separator: "\n") { say("\(speaker): \(line)") }
        }
    }

    /// Standard input, line by line; read on a thread of its own, since reading blocks.
    private static func lines() -> AsyncStream<String> {
        let (lines, input) = AsyncStream.makeStream(of: String.self)
        Thread.detachNewThread {
            while let line = readLine() { if !line.isEmpty { input.yield(line) } }
            input.finish()
        }
        return lines
    }
}
