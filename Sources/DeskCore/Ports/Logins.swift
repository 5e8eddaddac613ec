/// Checks passwords for gateways that ask for a login.
public protocol Logins: Sendable {
    /// The login when name and password fit; nil when they do not, after the same time either way.
    func verify(name: String, password: String) async -> Login?
    /// What a login of this name is; nil where there is none. Nobody but themselves may use an agent's name.
    func role(of name: String) async -> Login.Role?
}
