import Foundation
import Testing

/// One run of the program, ended after 30 seconds at the latest.
struct Program: Sendable {
    let status: Int32
    let output: String
    let errors: String

    static func run(_ arguments: [String], input: String = "") async throws -> Program {
        let path = try path()
        return try await withCheckedThrowingContinuation { continuation in
            // On a thread of its own, since it blocks.
            Thread.detachNewThread { continuation.resume(with: Result { try runNow(path, arguments, input) }) }
        }
    }

    static func path() throws -> String {
        try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0) })
    }

    /// Where the build puts the program: beside the tests.
    private static var candidates: [String] {
        let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return [
            beside.appendingPathComponent("rapport").path, package.appendingPathComponent(".build/debug/rapport").path,
        ]
    }

    private static func runNow(_ path: String, _ arguments: [String], _ input: String) throws -> Program {
        let folder = try Folder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("RAPPORT_") }
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        // Files, so that neither side waits for the other to read.
        let files = try ["input", "output", "errors"].map {
            try folder.write($0, $0 == "input" ? input : "")
        }
        process.standardInput = FileHandle(forReadingAtPath: files[0])
        process.standardOutput = FileHandle(forWritingAtPath: files[1])
        process.standardError = FileHandle(forWritingAtPath: files[2])
        try process.run()
        let limit = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + 240, execute: limit)
        process.waitUntilExit()
        limit.cancel()
        return Program(
            status: process.terminationStatus, output: try String(contentsOfFile: files[1], encoding: .utf8),
            errors: try String(contentsOfFile: files[2], encoding: .utf8))
    }
}
