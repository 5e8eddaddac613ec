import DeskMatching
import Foundation
@testable import rapport
import Synchronization
import Testing

/// What a desk keeps of what it learned, and what it says of it.
@Suite(.timeLimit(.minutes(2))) struct LearningTests {
    private func house() throws -> Folder {
        let folder = try Folder()
        for (name, title) in [("warranty", "How long is the warranty?"), ("returns", "How do I return it?")] {
            try folder.write("faqs/\(name).md", "---\ntitle: \(title)\nask:\n  - about \(name)\n---\nAsk us.\n")
        }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        try FileManager.default.copyItem(atPath: root.path + "/intents", toPath: folder.path + "/intents")
        try folder.write("rapport.yaml", "content: \(folder.path)\ndata: \(folder.path)/data\n")
        return folder
    }

    private func files(_ folder: Folder) -> [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/data/matcher")) ?? []
        return found.sorted().map { $0.hasSuffix(".learned") ? "learned" : $0 }
    }

    @Test func `ask takes and keeps what is learned where a desk does, and makes no such place`() async throws {
        let folder = try house()
        let ask = ["ask", "--config", folder.path + "/rapport.yaml", "--json", "the length of my warranty"]
        let first = try await Program.run(ask)
        #expect(first.status == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/data"))
        try FileManager.default.createDirectory(
            atPath: folder.path + "/data/matcher", withIntermediateDirectories: true)
        // Several processes at once.
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask { #expect((try? await Program.run(ask))?.output == first.output) }
            }
        }
        #expect(files(folder) == ["learned", "vectors"])
        #expect(try await Program.run(ask).output == first.output)
    }

    @Test func `a desk that starts again takes what it learned before`() async throws {
        let folder = try house()
        try await serve(folder)
        #expect(files(folder) == ["learned", "vectors"])
        let written = try written(folder)
        try await serve(folder)
        #expect(files(folder) == ["learned", "vectors"])
        #expect(try self.written(folder) == written, "not written again")
    }

    /// Numbers by which a file that was replaced differs.
    private func written(_ folder: Folder) throws -> [Int] {
        let path = folder.path + "/data/matcher"
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted().compactMap {
            try FileManager.default.attributesOfItem(atPath: path + "/" + $0)[.systemFileNumber] as? Int
        }
    }

    /// Until it listens.
    private func serve(_ folder: Folder) async throws {
        let output = try folder.write("output", "")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Program.path())
        process.arguments = ["serve", "--config", folder.path + "/rapport.yaml", "--listen", "127.0.0.1:0"]
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("RAPPORT_") }
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { process.terminate() }
        let end = ContinuousClock.now + .seconds(60)
        while try !String(contentsOfFile: output, encoding: .utf8).contains("(irc)") {
            try #require(process.isRunning && ContinuousClock.now < end)
            try await Task.sleep(for: .milliseconds(20))
        }
        process.terminate()
        while process.isRunning, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test func `learning is told of once it takes longer than a second, and then now and then`() {
        let time = Mutex(ContinuousClock.now)
        let told = Mutex<[String]>([])
        let report = LearningReport(now: { time.withLock { $0 } }) { text in told.withLock { $0.append(text) } }
        func wait(_ milliseconds: Int) { time.withLock { $0 += .milliseconds(milliseconds) } }
        report.heard("\(LearningProgress.vectors(done: 0, of: 2000))")
        wait(900)
        report.heard("\(LearningProgress.vectors(done: 512, of: 2000))")
        wait(900)
        report.heard("\(LearningProgress.vectors(done: 1024, of: 2000))")
        wait(900)
        report.heard("\(LearningProgress.answers)")
        wait(1500)
        report.heard("\(LearningProgress.confidence(done: 1, of: 8))")
        report.heard("\(LearningProgress.confidence(done: 2, of: 8))")
        report.ended()
        #expect(
            told.withLock { $0 } == [
                "learning from the content: sentence vectors, 1024 of 2000",
                "learning from the content: confidence, 1 of 8", "learned from the content in 4.2 seconds",
            ])
    }

    @Test func `what is quick is not worth a word`() {
        let told = Mutex<[String]>([])
        let report = LearningReport { text in told.withLock { $0.append(text) } }
        report.heard("\(LearningProgress.answers)")
        report.ended()
        #expect(told.withLock { $0 } == [])
    }
}
