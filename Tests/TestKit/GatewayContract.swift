public import DeskCore
import Testing

/// One gateway with its network, as its tests see it. Customers are called by name, and have one connection each.
public protocol GatewayHarness: Sendable {
    var gateway: any Gateway { get }
    /// Returns once customers can connect.
    func untilListening() async throws
    func connect(_ name: String) async throws
    /// Returns once the lines are on their way.
    func say(_ lines: [String], as name: String) async throws
    /// The words said to that customer so far, without their frame.
    func heard(by name: String) async -> [String]
    /// How many of the customer's lines were acknowledged or echoed so far.
    func acknowledged(to name: String) async -> Int
    /// Whether the gateway has ended the customer's connection.
    func isClosed(_ name: String) async -> Bool
    func disconnect(_ name: String) async
}

/// What every gateway keeps. Each check wants a gateway of its own, as after a start of the desk.
public struct GatewayContract: Sendable {
    private let make: @Sendable () throws -> any GatewayHarness

    public init(make: @escaping @Sendable () throws -> any GatewayHarness) { self.make = make }

    // MARK: What comes in

    public func neverReusesAnID() async throws {
        let inboxes = [WatchedInbox(), WatchedInbox()]
        // The second gateway is the same one after a restart.
        for inbox in inboxes {
            try await during(inbox) { network, inbox in
                for round in 1...3 {
                    for name in ["ann", "bob"] { try await network.connect(name) }
                    for name in ["ann", "bob"] { try await network.say(["one", "one", "two"], as: name) }
                    try await eventually("all lines come in") { await inbox.said.count == round * 6 }
                    for name in ["ann", "bob"] { await network.disconnect(name) }
                    try await eventually("both have left") { await inbox.count(of: .left) == round * 2 }
                }
            }
        }
        let ids = await inboxes[0].arrivals.map(\.id) + inboxes[1].arrivals.map(\.id)
        #expect(Set(ids).count == ids.count)
    }

    public func keepsTheOrderOfARoom() async throws {
        try await during(WatchedInbox()) { network, inbox in
            for name in ["ann", "bob"] { try await network.connect(name) }
            await inbox.takeItsTime()
            let lines = (0..<100).map { "line \($0)" }
            for name in ["ann", "bob"] { try await network.say(lines, as: name) }
            try await eventually("all lines come in") { await inbox.said.count == 200 }
            for name in ["ann", "bob"] { #expect(await inbox.said(by: name) == lines) }
            #expect(await inbox.mostAtOnceInARoom == 1)
        }
    }

    public func givesTheNextOnlyAfterTheFirstWasAccepted() async throws {
        try await during(WatchedInbox()) { network, inbox in
            let room = try await meet("ann", network, inbox)
            await inbox.hold()
            try await network.say(["one", "two"], as: "ann")
            try await eventually("the first comes in") { await inbox.said(by: "ann").count == 2 }
            try await hear("fence", in: room, as: "ann", network)
            #expect(await inbox.said(by: "ann") == ["hello", "one"])
            await inbox.release()
            try await eventually("the second comes in") { await inbox.said(by: "ann") == ["hello", "one", "two"] }
        }
    }

    public func acknowledgesOnlyWhatWasAccepted() async throws {
        try await during(WatchedInbox()) { network, inbox in
            let room = try await meet("ann", network, inbox)
            try await eventually("hello is acknowledged") { await network.acknowledged(to: "ann") == 1 }
            await inbox.hold()
            try await network.say(["one"], as: "ann")
            try await eventually("it comes in") { await inbox.said(by: "ann").count == 2 }
            // What was written before this was heard before this.
            try await hear("fence", in: room, as: "ann", network)
            #expect(await network.acknowledged(to: "ann") == 1)
            await inbox.release()
            try await eventually("it is acknowledged") { await network.acknowledged(to: "ann") == 2 }
        }
    }

    public func doesNotAcknowledgeWhatWasRefused() async throws {
        try await during(WatchedInbox()) { network, inbox in
            let room = try await meet("ann", network, inbox)
            try await eventually("hello is acknowledged") { await network.acknowledged(to: "ann") == 1 }
            await inbox.close()
            try await network.say(["one"], as: "ann")
            try await eventually("it is refused") { await inbox.refusals > 0 }
            // Where the gateway ends the connection all was heard at its end, else before what is said next.
            try await eventually("nothing more is on its way") {
                if await network.isClosed("ann") { return true }
                _ = try? await say("fence", in: room, network)
                return await network.heard(by: "ann").contains("fence")
            }
            #expect(await network.acknowledged(to: "ann") == 1)
        }
    }

    // MARK: What goes out

    public func deliversOnceAndInOrder() async throws {
        try await during(WatchedInbox()) { network, inbox in
            let room = try await meet("ann", network, inbox)
            _ = try await meet("bob", network, inbox)
            let words = (0..<50).map { "word \($0)" }
            for word in words { try await say(word, in: room, network) }
            try await hear("fence", in: room, as: "ann", network)
            #expect(await network.heard(by: "ann") == words + ["fence"])
            #expect(await network.heard(by: "bob").isEmpty)
        }
    }

    public func knowsThatAGuestHasLeft() async throws {
        try await during(WatchedInbox()) { network, inbox in
            let room = try await meet("ann", network, inbox)
            await network.disconnect("ann")
            try await eventually("they have left") { await inbox.count(of: .left) == 1 }
            for _ in 0..<2 {
                do {
                    try await say("too late", in: room, network)
                    Issue.record("said to somebody who has left")
                } catch let error as DeliveryError {
                    guard case .never = error else {
                        Issue.record("it is never, not \(error)")
                        return
                    }
                }
            }
            // Somebody of the same name is somebody else.
            let other = try await meet("ann", network, inbox)
            #expect(other != room)
            #expect(await network.heard(by: "ann").isEmpty)
        }
    }

    public func doesNotHearItself() async throws {
        try await during(WatchedInbox()) { network, inbox in
            let room = try await meet("ann", network, inbox)
            for word in ["one", "two", "three"] { try await hear(word, in: room, as: "ann", network) }
            let agent = Utterance(speaker: .agent("kim"), prose: Prose(text: "four"))
            _ = try await network.gateway.deliver(Delivery(id: "a", to: room, act: .enter("kim"), lane: .agent))
            _ = try await network.gateway.deliver(Delivery(id: "b", to: room, act: .say(agent), lane: .agent))
            _ = try await network.gateway.deliver(Delivery(id: "c", to: room, act: .leave("kim"), lane: .agent))
            try await network.say(["after"], as: "ann")
            try await eventually("it comes in") { await inbox.said.contains("after") }
            #expect(await inbox.said == ["hello", "after"])
            #expect(Set(await inbox.arrivals.map(\.author.name)) == ["ann"])
        }
    }

    // MARK: The end

    public func endsWhenCancelled() async throws {
        let inbox = WatchedInbox()
        // `during` says so where it does not end.
        try await during(inbox) { network, inbox in
            _ = try await meet("ann", network, inbox)
            try await network.connect("bob")
        }
        #expect(await inbox.said == ["hello"])
        // Whoever is still connected as the desk stops has not left.
        #expect(await inbox.count(of: .left) == 0)
    }

    // MARK: How

    private func during(
        _ inbox: WatchedInbox, _ body: (any GatewayHarness, WatchedInbox) async throws -> Void
    ) async throws {
        let network = try make()
        let life = Life()
        let run = Task {
            try? await network.gateway.run(into: inbox, memory: FakeMemory())
            life.end()
        }
        do {
            try await network.untilListening()
            try await body(network, inbox)
        } catch {
            Issue.record(error)
        }
        // Also after a failure: a gateway waits for what the inbox holds.
        await inbox.release()
        run.cancel()
        try await eventually("run ends when cancelled") { life.isDead }
        for name in ["ann", "bob"] { await network.disconnect(name) }
    }

    /// The room of somebody who comes in and says hello.
    private func meet(
        _ name: String, _ network: any GatewayHarness, _ inbox: WatchedInbox
    ) async throws -> Address {
        let before = await inbox.said(by: name).count
        try await network.connect(name)
        try await network.say(["hello"], as: name)
        try await eventually("\(name) is met") { await inbox.said(by: name).count > before }
        return try #require(await inbox.arrivals.last { $0.author.name == name }).from
    }

    private func say(_ words: String, in room: Address, _ network: any GatewayHarness) async throws {
        let act = Act.say(Utterance(prose: Prose(text: words)))
        _ = try await network.gateway.deliver(
            Delivery(id: DeliveryID("say \(words)"), to: room, act: act, lane: .reply))
    }

    private func hear(_ words: String, in room: Address, as name: String, _ network: any GatewayHarness) async throws {
        try await say(words, in: room, network)
        try await eventually("\(words) is heard") { await network.heard(by: name).contains(words) }
    }
}

/// What did not come to be in time.
public struct NotInTime: Error, CustomStringConvertible {
    public let description: String
}

/// Asks again and again until it is so, for at most a minute.
public func eventually(
    _ what: String, within limit: Duration = .seconds(60), _ isSo: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !isSo() {
        guard ContinuousClock.now < end else { throw NotInTime(description: "not in time: \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}

extension Inbox {
    /// For inboxes of tests, which wait.
    public func accept(_ arrival: Arrival, then answer: @escaping @Sendable (Bool) -> Void) {
        Task {
            do throws(InboxError) {
                try await accept(arrival)
                answer(true)
            } catch {
                answer(false)
            }
        }
    }
}

/// An inbox that keeps what it is given; it can be told to wait, to dawdle, or to refuse.
public actor WatchedInbox: Inbox {
    public private(set) var arrivals: [Arrival] = []
    public private(set) var refusals = 0
    public private(set) var mostAtOnceInARoom = 0
    private var underWay: [Address: Int] = [:]
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isHolding = false
    private var isSlow = false
    private var isClosed = false

    public init() {}

    public func accept(_ arrival: Arrival) async throws(InboxError) {
        guard !isClosed else {
            refusals += 1
            throw .closed
        }
        arrivals.append(arrival)
        underWay[arrival.from, default: 0] += 1
        mostAtOnceInARoom = max(mostAtOnceInARoom, underWay[arrival.from] ?? 0)
        if isSlow { for _ in 0..<20 { await Task.yield() } }
        if isHolding { await withCheckedContinuation { waiting.append($0) } }
        underWay[arrival.from, default: 0] -= 1
    }

    public func hold() { isHolding = true }
    public func takeItsTime() { isSlow = true }
    public func close() { isClosed = true }
    public func release() {
        isHolding = false
        waiting.forEach { $0.resume() }
        waiting = []
    }

    public var said: [String] { arrivals.compactMap(Self.words) }
    public func said(by name: String) -> [String] {
        arrivals.filter { $0.author.name == name }.compactMap(Self.words)
    }
    public func count(of body: Arrival.Body) -> Int { arrivals.count { $0.body == body } }

    private static func words(_ arrival: Arrival) -> String? {
        if case .said(let text) = arrival.body { text } else { nil }
    }
}
