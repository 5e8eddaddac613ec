/// Logging in as a client does (IRCv3 SASL 3.1 and 3.2), as a value: what the server says in, what to do out.
struct SASLDialogue: Equatable, Sendable {
    enum Ending: Equatable, Sendable {
        case loggedIn
        /// The password or certificate is not accepted.
        case refused(String)
        /// Nothing that we could log in by, or nobody who checks it: services may be down.
        case unavailable(String)
        /// The server could not prove that it knows the password.
        case impostor
    }
    enum Step: Equatable, Sendable {
        case send(IRCMessage)
        /// To be answered with `derived`.
        case derive(password: String, ScramClient.Work)
        case ended(Ending)
    }
    private enum State: Equatable {
        case idle
        /// The mechanism was named; the server says that it listens.
        case named
        case scramFirst(ScramClient, SASLChunks)
        case deriving(ScramClient, ScramClient.Work)
        case scramLast(ScramClient, SASLChunks)
        case answered
        case aborted
    }
    /// Of one message, coded: what a server may send.
    private static let mostBytes = 4096

    private let options: SASLOptions
    private let nonce: String
    private var left: [SASLOptions.Mechanism]
    private var state = State.idle
    private var isScram = false
    /// With SCRAM, success without the server's proof is none.
    private var isProven = false

    init(_ options: SASLOptions, overTLS: Bool, nonce: String) {
        self.options = options
        self.nonce = nonce
        left = options.mechanisms(overTLS: overTLS)
    }

    var isUnderWay: Bool { state != .idle }

    /// `offered` is the value of the capability, empty where it has none.
    mutating func begin(offered: String) -> [Step] {
        restrict(to: offered)
        return next(orElse: .unavailable("the network offers \(offered.isEmpty ? "nothing" : offered) to log in by"))
    }

    private mutating func restrict(to offered: String) {
        guard !offered.isEmpty else { return }
        let names = Set(offered.uppercased().split(separator: ",").map(String.init))
        left.removeAll { !names.contains($0.rawValue) }
    }

    private mutating func next(orElse ending: Ending) -> [Step] {
        guard let mechanism = left.first else {
            state = .idle
            return [.ended(ending)]
        }
        state = .named
        isScram = mechanism == .scramSHA256
        return [.send(IRCMessage("AUTHENTICATE", [mechanism.rawValue]))]
    }

    /// Nil for what is no part of it.
    mutating func feed(_ message: IRCMessage) -> [Step]? {
        guard isUnderWay else { return nil }
        let words = message.params.last ?? ""
        switch message.command {
        case "AUTHENTICATE": return authenticate(message.params.first ?? "")
        case "903", "907":
            guard !isScram || isProven || message.command == "907" else { return end(.impostor) }
            return end(.loggedIn)
        case "902", "904", "905", "906":
            guard state != .aborted else { return end(.impostor) }
            // Before anything was said, the mechanism itself is what does not please.
            let isUnknown = state == .named
            left.removeFirst()
            return next(orElse: isUnknown ? .unavailable(words) : .refused(words))
        case "908":
            if message.params.count > 1 { keepFirstAndRestrict(to: message.params[message.params.count - 2]) }
            return []
        default: return nil
        }
    }

    /// The 904 that follows takes the first away.
    private mutating func keepFirstAndRestrict(to offered: String) {
        guard let first = left.first else { return }
        left.removeFirst()
        restrict(to: offered)
        left.insert(first, at: 0)
    }

    private mutating func end(_ ending: Ending) -> [Step] {
        state = .idle
        return [.ended(ending)]
    }

    /// Gives up; the server's word for it ends the dialogue.
    mutating func abort() -> [Step] {
        state = .aborted
        return [.send(IRCMessage("AUTHENTICATE", ["*"]))]
    }

    /// The server has said nothing for too long: services may be down.
    mutating func timedOut() -> [Step] {
        state = .idle
        return [.send(IRCMessage("AUTHENTICATE", ["*"])), .ended(.unavailable("no answer"))]
    }

    private mutating func authenticate(_ chunk: String) -> [Step] {
        switch state {
        case .named: return chunk == "+" ? answer() : []
        case .scramFirst(let scram, let chunks):
            return whole(chunk, chunks, { .scramFirst(scram, $0) }) { $0.work($1, scram) }
        case .scramLast(let scram, let chunks):
            return whole(chunk, chunks, { .scramLast(scram, $0) }) { $0.check($1, scram) }
        case .idle, .deriving, .answered, .aborted: return []
        }
    }

    private mutating func answer() -> [Step] {
        let user = options.user ?? ""
        switch left.first {
        case .plain:
            state = .answered
            return send(Array("\(user)\0\(user)\0\(options.password ?? "")".utf8))
        case .external:
            state = .answered
            return send(Array(user.utf8))
        case .scramSHA256:
            let scram = ScramClient(name: user, nonce: nonce)
            state = .scramFirst(scram, SASLChunks(mostBytes: Self.mostBytes))
            return send(scram.first)
        case nil: return abort()
        }
    }

    private func send(_ bytes: [UInt8]) -> [Step] {
        SASLChunks.cut(bytes).map { .send(IRCMessage("AUTHENTICATE", [$0])) }
    }

    private mutating func whole(
        _ chunk: String, _ chunks: SASLChunks, _ again: (SASLChunks) -> State,
        _ body: (inout Self, [UInt8]) -> [Step]
    ) -> [Step] {
        var chunks = chunks
        switch chunks.feed(chunk) {
        case .more:
            state = again(chunks)
            return []
        case .whole(let bytes): return body(&self, bytes)
        case .malformed, .tooLong, .aborted: return abort()
        }
    }

    private mutating func work(_ bytes: [UInt8], _ scram: ScramClient) -> [Step] {
        guard let work = try? scram.work(for: bytes) else { return abort() }
        state = .deriving(scram, work)
        return [.derive(password: options.password ?? "", work)]
    }

    /// What PBKDF2 made of it; nothing where it failed.
    mutating func derived(_ salted: [UInt8]) -> [Step] {
        guard case .deriving(var scram, let work) = state else { return [] }
        guard salted.count == 32 else { return abort() }
        let proof = scram.last(work, salted: salted)
        state = .scramLast(scram, SASLChunks(mostBytes: Self.mostBytes))
        return send(proof)
    }

    private mutating func check(_ bytes: [UInt8], _ scram: ScramClient) -> [Step] {
        guard (try? scram.check(bytes)) != nil else { return abort() }
        isProven = true
        state = .answered
        return [.send(IRCMessage("AUTHENTICATE", ["+"]))]
    }
}
