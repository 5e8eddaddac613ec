import Synchronization

/// How a homeserver, or what stands between it and a client, misbehaves.
enum HomeserverFault: Sendable {
    /// An error of the protocol, and nothing is done.
    case status(Int, code: String = "M_UNKNOWN")
    /// 429, and nothing is done. With a time, it is in the body and in `Retry-After`. Section "Rate limiting".
    case limited(retryAfter: Duration?)
    /// A page for people, as a proxy shows it, and nothing is done.
    case page(status: Int)
    /// Does what it was asked, and says what is no JSON with 200.
    case garbage
    /// Does what it was asked; half of the answer comes, then the connection ends.
    case half
    /// Does what it was asked, and the connection ends without an answer.
    case loseAnswer
    /// The connection ends, and nothing is done.
    case loseRequest
    /// Waits that long, or until released, or until who asked has gone; then does what it was asked and answers.
    case hang(Duration? = nil)
    /// `/sync` alone: begins that many events earlier than it was asked to, tells them again, and gives a token as old as
    /// that, as after a backup.
    case setBack(by: Int)
    /// From this request on the tokens of who asks are too old (401 with `soft_logout`).
    case expireTokens
    /// From this request on who asks is logged out (401 without).
    case revokeTokens
}

/// A fault for requests to come. Hands out what the test asks for again later.
final class HomeserverRule: Sendable {
    private struct State {
        var skipping: Int
        var left: Int
        var hits: [HomeserverRequest] = []
        var isReleased = false
    }
    let fault: HomeserverFault
    private let matches: @Sendable (HomeserverRequest) -> Bool
    private let state: Mutex<State>

    init(
        _ fault: HomeserverFault, times: Int, skipping: Int,
        _ matches: @escaping @Sendable (HomeserverRequest) -> Bool
    ) {
        self.fault = fault
        self.matches = matches
        state = Mutex(State(skipping: skipping, left: times))
    }

    /// The requests that it has met.
    var hits: [HomeserverRequest] { state.withLock(\.hits) }
    /// Whether it has met as many as it was to meet.
    var isSpent: Bool { state.withLock { $0.left == 0 } }

    /// Lets go what hangs, and meets no more.
    func release() {
        state.withLock {
            $0.isReleased = true
            $0.left = 0
        }
    }

    func takes(_ request: HomeserverRequest) -> Bool {
        guard matches(request) else { return false }
        return state.withLock { state in
            guard state.left > 0 else { return false }
            guard state.skipping == 0 else {
                state.skipping -= 1
                return false
            }
            state.left -= 1
            state.hits.append(request)
            return true
        }
    }

    /// Until released, or for that long, or until who asked has gone.
    func hang(for time: Duration?) async {
        let end = time.map { ContinuousClock.now + $0 }
        while !Task.isCancelled, !state.withLock(\.isReleased) {
            if let end, end <= .now { return }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }
}
