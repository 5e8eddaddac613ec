/// `GET /sync`. Section "Syncing".
extension HomeserverWorld {
    struct SyncAnswer: Sendable {
        let node: JSONNode
        /// Nothing but a token: who would wait goes on waiting.
        let isEmpty: Bool
    }

    /// What there is to be told after `since`, all of it without one.
    ///
    /// - Parameter setBack: How many events the homeserver has forgotten that it told: the answer begins so much earlier,
    ///   and its token, too, says less than `since` did.
    func sync(_ call: HomeserverCall, setBack: Int = 0) throws(HomeserverRefusal) -> SyncAnswer {
        let filter = try filter(call.query["filter"])
        var since: Int?
        if let words = call.query["since"] {
            guard let number = Self.position(words, signs: ["s"]) else { throw .invalid("no sync token: \(words)") }
            since = max(0, number - setBack)
        }
        let view = RoomView(
            user: call.user, device: call.device, since: since,
            limit: filter.at("room", "timeline", "limit")?.int ?? 10,
            silenced: Set(filter.at("room", "timeline", "not_senders")?.items.compactMap(\.string) ?? []),
            tellsTyping: filter.at("room", "ephemeral", "types")?.items.contains("m.typing") == true)
        var sections: [String: JSONNode] = [:]
        for room in rooms.values {
            guard let (section, node) = shown(room, view) else { continue }
            sections[section, default: [:]][room.id] = node
        }
        let data = accountData(of: call.user, room: "", since: since ?? 0)
        let next = setBack > 0 ? since ?? 0 : position
        var node: JSONNode = ["next_batch": .string("s\(next)")]
        if !sections.isEmpty { node["rooms"] = .object(sections) }
        if !data.isEmpty { node["account_data"] = ["events": .array(data)] }
        return SyncAnswer(node: node, isEmpty: since != nil && sections.isEmpty && data.isEmpty && setBack == 0)
    }

    /// A token of `/sync` begins with s, one that history was given by with t.
    static func position(_ token: String, signs: Set<Character>) -> Int? {
        guard let sign = token.first, signs.contains(sign) else { return nil }
        return Int(token.dropFirst())
    }

    private struct RoomView {
        let user: String
        let device: String
        let since: Int?
        let limit: Int
        let silenced: Set<String>
        let tellsTyping: Bool
    }

    /// The section that a room stands in, and what of it is new.
    private func shown(_ room: HomeserverRoom, _ view: RoomView) -> (String, JSONNode)? {
        guard let own = room.state("m.room.member", view.user), !room.forgotten.contains(view.user) else { return nil }
        let since = view.since ?? 0
        switch own.membership {
        case "join": return joined(room, view).map { ("join", $0) }
        case "invite":
            return own.position > since ? ("invite", ["invite_state": ["events": invitation(room, view.user)]]) : nil
        default:
            // Who begins anew is told nothing of rooms that they are not in.
            guard view.since != nil, own.position > since else { return nil }
            let wasIn = room.events.contains { $0.stateKey == view.user && $0.membership == "join" }
            let events = wasIn ? room.visible(to: view.user).filter { $0.position > since } : [own]
            return ("leave", batch(events, room, view, isNew: false))
        }
    }

    /// Sections "Stripped state", "Inviting users".
    private func invitation(_ room: HomeserverRoom, _ user: String) -> JSONNode {
        let told: Set = [
            "m.room.create", "m.room.name", "m.room.avatar", "m.room.topic", "m.room.join_rules",
            "m.room.canonical_alias", "m.room.encryption",
        ]
        let inviter = room.state("m.room.member", user)?.sender
        let events = room.state().values.filter { event in
            told.contains(event.type) || (event.type == "m.room.member" && [user, inviter].contains(event.stateKey))
        }
        return .array(events.sorted { $0.position < $1.position }.map(\.stripped))
    }

    /// A room that was joined since is told from its beginning, as at a first sync: what was said before may be in its
    /// timeline.
    private func joined(_ room: HomeserverRoom, _ view: RoomView) -> JSONNode? {
        let since = view.since ?? 0
        let cameIn = room.events.last { event in
            event.stateKey == view.user && event.membership == "join"
                && room.membership(of: view.user, at: event.position - 1) != "join"
        }
        let isNew = view.since == nil || (cameIn?.position ?? 0) > since
        let events = room.visible(to: view.user).filter { isNew || $0.position > since }
        let data = accountData(of: view.user, room: room.id, since: since)
        let signal = view.tellsTyping ? typing.last { $0.room == room.id && $0.user != view.user } : nil
        let isTyping = signal.map { $0.position > since } ?? false
        // What the user is not shown, since they are not to hear of themselves, is no reason to answer either.
        guard isNew || events.contains(where: { !view.silenced.contains($0.sender) }) || !data.isEmpty || isTyping
        else { return nil }
        var node = batch(events, room, view, isNew: isNew)
        if !data.isEmpty { node["account_data"] = ["events": .array(data)] }
        if isTyping, let signal {
            let users: [String] = signal.kind == "true" ? [signal.user] : []
            node["ephemeral"] = [
                "events": [["type": "m.typing", "content": ["user_ids": .strings(users)]]]
            ]
        }
        let others = (room.members("join") + room.members("invite")).filter { $0 != view.user }
        node["summary"] = [
            "m.heroes": .strings(Array(others.prefix(5))), "m.joined_member_count": .int(room.members("join").count),
            "m.invited_member_count": .int(room.members("invite").count),
        ]
        return node
    }

    /// The last events, and the state as it was before the first of them, as far as it is not known.
    private func batch(
        _ events: [HomeserverEvent], _ room: HomeserverRoom, _ view: RoomView, isNew: Bool
    ) -> JSONNode {
        let wanted = events.filter { !view.silenced.contains($0.sender) }
        let timeline = wanted.suffix(view.limit)
        let isLimited = timeline.count < wanted.count
        let start = timeline.first?.position ?? (isNew ? .max : position + 1)
        let known = isNew ? 0 : view.since ?? 0
        // Of whom nothing is in the timeline: what they changed stands in the state, also where it is as late.
        let silenced = room.state(at: events.last?.position ?? .max).values
            .filter { $0.position > max(known, start - 1) && view.silenced.contains($0.sender) }
        let state =
            room.state(at: start == .max ? .max : start - 1).values
            .filter { $0.position > known && (isNew || isLimited || view.silenced.contains($0.sender)) } + silenced
        let shown = { (event: HomeserverEvent) in event.shown(to: view.user, view.device) }
        return [
            "timeline": [
                "events": .array(timeline.map(shown)), "limited": .bool(isLimited),
                "prev_batch": .string("t\(start == .max ? position : start - 1)"),
            ],
            "state": ["events": .array(state.sorted { $0.position < $1.position }.map(shown))],
        ]
    }
}
