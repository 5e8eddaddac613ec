import CurlHTTP
import Logging
import Synchronization

/// One homeserver, and who the desk is there. Sends requests, and knows what to make of the answers; what to do about it is
/// for others to say.
final class Homeserver: Sendable {
    struct Credentials: Equatable, Sendable {
        var token: String
        var user: String
        var device: String?
        var refresh: String?
    }

    /// Whom an application service speaks as: one of its users, on a device of theirs where there is one, by which the
    /// server knows a repeat also after a restart.
    struct Voice: Equatable, Sendable {
        var user: String
        var device: String?
    }

    /// Without a slash at the end.
    let base: String
    private let http: HTTPClient
    private let firstPause: Duration
    private let state: Mutex<State>

    private struct State {
        var credentials: Credentials?
        var voice: Voice?
        /// The server has said that this token does not do any more, and whether softly.
        var refused: (token: String, isSoft: Bool)?
        /// What waits for something to happen.
        var poll: HTTPTicket?
    }

    /// - Parameter firstPause: Before a request that failed is sent again; then twice as long.
    init(base: String, http: HTTPClient, firstPause: Duration) {
        self.base = base
        self.http = http
        self.firstPause = firstPause
        state = Mutex(State())
    }

    var credentials: Credentials? { state.withLock(\.credentials) }

    func use(_ credentials: Credentials) {
        state.withLock {
            $0.credentials = credentials
            $0.refused = nil
        }
    }

    /// The token in use was refused: whether softly; nil while it does.
    var refusal: Bool? {
        state.withLock { state in
            guard let refused = state.refused, refused.token == state.credentials?.token else { return nil }
            return refused.isSoft
        }
    }

    /// As which user it speaks, if not as the one that the token is of.
    var speaksAs: String? { state.withLock { $0.voice?.user } }

    func speak(as voice: Voice) { state.withLock { $0.voice = voice } }

    /// Another user of the same application service.
    func speaking(as voice: Voice) -> Homeserver {
        let other = Homeserver(base: base, http: http, firstPause: firstPause)
        if let credentials { other.use(credentials) }
        other.speak(as: voice)
        return other
    }

    // MARK: - Requests

    func call(_ request: MatrixRequest) async throws(MatrixFailure) -> JSON {
        let (http, token) = prepared(request)
        let answer: HTTPResponse
        do throws(HTTPError) {
            answer = try await self.http.send(http)
        } catch {
            throw MatrixFailure(error)
        }
        return try read(answer, token).get()
    }

    /// The same with a call back, on any thread.
    @discardableResult
    func begin(
        _ request: MatrixRequest, then done: @escaping @Sendable (Result<JSON, MatrixFailure>) -> Void
    ) -> HTTPTicket {
        let (http, token) = prepared(request)
        return self.http.begin(http) { [self] result in
            switch result {
            case .success(let answer): done(read(answer, token))
            case .failure(let error): done(.failure(MatrixFailure(error)))
            }
        }
    }

    /// Waits for something to happen; ends as cancelled once the token is refused elsewhere.
    func poll(_ request: MatrixRequest) async throws(MatrixFailure) -> JSON {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { waiting in
                let ticket = begin(request) { waiting.resume(returning: $0) }
                let isLate = state.withLock { state in
                    state.poll = ticket
                    return state.refused != nil && state.refused?.token == state.credentials?.token
                }
                if isLate || Task.isCancelled { ticket.cancel() }
            }
        } onCancel: {
            endPoll()
        }
        state.withLock { $0.poll = nil }
        return try result.get()
    }

    private func endPoll() { state.withLock(\.poll)?.cancel() }

    /// What is no JSON. What is longer than `most` bytes is not read on: `.refused` with the code `TOO_LARGE`.
    func download(
        _ request: MatrixRequest, most: Int
    ) async throws(MatrixFailure) -> (bytes: [UInt8], type: String?) {
        var (http, token) = prepared(request)
        http.limits.bytes = most
        let answer: HTTPResponse
        do throws(HTTPError) {
            answer = try await self.http.send(http)
        } catch {
            if case .tooLarge = error {
                throw .refused(status: 413, code: MatrixFailure.tooLarge, message: "\(error)")
            }
            throw MatrixFailure(error)
        }
        guard (200..<300).contains(answer.status) else {
            _ = try read(answer, token).get()
            throw .unknown("status \(answer.status)")
        }
        return (answer.body, answer.headers["content-type"])
    }

    private func prepared(_ request: MatrixRequest) -> (HTTPRequest, token: String?) {
        var headers: [(name: String, value: String)] = [("Accept", "application/json")]
        let token = request.needsToken ? credentials?.token : nil
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if let file = request.file {
            headers.append(("Content-Type", file.type))
        } else if request.body != nil {
            headers.append(("Content-Type", "application/json"))
        }
        let limits = HTTPLimits(total: request.patience, idle: request.patience)
        let address = base + (token == nil ? request.path : asSomebody(request.path))
        return (
            HTTPRequest(
                request.method, address, headers: headers, body: request.file?.bytes ?? request.body?.bytes,
                limits: limits),
            token
        )
    }

    /// Application service API, "Identity assertion".
    private func asSomebody(_ path: String) -> String {
        guard let voice = state.withLock(\.voice) else { return path }
        let device = voice.device.map { "&device_id=" + MatrixRequest.encoded($0) } ?? ""
        return path + (path.contains("?") ? "&" : "?") + "user_id=" + MatrixRequest.encoded(voice.user) + device
    }

    private func read(_ answer: HTTPResponse, _ token: String?) -> Result<JSON, MatrixFailure> {
        let body = try? JSON(reading: answer.body)
        guard (200..<300).contains(answer.status) else {
            if body?["errcode"]?.string == "M_UNKNOWN_DEVICE" {
                // Somebody has logged it out: without it repeats are known until the server starts anew.
                state.withLock { $0.voice?.device = nil }
                return .failure(.unavailable("M_UNKNOWN_DEVICE"))
            }
            let failure = MatrixFailure(status: answer.status, headers: answer.headers, body: body)
            guard case .loggedOut(let isSoft) = failure else { return .failure(failure) }
            // Of a request that shows no access token, it is about what stands in it.
            guard let token else {
                return .failure(.refused(status: answer.status, code: "M_UNKNOWN_TOKEN", message: "\(failure)"))
            }
            refused(token, isSoft: isSoft)
            return .failure(failure)
        }
        // A proxy's page, or an answer that was cut: the server behind it may have acted.
        guard let body else { return .failure(.unknown("an answer that is no JSON")) }
        return .success(body)
    }

    private func refused(_ token: String, isSoft: Bool) {
        let poll = state.withLock { state -> HTTPTicket? in
            guard state.credentials?.token == token else { return nil }
            state.refused = (token, isSoft)
            return state.poll
        }
        poll?.cancel()
    }
}

extension Homeserver {
    private static let longestPause = Duration.seconds(60)
    /// Failures of one request after which it is given up, if the server answers others: two minutes and more.
    private static let mostFailures = 9

    /// Again and again, until it succeeds or the server says that it never will.
    ///
    /// - Parameter isOfARoom: It is given up where the server can do anything but this: a room may be broken there, and
    ///   others must not wait for it for ever.
    /// - Throws: `.refused`, or `.cancelled` with the task.
    func insist(
        _ request: MatrixRequest, isOfARoom: Bool = false, _ onWait: (MatrixFailure) -> Void = { _ in }
    ) async throws(MatrixFailure) -> JSON {
        var (pause, failures) = (firstPause, 0)
        while true {
            do throws(MatrixFailure) {
                return try await call(request)
            } catch {
                if case .refused = error { throw error }
                if Task.isCancelled || error == .cancelled { throw .cancelled }
                onWait(error)
                var wait = pause
                switch error {
                case .limited(let told): wait = max(told ?? pause, .milliseconds(50))
                case .unknown, .unavailable:
                    failures += 1
                    // Asked for what needs its database: some answer all else when that is away.
                    if isOfARoom, failures >= Self.mostFailures, (try? await call(.whoami)) != nil {
                        throw .refused(status: 0, code: "GIVEN_UP", message: "\(error), \(failures) times")
                    }
                case .loggedOut, .refused, .cancelled: break
                }
                pause = min(pause * 2, Self.longestPause)
                guard (try? await Task.sleep(for: wait)) != nil else { throw .cancelled }
            }
        }
    }
}
