import Foundation
import Glibc

/// Where the program under test is, and how its commands are run.
enum Rapport {
    /// From `RAPPORT_BINARY`, else beside this bundle, else in this package's build folder.
    static func binary() throws -> String {
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

    static var repository: String {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("../../..").standardized.path
    }

    struct Answer: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs one command to its end.
    static func run(_ arguments: [String], input: String = "", within seconds: Double = 60) throws -> Answer {
        let folder = try Folder()
        try folder.write(input, to: "in")
        let files = try Program.Files(
            input: open(folder.path + "/in", O_RDONLY), output: create(folder.path + "/out"),
            errors: create(folder.path + "/err"))
        let program = try Program(binary(), arguments, files)
        for file in [files.input, files.output, files.errors] { close(file) }
        guard let status = program.end(within: seconds) else {
            throw Trouble("rapport \(arguments.joined(separator: " ")) took more than \(seconds) s")
        }
        return Answer(status: status, output: text(folder.path + "/out"), errors: text(folder.path + "/err"))
    }

    /// Runs a command that must succeed, and says what it printed.
    @discardableResult
    static func must(_ arguments: [String], input: String = "") throws -> String {
        let answer = try run(arguments, input: input)
        guard answer.status == 0 else {
            throw Trouble("rapport \(arguments.joined(separator: " ")): \(answer.status): \(answer.errors)")
        }
        return answer.output
    }

    static func create(_ path: String) throws -> Int32 {
        let file = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Trouble("cannot write \(path)") }
        return file
    }

    static func text(_ path: String) -> String {
        String(decoding: (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data(), as: UTF8.self)
    }
}

/// `rapport serve`, on a port of its own choice.
final class RunningDesk {
    let program: Program
    let port: UInt16
    /// From the start to the line that names the port.
    let secondsToListen: Double
    private let log: String

    /// - Parameter wrapper: A program and its arguments that run the desk, such as a tracer.
    init(content: String, data: String, log: Folder, wrapper: [String] = [], options: [String] = []) throws {
        let (output, errors) = (log.path + "/serve.out", log.path + "/serve.err")
        let serve = ["serve", "--content", content, "--data", data, "--listen", "127.0.0.1:0"] + options
        let files = try Program.Files(
            input: open("/dev/null", O_RDONLY | O_CLOEXEC), output: Rapport.create(output),
            errors: Rapport.create(errors))
        let command = wrapper + [try Rapport.binary()] + serve
        let start = Clock.now
        program = try Program(command[0], Array(command.dropFirst()), files)
        for file in [files.input, files.output, files.errors] { close(file) }
        let port = eventually(within: 120) { [program] () -> UInt16? in
            if program.hasEnded { return 0 }
            return Self.port(in: Rapport.text(output))
        }
        guard let port, port > 0 else { throw Trouble("the desk did not start: \(Rapport.text(errors))") }
        self.port = port
        secondsToListen = Clock.now - start
        self.log = log.path
    }

    /// What it has printed so far.
    var output: String { Rapport.text(log + "/serve.out") }
    var errors: String { Rapport.text(log + "/serve.err") }

    private static func port(in text: String) -> UInt16? {
        let line = text.split(separator: "\n").first { $0.hasSuffix(" (irc)") }
        return line?.split(separator: " ").first?.split(separator: ":").last.flatMap { UInt16($0) }
    }

    func killNow() {
        program.signal(SIGKILL)
        _ = program.end(within: 20)
    }
}
