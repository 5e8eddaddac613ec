import DeskControl
import DeskCore
import Foundation
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct ChatTests {
    private func deliver(_ act: Act, to room: Address, of harness: ControlHarness) async throws {
        _ = try await harness.server.deliver(Delivery(id: "d", to: room, act: act, lane: .reply))
    }

    private func say(_ text: String, by speaker: Speaker = .desk) -> Act {
        .say(Utterance(speaker: speaker, prose: Prose(text: text)))
    }

    /// Comes in as a customer; their room.
    private func come(_ terminal: Terminal, _ inbox: WatchedInbox) async throws -> Address {
        let before = await inbox.arrivals.count
        try await terminal.send(.chat(name: "ann"))
        try await eventually("they came in") { await inbox.arrivals.count > before }
        return try #require(await inbox.arrivals.last).from
    }

    @Test func `a customer joins, says and leaves, each with an id`() async throws {
        try await ControlHarness.run { harness, inbox in
            let terminal = try harness.terminal()
            try await terminal.send(.chat(name: "ann"), .say("one"), .say("two"))
            try await eventually("all is answered") { terminal.lines == ["done", "done"] }
            terminal.end()
            try await eventually("they left") { await inbox.arrivals.count == 4 }
            let arrivals = await inbox.arrivals
            #expect(arrivals.map(\.body) == [.joined, .said("one"), .said("two"), .left])
            let first = try #require(arrivals.first)
            let room = first.from.room.rawValue
            #expect(arrivals.map(\.id.rawValue) == (1...4).map { "terminal:\(room)-\($0)" })
            for arrival in arrivals {
                #expect(arrival.from == Address(gateway: "terminal", room: first.from.room))
                #expect(arrival.author == first.author && arrival.venue == .direct)
                #expect(arrival.at == Timestamp(milliseconds: 1_700_000_000_000))
            }
            #expect(first.author == Author(person: PersonID("terminal:~\(room)"), name: "ann", isLasting: false))
        }
    }

    @Test func `two of one name are two people`() async throws {
        try await ControlHarness.run { harness, inbox in
            let (one, two) = (try harness.terminal(), try harness.terminal())
            let (room, other) = (try await come(one, inbox), try await come(two, inbox))
            #expect(room != other)
            #expect(Set(await inbox.arrivals.map(\.author.person)).count == 2)
            try await deliver(say("for one"), to: room, of: harness)
            try await deliver(say("for two"), to: other, of: harness)
            try await eventually("both heard") { !one.lines.isEmpty && !two.lines.isEmpty }
            #expect(one.lines == ["support: for one"])
            #expect(two.lines == ["support: for two"])
        }
    }

    @Test func `everything that can be delivered is shown`() async throws {
        try await ControlHarness.run { harness, inbox in
            let terminal = try harness.terminal()
            let room = try await come(terminal, inbox)
            try await deliver(.enter("kim"), to: room, of: harness)
            try await deliver(say("hi", by: .agent("kim")), to: room, of: harness)
            try await deliver(.openRoom(number: 1, title: "t", agent: "kim"), to: room, of: harness)
            try await deliver(say("yes", by: .customer("ann")), to: room, of: harness)
            try await deliver(.leave("kim"), to: room, of: harness)
            try await deliver(say("bye\nbye"), to: room, of: harness)
            try await eventually("all is heard") { terminal.lines.count >= 5 }
            #expect(
                terminal.lines == ["*: kim is here", "kim: hi", "ann: yes", "*: kim has left", "support: bye\nbye"])
        }
    }

    @Test func `a connection is one customer only`() async throws {
        try await ControlHarness.run { harness, inbox in
            let terminal = try harness.terminal()
            let room = try await come(terminal, inbox)
            try await terminal.send(.chat(name: "bob"), .say("hi"))
            try await eventually("both are answered") { terminal.lines.count == 2 }
            #expect(terminal.lines == ["refused: this connection is a customer already", "done"])
            terminal.end()
            try await eventually("they left") { await inbox.count(of: .left) == 1 }
            #expect(await inbox.arrivals.allSatisfy { $0.from == room && $0.author.name == "ann" })
            await #expect(throws: DeliveryError.never(reason: "the terminal was closed")) {
                try await deliver(say("x"), to: room, of: harness)
            }
        }
    }

    @Test(arguments: ["nonsense", "{}", "[]", #"{"fly":{}}"#, #"{"say":{}}"#, "\u{FFFD}", ""])
    func `what is not understood is told, and the connection goes on`(line: String) async throws {
        try await ControlHarness.run { harness, inbox in
            let terminal = try harness.terminal()
            try await terminal.send(text: line + "\n")
            try await terminal.send(.chat(name: "ann"), .say("hi"))
            try await eventually("both are answered") { terminal.lines.count == 2 }
            #expect(terminal.lines == ["refused: not understood: is the desk of another version?", "done"])
            #expect(await inbox.said == ["hi"])
        }
    }

    /// The bytes of a line that says so many letters, without its end.
    private func line(of length: Int) throws -> String {
        let frame = String(decoding: try JSONEncoder().encode(ControlRequest.say("")), as: UTF8.self)
        return frame.replacing(#""""#, with: "\"" + String(repeating: "x", count: length - frame.utf8.count) + "\"")
    }

    @Test func `a line of 64 KiB passes`() async throws {
        try await ControlHarness.run { harness, inbox in
            let terminal = try harness.terminal()
            let line = try line(of: 65_536)
            #expect(line.utf8.count == 65_536)
            try await terminal.send(.chat(name: "ann"))
            try await terminal.send(text: line + "\n")
            try await eventually("it is answered") { terminal.lines == ["done"] }
            #expect(try #require(await inbox.said.first).count > 65_000)
        }
    }

    @Test(arguments: [65_537, 70_000, 1_000_000], ["", "\n"])
    func `a longer line ends the connection, and the customer has left`(length: Int, end: String) async throws {
        try await ControlHarness.run { harness, inbox in
            let (terminal, other) = (try harness.terminal(), try harness.terminal())
            let room = try await come(terminal, inbox)
            // It is closed while more is on its way.
            try? await terminal.send(text: line(of: length) + end)
            try await eventually("it is closed") { terminal.isClosed }
            try await eventually("they left") { await inbox.count(of: .left) == 1 }
            #expect(await inbox.said.isEmpty)
            await #expect(throws: DeliveryError.never(reason: "the terminal was closed")) {
                try await deliver(say("x"), to: room, of: harness)
            }
            try await other.send(.loginRemove("kim"))
            try await eventually("others are still served") { other.lines == ["done"] }
        }
    }

    @Test func `a line without its end is not heard`() async throws {
        try await ControlHarness.run { harness, inbox in
            let terminal = try harness.terminal()
            _ = try await come(terminal, inbox)
            try await terminal.send(text: #"{"say":{"_0":"hi"}}"#)
            terminal.end()
            try await eventually("they left") { await inbox.count(of: .left) == 1 }
            #expect(await inbox.said.isEmpty)
        }
    }

    /// It costs a bounded queue, no other's words, and not the end of the desk.
    @Test func `a terminal that does not read is as good as gone`() async throws {
        try await ControlHarness.run { harness, inbox in
            let (deaf, other) = (try harness.terminal(isDeaf: true), try harness.terminal())
            let (room, otherRoom) = (try await come(deaf, inbox), try await come(other, inbox))
            let long = String(repeating: "x", count: 10_000)
            var taken = 0
            await #expect(throws: DeliveryError.never(reason: "the terminal does not read")) {
                while taken < 5000 {
                    try await deliver(say(long), to: room, of: harness)
                    taken += 1
                }
            }
            #expect(taken >= 1000)
            try await deliver(say("hi"), to: otherRoom, of: harness)
            try await eventually("the other hears") { other.lines == ["support: hi"] }
            // The run ends with it still connected; `run` says so where it does not.
        }
    }

    @Test func `the program's own client talks as a customer`() async throws {
        try await ControlHarness.run { harness, inbox in
            let shown = Mutex<[String]>([])
            let (words, end) = AsyncStream.makeStream(of: String.self)
            async let chat: Void = ControlClient(path: harness.path).chat(
                as: "ann", words: words, patience: .zero,
                show: { who, what in shown.withLock { $0.append(who + what) } })
            end.yield("hello")
            try await eventually("hello comes in") { await inbox.said == ["hello"] }
            let room = try #require(await inbox.arrivals.last).from
            try await deliver(say(" welcome"), to: room, of: harness)
            try await eventually("welcome is shown") { shown.withLock { $0 } == ["support welcome"] }
            end.finish()
            try await chat
            try await eventually("they left") { await inbox.count(of: .left) == 1 }
        }
    }

    @Test func `the program's own client ends when the desk does`() async throws {
        let harness = try ControlHarness()
        let (words, end) = AsyncStream.makeStream(of: String.self)
        let inbox = WatchedInbox()
        let over = Life()
        try await harness.run(inbox) {
            let client = ControlClient(path: harness.path)
            Task {
                try? await client.chat(as: "ann", words: words, patience: .zero, show: { _, _ in })
                over.end()
            }
            try await eventually("they came in") { await inbox.count(of: .joined) == 1 }
        }
        try await eventually("the client has ended") { over.isDead }
        end.finish()
    }
}
