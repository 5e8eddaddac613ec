import DeskControl
import DeskCore
import Foundation
import Logging
import Synchronization
import TestKit
import Testing

/// A control socket in a folder of its own, gone when the test is over.
final class ControlHarness: GatewayHarness {
    typealias Submit = @Sendable (Event.Body) async throws -> Void
    typealias Reload = @Sendable () async -> ControlReply
    let server: ControlServer
    let folder: String
    let path: String
    private let listening: Life
    private let terminals = Mutex<[String: Terminal]>([:])

    init(submit: @escaping Submit = { _ in }, reload: @escaping Reload = { .done }) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("c-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        path = folder + "/s"
        // It begins to listen, which is no less final than an end.
        let listening = Life()
        self.listening = listening
        server = ControlServer(
            path: path, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { Timestamp(milliseconds: 1_700_000_000_000) }, submit: submit, reload: reload,
            onListening: { listening.end() })
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Runs it for the length of a test.
    static func run(
        _ inbox: WatchedInbox = WatchedInbox(), submit: @escaping Submit = { _ in },
        reload: @escaping Reload = { .done }, _ body: (ControlHarness, WatchedInbox) async throws -> Void
    ) async throws {
        let harness = try ControlHarness(submit: submit, reload: reload)
        try await harness.run(inbox) { try await body(harness, inbox) }
    }

    func run(_ inbox: WatchedInbox, _ body: () async throws -> Void) async throws {
        let end = Life()
        let run = Task { [server] in
            try? await server.run(into: inbox, memory: FakeMemory())
            end.end()
        }
        do {
            try await untilListening()
            try await body()
        } catch {
            Issue.record(error)
        }
        await inbox.release()
        run.cancel()
        try await eventually("run ends when cancelled") { end.isDead }
    }

    func terminal(isDeaf: Bool = false) throws -> Terminal { try Terminal(to: path, isDeaf: isDeaf) }

    // MARK: As every gateway's tests see it

    var gateway: any Gateway { server }

    func untilListening() async throws { try await eventually("it listens") { listening.isDead } }

    func connect(_ name: String) async throws {
        let terminal = try terminal()
        try await terminal.send(.chat(name: name))
        terminals.withLock { $0[name] = terminal }
    }

    func say(_ lines: [String], as name: String) async throws {
        try await #require(terminals.withLock { $0[name] }).send(lines.map { .say($0) })
    }

    func heard(by name: String) async -> [String] {
        lines(name).compactMap { $0.hasPrefix("support: ") ? String($0.dropFirst("support: ".count)) : nil }
    }
    func acknowledged(to name: String) async -> Int { lines(name).count { $0 == "done" } }
    func isClosed(_ name: String) async -> Bool { terminals.withLock { $0[name] }?.isClosed ?? true }
    func disconnect(_ name: String) async { terminals.withLock { $0[name] }?.end() }

    private func lines(_ name: String) -> [String] { terminals.withLock { $0[name] }?.lines ?? [] }
}

/// The control server keeps what every gateway keeps.
@Suite(.timeLimit(.minutes(1))) struct ControlContractTests {
    private let contract = GatewayContract { try ControlHarness() }

    @Test func `the id of an arrival is never used again`() async throws { try await contract.neverReusesAnID() }

    @Test func `the order of a room is kept`() async throws { try await contract.keepsTheOrderOfARoom() }

    @Test func `the next of a room comes after the first was accepted`() async throws {
        try await contract.givesTheNextOnlyAfterTheFirstWasAccepted()
    }

    @Test func `a line is acknowledged once it was accepted, not before`() async throws {
        try await contract.acknowledgesOnlyWhatWasAccepted()
    }

    @Test func `a refused line is not acknowledged`() async throws {
        try await contract.doesNotAcknowledgeWhatWasRefused()
    }

    @Test func `what is delivered is heard once and in order`() async throws {
        try await contract.deliversOnceAndInOrder()
    }

    @Test func `nothing is delivered to a guest who has left`() async throws {
        try await contract.knowsThatAGuestHasLeft()
    }

    @Test func `changes what it has said as far as its network can`() async throws {
        try await contract.changesWhatItSaid()
    }
    @Test func `what the desk says is not given to its inbox`() async throws { try await contract.doesNotHearItself() }

    @Test func `run ends when cancelled`() async throws { try await contract.endsWhenCancelled() }
}
