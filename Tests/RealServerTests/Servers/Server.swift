import Foundation
import Glibc
import ProgramKit

/// A server as a process of its own. Its configuration, data and log are in a folder that goes with it.
class Server {
    let folder: Folder
    private var program: Program?
    private var command: [String] = []

    init(folder: Folder? = nil) throws { self.folder = try folder ?? Folder() }

    /// What it has printed since it was started last.
    var output: String { Rapport.text(folder.path + "/out") + Rapport.text(folder.path + "/err") }
    var isRunning: Bool { program?.hasEnded == false }

    /// From now on this is what `start` runs.
    func prepare(_ command: [String]) { self.command = command }

    func start() throws {
        let files = try Program.Files(
            input: open("/dev/null", O_RDONLY | O_CLOEXEC), output: Rapport.create(folder.path + "/out"),
            errors: Rapport.create(folder.path + "/err"))
        defer { for file in [files.input, files.output, files.errors] { close(file) } }
        program = try Program(command[0], Array(command.dropFirst()), files)
        try wait("it is ready") { try isReady() ? true : nil }
    }

    /// Whether it can be used; asked again and again after the start.
    func isReady() throws -> Bool { true }

    /// Without a farewell, as if the machine had lost its power.
    func kill() { end(with: SIGKILL) }

    /// As an operator stops it: what it keeps, it writes.
    func stop() { end(with: SIGTERM) }

    func restart() throws {
        kill()
        try start()
    }

    private func end(with signal: Int32) {
        program?.signal(signal)
        if program?.end(within: 10) == nil { program?.signal(SIGKILL) }
        program = nil
    }

    @discardableResult
    func wait<Answer>(_ what: String, within seconds: Double = 20, _ ask: () throws -> Answer?) throws -> Answer {
        let answer = try eventually(within: seconds) { () throws -> Answer? in
            if let answer = try ask() { return answer }
            guard program?.hasEnded != true else { throw Trouble("\(command[0]) has ended: \(output.suffix(2000))") }
            return nil
        }
        guard let answer else {
            throw Trouble("\(command[0]): waited \(seconds) s in vain until \(what): \(output.suffix(2000))")
        }
        return answer
    }
}

/// One that people connect to.
class IRCServer: Server {
    let name: String
    let port: UInt16

    init(name: String) throws {
        (self.name, port) = (name, try Port.free())
        try super.init()
    }

    override func isReady() -> Bool { (try? Socket(port: port)) != nil }
}

/// Ports that stay free while a server is away: below those that the system gives to outgoing connections.
enum Port {
    static func free() throws -> UInt16 {
        for _ in 0..<200 {
            let port = UInt16.random(in: 20_000..<32_000)
            if try isFree(port) { return port }
        }
        throw Trouble("no port is free below 32000")
    }

    private static func isFree(_ port: UInt16) throws -> Bool {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { throw Trouble("no socket: \(String(cString: strerror(errno)))") }
        defer { close(file) }
        return sockaddr_in(host: "127.0.0.1", port: port).call { bind(file, $0, $1) } == 0
    }
}
