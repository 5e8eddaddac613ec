import Foundation
import Logging
import Synchronization

/// Whether the homeserver reaches the desk: asked at the start, and every minute until it does.
final class ServicePing: Sendable {
    private struct State {
        var isThere = false
        var place: String?
    }
    private let onChange: @Sendable (String?) -> Void
    private let log: Logger
    private let state = Mutex(State())

    init(log: Logger, onChange: @escaping @Sendable (String?) -> Void) {
        self.log = log
        self.onChange = onChange
    }

    /// The homeserver has asked something, and has shown the token.
    func heard() {
        change { state in
            state.isThere = true
            return state.place
        }
    }

    /// From now on the desk is somewhere.
    func began(_ place: String) {
        change { state in
            state.place = place
            return state.isThere ? place : nil
        }
    }

    func ended() {
        state.withLock { $0 = State() }
        onChange(nil)
    }

    private func change(_ body: (inout State) -> String?) {
        let news: String? = state.withLock { state in
            let (wasThere, wasPlaced) = (state.isThere, state.place != nil)
            let place = body(&state)
            return state.isThere && (!wasThere || !wasPlaced) ? place : nil
        }
        if let news { onChange(news) }
    }

    private var isThere: Bool { state.withLock(\.isThere) }

    /// Until cancelled: asks as long as nothing was heard, and looks after the token.
    func run(_ home: Homeserver, _ registration: AppServiceRegistration, every pause: Duration) async throws {
        while true {
            if !isThere { await ask(home, registration) }
            if home.refusal != nil { await tryToken(home) }
            try await Task.sleep(for: pause)
        }
    }

    private func ask(_ home: Homeserver, _ registration: AppServiceRegistration) async {
        let transaction = String(UInt64.random(in: 0 ... .max), radix: 36)
        do throws(MatrixFailure) {
            _ = try await home.call(.ping(service: registration.id, transaction: transaction))
        } catch {
            switch error {
            case .cancelled: return
            case .refused(404, "M_UNRECOGNIZED", _), .refused(405, "M_UNRECOGNIZED", _):
                // Version 1.7 has it first: what an older server says will show.
                log.notice("the homeserver cannot be asked whether it reaches the desk")
                heard()
            default: log.error("\(Self.advice(error, registration))")
            }
        }
    }

    private static func advice(_ failure: MatrixFailure, _ registration: AppServiceRegistration) -> String {
        let start = "the homeserver does not reach the desk, so nothing that customers write arrives: \(failure). "
        let url = registration.url ?? "null"
        switch failure {
        case .refused(_, "M_URL_NOT_SET", _):
            return start + "Set `url` in the registration, and restart the homeserver"
        case .refused(_, "M_FORBIDDEN", _):
            return start + "It knows another id than `\(registration.id)` for this token: give it the same file"
        default:
            return start
                + "It was told \(url) (`url` in the registration). Is that where the desk listens, and may the homeserver connect there? It must know the same `hs_token`, too"
        }
    }

    /// The homeserver did not take the token; it may have been started without the registration.
    private func tryToken(_ home: Homeserver) async {
        guard let credentials = home.credentials else { return }
        if (try? await home.call(.whoami)) != nil { return home.use(credentials) }
        log.error(
            "the homeserver does not take the `as_token` any more: name the registration's file in its configuration, and restart it"
        )
    }
}
