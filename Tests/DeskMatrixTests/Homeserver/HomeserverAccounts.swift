/// Logins and people: what a client asks that has no room in it.
extension HomeserverWorld {
    /// Section "Server discovery"; which versions there are, `GET /versions`.
    func versions() -> JSONNode {
        ["versions": .strings(settings.versions), "unstable_features": [:]]
    }

    /// `POST /login`. Sections "Login", "User identifiers".
    mutating func logIn(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        let body = call.body
        if body["type"]?.string == "m.login.application_service" { return try serviceLogIn(call) }
        guard body["type"]?.string == "m.login.password" else { throw .unknown("unknown login type") }
        guard let user = body.at("identifier", "user")?.string ?? body["user"]?.string else {
            throw .bad("no user")
        }
        let id = user.hasPrefix("@") ? user : "@\(user):\(serverName)"
        guard let account = accounts[id], account.password == body["password"]?.string else {
            throw .forbidden("wrong user or password")
        }
        let login = sessions.logIn(
            id, device: body["device_id"]?.string,
            refreshes: settings.givesRefreshTokens && body["refresh_token"]?.bool == true,
            lifetime: settings.tokenLifetime)
        let more: JSONNode = ["user_id": .string(id), "device_id": .string(login.device)]
        return more.merged(told(login.tokens))
    }

    /// `POST /refresh`. Section "Refreshing access tokens".
    mutating func refresh(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        guard let token = call.body["refresh_token"]?.string else { throw .bad("no refresh_token") }
        return told(try sessions.refreshed(token, lifetime: settings.tokenLifetime))
    }

    private func told(_ tokens: HomeserverSessions.Tokens) -> JSONNode {
        var node: JSONNode = ["access_token": .string(tokens.access)]
        guard let refresh = tokens.refresh else { return node }
        node["refresh_token"] = .string(refresh)
        if let lifetime = settings.tokenLifetime { node["expires_in_ms"] = .int(Int(lifetime / .milliseconds(1))) }
        return node
    }

    /// `POST /logout`.
    mutating func logOut(_ call: HomeserverCall) -> JSONNode {
        sessions.end(call.user, call.device)
        return [:]
    }

    /// `GET /account/whoami`. Section "Current account information".
    func whoAmI(_ call: HomeserverCall) -> JSONNode {
        ["user_id": .string(call.user), "device_id": .string(call.device), "is_guest": false]
    }

    // MARK: Profiles, section "Profiles"

    func profile(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        guard let account = accounts[call["user"]] else { throw .notFound("no such user") }
        return account.name.map { ["displayname": .string($0)] } ?? [:]
    }

    mutating func setName(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        guard call["user"] == call.user else { throw .forbidden("somebody else's name") }
        rename(call.user, to: call.body["displayname"]?.string)
        return [:]
    }

    /// Every room they are in hears of it by an event of their membership. Section "Events on change of profile
    /// information".
    mutating func rename(_ user: String, to name: String?) {
        accounts[user]?.name = name
        for room in rooms.values.sorted(by: { $0.id < $1.id }) where room.membership(of: user) == "join" {
            append("m.room.member", memberContent(user, "join"), by: user, in: room.id, key: user)
        }
    }

    func memberContent(_ user: String, _ membership: String) -> JSONNode {
        var content: JSONNode = ["membership": .string(membership)]
        if let name = accounts[user]?.name { content["displayname"] = .string(name) }
        return content
    }

    // MARK: Filters and account data

    /// `POST /user/{userId}/filter`. Section "Filtering".
    mutating func keepFilter(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        guard call["user"] == call.user else { throw .forbidden("somebody else's filter") }
        filters.append(call.body)
        return ["filter_id": .string(String(filters.count))]
    }

    /// What `filter=` names: an id, or the filter itself where it begins with a brace.
    func filter(_ words: String?) throws(HomeserverRefusal) -> JSONNode {
        guard let words else { return [:] }
        if words.hasPrefix("{") {
            guard let filter = JSONNode(text: words) else { throw .invalid("filter is no JSON") }
            return filter
        }
        guard let number = Int(words), filters.indices.contains(number - 1) else { throw .invalid("no such filter") }
        return filters[number - 1]
    }

    /// `PUT …/account_data/{type}`, of the user or of a room. Section "Client Config".
    mutating func keepAccountData(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        guard call["user"] == call.user else { throw .forbidden("somebody else's data") }
        position += 1
        let key = AccountDataKey(user: call.user, room: call["room"], type: call["type"])
        accountData[key] = (position, call.body)
        return [:]
    }

    func accountData(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        let key = AccountDataKey(user: call["user"], room: call["room"], type: call["type"])
        guard call["user"] == call.user, let data = accountData[key] else { throw .notFound("no such data") }
        return data.content
    }

    func accountData(of user: String, room: String, since: Int) -> [JSONNode] {
        accountData.filter { $0.key.user == user && $0.key.room == room && $0.value.position > since }
            .sorted { $0.value.position < $1.value.position }
            .map { ["type": .string($0.key.type), "content": $0.value.content] }
    }
}
