import DeskControl
import DeskCore
import Foundation
import Synchronization
import TestKit
import Testing

/// A desk that writes down letters when it is told to, or refuses them.
private actor Ledger {
    struct Stopping: Error {}
    private(set) var letters: [Event.Body] = []
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isHolding: Bool
    private var isRefusing = false

    init(isHolding: Bool = false) { self.isHolding = isHolding }

    func keep(_ letter: Event.Body) async throws {
        if isRefusing { throw Stopping() }
        letters.append(letter)
        if isHolding { await withCheckedContinuation { waiting.append($0) } }
    }
    func refuse() { isRefusing = true }
    func release() {
        isHolding = false
        waiting.forEach { $0.resume() }
        waiting = []
    }
}

@Suite(.timeLimit(.minutes(1))) struct LetterTests {
    private static let login = Login(name: "kim", role: .agent, verifier: "v")

    @Test func `each letter comes in as its event`() async throws {
        let ledger = Ledger()
        try await ControlHarness.run(submit: { try await ledger.keep($0) }) { harness, inbox in
            let client = ControlClient(path: harness.path)
            try await client.send(.loginSet(Self.login))
            try await client.send(.loginRemove("kim"))
            try await client.send(.agentLink("kim", "libera:kim"))
            #expect(
                await ledger.letters == [
                    .loginSet(Self.login), .loginRemoved("kim"), .agentLinked("kim", "libera:kim"),
                ])
            #expect(await inbox.arrivals.isEmpty)
        }
    }

    @Test func `a letter is answered once it is durable, not before`() async throws {
        let ledger = Ledger(isHolding: true)
        try await ControlHarness.run(submit: { try await ledger.keep($0) }) { harness, _ in
            let (operator_, other) = (try harness.terminal(), try harness.terminal())
            try await operator_.send(.loginSet(Self.login))
            try await eventually("the letter is there") { await ledger.letters.count == 1 }
            // The desk still answers others meanwhile.
            try await other.send(text: "?\n")
            try await eventually("the other is answered") { other.lines.count == 1 }
            #expect(operator_.lines.isEmpty)
            await ledger.release()
            try await eventually("it is answered") { operator_.lines == ["done"] }
        }
    }

    @Test func `letters of one connection are answered one by one, in order`() async throws {
        let ledger = Ledger()
        try await ControlHarness.run(submit: { try await ledger.keep($0) }) { harness, _ in
            let terminal = try harness.terminal()
            try await terminal.send(.loginRemove("a"), .loginRemove("b"), .say("hi"), .loginRemove("c"))
            try await eventually("all are answered") { terminal.lines.count == 4 }
            #expect(terminal.lines == ["done", "done", "refused: say chat first", "done"])
            #expect(await ledger.letters == ["a", "b", "c"].map { .loginRemoved($0) })
        }
    }

    @Test func `a refused letter is told, and what to do`() async throws {
        let ledger = Ledger()
        try await ControlHarness.run(submit: { try await ledger.keep($0) }) { harness, _ in
            await ledger.refuse()
            let client = ControlClient(path: harness.path)
            let refusal = await #expect(throws: ControlClient.Refusal.self) {
                try await client.send(.loginSet(Self.login))
            }
            #expect(refusal?.description == "the desk is stopping; try again when it runs")
            #expect(await ledger.letters.isEmpty)
        }
    }

    @Test func `a reload is answered with what came of it`() async throws {
        let replies = Mutex<[ControlReply]>([
            .live("r1", articles: 44, intents: 20), .contentRefused(errors: ["faqs/a.md:1:1: bad"], count: 3),
            .refused("the desk is stopping"),
        ])
        try await ControlHarness.run(reload: { replies.withLock { $0.removeFirst() } }) { harness, inbox in
            let client = ControlClient(path: harness.path)
            guard case .live("r1", articles: 44, intents: 20) = try await client.ask(.reload) else {
                throw Unexpected()
            }
            guard case .contentRefused(["faqs/a.md:1:1: bad"], count: 3) = try await client.ask(.reload) else {
                throw Unexpected()
            }
            await #expect(throws: ControlClient.Refusal.self) { try await client.ask(.reload) }
            #expect(await inbox.arrivals.isEmpty)
        }
    }

    private struct Unexpected: Error {}

    @Test func `where no desk listens the client says so at once`() async throws {
        let harness = try ControlHarness()
        await #expect(throws: (any Error).self) {
            try await ControlClient(path: harness.path).send(.loginRemove("kim"))
        }
        try Terminal.leaveSocket(at: harness.path)
        await #expect(throws: (any Error).self) {
            try await ControlClient(path: harness.path).send(.loginRemove("kim"))
        }
    }

    @Test func `the words of the wire stay as they are`() async throws {
        let ledger = Ledger()
        try await ControlHarness.run(submit: { try await ledger.keep($0) }) { harness, inbox in
            let terminal = try harness.terminal()
            try await terminal.send(text: #"{"loginRemove":{"_0":"kim"}}"# + "\r\n")
            try await terminal.send(text: #"{"chat":{"name":"ann"}}"# + "\n" + #"{"say":{"_0":"hällo"}}"# + "\n")
            try await eventually("both are answered") { terminal.lines.count == 2 }
            #expect(terminal.text == "{\"done\":{}}\n{\"done\":{}}\n")
            #expect(await inbox.said == ["hällo"])
            #expect(await ledger.letters == [.loginRemoved("kim")])
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct SocketTests {
    private func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `only the owner can reach the socket`() async throws {
        try await ControlHarness.run { harness, _ in
            let mode = try mode(of: harness.path)
            #expect(mode == 0o600)
        }
    }

    @Test func `a socket left by a desk that was killed is replaced`() async throws {
        let harness = try ControlHarness()
        try Terminal.leaveSocket(at: harness.path)
        try await harness.run(WatchedInbox()) {
            try await ControlClient(path: harness.path).send(.loginRemove("kim"))
            #expect(try mode(of: harness.path) == 0o600)
        }
    }

    @Test func `a file that is no socket is left alone`() async throws {
        let harness = try ControlHarness()
        try Data("mine".utf8).write(to: URL(fileURLWithPath: harness.path))
        await #expect(throws: (any Error).self) {
            try await harness.server.run(into: WatchedInbox(), memory: FakeMemory())
        }
        #expect(try String(contentsOfFile: harness.path, encoding: .utf8) == "mine")
    }

    @Test func `it can run again after it was cancelled`() async throws {
        let harness = try ControlHarness()
        for name in ["a", "b"] {
            try await harness.run(WatchedInbox()) {
                try await eventually("it answers \(name)") {
                    (try? await ControlClient(path: harness.path).send(.loginRemove(name))) != nil
                }
            }
        }
    }
}
