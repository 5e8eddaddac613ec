import Foundation
import Glibc
import ProgramKit
import Synchronization

/// Somebody with a chat client, by hand: says lines, waits for lines. Each comes from an address of its own.
final class Visitor {
    /// Logs in as `account` with SASL PLAIN, or else is nobody in particular.
    struct Name {
        let nick: String
        var account: String?
        /// Marks itself as a bot (IRCv3 bot mode).
        var isBot = false

        static func guest(_ nick: String) -> Name { Name(nick: nick) }
        static func account(_ nick: String, as account: String? = nil) -> Name {
            Name(nick: nick, account: account ?? nick)
        }
    }

    /// Everybody's; what is tested is not who guesses it.
    static let password = "open-sesame"
    private(set) var nick: String
    private(set) var name: Name
    private var socket: Socket
    /// All lines since the first connection.
    private(set) var heard: [WireLine] = []
    /// Where `must` begins to look.
    private var since = 0

    /// Connects and says who it is; `welcomed` waits for the answer. Servers take a second, so several may begin at once.
    init(_ name: Name, on port: UInt16) throws {
        (self.name, nick) = (name, name.nick)
        socket = try Socket(port: port, from: Self.nextAddress())
        try introduce()
    }

    /// The same person with the same client, on a new connection.
    func comeBack(on port: UInt16, nick: String? = nil) throws {
        socket = try Socket(port: port, from: Self.nextAddress())
        self.nick = nick ?? name.nick
        since = heard.count
        try introduce()
    }

    private func introduce() throws {
        if name.account != nil { try login() }
        send("NICK \(nick)")
        send("USER \(nick) 0 * :\(nick)")
        if name.account != nil { send("CAP END") }
    }

    /// Makes an account of its nick, and is logged in to it from now on.
    func register() throws {
        say("REGISTER \(Self.password) \(nick)@example.org", to: "NickServ")
        try must("an account") { $0.nick == "NickServ" && $0.text.contains("is now registered") }
        name.account = nick
    }

    private static let count = Mutex(0)
    private static func nextAddress() -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return "127.\(1 + number / 62_500 % 250).\(number / 250 % 250).\(1 + number % 250)"
    }

    private func login() throws {
        guard let account = name.account else { return }
        send("CAP REQ :sasl account-tag server-time message-tags")
        try must("that SASL is there") { $0.command == "CAP" && $0.params.contains("ACK") }
        send("AUTHENTICATE PLAIN")
        try must("that the server asks who it is") { $0.command == "AUTHENTICATE" }
        send("AUTHENTICATE " + Data("\0\(account)\0\(Self.password)".utf8).base64EncodedString())
        let answer = try must("a login as \(account)") { ["903", "904", "905", "908"].contains($0.command) }
        guard answer.command == "903" else { throw Trouble("\(nick) could not log in: \(answer.raw)") }
    }

    /// Waits until the server has let it in.
    @discardableResult
    func welcomed() throws -> Visitor {
        try must("a welcome") { ["376", "422"].contains($0.command) }
        if name.isBot {
            send("MODE \(nick) +B")
            try must("the mode") { $0.command == "MODE" }
        }
        return self
    }

    // MARK: - Speaking

    func send(_ line: String) { socket.send(line) }
    func say(_ text: String, to target: String) { send("PRIVMSG \(target) :\(text)") }
    func notice(_ text: String, to target: String) { send("NOTICE \(target) :\(text)") }

    func join(_ channel: String) throws {
        send("JOIN \(channel)")
        try must("who is in \(channel)") { $0.command == "366" }
    }

    func rename(to new: String) throws {
        send("NICK \(new)")
        try must("the new nick") { $0.command == "NICK" && $0.params.first == new }
    }

    func leave() {
        send("QUIT :bye")
        _ = waitFor(5) { $0.command == "ERROR" }
    }

    // MARK: - Hearing

    func read() {
        for line in socket.receive() {
            heard.append(line)
            if line.command == "PING" { send("PONG :" + (line.params.last ?? "")) }
            if line.command == "NICK", line.nick == nick { nick = line.params.first ?? nick }
            if line.command == "001" { nick = line.params.first ?? nick }
        }
    }

    /// From now on only what comes later counts.
    func forget() {
        read()
        since = heard.count
    }

    /// Nil where the time is over, or the connection.
    func waitFor(_ seconds: Double, _ isIt: (WireLine) -> Bool) -> WireLine? {
        let end = Clock.now + seconds
        var next = since
        while true {
            read()
            if let line = heard[next...].first(where: isIt) { return line }
            next = heard.count
            guard socket.isOpen, Clock.now < end else { return nil }
            var waiting = pollfd(file: socket.file, POLLIN)
            poll(&waiting, 1, 20)
        }
    }

    /// The first such line since `forget`, which may still be coming.
    @discardableResult
    func must(_ what: String, within seconds: Double = 30, _ isIt: (WireLine) -> Bool) throws -> WireLine {
        if let line = waitFor(seconds, isIt) { return line }
        let end = socket.isOpen ? "after \(Int(seconds)) s" : "the connection has ended"
        throw Trouble("\(nick) waited in vain for \(what) (\(end)); heard last: \(heard.suffix(6).map(\.raw))")
    }

    /// All that was sent before this has been dealt with by the server.
    func settle() throws {
        let token = "t\(heard.count)x\(UInt32.random(in: 0...(.max)))"
        send("PING :\(token)")
        try must("a pong") { $0.command == "PONG" && $0.params.last == token }
    }

    var isAtEnd: Bool { !socket.isOpen }
}
