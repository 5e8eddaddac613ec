/// Checks passwords for gateways that ask for a login.
public protocol Logins: Sendable {
    /// The login when name and password fit; nil when they do not, after the same time either way.
    func verify(name: String, password: String) async -> Login?
    /// The login of this name; nil where there is none. Nobody but themselves may use an agent's name.
    func login(_ name: String) async -> Login?
}
