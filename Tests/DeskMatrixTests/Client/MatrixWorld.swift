import DeskCore
import Foundation
import Logging
import Synchronization
import TestKit
import Testing

@testable import DeskMatrix

/// The gateway on a scripted homeserver, with the desk behind it played by an inbox.
struct MatrixWorld: Sendable {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    static let password = "desk-secret"

    let server: ScriptedHomeserver
    let desk: HomeserverUser
    let ann: HomeserverUser
    let inbox = WatchedInbox()
    let gateway: MatrixGateway
    let places: Places

    /// Where the gateway said that it is.
    final class Places: Sendable {
        private let told = Mutex<[String?]>([])
        var all: [String?] { told.withLock(\.self) }
        var isThere: Bool { told.withLock { $0.last.flatMap(\.self) != nil } }
        func add(_ place: String?) { told.withLock { $0.append(place) } }
    }

    init(_ server: ScriptedHomeserver, _ change: (inout MatrixOptions) -> Void = { _ in }) {
        self.server = server
        desk = server.user("support", password: Self.password, name: "Help Desk")
        ann = server.user("ann", name: "Ann")
        var options = MatrixOptions(homeserver: server.url, user: desk.id)
        options.password = Self.password
        change(&options)
        let places = Places()
        self.places = places
        gateway = MatrixGateway(
            options: options, log: Self.quiet,
            now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }, onChange: places.add)
    }

    /// Plays with a server of its own.
    static func play(
        _ settings: ScriptedHomeserver.Settings = .init(), _ change: (inout MatrixOptions) -> Void = { _ in },
        _ body: @Sendable (MatrixWorld) async throws -> Void
    ) async throws {
        let server = try await ScriptedHomeserver.start(settings)
        let world = MatrixWorld(server, change)
        do {
            try await body(world)
        } catch {
            await server.goAway()
            throw error
        }
        await server.goAway()
    }

    /// The same account and the same memory, but another process, as it is after a restart.
    func again(_ change: (inout MatrixOptions) -> Void = { _ in }) -> MatrixWorld { MatrixWorld(server, change) }

    /// While the body runs. What `run` throws is thrown.
    func run(_ memory: FakeMemory = FakeMemory(), _ body: @Sendable @escaping () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await gateway.run(into: inbox, memory: memory)
                return true
            }
            group.addTask {
                try await body()
                return false
            }
            defer { group.cancelAll() }
            // Either is over: the body, or a gateway that cannot go on.
            _ = try await group.next()
            await inbox.release()
        }
    }

    func untilThere() async throws { try await eventually("the desk is there") { places.isThere } }

    /// A room with the customer into which the desk has come.
    func meet(_ customer: HomeserverUser, isOpaque: Bool = false) async throws -> String {
        let room = try customer.createRoom(inviting: [desk], isOpaque: isOpaque)
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

    func arrival(_ text: String) async -> Arrival? {
        await inbox.arrivals.last { $0.body == .said(text) }
    }

    static func delivery(
        _ id: String, _ text: String, to room: Address, causedBy: ArrivalID? = nil, by speaker: Speaker = .desk
    ) -> Delivery {
        Delivery(
            id: DeliveryID(id), to: room, act: .say(Utterance(speaker: speaker, prose: Prose(text: text))),
            lane: .reply, causedBy: causedBy)
    }

    /// Until it ends in something that is not to be tried again.
    @discardableResult
    func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt {
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

    func address(_ room: String) -> Address { Address(gateway: "matrix", room: RoomID(room)) }
}
