import Foundation
import Glibc

/// Where the program under test is, and how its commands are run.
package enum Rapport {
    /// From `RAPPORT_BINARY`, else beside this bundle, else in this package's build folder.
    package static func binary() throws -> String {
        let given = ProcessInfo.processInfo.environment["RAPPORT_BINARY"]
        let beside = CommandLine.arguments.map { argument in
            URL(fileURLWithPath: argument).deletingLastPathComponent().path + "/rapport"
        }
        let candidates = (given.map { [$0] } ?? []) + beside + [repository + "/.build/debug/rapport"]
        guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw Trouble("rapport is not built: `swift build --product rapport`, or set RAPPORT_BINARY")
        }
        return found
    }

    package static var isCI: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

    package static var repository: String {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("../..").standardized.path
    }

    package typealias Answer = Program.Answer

    /// Runs one command to its end.
    package static func run(_ arguments: [String], input: String = "", within seconds: Double = 60) throws -> Answer {
        try Program.run([binary()] + arguments, input: input, within: seconds)
    }

    /// Runs a command that must succeed, and says what it printed.
    @discardableResult
    package static func must(_ arguments: [String], input: String = "") throws -> String {
        let answer = try run(arguments, input: input)
        guard answer.status == 0 else {
            throw Trouble("rapport \(arguments.joined(separator: " ")): \(answer.status): \(answer.errors)")
        }
        return answer.output
    }

    package static func create(_ path: String) throws -> Int32 {
        let file = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Trouble("cannot write \(path)") }
        return file
    }

    package static func text(_ path: String) -> String {
        String(decoding: (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data(), as: UTF8.self)
    }
}
