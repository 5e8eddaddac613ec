/// Who is logged in with which token. Sections "Client authentication", "Refreshing access tokens", "Soft logout".
struct HomeserverSessions: Sendable {
    private struct Access {
        let user: String
        let device: String
        var isExpired = false
        var end: ContinuousClock.Instant?
        /// The refresh token that this came from: it works until what it brought is used.
        var origin: String?
    }
    private struct Refresh {
        let user: String
        let device: String
        var origin: String?
    }
    struct Tokens: Sendable {
        let access: String
        var refresh: String?
    }
    private var access: [String: Access] = [:]
    private var refresh: [String: Refresh] = [:]
    private var count = 0
    /// Devices that were logged in by each user, in that order, also those that are gone.
    private(set) var devices: [String: [String]] = [:]

    /// A device that logs in again loses the tokens it had. Section "Relationship between access tokens and devices".
    mutating func logIn(_ user: String, device: String?, refreshes: Bool, lifetime: Duration?) -> (
        device: String, tokens: Tokens
    ) {
        count += 1
        let device = device ?? "DEVICE\(count)"
        end(user, device)
        if devices[user]?.contains(device) != true { devices[user, default: []].append(device) }
        return (device, issue(user, device, refreshes: refreshes, lifetime: lifetime, origin: nil))
    }

    private mutating func issue(
        _ user: String, _ device: String, refreshes: Bool, lifetime: Duration?, origin: String?
    ) -> Tokens {
        count += 1
        let end = refreshes ? lifetime.map { ContinuousClock.now + $0 } : nil
        access["token_\(count)"] = Access(user: user, device: device, end: end, origin: origin)
        guard refreshes else { return Tokens(access: "token_\(count)") }
        refresh["refresh_\(count)"] = Refresh(user: user, device: device, origin: origin)
        return Tokens(access: "token_\(count)", refresh: "refresh_\(count)")
    }

    /// Who has that token. The first use of a token that came from refreshing ends those before it.
    mutating func user(of token: String) throws(HomeserverRefusal) -> (user: String, device: String) {
        guard let known = access[token] else { throw .unknownToken(isSoft: false) }
        if known.isExpired || known.end.map({ $0 <= .now }) == true { throw .unknownToken(isSoft: true) }
        if let origin = known.origin { retire(origin, but: token) }
        return (known.user, known.device)
    }

    private mutating func retire(_ origin: String, but token: String) {
        guard let old = refresh.removeValue(forKey: origin) else { return }
        access = access.filter { $0.key == token || $0.value.device != old.device || $0.value.user != old.user }
    }

    mutating func refreshed(_ token: String, lifetime: Duration?) throws(HomeserverRefusal) -> Tokens {
        guard let known = refresh[token] else { throw .unknownToken(isSoft: true) }
        if let origin = known.origin { refresh[origin] = nil }
        return issue(known.user, known.device, refreshes: true, lifetime: lifetime, origin: token)
    }

    /// Logs a device out, or all of a user.
    mutating func end(_ user: String, _ device: String? = nil) {
        access = access.filter { $0.value.user != user || (device != nil && $0.value.device != device) }
        refresh = refresh.filter { $0.value.user != user || (device != nil && $0.value.device != device) }
    }

    /// The tokens of a user are too old from now on.
    mutating func expire(_ user: String, alsoRefreshing: Bool) {
        for token in access.keys where access[token]?.user == user { access[token]?.isExpired = true }
        if alsoRefreshing { refresh = refresh.filter { $0.value.user != user } }
    }
}
