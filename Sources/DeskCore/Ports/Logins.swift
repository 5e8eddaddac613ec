/// Checks passwords for gateways that ask for a login.
public protocol Logins: Sendable {
    /// The login when name and password fit; nil when they do not, after the same time either way.
    func verify(name: String, password: String) async -> Login?
    /// The names of all agents, which no customer may use.
    func isReserved(_ name: String) async -> Bool
}
