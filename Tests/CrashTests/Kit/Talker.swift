import Foundation
import ProgramKit

/// One client by hand: says lines, waits for lines.
final class Talker {
    let socket: Socket
    private(set) var heard: [WireLine] = []

    /// Connects and is welcomed.
    init(port: UInt16, nick: String, pass: String? = nil) throws {
        socket = try Socket(port: port)
        socket.send("CAP REQ :echo-message server-time message-tags")
        if let pass { socket.send("PASS :\(nick):\(pass)") }
        socket.send("NICK \(nick)")
        socket.send("USER \(nick) 0 * :\(nick)")
        socket.send("CAP END")
        try must("a welcome") { $0.command == "376" }
    }

    func read() { heard += socket.receive() }

    func waitFor(_ seconds: Double = 20, _ isIt: (WireLine) -> Bool) -> WireLine? {
        eventually(within: seconds) {
            self.read()
            return self.heard.first(where: isIt)
        }
    }

    @discardableResult
    func must(_ what: String, _ isIt: (WireLine) -> Bool) throws -> WireLine {
        guard let line = waitFor(20, isIt) else {
            throw Trouble("waited in vain for \(what); heard last: \(heard.suffix(5).map(\.raw))")
        }
        return line
    }

    /// Says a line and waits for its echo, so it is kept.
    func say(_ text: String, to target: String = "support") throws {
        socket.send("PRIVMSG \(target) :\(text)")
        try must("the echo of \(text)") { $0.isTalk && $0.text == text }
    }

    /// All that was sent before this has been dealt with.
    func settle() throws {
        let token = "t\(heard.count)x\(UInt32.random(in: 0...(.max)))"
        socket.send("PING :\(token)")
        try must("a pong") { $0.command == "PONG" && $0.params.last == token }
    }
}

/// A desk for one test, with folders of its own.
struct House {
    let place: Folder
    let log: Folder
    let content: String
    var data: String { place.path + "/data" }

    init(content: Folder? = nil) throws {
        (place, log) = (try Folder(), try Folder())
        self.content = content?.path ?? Rapport.repository
    }

    func open(wrapper: [String] = [], options: [String] = []) throws -> RunningDesk {
        try RunningDesk(content: content, data: data, log: log, wrapper: wrapper, options: options)
    }

    func add(_ role: String, _ name: String, password: String = "correct-horse") throws {
        try Rapport.must([role, "add", name, "--password-stdin", "--data", data], input: password + "\n")
    }
}
