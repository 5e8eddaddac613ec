import Crypto
import Logging
import Synchronization

/// Answers the homeserver. Nothing of a request's body is looked at before it has shown the token.
final class ServiceDesk: Sendable {
    /// Of a request: a transaction of Synapse's has a hundred events of 64 KiB at most.
    static let mostBytes = 16 << 20
    /// Transactions under way; more wait, unread.
    static let mostUnderWay = 16
    /// How long a request may take to come in.
    static let patience = Duration.seconds(30)

    /// From one answer to the next at least: a homeserver sends one transaction at a time, and puts into the next what has
    /// happened meanwhile. Without this it would ask for every event, which costs both more than the event.
    static let pace = Duration.milliseconds(50)

    private struct State {
        var feed: TransactionFeed?
        var ghosts: Ghosts?
        /// When a transaction was answered last, or is to be.
        var answered: ContinuousClock.Instant?
    }
    private let expected: SHA256.Digest
    private let log: Logger
    private let heard: @Sendable () -> Void
    private let turnstile = Turnstile(mostUnderWay)
    private let state = Mutex(State())

    /// `heard` is called whenever the homeserver has shown that it reaches the desk.
    init(token: String, log: Logger, heard: @escaping @Sendable () -> Void) {
        expected = SHA256.hash(data: Array(token.utf8))
        self.log = log
        self.heard = heard
    }

    /// From now on transactions are taken.
    func open(_ feed: TransactionFeed, _ ghosts: Ghosts) { state.withLock { ($0.feed, $0.ghosts) = (feed, ghosts) } }

    func close() { turnstile.close() }

    /// Nil where the token is the right one. Digests are compared, so that the time it takes tells nothing of the token.
    func refusal(_ authorization: String?) -> ServiceAnswer? {
        guard let authorization, authorization.lowercased().hasPrefix("bearer ") else { return .noToken }
        let token = authorization.dropFirst("bearer ".count)
        return SHA256.hash(data: Array(token.utf8)) == expected ? nil : .wrongToken
    }

    /// - Parameter body: Reads the request's, once it is this request's turn.
    func answer(
        _ route: ServiceRoute, body: () async -> Result<[UInt8], BodyFailure>
    ) async -> ServiceAnswer {
        switch route {
        case .unknown: return .unrecognized
        case .wrongMethod: return .wrongMethod
        case .room: return .notFound
        case .user(let user): return state.withLock(\.ghosts)?.isRegistered(user) == true ? .done : .notFound
        case .ping:
            heard()
            return .done
        case .transaction(let id):
            guard await turnstile.enter() else { return .notKept }
            defer { turnstile.leave() }
            switch await body() {
            case .failure(let failure): return refused(failure, id)
            case .success(let bytes): return await take(id, bytes)
            }
        }
    }

    enum BodyFailure: Error { case tooLarge, tooSlow, broken }

    private func refused(_ failure: BodyFailure, _ id: String) -> ServiceAnswer {
        switch failure {
        case .tooLarge:
            log.error(
                "a transaction of the homeserver is longer than \(Self.mostBytes) bytes and was not taken; what follows it waits",
                metadata: ["transaction": "\(id)"])
            return .tooLarge
        case .tooSlow, .broken:
            log.warning("a transaction of the homeserver did not come to its end", metadata: ["transaction": "\(id)"])
            return .tooSlow
        }
    }

    private func take(_ id: String, _ bytes: [UInt8]) async -> ServiceAnswer {
        guard let json = try? JSON(reading: bytes) else { return told(.noJSON, id) }
        guard let feed = state.withLock(\.feed) else { return .notKept }
        do throws(Transaction.NotATransaction) {
            let transaction = try Transaction(json, names: feed.names)
            heard()
            guard await feed.take(id, transaction) else { return .notKept }
            await keepPace()
            return .done
        } catch {
            return told(.noTransaction, id)
        }
    }

    private func keepPace() async {
        let now = ContinuousClock.now
        let due = state.withLock { state in
            let due = max(now, state.answered.map { $0 + Self.pace } ?? now)
            state.answered = due
            return due
        }
        if due > now { try? await Task.sleep(until: due) }
    }

    private func told(_ answer: ServiceAnswer, _ id: String) -> ServiceAnswer {
        log.error(
            "a transaction of the homeserver cannot be read: \(answer.body["error"]?.string ?? "")",
            metadata: ["transaction": "\(id)"])
        return answer
    }
}
