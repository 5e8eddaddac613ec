import TestKit
import Testing

/// What the scripted homeserver promises to the tests that lean on it.
@Suite(.timeLimit(.minutes(2))) struct ScriptedHomeserverTests {
    /// Sections "Login", "Relationship between access tokens and devices", "Current account information".
    @Test func `logs in, with the same device again`() async throws {
        let server = try await ScriptedHomeserver.start()
        let desk = server.user("desk")
        let first = try await HomeserverClient.loggedIn(desk, device: "D")
        let second = try await HomeserverClient.loggedIn(desk, device: "D")
        #expect(try await first.ask("GET", "account/whoami").body["errcode"] == "M_UNKNOWN_TOKEN")
        let who = try await second.ask("GET", "account/whoami").body
        #expect(who["user_id"] == "@desk:localhost" && who["device_id"] == "D")
        #expect(desk.devices == ["D"])
        desk.setPassword("other")
        #expect(try await second.logIn(desk).status == 403)
        #expect(try await HomeserverClient(server: server).ask("GET", "sync").body["errcode"] == "M_MISSING_TOKEN")
        #expect(try await second.ask("GET", "nowhere").status == 404)
        #expect(try await second.ask("DELETE", "sync").status == 404)
        let known = try await second.get("GET", "/.well-known/matrix/client").body
        #expect(known.at("m.homeserver", "base_url")?.string == server.url)
        #expect(try await second.get("GET", "/_matrix/client/versions").body["versions"]?.items.isEmpty == false)
        await server.goAway()
    }

    /// Sections "Refreshing access tokens", "Soft logout": what was before works until what came of it is used.
    @Test func `refreshes tokens`() async throws {
        let server = try await ScriptedHomeserver.start()
        let desk = server.user("desk")
        var client = HomeserverClient(server: server)
        let login = try await client.logIn(desk).body
        client.token = login["access_token"]?.string
        desk.expireTokens()
        let refused = try await client.ask("GET", "account/whoami")
        #expect(refused.status == 401 && refused.body["soft_logout"] == true)
        let ask: JSONNode = ["refresh_token": login["refresh_token"] ?? .null]
        let lost = try await client.ask("POST", "refresh", ask).body
        let got = try await client.ask("POST", "refresh", ask).body
        #expect(lost["access_token"] != got["access_token"])
        client.token = got["access_token"]?.string
        #expect(try await client.ask("GET", "account/whoami").status == 200)
        #expect(try await client.ask("POST", "refresh", ask).status == 401)
        desk.revokeTokens()
        let over = try await client.ask("GET", "account/whoami")
        #expect(over.status == 401 && over.body["soft_logout"] == false)
        await server.goAway()
    }

    /// Sections "Syncing", "Stripped state", "Joining rooms".
    @Test(arguments: [false, true])
    func `invites, joins and talks`(isOpaque: Bool) async throws {
        let server = try await ScriptedHomeserver.start()
        let (desk, ann) = (server.user("desk"), server.user("ann", name: "Ann"))
        let client = try await HomeserverClient.loggedIn(desk)
        let start = try await client.sync()
        #expect(start["rooms"] == nil)
        let room = try ann.createRoom(inviting: [desk], encrypted: true, isOpaque: isOpaque)
        #expect(room.contains(":") != isOpaque)
        try ann.say("before", in: room)
        let invited = try await client.sync(since: start.next, timeoutMilliseconds: 60_000)
        let state = invited.at("rooms", "invite", room, "invite_state", "events")?.items ?? []
        #expect(state.contains { $0["type"] == "m.room.encryption" })
        #expect(state.contains { $0["state_key"] == "@ann:localhost" && $0.at("content", "displayname") == "Ann" })
        #expect(state.contains { $0.at("content", "is_direct") == true })
        #expect(try await client.ask("POST", "join/\(HomeserverClient.encoded(room))", [:]).status == 200)
        let joined = try await client.sync(since: invited.next)
        #expect(joined.said(in: room) == ["before"])
        try ann.say("hello", in: room)
        let heard = try await client.sync(since: joined.next, timeoutMilliseconds: 60_000)
        #expect(heard.said(in: room) == ["hello"])
        #expect(heard.at("rooms", "join", room, "timeline", "limited") == false)
        try ann.kick(desk, from: room, reason: "enough")
        let gone = try await client.sync(since: heard.next)
        #expect(gone.at("rooms", "leave", room, "timeline", "events")?.items.last?.at("content", "reason") == "enough")
        #expect(try await client.ask("POST", "rooms/\(HomeserverClient.encoded(room))/forget", [:]).status == 200)
        #expect(desk.forgotten == [room] && desk.membership(in: room) == "leave")
        #expect(try await client.say("late", in: room, transaction: "1").status == 403)
        await server.goAway()
    }

    /// Section "Transaction identifiers": the same again is the same event, and only its device is told the transaction.
    @Test func `sends once for a transaction`() async throws {
        let server = try await ScriptedHomeserver.start()
        let (desk, ann) = (server.user("desk"), server.user("ann"))
        let client = try await HomeserverClient.loggedIn(desk)
        let room = try ann.createRoom(inviting: [desk])
        try desk.join(room)
        server.misbehave(.loseAnswer, on: "/send/")
        await #expect(throws: (any Error).self) { try await client.say("one", in: room, transaction: "t1") }
        let again = try await client.say("one", in: room, transaction: "t1").body["event_id"]
        try await client.say("two", in: room, transaction: "t2")
        #expect(desk.said(in: room) == ["one", "two"])
        let sent = desk.sent(in: room)
        #expect(sent.first?.id == again?.string && sent.map(\.transaction?.id) == ["t1", "t2"])
        let own = try await client.sync().at("rooms", "join", room, "timeline", "events")?.items.last
        #expect(own?.at("unsigned", "transaction_id") == "t2")
        let quiet = try await client.sync(
            since: "s0", filter: #"{"room":{"timeline":{"not_senders":["@desk:localhost"]}}}"#)
        #expect(quiet.said(in: room).isEmpty)
        // Its own membership is among the state instead.
        let state = quiet.at("rooms", "join", room, "state", "events")?.items ?? []
        #expect(state.count { $0["state_key"] == "@desk:localhost" && $0.at("content", "membership") == "join" } == 1)
        #expect(server.requests("PUT", "/send/").count == 3)
        await server.goAway()
    }

    /// Section "Getting events for a room": what a short timeline leaves out is found by its `prev_batch`.
    @Test func `pages through history`() async throws {
        let server = try await ScriptedHomeserver.start()
        let (desk, ann) = (server.user("desk"), server.user("ann"))
        let client = try await HomeserverClient.loggedIn(desk)
        let room = try ann.createRoom(inviting: [desk])
        try desk.join(room)
        let since = try await client.sync().next
        let words = (1...25).map { "line \($0)" }
        for word in words { try ann.say(word, in: room) }
        let filter = try await client.ask(
            "POST", "user/@desk:localhost/filter", ["room": ["timeline": ["limit": 5]]])
        let sync = try await client.sync(since: since, filter: filter.body["filter_id"]?.string)
        #expect(sync.said(in: room) == words.suffix(5))
        let timeline = sync.at("rooms", "join", room, "timeline")
        #expect(timeline?["limited"] == true)
        var (found, from): ([String], String?) = ([], timeline?["prev_batch"]?.string)
        while let token = from {
            let page = try await client.ask(
                "GET", "rooms/\(room)/messages?dir=b&limit=7&from=\(token)&to=\(since)"
            ).body
            found += page["chunk"]?.items.compactMap { $0.at("content", "body")?.string } ?? []
            from = page["end"]?.string
        }
        #expect(found == words.prefix(20).reversed())
        let forth = try await client.ask("GET", "rooms/\(room)/messages?dir=f&limit=3&from=\(since)").body
        #expect(forth["chunk"]?.items.compactMap { $0.at("content", "body")?.string } == Array(words.prefix(3)))
        await server.goAway()
    }

    /// Sections "Event replacements", "Redactions", "Events on change of profile information".
    @Test func `edits, redacts and renames`() async throws {
        let server = try await ScriptedHomeserver.start()
        let (desk, ann) = (server.user("desk"), server.user("ann"))
        let client = try await HomeserverClient.loggedIn(desk)
        let room = try ann.createRoom(inviting: [desk])
        try desk.join(room)
        let since = try await client.sync().next
        let event = try ann.say("helo", in: room)
        try ann.edit(event, to: "hello", in: room)
        let other = try ann.say("secret", in: room)
        try ann.redact(other, in: room)
        ann.rename(to: "Ann B")
        let sync = try await client.sync(since: since)
        let events = sync.at("rooms", "join", room, "timeline", "events")?.items ?? []
        #expect(events.map { $0["type"]?.string }.suffix(2) == ["m.room.redaction", "m.room.member"])
        #expect(events[1].at("content", "m.relates_to", "event_id")?.string == event)
        #expect(events[2]["content"] == [:] && events[3]["redacts"]?.string == other)
        #expect(events[4].at("content", "displayname") == "Ann B")
        await server.goAway()
    }

    /// Sections "Creation", "Typing Notifications", "Receipts".
    @Test func `makes rooms and takes signals`() async throws {
        let server = try await ScriptedHomeserver.start()
        server.settings { $0.forcesEncryption = true }
        let (desk, ann) = (server.user("desk"), server.user("ann"))
        let client = try await HomeserverClient.loggedIn(desk)
        let made = try await client.ask(
            "POST", "createRoom", ["preset": "trusted_private_chat", "is_direct": true, "invite": [.string(ann.id)]])
        let room = try #require(made.body["room_id"]?.string)
        #expect(server.look { $0.rooms[room]?.isEncrypted } == true)
        #expect(ann.membership(in: room) == "invite")
        try ann.join(room)
        let event = try ann.say("hello", in: room)
        let place = "rooms/\(HomeserverClient.encoded(room))"
        _ = try await client.ask("PUT", "\(place)/typing/\(desk.id)", ["typing": true, "timeout": 30_000])
        #expect(desk.isTyping(in: room))
        _ = try await client.ask("POST", "\(place)/receipt/m.read/\(HomeserverClient.encoded(event))", [:])
        #expect(desk.receipts(in: room).map(\.event) == [event])
        let members = try await client.ask("GET", "\(place)/joined_members").body["joined"]
        #expect(members?.members.keys.sorted() == ["@ann:localhost", "@desk:localhost"])
        #expect(try await client.ask("PUT", "\(place)/state/m.room.name", ["name": "Help"]).status == 200)
        #expect(try await client.ask("GET", "\(place)/state/m.room.name").body == ["name": "Help"])
        await server.goAway()
    }

    // MARK: Misbehaviour

    /// Sections "Rate limiting", "Standard error response".
    @Test func `misbehaves as it is told`() async throws {
        let server = try await ScriptedHomeserver.start()
        let client = try await HomeserverClient.loggedIn(server.user("desk"))
        server.misbehave(.limited(retryAfter: .milliseconds(1500)), on: "whoami")
        server.misbehave(.status(502), on: "whoami")
        server.misbehave(.page(status: 500), on: "whoami")
        server.misbehave(.half, on: "whoami")
        let limited = try await client.ask("GET", "account/whoami")
        #expect(limited.status == 429 && limited.retryAfter == "2" && limited.body["retry_after_ms"] == 1500)
        #expect(try await client.ask("GET", "account/whoami").status == 502)
        let page = try await client.ask("GET", "account/whoami")
        #expect(page.status == 500 && page.body == .null)
        await #expect(throws: (any Error).self) { try await client.ask("GET", "account/whoami") }
        #expect(try await client.ask("GET", "account/whoami").status == 200)
        await server.goAway()
        await #expect(throws: (any Error).self) { try await client.ask("GET", "account/whoami") }
        try await server.comeBack()
        #expect(try await client.ask("GET", "account/whoami").status == 200)
        await server.goAway()
    }

    @Test func `hangs until released, and goes back in time`() async throws {
        let server = try await ScriptedHomeserver.start()
        let (desk, ann) = (server.user("desk"), server.user("ann"))
        let client = try await HomeserverClient.loggedIn(desk)
        let room = try ann.createRoom(inviting: [desk])
        try desk.join(room)
        let since = try await client.sync().next
        let rule = server.misbehave(.hang(), on: "/sync")
        async let hanging = client.sync(since: since)
        try await eventually("it hangs") { rule.hits.count == 1 }
        for word in ["one", "two", "three"] { try ann.say(word, in: room) }
        rule.release()
        let sync = try await hanging
        #expect(sync.said(in: room) == ["one", "two", "three"])
        server.misbehave(.setBack(by: 2), on: "/sync")
        let back = try await client.sync(since: sync.next)
        #expect(back.said(in: room) == ["two", "three"] && back.next != sync.next)
        #expect(try await client.sync(since: back.next).said(in: room) == ["two", "three"])
        server.misbehave(.expireTokens, on: "/sync")
        #expect(try await client.sync()["soft_logout"] == true)
        await server.goAway()
    }
}
