import DeskControl
import DeskCore
@testable import DeskIRC
import DeskStore
import DeskWeb
import Foundation
import Logging
import Synchronization
import TestKit
import Testing

@testable import rapport

/// The desk with its real parts, watched from outside.
@Suite(.timeLimit(.minutes(4))) struct MetricsTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func house() throws -> Folder {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let folder = try Folder()
        try folder.write("faqs/bulbs.md", "---\ntitle: Do bulbs sing?\nask:\n  - singing bulbs\n---\nThey do not.\n")
        // What is said of the desk's own accord is enough, and quickly learned.
        try FileManager.default.createDirectory(atPath: folder.path + "/intents", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: root + "/intents/desk", toPath: folder.path + "/intents/desk")
        return folder
    }

    private func portSaid(_ lines: [String], _ name: String) -> Int? {
        let line = lines.first { $0.hasSuffix(" (\(name))") }
        return line.flatMap { Int($0.dropLast(" (\(name))".count).split(separator: ":").last ?? "") }
    }

    @Test func `every reason for which a connection is dropped is declared`() throws {
        let declared = try #require(MetricDeclaration.all.first { $0.name == "rapport_connection_drops_total" })
        let reasons = declared.labels.first { $0.name == "reason" }
        #expect(reasons?.values == .closed(Drop.allCases.map(\.rawValue)))
    }

    @Test func `what a customer asks is on the page of metrics, from all parts of the desk`() async throws {
        let folder = try house()
        var configuration = Configuration()
        (configuration.content, configuration.data) = (folder.path, folder.path + "/data")
        configuration.listeners[0].port = 0
        configuration.metrics = .init(host: "127.0.0.1", port: 0)
        let (refused, announced) = (Told(), Told())
        let metrics = PrometheusMetrics(given: Wiring.given(configuration)) { refused.add($0) }
        let wiring = Wiring(configuration: configuration, log: quiet, metrics: metrics)
        let (stop, end) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await wiring.serve {
                    for await _ in stop {}
                } announce: {
                    announced.add($0)
                }
            }
            defer { end.finish() }
            try await eventually("metrics are listened for", within: .seconds(100)) {
                portSaid(announced.all, "metrics") != nil
            }
            let port = try #require(portSaid(announced.all, "metrics"))
            try await eventually("the desk takes letters", within: .seconds(100)) {
                try await WebClient.get("/health", port: port).status == 200
            }
            try await ask("singing bulbs", folder)
            try await eventually("the answer is counted") {
                try await WebClient.get("/metrics", port: port).body.contains(
                    "\nrapport_answers_total{decision=\"answer\"} 1\n")
            }
            let page = try await WebClient.get("/metrics", port: port).body
            for line in [
                "rapport_build_info{version=\"\(Rapport.version)\"} 1", "rapport_healthy 1",
                "rapport_gateway_up{gateway=\"irc\"} 1", "rapport_gateway_up{gateway=\"terminal\"} 1",
                "rapport_cases_waiting 0", "rapport_content_refused 0",
            ] {
                #expect(page.contains("\n\(line)\n"), "\(line)")
            }
            #expect(page.contains("process_resident_memory_bytes "))
            for secret in ["bulb", "singing", "zenobia"] { #expect(!page.contains(secret), "\(secret)") }
            try folder.write("faqs/bulbs.md", "no heading and no title\n")
            try await eventually("a broken folder is told, and the desk goes on") {
                let (status, _, body) = try await WebClient.get("/health", port: port)
                return status == 200 && body.contains("\"degraded\"") && body.contains("\"refused\":true")
            }
            let after = try await WebClient.get("/metrics", port: port).body
            #expect(after.contains("\nrapport_content_refused 1\n"))
            #expect(!after.contains("rapport_content_reloads_total{result=\"refused\"} 0\n"))
            end.finish()
            try await group.waitForAll()
            #expect(throws: WebClient.Failure.self) { try WebClient(port: port) }
        }
        #expect(refused.all == [])
    }

    /// As a customer in a terminal, until there is an answer.
    private func ask(_ question: String, _ folder: Folder) async throws {
        let (words, input) = AsyncStream.makeStream(of: String.self)
        input.yield(question)
        try await ControlClient(path: DataFolder.socket(in: folder.path + "/data")).chat(
            as: "zenobia", words: words, patience: .zero
        ) { _, text in
            if text.contains("They do not.") { input.finish() }
        }
    }

    @Test func `the program serves them where it is told to, and says where`() async throws {
        let folder = try house()
        let output = try folder.write("output", "")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Program.path())
        process.arguments = [
            "serve", "--content", folder.path, "--data", folder.path + "/data", "--listen", "127.0.0.1:0",
        ]
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("RAPPORT_") }
            .merging(["RAPPORT_METRICS_LISTEN": "127.0.0.1:0"]) { _, own in own }
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardOutput = FileHandle(forWritingAtPath: output)
        let errors = try folder.write("errors", "")
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        defer { process.terminate() }
        func said() throws -> String { try String(contentsOfFile: output, encoding: .utf8) }
        try await eventually("it says where it listens") {
            try portSaid(said().split(separator: "\n").map(String.init), "metrics") != nil
        }
        let port = try #require(try portSaid(said().split(separator: "\n").map(String.init), "metrics"))
        try await eventually("it takes letters", within: .seconds(100)) {
            try await WebClient.get("/health", port: port).status == 200
        }
        #expect(try said().contains(" (irc)\n"))
        let page = try await WebClient.get("/metrics", port: port).body
        #expect(page.contains("\nrapport_gateway_up{gateway=\"irc\"} 1\n"))
        process.terminate()
        try await eventually("it ends") { !process.isRunning }
        #expect(process.terminationStatus == 0)
        #expect(try !String(contentsOfFile: errors, encoding: .utf8).contains("is not measured"))
    }

    @Test func `a port that is in use ends the desk as it starts, with what to do`() async throws {
        let folder = try house()
        let pages = WebPages(version: "1") {
            .zero
        } health: {
            DeskHealth()
        } metrics: {
            ""
        }
        let address = Mutex("")
        let server = WebServer(host: "127.0.0.1", port: 0, pages: pages, log: quiet)
        try await server.run { name in
            address.withLock { $0 = name }
        } while: {
            let config = try folder.write("c.yaml", "metrics: {listen: '\(address.withLock { $0 })'}\n")
            let run = try await Program.run([
                "serve", "--config", config, "--content", folder.path, "--data", folder.path + "/data", "--listen",
                "127.0.0.1:0",
            ])
            #expect(run.status != 0)
            #expect(
                run.errors.contains(
                    "metrics: \(address.withLock { $0 }) is in use. Does another desk run? `metrics.listen` takes another "
                        + "port"), "\(run.errors)")
        }
    }
}
