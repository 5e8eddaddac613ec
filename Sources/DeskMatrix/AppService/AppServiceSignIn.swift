import CurlHTTP
import Logging

/// From a registration to a homeserver on which the desk may speak.
struct AppServiceSignIn: Sendable {
    let options: AppServiceOptions
    let registration: AppServiceRegistration
    let signIn: SignIn
    let log: Logger

    private var id: String { "\(options.account.id)" }

    /// Waits for a server that does not answer yet, or does not know the registration yet.
    ///
    /// - Throws: `MatrixError` where an operator must do something, `CancellationError`.
    func homeserver() async throws -> (home: Homeserver, me: UserID) {
        let home = Homeserver(
            base: try await signIn.base(), http: signIn.http, firstPause: options.account.firstPause)
        _ = try await signIn.asked(home, .versions)
        home.use(Homeserver.Credentials(token: registration.serviceToken, user: ""))
        let hasDevice = try await register(home)
        let me = try await whoAmI(home)
        home.use(Homeserver.Credentials(token: registration.serviceToken, user: me.text))
        home.speak(as: .init(user: me.text, device: hasDevice ? ServiceUsers.device : nil))
        return (home, me)
    }

    /// Makes the desk's user where there is none.
    private func register(_ home: Homeserver) async throws -> Bool {
        try await patiently(home) { () throws(MatrixFailure) in
            try await ServiceUsers(home: home).register(registration.sender)
        }
    }

    private func whoAmI(_ home: Homeserver) async throws -> UserID {
        let answer = try await patiently(home) { () throws(MatrixFailure) in try await home.call(.whoami) }
        guard let me = answer["user_id"]?.string.flatMap(UserID.init) else {
            throw MatrixError("\(id): the homeserver does not say who the application service is.")
        }
        if let name = options.serverName, name != me.server {
            throw MatrixError(
                "\(id): the homeserver calls itself \(me.server), not \(name): correct `server_name`, or leave it out.")
        }
        guard me.localpart == registration.sender else {
            throw MatrixError(
                "\(id): for the homeserver this application service is \(me.text), but the registration has `sender_localpart: \(registration.sender)`. Give both the same file, and restart the homeserver."
            )
        }
        return me
    }

    private func patiently<Answer>(
        _ home: Homeserver, _ ask: () async throws(MatrixFailure) -> Answer
    ) async throws -> Answer {
        var pause = options.account.firstPause
        while true {
            do throws(MatrixFailure) {
                return try await ask()
            } catch {
                switch error {
                case .cancelled: throw CancellationError()
                case .loggedOut: tellUnknown(home)
                case .refused(let status, let code, let message):
                    throw MatrixError(
                        "\(id): the homeserver does not let the application service be \(registration.sender): \(code) (\(status)) \(message). Does the registration's namespace hold it?"
                    )
                case .limited, .unavailable, .unknown: log.notice("\(home.base) does not answer yet: \(error)")
                }
            }
            try await Task.sleep(for: pause)
            // A homeserver that is started anew with the registration is not waited for long.
            pause = min(pause * 2, .seconds(15))
        }
    }

    private func tellUnknown(_ home: Homeserver) {
        log.error(
            "\(home.base) does not know the application service: its `as_token` is not known there. Name the registration's file in the homeserver's configuration (Synapse: app_service_config_files) and restart the homeserver"
        )
    }
}
