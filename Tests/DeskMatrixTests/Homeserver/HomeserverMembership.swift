/// Who comes and goes. Sections "Room membership", "Joining rooms", "Leaving rooms".
extension HomeserverWorld {
    /// Being in already is fine, and nothing happens.
    mutating func join(_ user: String, _ id: String) throws(HomeserverRefusal) {
        let room = try room(id)
        let rule = room.state("m.room.join_rules")?.content["join_rule"]?.string ?? "invite"
        switch room.membership(of: user) {
        case "join": return
        case "invite": break
        case "ban": throw .forbidden("\(user) is banned from the room")
        default: guard rule == "public" else { throw .forbidden("\(user) is not invited to the room") }
        }
        rooms[id]?.forgotten.remove(user)
        append("m.room.member", memberContent(user, "join"), by: user, in: id, key: user)
    }

    /// Also turns an invitation down.
    mutating func leave(_ user: String, _ id: String) throws(HomeserverRefusal) {
        let room = try room(id)
        switch room.membership(of: user) {
        case "join", "invite":
            append("m.room.member", memberContent(user, "leave"), by: user, in: id, key: user)
        case "ban": throw .forbidden("\(user) is banned from the room")
        default:
            guard room.state("m.room.member", user) != nil else { throw .forbidden("\(user) is not in the room") }
        }
    }

    /// `POST …/forget`: only who has left can.
    mutating func forget(_ user: String, _ id: String) throws(HomeserverRefusal) {
        let membership = try room(id).membership(of: user)
        guard membership == "leave" || membership == "ban" else { throw .unknown("\(user) is still in the room") }
        rooms[id]?.forgotten.insert(user)
    }

    mutating func invite(_ user: String, to id: String, by sender: String, isDirect: Bool = false)
        throws(HomeserverRefusal)
    {
        let room = try joined(id, sender)
        guard room.power(of: sender) >= room.powerNeeded(to: "invite", or: 0) else {
            throw .forbidden("\(sender) may not invite")
        }
        let membership = room.membership(of: user)
        guard membership != "join", membership != "ban" else { throw .forbidden("\(user) is in the room or banned") }
        var content = memberContent(user, "invite")
        if isDirect { content["is_direct"] = true }
        rooms[id]?.forgotten.remove(user)
        append("m.room.member", content, by: sender, in: id, key: user)
    }

    /// Takes somebody out of the room, or their invitation back. - Parameter membership: `leave` or `ban`.
    mutating func remove(
        _ user: String, from id: String, by sender: String, reason: String?, membership: String = "leave"
    ) throws(HomeserverRefusal) {
        let room = try joined(id, sender)
        let needed = room.powerNeeded(to: membership == "ban" ? "ban" : "kick", or: 50)
        guard room.power(of: sender) >= needed, room.power(of: sender) > room.power(of: user) else {
            throw .forbidden("\(sender) may not take \(user) out of the room")
        }
        var content: JSONNode = ["membership": .string(membership)]
        if let reason { content["reason"] = .string(reason) }
        append("m.room.member", content, by: sender, in: id, key: user)
    }

    /// `PUT …/state/{type}/{key}`. Section "Sending events to a room".
    mutating func setState(
        _ type: String, _ key: String, _ content: JSONNode, by sender: String, in id: String
    ) throws(HomeserverRefusal) -> String {
        let room = try joined(id, sender)
        guard room.power(of: sender) >= room.powerNeeded(for: type, isState: true) || isOwnName(type, key, sender)
        else { throw .forbidden("\(sender) may not set \(type)") }
        // The same again is no new event, as on most servers.
        if let known = room.state(type, key), known.content == content, known.sender == sender { return known.id }
        return append(type, content, by: sender, in: id, key: key).id
    }

    /// Their name in this room alone.
    private func isOwnName(_ type: String, _ key: String, _ sender: String) -> Bool {
        type == "m.room.member" && key == sender
    }

    // MARK: New rooms

    /// `POST /createRoom`: the events come in the order that section "Creation" gives.
    mutating func create(by user: String, _ body: JSONNode) throws(HomeserverRefusal) -> String {
        let version = body["room_version"]?.string ?? settings.roomVersion
        let preset =
            body["preset"]?.string ?? (body["visibility"]?.string == "public" ? "public_chat" : "private_chat")
        let invited = body["invite"]?.items.compactMap(\.string) ?? []
        var alias: String?
        if let name = body["room_alias_name"]?.string {
            alias = "#\(name):\(serverName)"
            guard settings.allowsAliases else { throw .forbidden("nobody gives aliases here") }
            guard let alias, aliases[alias] == nil else {
                throw HomeserverRefusal(status: 400, code: "M_ROOM_IN_USE", message: "the alias is taken")
            }
        }
        // Of version 12 on an id is the hash of the first event and names no server.
        let id = version == "12" ? self.id("!", position + 1) : "!room\(rooms.count + 1):\(serverName)"
        rooms[id] = HomeserverRoom(id: id, version: version)
        if let alias { aliases[alias] = id }
        var creation = (body["creation_content"] ?? [:]).merged(["room_version": .string(version)])
        let trusted = preset == "trusted_private_chat" ? invited : []
        if version == "12", !trusted.isEmpty { creation["additional_creators"] = .strings(trusted) }
        append("m.room.create", creation, by: user, in: id, key: "")
        append("m.room.member", memberContent(user, "join"), by: user, in: id, key: user)
        let levels = powerLevels(version == "12" ? [] : [user] + trusted)
        append(
            "m.room.power_levels", levels.merged(body["power_level_content_override"] ?? [:]), by: user, in: id, key: ""
        )
        let rule: JSONNode = ["join_rule": preset == "public_chat" ? "public" : "invite"]
        append("m.room.join_rules", rule, by: user, in: id, key: "")
        append("m.room.history_visibility", ["history_visibility": "shared"], by: user, in: id, key: "")
        for (type, key, content) in initialState(body) { append(type, content, by: user, in: id, key: key) }
        for guest in invited {
            try invite(guest, to: id, by: user, isDirect: body["is_direct"]?.bool == true)
        }
        return id
    }

    private func powerLevels(_ owners: [String]) -> JSONNode {
        let users = JSONNode.object(Dictionary(owners.map { ($0, 100) }) { $1 })
        return [
            "users": users, "users_default": 0, "events_default": 0, "state_default": 50, "invite": 0, "kick": 50,
            "ban": 50, "redact": 50,
            "events": ["m.room.power_levels": 100, "m.room.encryption": 100, "m.room.history_visibility": 100],
        ]
    }

    private func initialState(_ body: JSONNode) -> [(String, String, JSONNode)] {
        var state: [(String, String, JSONNode)] = []
        for item in body["initial_state"]?.items ?? [] {
            guard let type = item["type"]?.string else { continue }
            state.append((type, item["state_key"]?.string ?? "", item["content"] ?? [:]))
        }
        if settings.forcesEncryption, !state.contains(where: { $0.0 == "m.room.encryption" }) {
            state.append(("m.room.encryption", "", ["algorithm": "m.megolm.v1.aes-sha2"]))
        }
        for word in ["name", "topic"] {
            if let value = body[word] { state.append(("m.room.\(word)", "", [word: value])) }
        }
        return state
    }
}
