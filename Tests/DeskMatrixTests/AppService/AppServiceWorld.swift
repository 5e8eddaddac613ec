import CurlHTTP
import DeskCore
import Foundation
import Logging
import Synchronization
import TestKit
import Testing

@testable import DeskMatrix

/// The desk as an application service of a scripted homeserver, with the desk behind it played by an inbox.
struct AppServiceWorld: Sendable {
    let server: ScriptedHomeserver
    let desk: HomeserverUser
    let ann: HomeserverUser
    let inbox = WatchedInbox()
    let gateway: AppServiceGateway
    let places = MatrixWorld.Places()
    /// Whether the homeserver tells of what happens by itself.
    var pushes = true

    init(
        _ server: ScriptedHomeserver, pushes: Bool = true, log: Logger = MatrixWorld.quiet,
        _ change: (inout AppServiceOptions) -> Void = { _ in }
    ) {
        self.server = server
        self.pushes = pushes
        desk = HomeserverUser(server: server, id: "@support:localhost")
        ann = server.user("ann", name: "Ann")
        let known = server.look(\.settings.service) ?? HomeserverService()
        server.settings { $0.service = known }
        let registration = AppServiceRegistration(
            id: known.id, url: "http://127.0.0.1", serviceToken: known.serviceToken,
            homeserverToken: known.homeserverToken, sender: known.sender, prefix: known.prefix)
        var options = AppServiceOptions(homeserver: server.url, registration: registration)
        options.port = 0
        options.account.firstPause = .milliseconds(10)
        change(&options)
        gateway = AppServiceGateway(
            options: options, log: log,
            now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
            pingPause: .milliseconds(50), onChange: places.add)
    }

    static func play(
        pushes: Bool = true, _ settings: ScriptedHomeserver.Settings = .init(),
        _ change: (inout AppServiceOptions) -> Void = { _ in },
        _ body: @Sendable (AppServiceWorld) async throws -> Void
    ) async throws {
        let server = try await ScriptedHomeserver.start(settings)
        let world = AppServiceWorld(server, pushes: pushes, change)
        do {
            try await body(world)
        } catch {
            await server.goAway()
            throw error
        }
        await server.goAway()
    }

    /// Another process on the same homeserver.
    func again() -> AppServiceWorld { AppServiceWorld(server, pushes: pushes) }

    /// While the body runs. What `run` throws is thrown.
    func run(_ memory: FakeMemory = FakeMemory(), _ body: @Sendable @escaping () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await gateway.run(into: inbox, memory: memory)
                return true
            }
            group.addTask {
                await settle()
                if pushes { await server.push { await push("t\($0)", $1) == 200 } }
                // It ends with the others.
                try await Task.sleep(for: .seconds(3600))
                return true
            }
            group.addTask {
                try await body()
                return false
            }
            defer { group.cancelAll() }
            _ = try await group.next()
            await inbox.release()
        }
    }

    /// Tells the homeserver where the desk listens.
    func settle() async {
        while !Task.isCancelled {
            if let address = gateway.address {
                return server.settings { $0.service?.url = "http://\(address)" }
            }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    // MARK: What the homeserver tells

    @discardableResult
    func push(_ transaction: String, _ events: [HomeserverEvent]) async -> Int? {
        await put(
            transaction, .object(["events": .array(events.map { shown($0).text }.compactMap(JSONNode.init(text:)))]))
    }

    /// With the state of the room where it invites.
    private func shown(_ event: HomeserverEvent) -> JSONNode {
        var node = event.shown(to: "", "")
        guard event.membership == "invite" else { return node }
        let state = server.events(in: event.room).filter { $0.stateKey != nil }.map(\.stripped)
        node["unsigned"] = ["invite_room_state": .array(state)]
        return node
    }

    func put(_ transaction: String, _ body: JSONNode, token: String? = "hs-token") async -> Int? {
        await ask("PUT", "/_matrix/app/v1/transactions/\(transaction)", body.text, token: token)
    }

    func ask(_ method: String, _ path: String, _ body: String = "", token: String? = "hs-token") async -> Int? {
        guard let address = gateway.address else { return nil }
        return await ScriptedHomeserver.tell(method, "http://\(address)\(path)", token, body)
    }

    // MARK: What happens

    func untilThere() async throws { try await eventually("the desk is there") { places.isThere } }

    func meet(_ customer: HomeserverUser) async throws -> String {
        let room = try customer.createRoom(inviting: [desk])
        try await eventually("the desk joins") { desk.membership(in: room) == "join" }
        try await eventually("it tells") { await inbox.arrivals.contains { $0.from.room.rawValue == room } }
        return room
    }

    func untilSaid(_ lines: [String]) async throws {
        do {
            try await eventually("\(lines)") { await inbox.said == lines }
        } catch {
            Issue.record("said: \(await inbox.said)")
            throw error
        }
    }

    /// Until it ends in something that is not to be tried again.
    @discardableResult
    func deliver(_ id: String, _ act: Act, to room: String) async throws(DeliveryError) -> Receipt {
        let address = Address(gateway: "matrix", room: RoomID(room))
        let delivery = Delivery(id: DeliveryID(id), to: address, act: act, lane: .agent)
        while true {
            do throws(DeliveryError) {
                return try await gateway.deliver(delivery)
            } catch .later(let wait, _) {
                try? await Task.sleep(for: min(wait ?? .zero, .milliseconds(50)))
            } catch .unknown {
                try? await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    func say(_ id: String, _ text: String, to room: String, by speaker: Speaker = .desk) async throws(DeliveryError) {
        try await deliver(id, .say(Utterance(speaker: speaker, prose: Prose(text: text))), to: room)
    }

    func ghost(_ localpart: String) -> HomeserverUser {
        HomeserverUser(server: server, id: "@rapport_\(localpart):localhost")
    }
}
