/// What a client looks up in a room. Section "Getting events for a room".
extension HomeserverWorld {
    /// `GET /rooms/{roomId}/messages`. Tokens stand between two events; `end` is missing where there is no more.
    func messages(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        let room = try room(call["room"])
        guard room.state("m.room.member", call.user) != nil else { throw .forbidden("not in the room") }
        guard let direction = call.query["dir"], ["b", "f"].contains(direction) else { throw .invalid("no dir") }
        let isBack = direction == "b"
        let from = try place(call.query["from"]) ?? (isBack ? position : 0)
        let to = try place(call.query["to"]) ?? (isBack ? 0 : position)
        let limit = call.query["limit"].flatMap { Int($0) } ?? 10
        let left = room.membership(of: call.user) == "join" ? Int.max : room.lastPlace(of: call.user)
        let seen = room.visible(to: call.user).filter { $0.position <= left }
        let there =
            isBack
            ? Array(seen.filter { $0.position <= from && $0.position > to }.reversed())
            : seen.filter { $0.position > from && $0.position <= to }
        let chunk = there.prefix(limit)
        var node: JSONNode = [
            "start": .string(call.query["from"] ?? "t\(from)"),
            "chunk": .array(chunk.map { $0.shown(to: call.user, call.device) }),
        ]
        if chunk.count < there.count, let last = chunk.last {
            node["end"] = .string("t\(isBack ? last.position - 1 : last.position)")
        }
        return node
    }

    private func place(_ token: String?) throws(HomeserverRefusal) -> Int? {
        guard let token else { return nil }
        guard let place = Self.position(token, signs: ["s", "t"]) else { throw .invalid("no token: \(token)") }
        return place
    }

    func event(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        let seen = try room(call["room"]).visible(to: call.user)
        guard let event = seen.first(where: { $0.id == call["event"] }) else { throw .notFound("no such event") }
        return event.shown(to: call.user, call.device)
    }

    func allState(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        let state = try joined(call["room"], call.user).state().values.sorted { $0.position < $1.position }
        return .array(state.map { $0.shown(to: call.user, call.device) })
    }

    /// The content alone.
    func state(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        guard let event = try joined(call["room"], call.user).state(call["type"], call["key"]) else {
            throw .notFound("no such state")
        }
        return event.content
    }

    /// `GET …/members`, with `membership` and `not_membership`.
    func members(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        let state = try joined(call["room"], call.user).state().values
        let (wanted, unwanted) = (call.query["membership"], call.query["not_membership"])
        let events = state.filter { event in
            guard let membership = event.membership else { return false }
            return (wanted == nil || wanted == membership) && unwanted != membership
        }
        let chunk = events.sorted { $0.position < $1.position }.map { $0.shown(to: call.user, call.device) }
        return ["chunk": .array(chunk)]
    }

    func joinedMembers(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        let room = try joined(call["room"], call.user)
        var joined: JSONNode = [:]
        for user in room.members("join") {
            let name = room.state("m.room.member", user)?.content["displayname"]
            joined[user] = ["display_name": name ?? .null]
        }
        return ["joined": joined]
    }

    func joinedRooms(_ call: HomeserverCall) -> JSONNode {
        let ids = rooms.values.filter { $0.membership(of: call.user) == "join" }.map(\.id).sorted()
        return ["joined_rooms": .strings(ids)]
    }
}

extension HomeserverRoom {
    /// Where somebody who is gone saw the last of it.
    fileprivate func lastPlace(of user: String) -> Int { state("m.room.member", user)?.position ?? 0 }
}
