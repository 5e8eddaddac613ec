import DeskCore
import Testing

/// What every gateway keeps. Each check wants a gateway of its own, as after a start of the desk.
public struct GatewayContract: Sendable {
    private let make: @Sendable () async throws -> any GatewayHarness

    public init(make: @escaping @Sendable () async throws -> any GatewayHarness) { self.make = make }

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
                    guard network.showsLeaving else { continue }
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
            try await untilAcknowledged(1, to: "ann", network)
            await inbox.hold()
            try await network.say(["one"], as: "ann")
            try await eventually("it comes in") { await inbox.said(by: "ann").count == 2 }
            // What was written before this was heard before this.
            try await hear("fence", in: room, as: "ann", network)
            await expectAcknowledged(1, to: "ann", network, heard: ["fence"])
            await inbox.release()
            try await untilAcknowledged(2, to: "ann", network)
            try await hear("second fence", in: room, as: "ann", network)
            await expectAcknowledged(2, to: "ann", network, heard: ["fence", "second fence"])
        }
    }

    public func doesNotAcknowledgeWhatWasRefused() async throws {
        try await during(WatchedInbox()) { network, inbox in
            let room = try await meet("ann", network, inbox)
            try await untilAcknowledged(1, to: "ann", network)
            await inbox.close()
            try await network.say(["one"], as: "ann")
            try await eventually("it is refused") { await inbox.refusals > 0 }
            // Where the gateway ends the connection all was heard at its end, else before what is said next.
            try await eventually("nothing more is on its way") {
                if await network.isClosed("ann") { return true }
                _ = try? await say("fence", in: room, network)
                return await network.heard(by: "ann").contains("fence")
            }
            await expectAcknowledged(1, to: "ann", network, heard: ["fence"])
        }
    }

    private func untilAcknowledged(_ count: Int, to name: String, _ network: any GatewayHarness) async throws {
        guard network.acknowledges else { return }
        try await eventually("\(count) are acknowledged") { await network.acknowledged(to: name) == count }
    }

    /// Where others acknowledge, the gateway has said nothing but what the desk did.
    private func expectAcknowledged(
        _ count: Int, to name: String, _ network: any GatewayHarness, heard: Set<String>
    ) async {
        if network.acknowledges {
            #expect(await network.acknowledged(to: name) == count)
        } else {
            #expect(Set(await network.heard(by: name)).isSubset(of: heard))
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
            if network.showsLeaving {
                try await eventually("they have left") { await inbox.count(of: .left) == 1 }
            }
            for _ in 0..<2 { await expectNobody(in: room, network) }
            let other = try await meet("ann", network, inbox)
            let people = Set(await inbox.arrivals.map(\.author.person))
            guard network.customersLast else {
                // Somebody of the same name is somebody else.
                #expect(other != room)
                #expect(people.count == 2)
                #expect(await network.heard(by: "ann").isEmpty)
                try await eventually("they have left") { await inbox.count(of: .left) == 1 }
                return
            }
            #expect(people.count == 1)
            #expect((other == room) == network.roomsLast)
            #expect(await inbox.count(of: .returned) == 1)
            try await hear("welcome back", in: room, as: "ann", network)
            #expect(await network.heard(by: "ann") == ["welcome back"])
        }
    }

    /// Says something to somebody who is not there.
    private func expectNobody(in room: Address, _ network: any GatewayHarness) async {
        do {
            try await say("too late", in: room, network)
            Issue.record("said to somebody who has left")
        } catch DeliveryError.never where !network.customersLast {
            // They never come back.
        } catch DeliveryError.absent where network.customersLast || !network.showsLeaving {
            // They may.
        } catch {
            Issue.record("not what it is: \(error)")
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
            #expect(Set(await inbox.arrivals.map(\.author.isLasting)) == [network.customersLast])
        }
    }

    /// What a network cannot show is put into words before (`Act.translated`).
    public func changesWhatItSaid() async throws {
        try await during(WatchedInbox()) { network, inbox in
            let room = try await meet("ann", network, inbox)
            try await act(.say(Utterance(prose: Prose(text: "tomorow"))), "elsewhere:1", in: room, network)
            try await act(
                .correct("elsewhere:1", Utterance(prose: Prose(text: "tomorrow"))), "elsewhere:2", in: room, network)
            // What was never said there is nothing to be taken back.
            try await act(.takeBack("elsewhere:3"), "elsewhere:4", in: room, network)
            try await hear("fence", in: room, as: "ann", network)
            #expect(await count("tomorrow", heardBy: "ann", network) == 1)
            try await act(.takeBack("elsewhere:1"), "elsewhere:5", in: room, network)
            try await hear("second fence", in: room, as: "ann", network)
            let left = await count("tomor", heardBy: "ann", network)
            #expect((left == 0) == canTakeBack(network))
        }
    }

    private func count(_ words: String, heardBy name: String, _ network: any GatewayHarness) async -> Int {
        await network.heard(by: name).count { $0.contains(words) }
    }

    private func canTakeBack(_ network: any GatewayHarness) -> Bool {
        network.gateway.features.contains(.redactions)
    }

    private func act(
        _ act: Act, _ cause: ArrivalID, in room: Address, _ network: any GatewayHarness
    ) async throws {
        let gateway = network.gateway
        guard let possible = act.translated(for: gateway.features) else { return }
        _ = try await gateway.deliver(
            Delivery(id: DeliveryID("because \(cause)"), to: room, act: possible, lane: .agent, causedBy: cause))
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
        let network = try await make()
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
