/// One client by hand: says lines, waits for lines.
package final class Talker {
    package let socket: Socket
    package private(set) var heard: [WireLine] = []

    /// Connects and is welcomed.
    package init(port: UInt16, nick: String, pass: String? = nil) throws {
        socket = try Socket(port: port)
        socket.send("CAP REQ :echo-message server-time message-tags")
        if let pass { socket.send("PASS :\(nick):\(pass)") }
        socket.send("NICK \(nick)")
        socket.send("USER \(nick) 0 * :\(nick)")
        socket.send("CAP END")
        try must("a welcome") { $0.command == "376" }
    }

    package func read() { heard += socket.receive() }

    package func waitFor(_ seconds: Double = 20, _ isIt: (WireLine) -> Bool) -> WireLine? {
        eventually(within: seconds) {
            self.read()
            return self.heard.first(where: isIt)
        }
    }

    @discardableResult
    package func must(_ what: String, within seconds: Double = 20, _ isIt: (WireLine) -> Bool) throws -> WireLine {
        guard let line = waitFor(seconds, isIt) else {
            throw Trouble("waited in vain for \(what); heard last: \(heard.suffix(5).map(\.raw))")
        }
        return line
    }

    /// Says a line and waits for its echo, so it is kept.
    package func say(_ text: String, to target: String = "support") throws {
        socket.send("PRIVMSG \(target) :\(text)")
        try must("the echo of \(text)") { $0.isTalk && $0.text == text }
    }

    /// All that was sent before this has been dealt with.
    package func settle() throws {
        let token = "t\(heard.count)x\(UInt32.random(in: 0...(.max)))"
        socket.send("PING :\(token)")
        try must("a pong") { $0.command == "PONG" && $0.params.last == token }
    }
}
