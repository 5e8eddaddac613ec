public import CurlHTTP

/// A login by a person at a terminal, for a token that the desk can use from then on.
public struct MatrixLogin: Sendable {
    /// What did not work, in words for that person.
    public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
        public let description: String
    }

    public struct Session: Equatable, Sendable {
        public let user: String
        public let token: String
    }

    private let home: Homeserver

    private init(_ home: Homeserver) { self.home = home }

    /// The homeserver's address, without a slash at its end.
    public var base: String { home.base }

    /// Finds the homeserver and asks whether it is one.
    ///
    /// - Parameter place: An address, a server's name, or a user's whole id.
    public static func at(_ place: String, http: HTTPClient) async throws(Failure) -> MatrixLogin {
        let name = UserID(place)?.server ?? place
        var base = name
        if !name.hasPrefix("http://"), !name.hasPrefix("https://") {
            do throws(Discovery.Failure) {
                base = try await Discovery(http: http).base(of: name)
            } catch {
                throw Failure(description: "\(name) cannot be asked for its homeserver: \(words(error))")
            }
        } else if name.hasSuffix("/") {
            base = String(name.dropLast())
        }
        let home = Homeserver(base: base, http: http, firstPause: .milliseconds(500))
        do throws(MatrixFailure) {
            let versions = try await home.call(.versions)
            guard versions["versions"]?.array != nil else {
                throw .unavailable("it does not say which versions it speaks")
            }
        } catch {
            throw Failure(description: "\(base) is no Matrix homeserver that answers: \(error)")
        }
        return MatrixLogin(home)
    }

    private static func words(_ failure: Discovery.Failure) -> String {
        switch failure {
        case .unavailable(let reason), .invalid(let reason): reason
        case .cancelled: "cancelled"
        }
    }

    /// As a device of its own, with a token that lasts for as long as the server lets it.
    public func logIn(user: String, password: String) async throws(Failure) -> Session {
        let request = MatrixRequest.login(
            user: user, password: password, device: nil, deviceName: SignIn.deviceName, refreshes: false)
        do throws(MatrixFailure) {
            let answer = try await home.call(request)
            guard let token = answer["access_token"]?.string, let user = answer["user_id"]?.string else {
                throw .unavailable("its answer holds no token")
            }
            return Session(user: user, token: token)
        } catch {
            throw Failure(description: "\(base) does not log in \(user): \(error)")
        }
    }

    /// Whose token this is.
    public func owner(of token: String) async throws(Failure) -> Session {
        home.use(Homeserver.Credentials(token: token, user: ""))
        do throws(MatrixFailure) {
            guard let user = try await home.call(.whoami)["user_id"]?.string else {
                throw .unavailable("it does not say whose it is")
            }
            return Session(user: user, token: token)
        } catch {
            throw Failure(description: "\(base) does not take the token: \(error)")
        }
    }
}
