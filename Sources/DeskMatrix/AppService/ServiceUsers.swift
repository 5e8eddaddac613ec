/// Makes users of the application service's namespace.
struct ServiceUsers: Sendable {
    /// The same for all: devices are by user.
    static let device = "RAPPORT"
    let home: Homeserver

    /// - Returns: Whether the user has the device. It is fine where one or both are there already.
    func register(_ localpart: String) async throws(MatrixFailure) -> Bool {
        do throws(MatrixFailure) {
            _ = try await home.call(.register(localpart, device: Self.device))
            return true
        } catch {
            switch error {
            case .refused(_, "M_USER_IN_USE", _): return await hasDevice(localpart)
            case .refused: return try await registerAlone(localpart)
            case .limited, .unavailable, .unknown, .loggedOut, .cancelled: throw error
            }
        }
    }

    /// Where logins are another server's business, there are no devices by registration.
    private func registerAlone(_ localpart: String) async throws(MatrixFailure) -> Bool {
        do throws(MatrixFailure) {
            _ = try await home.call(.register(localpart, device: nil))
        } catch {
            guard case .refused(_, "M_USER_IN_USE", _) = error else { throw error }
        }
        return false
    }

    /// Without it all goes on but that a repeat is not known after a restart of the homeserver.
    private func hasDevice(_ localpart: String) async -> Bool {
        (try? await home.call(.serviceLogin(localpart, device: Self.device))) != nil
    }
}
