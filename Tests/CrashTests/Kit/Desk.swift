import Foundation
import Glibc
import ProgramKit

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
