/// Which path is answered by what. A path begins behind `/_matrix/client/v3`; a word in braces stands for one segment.
struct HomeserverRoute: Sendable {
    typealias Handler = @Sendable (inout HomeserverWorld, HomeserverCall) throws(HomeserverRefusal) -> JSONNode

    let method: String
    let pattern: [String]
    let needsToken: Bool
    let handler: Handler

    init(_ method: String, _ pattern: String, needsToken: Bool = true, _ handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern.split(separator: "/").map(String.init)
        self.needsToken = needsToken
        self.handler = handler
    }

    /// What the words in braces stand for, nil where the path is another.
    func parameters(_ segments: [String]) -> [String: String]? {
        guard segments.count == pattern.count else { return nil }
        var found: [String: String] = [:]
        for (word, segment) in zip(pattern, segments) {
            if word.hasPrefix("{") {
                found[String(word.dropFirst().dropLast())] = segment
            } else if word != segment {
                return nil
            }
        }
        return found
    }

    static let all: [HomeserverRoute] = accounts + membership + events + signals

    private static let accounts: [HomeserverRoute] = [
        .init("GET", "login", needsToken: false) { _, _ in ["flows": [["type": "m.login.password"]]] },
        .init("POST", "login", needsToken: false) { world, call throws(HomeserverRefusal) in try world.logIn(call) },
        .init("POST", "register", needsToken: false) { world, call throws(HomeserverRefusal) in
            try world.register(call)
        },
        .init("POST", "refresh", needsToken: false) { world, call throws(HomeserverRefusal) in
            try world.refresh(call)
        },
        .init("POST", "logout") { world, call in world.logOut(call) },
        .init("GET", "account/whoami") { world, call in world.whoAmI(call) },
        .init("GET", "capabilities") { world, _ in
            ["capabilities": ["m.room_versions": ["default": .string(world.settings.roomVersion)]]]
        },
        .init("GET", "profile/{user}") { world, call throws(HomeserverRefusal) in try world.profile(call) },
        .init("GET", "profile/{user}/displayname") { world, call throws(HomeserverRefusal) in
            try world.profile(call)
        },
        .init("PUT", "profile/{user}/displayname") { world, call throws(HomeserverRefusal) in
            try world.setName(call)
        },
        .init("POST", "user/{user}/filter") { world, call throws(HomeserverRefusal) in try world.keepFilter(call) },
        .init("GET", "user/{user}/filter/{filter}") { world, call throws(HomeserverRefusal) in
            try world.filter(call["filter"])
        },
        .init("PUT", "user/{user}/account_data/{type}") { world, call throws(HomeserverRefusal) in
            try world.keepAccountData(call)
        },
        .init("GET", "user/{user}/account_data/{type}") { world, call throws(HomeserverRefusal) in
            try world.accountData(call)
        },
        .init("PUT", "user/{user}/rooms/{room}/account_data/{type}") { world, call throws(HomeserverRefusal) in
            try world.keepAccountData(call)
        },
        .init("GET", "user/{user}/rooms/{room}/account_data/{type}") { world, call throws(HomeserverRefusal) in
            try world.accountData(call)
        },
    ]

    private static let membership: [HomeserverRoute] = [
        .init("POST", "createRoom") { world, call throws(HomeserverRefusal) in
            ["room_id": .string(try world.create(by: call.user, call.body))]
        },
        .init("POST", "join/{room}") { world, call throws(HomeserverRefusal) in try join(&world, call) },
        .init("POST", "rooms/{room}/join") { world, call throws(HomeserverRefusal) in try join(&world, call) },
        .init("POST", "rooms/{room}/leave") { world, call throws(HomeserverRefusal) in
            try world.leave(call.user, call["room"])
            return [:]
        },
        .init("POST", "rooms/{room}/forget") { world, call throws(HomeserverRefusal) in
            try world.forget(call.user, call["room"])
            return [:]
        },
        .init("POST", "rooms/{room}/invite") { world, call throws(HomeserverRefusal) in
            try world.invite(named(call), to: call["room"], by: call.user)
            return [:]
        },
        .init("POST", "rooms/{room}/kick") { world, call throws(HomeserverRefusal) in
            try world.remove(named(call), from: call["room"], by: call.user, reason: call.body["reason"]?.string)
            return [:]
        },
        .init("GET", "directory/room/{alias}") { world, call throws(HomeserverRefusal) in
            guard let room = world.aliases[call["alias"]] else { throw .notFound("no such alias") }
            return ["room_id": .string(room), "servers": .strings([world.serverName])]
        },
        .init("DELETE", "directory/room/{alias}") { world, call throws(HomeserverRefusal) in
            guard world.aliases.removeValue(forKey: call["alias"]) != nil else { throw .notFound("no such alias") }
            return [:]
        },
        .init("GET", "joined_rooms") { world, call in world.joinedRooms(call) },
        .init("GET", "rooms/{room}/members") { world, call throws(HomeserverRefusal) in try world.members(call) },
        .init("GET", "rooms/{room}/joined_members") { world, call throws(HomeserverRefusal) in
            try world.joinedMembers(call)
        },
    ]

    private static let events: [HomeserverRoute] = [
        .init("PUT", "rooms/{room}/send/{type}/{txn}") { world, call throws(HomeserverRefusal) in
            try send(&world, call, call["type"], call.body)
        },
        .init("PUT", "rooms/{room}/redact/{event}/{txn}") { world, call throws(HomeserverRefusal) in
            try send(&world, call, "m.room.redaction", call.body.merged(["redacts": .string(call["event"])]))
        },
        .init("GET", "rooms/{room}/messages") { world, call throws(HomeserverRefusal) in try world.messages(call) },
        .init("GET", "rooms/{room}/event/{event}") { world, call throws(HomeserverRefusal) in try world.event(call) },
        .init("GET", "rooms/{room}/state") { world, call throws(HomeserverRefusal) in try world.allState(call) },
        .init("GET", "rooms/{room}/state/{type}") { world, call throws(HomeserverRefusal) in try world.state(call) },
        .init("GET", "rooms/{room}/state/{type}/{key}") { world, call throws(HomeserverRefusal) in
            try world.state(call)
        },
        .init("PUT", "rooms/{room}/state/{type}") { world, call throws(HomeserverRefusal) in
            try setState(&world, call)
        },
        .init("PUT", "rooms/{room}/state/{type}/{key}") { world, call throws(HomeserverRefusal) in
            try setState(&world, call)
        },
    ]

    /// Sections "Typing Notifications", "Receipts", "Read and unread markers".
    private static let signals: [HomeserverRoute] = [
        .init("PUT", "rooms/{room}/typing/{user}") { world, call throws(HomeserverRefusal) in
            _ = try world.joined(call["room"], call.user)
            guard call["user"] == call.user else { throw .forbidden("somebody else types") }
            let isTyping = call.body["typing"]?.bool == true
            world.type(call.user, isTyping, in: call["room"])
            return [:]
        },
        .init("POST", "rooms/{room}/receipt/{kind}/{event}") { world, call throws(HomeserverRefusal) in
            try note(&world, call, call["kind"], call["event"])
            return [:]
        },
        .init("POST", "rooms/{room}/read_markers") { world, call throws(HomeserverRefusal) in
            for (kind, event) in call.body.members.sorted(by: { $0.key < $1.key }) {
                try note(&world, call, kind, event.string ?? "")
            }
            return [:]
        },
    ]

    private static func join(
        _ world: inout HomeserverWorld, _ call: HomeserverCall
    ) throws(HomeserverRefusal) -> JSONNode {
        let room = world.aliases[call["room"]] ?? call["room"]
        try world.join(call.user, room)
        return ["room_id": .string(room)]
    }

    private static func send(
        _ world: inout HomeserverWorld, _ call: HomeserverCall, _ type: String, _ content: JSONNode
    ) throws(HomeserverRefusal) -> JSONNode {
        guard content.isObject else { throw .bad("the content is no object") }
        let id = try world.send(
            type, content, by: call.user, in: call["room"], device: call.device, transaction: call["txn"])
        return ["event_id": .string(id)]
    }

    private static func setState(
        _ world: inout HomeserverWorld, _ call: HomeserverCall
    ) throws(HomeserverRefusal) -> JSONNode {
        let id = try world.setState(call["type"], call["key"], call.body, by: call.user, in: call["room"])
        return ["event_id": .string(id)]
    }

    private static func note(
        _ world: inout HomeserverWorld, _ call: HomeserverCall, _ kind: String, _ event: String
    ) throws(HomeserverRefusal) {
        let room = try world.joined(call["room"], call.user)
        guard room.events.contains(where: { $0.id == event }) else { throw .notFound("no such event") }
        world.receipts.append(HomeserverSignal(user: call.user, room: call["room"], kind: kind, event: event))
    }

    private static func named(_ call: HomeserverCall) -> String { call.body["user_id"]?.string ?? "" }
}
