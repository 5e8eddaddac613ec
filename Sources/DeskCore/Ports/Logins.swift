/// Checks passwords for gateways that ask for a login.
public protocol Logins: Sendable {
    /// The login when name and password fit; nil when they do not, after the same time either way.
    ///
    /// - Parameter isAwaited: Asked as it is this check's turn, on any thread.
    /// - Throws: Where nobody waits for it any more by then; nothing was checked.
    func verify(
        name: String, password: String, while isAwaited: @escaping @Sendable () -> Bool
    ) async throws(CancellationError) -> Login?
    /// The login of this name; nil where there is none. Nobody but themselves may use an agent's name.
    func login(_ name: String) async -> Login?
}

extension Logins {
    public func verify(name: String, password: String) async -> Login? {
        (try? await verify(name: name, password: password) { true }) ?? nil
    }
}
