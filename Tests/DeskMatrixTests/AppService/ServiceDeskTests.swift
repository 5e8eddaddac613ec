import DeskCore
import Foundation
import Logging
import Synchronization
import TestKit
import Testing

@testable import DeskMatrix

/// What the homeserver's requests are answered with, and what is not looked at.
@Suite(.timeLimit(.minutes(3))) struct ServiceDeskTests {
    @Test func `takes nothing without the token`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            try await world.run {
                try await world.untilThere()
                let room = try world.ann.createRoom(inviting: [world.desk])
                let events = JSONNode.array(world.server.events(in: room).map { $0.shown(to: "", "") })
                for path in ["transactions/a", "ping", "users/@support:localhost", "nothing"] {
                    let method = path == "ping" ? "POST" : path.hasPrefix("t") ? "PUT" : "GET"
                    #expect(await world.ask(method, "/_matrix/app/v1/\(path)", "{}", token: nil) == 401)
                    for wrong in ["as-token", "hs-token2", "hs-toke", "h"] {
                        #expect(await world.ask(method, "/_matrix/app/v1/\(path)", "{}", token: wrong) == 403)
                    }
                }
                #expect(await world.put("a", ["events": events], token: "wrong") == 403)
                #expect(await world.inbox.arrivals.isEmpty)
                #expect(world.desk.membership(in: room) == "invite")
            }
        }
    }

    @Test func `knows which paths there are, with and without their beginning`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            try await world.run {
                try await world.untilThere()
                for start in ["/_matrix/app/v1", ""] {
                    #expect(await world.ask("PUT", start + "/transactions/x%2Fy", #"{"events": []}"#) == 200)
                    #expect(await world.ask("POST", start + "/ping", "{}") == 200)
                    #expect(await world.ask("GET", start + "/users/@rapport_kim:localhost") == 404)
                    #expect(await world.ask("GET", start + "/rooms/%23help:localhost") == 404)
                    #expect(await world.ask("POST", start + "/transactions/x", "{}") == 405)
                    #expect(await world.ask("GET", start + "/ping") == 405)
                    #expect(await world.ask("GET", start + "/thirdparty/protocol/irc") == 404)
                }
                #expect(await world.ask("GET", "/_matrix/app/v2/ping") == 404)
            }
        }
    }

    @Test func `a route is read out of method and path`() {
        #expect(ServiceRoute("PUT", "/_matrix/app/v1/transactions/a%2Fb%zz") == .transaction("a/b%zz"))
        #expect(ServiceRoute("GET", "/_matrix/app/v1/users/%40a%3Ab") == .user("@a:b"))
        #expect(ServiceRoute("GET", "/_matrix/app/v1/transactions/a/b") == .unknown)
        #expect(ServiceRoute("DELETE", "/users/a") == .wrongMethod)
        #expect(ServiceRoute("GET", "") == .unknown)
    }

    @Test func `says of garbage that it is garbage`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            try await world.run {
                try await world.untilThere()
                let path = "/_matrix/app/v1/transactions/a"
                for body in ["", "{", "nonsense", #"{"events": [}"#] {
                    #expect(await world.ask("PUT", path, body) == 400)
                }
                for body in ["[]", "{}", #"{"events": {}}"#] { #expect(await world.ask("PUT", path, body) == 400) }
                // Whatever came, the next one counts.
                #expect(await world.ask("PUT", path, #"{"events": []}"#) == 200)
            }
        }
    }

    @Test func `takes no more than it has room for, and says so in the log`() async throws {
        let lines = Lines()
        let server = try await ScriptedHomeserver.start()
        let world = AppServiceWorld(server, pushes: false, log: Logger(label: "test") { _ in LogLines(lines) })
        try await world.run {
            try await world.untilThere()
            let long = #"{"events": ["\#(String(repeating: "a", count: ServiceDesk.mostBytes))"]}"#
            #expect(await world.ask("PUT", "/_matrix/app/v1/transactions/a", long) == 413)
            #expect(lines.all.contains { $0.contains("longer than") })
            let nearly = #"{"events": ["\#(String(repeating: "a", count: ServiceDesk.mostBytes - 100))"]}"#
            #expect(await world.ask("PUT", "/_matrix/app/v1/transactions/a", nearly) == 200)
        }
        await server.goAway()
    }

    @Test func `more than it works on at once waits, and nothing is lost`() async throws {
        try await AppServiceWorld.play(pushes: false) {
            $0.account.invitations.perSender = 100
        } _: { world in
            try await world.run {
                try await world.untilThere()
                let count = ServiceDesk.mostUnderWay + 8
                let rooms = try (0..<count).map { _ in try world.ann.createRoom(inviting: [world.desk]) }
                for (place, room) in rooms.enumerated() {
                    #expect(await world.push("m\(place)", world.server.events(in: room)) == 200)
                }
                try await eventually("all are met") { await world.inbox.arrivals.count { $0.body == .joined } == count }
                await world.inbox.hold()
                let answers = Box<[Int?]>([])
                try await withThrowingTaskGroup { group in
                    for (place, room) in rooms.enumerated() {
                        let id = try world.ann.say("line \(place)", in: room)
                        let events = world.server.events(in: room).filter { $0.id == id }
                        group.addTask {
                            let answer = await world.push("s\(place)", events)
                            answers.change { $0.append(answer) }
                        }
                    }
                    try await eventually("as many as may be are on their way") {
                        await world.inbox.said.count >= ServiceDesk.mostUnderWay
                    }
                    #expect(await world.ask("POST", "/_matrix/app/v1/ping", "{}") == 200)
                    #expect(await world.inbox.said.count == ServiceDesk.mostUnderWay)
                    await world.inbox.release()
                    try await group.waitForAll()
                }
                #expect(answers.value == Array(repeating: 200, count: count))
                #expect(await world.inbox.said.count == count)
            }
        }
    }

    @Test func `an address in use ends the desk with what to do`() async throws {
        try await AppServiceWorld.play { first in
            try await first.run {
                try await first.untilThere()
                let port = Int(first.gateway.address?.split(separator: ":").last ?? "") ?? 0
                let second = AppServiceWorld(first.server, pushes: false) { $0.port = port }
                await #expect(throws: AppServiceError.portInUse(host: "127.0.0.1", port: port)) {
                    try await second.gateway.run(into: second.inbox, memory: FakeMemory())
                }
            }
        }
    }

    @Test func `is there once the homeserver reaches it, and asks until it does`() async throws {
        try await AppServiceWorld.play(pushes: false) { world in
            let rule = world.server.misbehave(.status(502, code: "M_CONNECTION_FAILED"), on: "/ping", times: 3)
            try await world.run {
                try await eventually("it is asked") { rule.hits.count >= 2 }
                #expect(!world.places.isThere)
                try await world.untilThere()
                let address = try #require(world.gateway.address)
                #expect(
                    world.places.all.last == "@support:localhost on \(world.server.url), listening on \(address)")
                #expect(rule.hits.count == 3)
            }
            #expect(world.places.all.last == .some(nil))
        }
    }

    @Test func `waits for a homeserver that does not know it yet`() async throws {
        try await AppServiceWorld.play { world in
            let known = world.server.look(\.settings.service)
            world.server.settings { $0.service = nil }
            try await world.run {
                try await eventually("it tries") { world.server.requests("POST", "/register").count >= 3 }
                world.server.settings { $0.service = known }
                await world.settle()
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                try world.ann.say("hello", in: room)
                try await world.untilSaid(["hello"])
            }
        }
    }

    @Test func `every request says whom it is for`() async throws {
        try await AppServiceWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                try await world.say("d1", "hello", to: room)
                let asked = world.server.log.filter { $0.path.contains("/rooms/") }
                #expect(!asked.isEmpty)
                #expect(asked.allSatisfy { $0.token == "as-token" && $0.query["user_id"] == "@support:localhost" })
                #expect(world.server.requests("PUT", "/send/").first?.query["device_id"] == "RAPPORT")
            }
        }
    }

    @Test func `goes on where its device is logged out`() async throws {
        try await AppServiceWorld.play { world in
            try await world.run {
                try await world.untilThere()
                let room = try await world.meet(world.ann)
                world.server.misbehave(.status(400, code: "M_UNKNOWN_DEVICE"), on: "/send/")
                try await world.say("d1", "hello", to: room)
                #expect(world.desk.said(in: room) == ["hello"])
                #expect(world.server.requests("PUT", "/send/").last?.query["device_id"] == nil)
            }
        }
    }
}

/// What is logged, for tests to look at.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock(\.self) }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

struct LogLines: LogHandler {
    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(_ lines: Lines) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.add("\(event.message)") }
}
