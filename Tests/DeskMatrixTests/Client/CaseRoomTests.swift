import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

/// The room in which an agent has a case.
@Suite(.timeLimit(.minutes(3))) struct CaseRoomTests {
    private static func opening(
        _ id: String, _ number: CaseNumber = 142, for person: PersonID? = "matrix:@kim:localhost"
    ) -> Delivery {
        Delivery(
            id: DeliveryID(id), to: StaffRoomTests.staff,
            act: .openRoom(number: number, title: "Case \(number): Max", agent: "kim", person: person), lane: .agent)
    }

    private static func play(
        _ settings: ScriptedHomeserver.Settings = .init(),
        _ body: @Sendable @escaping (MatrixWorld, HomeserverUser) async throws -> Void
    ) async throws {
        try await MatrixWorld.play(settings) { world in
            let kim = world.server.user("kim", name: "Kim")
            try await world.run {
                try await world.untilThere()
                try await body(world, kim)
            }
        }
    }

    private static var opaque: ScriptedHomeserver.Settings {
        var settings = ScriptedHomeserver.Settings()
        settings.roomVersion = "12"
        return settings
    }

    /// Whoever takes a case must know all that was said before, not only the end of it.
    @Test func `shows everything that was said so far`() async throws {
        try await Self.play { world, kim in
            let address = try #require(try await world.deliver(Self.opening("desk.1")).room)
            let lines = (1...50).map { number in
                Line(
                    conversation: "c1", seq: number, at: Timestamp(milliseconds: 0), gateway: "irc", kind: .customer,
                    author: "max", person: "irc:max", text: "line \(number).",
                    words: .arrival(ArrivalID("irc:\(number)")))
            }
            try await world.deliver(Delivery(id: "look.1", to: address, act: .recap(lines), lane: .agent))
            let said = world.desk.sent(in: address.room.rawValue).compactMap { $0.content["body"]?.string }
            let text = said.joined(separator: "\n")
            for number in 1...50 { #expect(text.contains("max: line \(number).")) }
        }
    }

    @Test func `is made, and what is said there is for the customer`() async throws {
        try await Self.play(Self.opaque) { world, kim in
            let receipt = try await world.deliver(Self.opening("desk.1"))
            let address = try #require(receipt.room)
            let room = address.room.rawValue
            #expect(world.desk.rooms == [room])
            let state = world.server.look { $0.rooms[room]?.state() } ?? [:]
            #expect(state[.init(type: "m.room.name", key: "")]?.content["name"] == "Case 142: Max")
            let topic = state[.init(type: "m.room.topic", key: "")]?.content["topic"]?.string ?? ""
            #expect(topic.contains("customer") && topic.contains("!"))
            #expect(state[.init(type: "m.room.join_rules", key: "")]?.content["join_rule"] == "invite")
            #expect(state[.init(type: "m.room.encryption", key: "")] == nil)
            #expect(kim.membership(in: room) == "invite")
            #expect(world.server.look(\.aliases).isEmpty)
            try kim.join(room)
            let event = try kim.say("hello Max", in: room)
            try await world.untilSaid(["hello Max"])
            let arrival = try #require(await world.arrival("hello Max"))
            #expect(arrival.id == ArrivalID("matrix:" + event) && arrival.from == address && arrival.venue == .staff)
            try await world.deliver(MatrixWorld.delivery("c1", "it *is* <b>", to: address, by: .customer("Max")))
            let sent = try #require(world.desk.sent(in: room).last)
            #expect(sent.content["body"] == "Max: it *is* <b>" && sent.content["msgtype"] == "m.text")
            #expect(sent.content["formatted_body"] == "<strong>Max</strong>: it *is* &lt;b&gt;")
            // Whoever comes and goes there is no customer.
            let eve = world.server.user("eve")
            try kim.invite(eve, to: room)
            try eve.join(room)
            try eve.say("me too", in: room)
            try await world.untilSaid(["hello Max", "me too"])
            #expect(await world.arrival("me too")?.venue == .staff)
            try eve.leave(room)
            try kim.leave(room)
            let other = try await world.meet(world.ann)
            try world.ann.say("after", in: other)
            try await eventually("it is told") { await world.arrival("after") != nil }
            #expect(
                await world.inbox.arrivals.map(\.body) == [
                    .said("hello Max"), .said("me too"), .joined, .said("after"),
                ])
            #expect(world.desk.membership(in: room) == "join")
        }
    }

    @Test func `is the same for the same agent and case, also after a restart`() async throws {
        try await MatrixWorld.play { world in
            let (memory, kim) = (FakeMemory(), world.server.user("kim"))
            let rooms = Box<[Address?]>([])
            try await world.run(memory) {
                try await world.untilThere()
                rooms.value.append(try await world.deliver(Self.opening("desk.1")).room)
                let room = try #require(world.desk.rooms.first)
                try kim.join(room)
                try kim.leave(room)
                // Who has left is invited again.
                rooms.value.append(try await world.deliver(Self.opening("desk.2")).room)
                #expect(kim.membership(in: room) == "invite")
                try kim.join(room)
            }
            let next = world.again()
            try await next.run(memory) {
                try await next.untilThere()
                rooms.value.append(try await next.deliver(Self.opening("desk.3")).room)
                let room = try #require(next.desk.rooms.first)
                #expect(kim.membership(in: room) == "join")
                #expect(Set(rooms.value).count == 1 && next.desk.rooms.count == 1)
                try kim.say("hello", in: room)
                try await next.untilSaid(["hello"])
                #expect(await next.arrival("hello")?.venue == .staff)
                // Another case, and another agent, have rooms of their own; so has one in which the desk is no more.
                _ = try await next.deliver(Self.opening("desk.4", 143))
                _ = try await next.deliver(Self.opening("desk.5", for: "matrix:@ann:localhost"))
                #expect(next.desk.rooms.count == 3)
                try next.server.change { world throws(HomeserverRefusal) in try world.leave(next.desk.id, room) }
                let fresh = try await next.deliver(Self.opening("desk.6")).room
                #expect(fresh != nil && fresh != rooms.value[0])
            }
        }
    }

    @Test(arguments: [.loseAnswer, .half, .status(500)] as [HomeserverFault])
    func `is made once through a server that misbehaves`(fault: HomeserverFault) async throws {
        for path in ["/createRoom", "/invite", "/state/m.room.encryption"] {
            try await Self.play { world, kim in
                world.server.misbehave(fault, on: path)
                let receipt = try await world.deliver(Self.opening("desk.1"))
                #expect(world.desk.rooms == [receipt.room?.room.rawValue].compactMap(\.self))
                #expect(kim.membership(in: world.desk.rooms.first ?? "") == "invite")
            }
        }
    }

    @Test func `is made where nobody may give aliases`() async throws {
        var settings = ScriptedHomeserver.Settings()
        settings.allowsAliases = false
        try await Self.play(settings) { world, kim in
            let receipt = try await world.deliver(Self.opening("desk.1"))
            #expect(receipt.room != nil)
        }
    }

    @Test func `is none where the server encrypts every room`() async throws {
        var settings = ScriptedHomeserver.Settings()
        settings.forcesEncryption = true
        try await Self.play(settings) { world, kim in
            do throws(DeliveryError) {
                _ = try await world.deliver(Self.opening("desk.1"))
                Issue.record("it was made")
            } catch {
                #expect("\(error)".contains("encrypts") && "\(error)".contains("never"))
            }
            #expect(world.desk.rooms.isEmpty)
            // Nobody was bothered.
            #expect(world.server.look { $0.rooms.values.allSatisfy { $0.membership(of: kim.id) == "leave" } })
        }
    }

    @Test(arguments: [nil, "irc:kim", "matrix:kim", "other:@kim:localhost"] as [PersonID?])
    func `is for people of this gateway`(person: PersonID?) async throws {
        try await Self.play { world, _ in
            do throws(DeliveryError) {
                _ = try await world.deliver(Self.opening("desk.1", for: person))
                Issue.record("it was made")
            } catch {
                #expect("\(error)".contains("case 142") && "\(error)".contains("never"))
            }
            #expect(world.desk.rooms.isEmpty)
        }
    }

    @Test func `is not where its agent is spoken to in private`() async throws {
        try await Self.play { world, kim in
            let room = try #require(try await world.deliver(Self.opening("desk.1")).room).room.rawValue
            try kim.join(room)
            try kim.say("hello", in: room)
            try await world.untilSaid(["hello"])
            let aside = Address(gateway: "matrix", room: RoomAddress.aside(user: kim.id).id)
            try await world.deliver(MatrixWorld.delivery("c9", "for you alone", to: aside))
            #expect(world.desk.said(in: room).isEmpty && world.desk.rooms.count == 2)
        }
    }

    @Test(arguments: [false, true]) func `is another one where the desk was removed`(isBanned: Bool) async throws {
        try await Self.play { world, kim in
            let address = try #require(try await world.deliver(Self.opening("desk.1")).room)
            let room = address.room.rawValue
            try kim.join(room)
            try world.desk.setState(
                "m.room.power_levels", #"{"users":{"\#(world.desk.id)":50,"\#(kim.id)":100}}"#, in: room)
            if isBanned { try kim.ban(world.desk, from: room) } else { try kim.kick(world.desk, from: room) }
            await #expect(throws: DeliveryError.absent) {
                try await world.deliver(MatrixWorld.delivery("c1", "x", to: address, by: .customer("Max")))
            }
            let fresh = try #require(try await world.deliver(Self.opening("desk.2")).room)
            #expect(fresh != address)
            try await world.deliver(MatrixWorld.delivery("c1", "x", to: fresh, by: .customer("Max")))
            #expect(world.desk.said(in: fresh.room.rawValue) == ["Max: x"])
            let other = try await world.meet(world.ann)
            try world.ann.say("after", in: other)
            try await eventually("it is told") { await world.arrival("after") != nil }
            #expect(await world.inbox.count(of: .left) == 0)
        }
    }

    @Test func `is heard again where the desk is invited again`() async throws {
        try await Self.play { world, kim in
            let address = try #require(try await world.deliver(Self.opening("desk.1")).room)
            let room = address.room.rawValue
            try kim.join(room)
            try world.server.change { state throws(HomeserverRefusal) in try state.leave(world.desk.id, room) }
            try kim.invite(world.desk, to: room)
            try await eventually("it comes in") { world.desk.membership(in: room) == "join" }
            try kim.say("there you are", in: room)
            try await eventually("it is told") { await world.arrival("there you are") != nil }
            #expect(await world.arrival("there you are")?.venue == .staff)
            #expect(await world.inbox.arrivals.contains { $0.body == .returned && $0.from == address })
        }
    }
}
