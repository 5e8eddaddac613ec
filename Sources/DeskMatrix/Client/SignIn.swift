import CurlHTTP
import Logging

/// From what an operator has set to a homeserver on which the desk may speak.
struct SignIn: Sendable {
    let options: MatrixOptions
    let http: HTTPClient
    let memory: MatrixMemory
    let log: Logger

    /// How the desk's device is called among the devices of its account.
    static let deviceName = "Rapport"

    /// Waits for a server that does not answer yet.
    ///
    /// - Throws: `MatrixError` where an operator must do something, `CancellationError`.
    func homeserver() async throws -> Homeserver {
        let home = Homeserver(base: try await base(), http: http, firstPause: options.firstPause)
        _ = try await asked(home, .versions)
        if let kept = try await memory.get(MatrixMemory.Key.credentials).flatMap(Homeserver.Credentials.init(kept:)),
            options.token == nil, options.user.map({ $0 == kept.user || !$0.hasPrefix("@") }) ?? true
        {
            home.use(kept)
            return home
        }
        if let token = options.token {
            home.use(Homeserver.Credentials(token: token, user: ""))
            try await learnWho(home)
        } else {
            try await logIn(home, device: nil)
        }
        return home
    }

    /// The token does not do any more.
    ///
    /// - Throws: `MatrixError` where there is no way to another one.
    func renew(_ home: Homeserver) async throws {
        guard let old = home.credentials else { return }
        if let refresh = old.refresh {
            do {
                let answer = try await home.insist(.refresh(refresh))
                if let token = answer["access_token"]?.string {
                    var fresh = old
                    fresh.token = token
                    // The old refresh token does until the new token is used, so what is kept always does.
                    fresh.refresh = answer["refresh_token"]?.string ?? refresh
                    guard await memory.keep(MatrixMemory.Key.credentials, fresh.json) else { throw CancellationError() }
                    home.use(fresh)
                    return
                }
            } catch MatrixFailure.cancelled {
                throw CancellationError()
            } catch let failure as MatrixFailure {
                log.notice("the refresh token does not do: \(failure)")
            }
        }
        guard options.password != nil, options.token == nil else {
            throw MatrixError(
                "\(options.id): the homeserver does not take the access token of \(old.user) any more. Log in anew with `rapport matrix login`, or set `token:` in the configuration, and start the desk again."
            )
        }
        // On the same device: to the server it stays the same sender of the same transactions.
        try await logIn(home, device: old.device)
    }

    private func logIn(_ home: Homeserver, device: String?) async throws {
        guard let user = options.user, let password = options.password else {
            throw MatrixError(
                "\(options.id): no way to log in. Set `user:` and `password:`, or `token:`; `rapport matrix login` helps."
            )
        }
        do {
            let answer = try await home.insist(
                .login(user: user, password: password, device: device, deviceName: Self.deviceName)
            ) { log.notice("cannot log in yet: \($0)") }
            guard let fresh = Homeserver.Credentials(login: answer) else {
                throw MatrixError("\(options.id): the homeserver's answer to the login holds no token.")
            }
            guard await memory.keep(MatrixMemory.Key.credentials, fresh.json) else { throw CancellationError() }
            home.use(fresh)
        } catch MatrixFailure.cancelled {
            throw CancellationError()
        } catch let failure as MatrixFailure {
            throw MatrixError(
                "\(options.id): the homeserver does not log in \(user): \(failure). Check `user:` and `password:`.")
        }
    }

    private func learnWho(_ home: Homeserver) async throws {
        var pause = Duration.seconds(1)
        while true {
            do {
                let answer = try await home.call(.whoami)
                guard let user = answer["user_id"]?.string, var known = home.credentials else {
                    throw MatrixError("\(options.id): the homeserver does not say whose token this is.")
                }
                (known.user, known.device) = (user, answer["device_id"]?.string)
                home.use(known)
                return
            } catch MatrixFailure.loggedOut {
                throw MatrixError(
                    "\(options.id): the homeserver does not take the token. Log in anew with `rapport matrix login`, or set another `token:`."
                )
            } catch MatrixFailure.refused(let status, let code, let message) {
                throw MatrixError("\(options.id): the token cannot be used: \(code) (\(status)) \(message)")
            } catch MatrixFailure.cancelled {
                throw CancellationError()
            } catch let failure as MatrixFailure {
                log.notice("cannot ask whose token this is yet: \(failure)")
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(60))
            }
        }
    }

    // MARK: - Where

    /// Where a server's name leads, by its `.well-known/matrix/client`; an address leads to itself.
    func base() async throws -> String {
        let place = options.homeserver
        guard !place.hasPrefix("http://"), !place.hasPrefix("https://") else {
            return place.hasSuffix("/") ? String(place.dropLast()) : place
        }
        var pause = Duration.seconds(1)
        while true {
            do throws(Discovery.Failure) {
                return try await Discovery(http: http).base(of: place)
            } catch {
                switch error {
                case .cancelled: throw CancellationError()
                case .unavailable(let reason):
                    log.notice("cannot ask \(place) for its homeserver yet: \(reason)")
                    try await Task.sleep(for: pause)
                    pause = min(pause * 2, .seconds(60))
                case .invalid(let reason): throw MatrixError("\(options.id): \(reason)")
                }
            }
        }
    }

    func asked(_ home: Homeserver, _ request: MatrixRequest) async throws -> JSON {
        do {
            return try await home.insist(request) { log.notice("\(home.base) does not answer yet: \($0)") }
        } catch MatrixFailure.cancelled {
            throw CancellationError()
        } catch {
            throw MatrixError("\(options.id): \(home.base) is no homeserver: \(error)")
        }
    }
}

extension Homeserver.Credentials {
    init?(login answer: JSON) {
        guard let token = answer["access_token"]?.string, let user = answer["user_id"]?.string else { return nil }
        self.init(
            token: token, user: user, device: answer["device_id"]?.string, refresh: answer["refresh_token"]?.string)
    }

    init?(kept: JSON) {
        guard let token = kept["token"]?.string, let user = kept["user"]?.string else { return nil }
        self.init(token: token, user: user, device: kept["device"]?.string, refresh: kept["refresh"]?.string)
    }

    var json: JSON {
        var json: [String: JSON] = ["token": .string(token), "user": .string(user)]
        if let device { json["device"] = .string(device) }
        if let refresh { json["refresh"] = .string(refresh) }
        return .object(json)
    }
}
