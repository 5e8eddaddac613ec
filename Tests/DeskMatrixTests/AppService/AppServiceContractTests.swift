import DeskCore
import Synchronization
import TestKit
import Testing

@testable import DeskMatrix

/// The desk as an application service keeps what every gateway keeps.
@Suite(.timeLimit(.minutes(3))) struct AppServiceContractTests {
    private let contract = GatewayContract { try await AppServiceHarness() }

    @Test func `the id of an arrival is never used again`() async throws { try await contract.neverReusesAnID() }
    @Test func `the order of a room is kept`() async throws { try await contract.keepsTheOrderOfARoom() }
    @Test func `the next of a room comes after the first was accepted`() async throws {
        try await contract.givesTheNextOnlyAfterTheFirstWasAccepted()
    }
    @Test func `nothing is answered to a line before it was accepted`() async throws {
        try await contract.acknowledgesOnlyWhatWasAccepted()
    }
    @Test func `nothing is answered to a refused line`() async throws {
        try await contract.doesNotAcknowledgeWhatWasRefused()
    }
    @Test func `what is delivered is heard once and in order`() async throws {
        try await contract.deliversOnceAndInOrder()
    }
    @Test func `it is known who has left, and who comes back`() async throws {
        try await contract.knowsThatAGuestHasLeft()
    }
    @Test func `what the desk says is not given to its inbox`() async throws { try await contract.doesNotHearItself() }
    @Test func `run ends when cancelled`() async throws { try await contract.endsWhenCancelled() }
}

/// Customers connect by making a room with the desk, and disconnect by leaving it.
private final class AppServiceHarness: GatewayHarness {
    private let world: AppServiceWorld
    private let rooms = Mutex<[String: String]>([:])
    private let pushing = Mutex<Task<Void, Never>?>(nil)
    var gateway: any Gateway { world.gateway }

    init() async throws { world = AppServiceWorld(try await ScriptedHomeserver.start()) }

    deinit { pushing.withLock { $0?.cancel() } }

    /// The homeserver has what somebody says before the desk hears it.
    var acknowledges: Bool { false }
    var customersLast: Bool { true }
    /// A room that everybody has left is over.
    var roomsLast: Bool { false }

    func untilListening() async throws {
        let world = world
        await world.settle()
        let task = Task { await world.server.push { await world.push("t\($0)", $1) == 200 } }
        pushing.withLock { $0 = task }
        try await world.untilThere()
    }

    func connect(_ name: String) async throws {
        let room = try customer(name).createRoom(inviting: [world.desk])
        rooms.withLock { $0[name] = room }
        try await eventually("the desk joins") { world.desk.membership(in: room) == "join" }
    }

    func say(_ lines: [String], as name: String) async throws {
        guard let room = room(name) else { return }
        for line in lines { try customer(name).say(line, in: room) }
    }

    func heard(by name: String) async -> [String] { room(name).map { world.desk.said(in: $0) } ?? [] }
    func acknowledged(to name: String) async -> Int { 0 }
    func isClosed(_ name: String) async -> Bool { false }

    func disconnect(_ name: String) async {
        guard let room = rooms.withLock({ $0.removeValue(forKey: name) }) else { return }
        try? customer(name).leave(room)
    }

    private func customer(_ name: String) -> HomeserverUser { world.server.user("customer-\(name)", name: name) }
    private func room(_ name: String) -> String? { rooms.withLock { $0[name] } }
}
