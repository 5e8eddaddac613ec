import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

/// Agents speak by users of their own.
@Suite(.timeLimit(.minutes(3))) struct GhostTests {
    @Test func `an agent comes, speaks and goes under their own name`() async throws {
        try await AppServiceWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                let kim = world.ghost("_kim__1")
                try await world.deliver("d1", .enter("Kim_1"), to: room)
                #expect(kim.membership(in: room) == "join")
                #expect(kim.name == "Kim_1")
                try await world.say("d2", "hello", to: room, by: .agent("Kim_1"))
                try await world.say("d3", "I am the desk", to: room)
                try await world.say("d4", "bye", to: room, by: .agent("Kim_1"))
                #expect(kim.said(in: room) == ["hello", "bye"])
                #expect(world.desk.said(in: room) == ["I am the desk"])
                let said = world.server.events(in: room).compactMap { $0.content["body"]?.string }
                #expect(said == ["hello", "I am the desk", "bye"])
                try await world.deliver("d5", .leave("Kim_1"), to: room)
                #expect(kim.membership(in: room) == "leave")
                #expect(
                    world.server.requests("POST", "/register").count { $0.body["username"] == "rapport__kim__1" } == 1)
            }
        }
    }

    @Test func `with an agent there the room is still the customer's alone`() async throws {
        try await AppServiceWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                try await world.deliver("d1", .enter("kim"), to: room)
                try await world.say("d2", "hello", to: room, by: .agent("kim"))
                try world.ann.say("where is it?", in: room)
                try await world.untilSaid(["where is it?"])
                #expect(await world.arrival("where is it?")?.venue == .direct)
                #expect(await world.arrivals == ["ann"])
                // As she leaves, everybody does.
                try world.ann.leave(room)
                try await eventually("all have left") {
                    world.desk.membership(in: room) == "leave" && world.ghost("kim").membership(in: room) == "leave"
                }
                #expect(await world.inbox.count(of: .left) == 1)
            }
        }
    }

    @Test func `after a restart an agent is neither registered nor invited again`() async throws {
        try await AppServiceWorld.play { world in
            let memory = FakeMemory()
            let room = Box("")
            try await world.run(memory) {
                try await world.untilThere()
                room.value = try await world.meet(world.ann)
                try await world.deliver("d1", .enter("kim"), to: room.value)
            }
            let next = world.again()
            try await next.run(memory) {
                try await next.untilThere()
                let asked = next.server.log.count
                try await next.say("d2", "hello", to: room.value, by: .agent("kim"))
                let later = next.server.log.dropFirst(asked)
                #expect(!later.contains { $0.path.hasSuffix("/register") || $0.path.hasSuffix("/invite") })
                #expect(next.ghost("kim").said(in: room.value) == ["hello"])
                // The desk and she are on the devices that they had.
                try await next.say("d3", "I am the desk", to: room.value)
                #expect(later.filter { $0.path.contains("/send/") }.allSatisfy { $0.query["device_id"] == "RAPPORT" })
                #expect(next.server.requests("PUT", "/send/").last?.query["device_id"] == "RAPPORT")
                // Nor does it make the room one of three that she is there already.
                try next.ann.say("where is it?", in: room.value)
                try await eventually("it is told") { await next.arrival("where is it?")?.venue == .direct }
                try next.ann.leave(room.value)
                try await eventually("all have left") {
                    next.desk.membership(in: room.value) == "leave"
                        && next.ghost("kim").membership(in: room.value) == "leave"
                }
            }
        }
    }

    @Test func `where an agent cannot come the desk says who speaks`() async throws {
        try await AppServiceWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                world.server.misbehave(.status(403, code: "M_FORBIDDEN"), on: "/invite", times: 100)
                try await world.deliver("d1", .enter("kim"), to: room)
                try await world.say("d2", "hello", to: room, by: .agent("kim"))
                try await world.say("d3", "still me", to: room, by: .agent("kim"))
                #expect(world.desk.said(in: room) == ["kim: hello", "kim: still me"])
                // It is not tried again and again.
                #expect(world.server.requests("POST", "/invite").count == 1)
                world.server.behave()
                try await world.deliver("d4", .enter("kim"), to: room)
                try await world.say("d5", "myself", to: room, by: .agent("kim"))
                #expect(world.ghost("kim").said(in: room) == ["myself"])
            }
        }
    }

    @Test func `an agent who was taken out comes again, and is spoken for where that is not allowed`() async throws {
        try await AppServiceWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                let kim = world.ghost("kim")
                try await world.deliver("d1", .enter("kim"), to: room)
                try world.ann.kick(kim, from: room)
                try await world.say("d2", "back", to: room, by: .agent("kim"))
                #expect(kim.said(in: room) == ["back"])
                try world.ann.ban(kim, from: room)
                try await world.say("d3", "not me", to: room, by: .agent("kim"))
                #expect(world.desk.said(in: room) == ["kim: not me"])
            }
        }
    }

    @Test func `who invites an agent does not get one`() async throws {
        try await AppServiceWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                try await world.deliver("d1", .enter("kim"), to: room)
                let other = try world.ann.createRoom(inviting: [world.ghost("kim")])
                try await eventually("kim declines") { world.ghost("kim").membership(in: other) == "leave" }
            }
        }
    }

    @Test func `among others a mention of an agent is one of the desk`() async throws {
        try await AppServiceWorld.play { world in
            let bob = world.server.user("bob", name: "Bob")
            try await world.run {
                try await world.untilThere()
                let room = try world.ann.createRoom(inviting: [bob])
                try bob.join(room)
                try world.ann.invite(world.desk, to: room)
                try await eventually("the desk joins") { world.desk.membership(in: room) == "join" }
                try world.ann.say("not for the desk", in: room)
                try world.ann.send(
                    "m.room.message",
                    #"{"msgtype": "m.text", "body": "for kim", "m.mentions": {"user_ids": ["@rapport_kim:localhost"]}}"#,
                    in: room)
                try await world.untilSaid(["for kim"])
            }
        }
    }

    @Test func `the homeserver is told which agents there are`() async throws {
        try await AppServiceWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                let path = "/_matrix/app/v1/users/%40rapport_kim%3Alocalhost"
                #expect(await world.ask("GET", path) == 404)
                try await world.deliver("d1", .enter("kim"), to: room)
                #expect(await world.ask("GET", path) == 200)
            }
        }
    }

    @Test func `no two agents have one user`() throws {
        let names = GhostNames(sender: try #require(UserID("@support:a.org")), prefix: "rapport_")
        #expect(names.user(of: "anna") == "@rapport_anna:a.org")
        #expect(names.user(of: "Anna-2") == "@rapport__anna-2:a.org")
        let agents: [AgentID] = ["ab", "aB", "Ab", "AB", "a_b", "A_b", "a__b", "_ab", "a_B"]
        #expect(Set(agents.map { names.user(of: $0) }).count == agents.count)
        #expect(names.isGhost("@rapport_anna:a.org"))
        #expect(!names.isGhost("@rapport_anna:b.org") && !names.isGhost("@support:a.org"))
        #expect(!names.isGhost("@anna:a.org") && names.isOurs("@support:a.org"))
    }

    @Test(arguments: [
        ("@rapport_.*", "rapport_"), (#"@rapport_.*:example\.org"#, "rapport_"), ("^@r-x_.+:a$", "r-x_"),
        (#"@a\.b_[a-z]*"#, "a.b_"), ("@.*", nil), ("@support:example.org", nil), ("rapport_.*", nil), ("@A.*", nil),
    ])
    func `a namespace tells what agents' users begin with`(_ pattern: String, _ prefix: String?) {
        #expect(AppServiceRegistration.prefix(ofNamespace: pattern) == prefix)
    }
}

extension AppServiceWorld {
    func arrival(_ text: String) async -> Arrival? { await inbox.arrivals.last { $0.body == .said(text) } }
    /// Who has written, each once.
    var arrivals: Set<String> { get async { Set(await inbox.arrivals.map { $0.author.name.lowercased() }) } }
}
