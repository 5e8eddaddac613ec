import Foundation
import ProgramKit
import Glibc

/// Something a peer has said, in the order of saying.
struct Said {
    enum Kind: Equatable {
        /// The title of an article, asked when nothing else was open: the answer is certain.
        case question
        case talk
        /// To the customer of a case.
        case agentLine
        case command
    }
    let text: String
    let kind: Kind
    let round: Int
    var isEchoed = false
}

/// Somebody with a chat client. What they hear is kept for the checks.
class Peer {
    let name: String
    private let password: String?
    private var socket: Socket?
    private(set) var isThere = false
    private(set) var round = 0
    var chance: Chance
    /// When to do something next, and what must be heard before that, for how long at most.
    var nextAt = 0.0
    var waitsUntil: Double?
    var said: [Said] = []
    private(set) var heard: [WireLine] = []
    /// What no client should ever see.
    private(set) var problems: [String] = []
    private var firstUnechoed = 0

    init(name: String, password: String?, seed: UInt64) {
        self.name = name
        self.password = password
        chance = Chance(seed: seed)
    }

    var file: Int32? { socket.flatMap { $0.isOpen ? $0.file : nil } }
    /// Whether the other side has ended the connection, and all of it has been read.
    var isAtEnd: Bool { socket?.isOpen != true }

    // MARK: - Connecting

    func connect(port: UInt16, round: Int) throws {
        self.round = round
        isThere = false
        waitsUntil = nil
        firstUnechoed = said.count
        let socket = try Socket(port: port)
        self.socket = socket
        socket.send("CAP LS 302")
        socket.send("CAP REQ :echo-message server-time message-tags batch sasl")
        if let password, chance.percent(50) {
            let secret = Data("\0\(name)\0\(password)".utf8).base64EncodedString()
            socket.send("AUTHENTICATE PLAIN")
            socket.send("AUTHENTICATE \(secret)")
        } else if let password {
            socket.send("PASS \(name):\(password)")
        }
        socket.send("NICK \(name)")
        socket.send("USER \(name) 0 * :\(name)")
        socket.send("CAP END")
    }

    func disconnect() { socket = nil }

    // MARK: - Talking

    func send(_ line: String) { socket?.send(line) }

    func say(_ text: String, to target: String, _ kind: Said.Kind) {
        said.append(Said(text: text, kind: kind, round: round))
        send("PRIVMSG \(target) :\(text)")
    }

    var hasUnechoed: Bool { firstUnechoed < said.count }

    /// What was not echoed and did not get in was never said.
    func forget(after count: Int) {
        said.removeLast(said.count - count)
        firstUnechoed = said.count
    }

    func read() {
        for line in socket?.receive() ?? [] {
            heard.append(line)
            switch line.command {
            case "PING": send("PONG :" + (line.params.last ?? ""))
            case "001":
                isThere = true
                arrived()
            case "433", "464", "904": problems.append("\(name) was refused: \(line.raw)")
            default: break
            }
            if line.isTalk, line.nick == name, !line.isOld { echoed(line) } else { heard(line) }
        }
    }

    /// Echoes come in the order of saying, none is left out.
    private func echoed(_ line: WireLine) {
        guard hasUnechoed, said[firstUnechoed].text == line.text else {
            return problems.append("\(name) got an echo that is not next: \(line.raw)")
        }
        said[firstUnechoed].isEchoed = true
        firstUnechoed += 1
    }

    /// Whoever is not waiting for an answer does something now.
    func hurry() {
        nextAt = 0
        actIfDue()
    }

    func actIfDue() {
        let now = Clock.now
        guard isThere, !isAtEnd, now >= nextAt else { return }
        if let until = waitsUntil, now < until { return }
        act(hasGivenUp: waitsUntil != nil)
    }

    // MARK: - For customers and agents

    func arrived() {}
    func heard(_ line: WireLine) {}
    func act(hasGivenUp: Bool) {}
}

/// Lets everybody read, and talk while it is time to, on one thread.
struct Crowd {
    var peers: [Peer]

    /// - Returns: Whether `isOver` said so before the time was up.
    @discardableResult
    func run(within seconds: Double, talking: Bool = false, until isOver: () -> Bool = { false }) -> Bool {
        let end = Clock.now + seconds
        while Clock.now < end {
            if isOver() { return true }
            var files = peers.compactMap(\.file).map { pollfd(file: $0, POLLIN) }
            poll(&files, nfds_t(files.count), 10)
            for peer in peers {
                peer.read()
                if talking { peer.actIfDue() }
            }
        }
        return isOver()
    }
}
