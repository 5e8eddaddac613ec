/// Somebody with an account on the scripted homeserver, as a test moves them: without HTTP, at once.
struct HomeserverUser: Sendable {
    let server: ScriptedHomeserver
    /// `@ann:localhost`.
    let id: String

    // MARK: Rooms

    /// A room of theirs. - Returns: Its id.
    /// - Parameters:
    ///   - isOpaque: Of version 12, whose ids name no server.
    ///   - more: What else `POST /createRoom` takes, as the text of an object.
    func createRoom(
        inviting guests: [HomeserverUser] = [], encrypted: Bool = false, isDirect: Bool = true, isOpaque: Bool = false,
        named name: String? = nil, more: String = "{}"
    ) throws -> String {
        var body: JSONNode = [
            "preset": "private_chat", "invite": .strings(guests.map(\.id)), "is_direct": .bool(isDirect),
        ]
        if isOpaque { body["room_version"] = "12" }
        if let name { body["name"] = .string(name) }
        if encrypted {
            let content: JSONNode = ["algorithm": "m.megolm.v1.aes-sha2"]
            body["initial_state"] = [["type": "m.room.encryption", "state_key": "", "content": content]]
        }
        let asked = body.merged(try node(more))
        return try server.change { world throws(HomeserverRefusal) in try world.create(by: id, asked) }
    }

    func join(_ room: String) throws {
        try server.change { world throws(HomeserverRefusal) in try world.join(id, room) }
    }

    /// Leaves, or turns an invitation down.
    func leave(_ room: String) throws {
        try server.change { world throws(HomeserverRefusal) in try world.leave(id, room) }
    }

    func invite(_ user: HomeserverUser, to room: String, isDirect: Bool = false) throws {
        try server.change { world throws(HomeserverRefusal) in
            try world.invite(user.id, to: room, by: id, isDirect: isDirect)
        }
    }

    func kick(_ user: HomeserverUser, from room: String, reason: String? = nil) throws {
        try server.change { world throws(HomeserverRefusal) in
            try world.remove(user.id, from: room, by: id, reason: reason)
        }
    }

    func ban(_ user: HomeserverUser, from room: String, reason: String? = nil) throws {
        try server.change { world throws(HomeserverRefusal) in
            try world.remove(user.id, from: room, by: id, reason: reason, membership: "ban")
        }
    }

    // MARK: Words

    /// A message of text. - Returns: Its event id.
    @discardableResult
    func say(_ text: String, in room: String, kind: String = "m.text") throws -> String {
        try put("m.room.message", ["msgtype": .string(kind), "body": .string(text)], in: room)
    }

    /// An event of any type. - Parameter content: The text of an object.
    @discardableResult
    func send(_ type: String, _ content: String, in room: String) throws -> String {
        try put(type, node(content), in: room)
    }

    /// Section "Event replacements".
    @discardableResult
    func edit(_ event: String, to text: String, in room: String) throws -> String {
        let new: JSONNode = ["msgtype": "m.text", "body": .string(text)]
        return try put(
            "m.room.message",
            [
                "msgtype": "m.text", "body": .string("* \(text)"), "m.new_content": new,
                "m.relates_to": ["rel_type": "m.replace", "event_id": .string(event)],
            ], in: room)
    }

    /// Section "Redactions".
    @discardableResult
    func redact(_ event: String, in room: String) throws -> String {
        try put("m.room.redaction", ["redacts": .string(event)], in: room)
    }

    /// Section "Threading". Clients without threads are shown a reply.
    @discardableResult
    func say(_ text: String, inThread root: String, in room: String) throws -> String {
        try put(
            "m.room.message",
            [
                "msgtype": "m.text", "body": .string(text),
                "m.relates_to": [
                    "rel_type": "m.thread", "event_id": .string(root), "is_falling_back": true,
                    "m.in_reply_to": ["event_id": .string(root)],
                ],
            ], in: room)
    }

    /// Section "Rich replies".
    @discardableResult
    func reply(to event: String, _ text: String, in room: String) throws -> String {
        let relation: JSONNode = ["m.in_reply_to": ["event_id": .string(event)]]
        let content: JSONNode = ["msgtype": "m.text", "body": .string(text), "m.relates_to": relation]
        return try put("m.room.message", content, in: room)
    }

    @discardableResult
    func setState(_ type: String, key: String = "", _ content: String, in room: String) throws -> String {
        let content = try node(content)
        return try server.change { world throws(HomeserverRefusal) in
            try world.setState(type, key, content, by: id, in: room)
        }
    }

    func type(_ isTyping: Bool = true, in room: String) { server.change { $0.type(id, isTyping, in: room) } }

    /// A new room takes the place of one of theirs. - Returns: The new one.
    ///
    /// - Parameter predecessor: What the new one says whose place it takes; the old one where nothing is said.
    func upgrade(
        _ room: String, inviting guests: [HomeserverUser], naming predecessor: String?? = .none
    ) throws -> String {
        let named: String? = if let predecessor { predecessor } else { room }
        return try server.change { world throws(HomeserverRefusal) in
            try world.upgrade(room, by: id, inviting: guests.map(\.id), naming: named)
        }
    }

    private func put(_ type: String, _ content: JSONNode, in room: String) throws -> String {
        try server.change { world throws(HomeserverRefusal) in try world.send(type, content, by: id, in: room) }
    }

    private func node(_ text: String) throws -> JSONNode {
        guard let node = JSONNode(text: text), node.isObject else { throw HomeserverRefusal.bad("no object: \(text)") }
        return node
    }

    // MARK: The account

    var name: String? { server.look { $0.accounts[id]?.name } }
    /// All rooms they are in hear of it.
    func rename(to name: String?) { server.change { $0.rename(id, to: name) } }
    func setPassword(_ password: String) { server.change { $0.accounts[id]?.password = password } }

    /// Their tokens are too old from now on (401 with `soft_logout`).
    func expireTokens(alsoRefreshing: Bool = false) {
        server.change { $0.sessions.expire(id, alsoRefreshing: alsoRefreshing) }
    }

    /// They are logged out on every device (401 without `soft_logout`).
    func revokeTokens() { server.change { $0.sessions.end(id) } }

    /// The devices they logged in with, each once, in that order.
    var devices: [String] { server.look { $0.sessions.devices[id] ?? [] } }

    // MARK: What they did

    /// `join`, `invite`, `leave` or `ban`; nil where they never had to do with the room.
    func membership(in room: String) -> String? {
        server.look { $0.rooms[room]?.state("m.room.member", id)?.membership }
    }

    /// Rooms they are in.
    var rooms: [String] {
        server.look { world in world.rooms.values.filter { $0.membership(of: id) == "join" }.map(\.id).sorted() }
    }

    /// Rooms they want to hear of no more.
    var forgotten: [String] {
        server.look { world in world.rooms.values.filter { $0.forgotten.contains(id) }.map(\.id).sorted() }
    }

    /// Events they sent there, without those about who comes and goes; with the transaction where it came by HTTP.
    func sent(in room: String) -> [HomeserverEvent] {
        server.events(in: room).filter { $0.sender == id && $0.stateKey == nil }
    }

    /// The bodies of the messages among them.
    func said(in room: String) -> [String] {
        sent(in: room).filter { $0.type == "m.room.message" }.compactMap { $0.content["body"]?.string }
    }

    /// Whether they said last that they type there.
    func isTyping(in room: String) -> Bool {
        server.look { world in world.typing.last { $0.user == id && $0.room == room }?.kind == "true" }
    }

    /// How far they say that they have read there, in that order.
    func receipts(in room: String) -> [HomeserverSignal] {
        server.look { world in world.receipts.filter { $0.user == id && $0.room == room } }
    }
}
