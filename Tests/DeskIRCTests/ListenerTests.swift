import DeskCore
import DeskIRC
import Logging
import Testing

/// Real sockets on the loopback address.
@Suite(.timeLimit(.minutes(1))) struct ListenerTests {
    @Test func answersAQuestion() async throws {
        try await ListenerWorld.run { world in
            let bob = try await world.client("bob", caps: "echo-message message-tags")
            try await bob.send("PRIVMSG support :hello")
            await world.inbox.heard(1)
            let arrival = try #require(await world.inbox.arrivals.first)
            #expect(arrival.body == .said("hello"))
            try await world.say("hi there", to: arrival.from.room, id: "d7")
            let lines = try await bob.until("hi there")
            #expect(lines.last == "@bot;msgid=d7 :support!support@rapport.local PRIVMSG bob :hi there")
        }
    }

    /// The gateway's contract: nothing is acknowledged before it is durable, and nothing more of the connection is
    /// read until then.
    @Test func echoesOnlyAfterAccept() async throws {
        try await ListenerWorld.run(isUnlimited: true) { world in
            let bob = try await world.client("bob", caps: "echo-message")
            await world.inbox.hold()
            try await bob.send("PRIVMSG support :one", "PRIVMSG support :two", "PING after")
            await world.inbox.heard(1)
            let room = try #require(await world.inbox.arrivals.first).from.room
            try await world.say("marker", to: room)
            // The PING behind it is not answered: the echo would stand before the marker otherwise.
            #expect(try await bob.until("marker").count == 1)
            #expect(await world.inbox.said == ["one"])
            await world.inbox.release()
            let lines = try await bob.until("PONG")
            #expect(lines.map { $0.split(separator: ":").last } == ["one", "two", "after"])
            #expect(await world.inbox.mostAtOnce == 1)
        }
    }

    @Test func refusedArrivalsEndTheConnection() async throws {
        try await ListenerWorld.run { world in
            let bob = try await world.client("bob", caps: "echo-message")
            await world.inbox.close()
            try await bob.send("PRIVMSG support :hello")
            let lines = await bob.rest()
            #expect(lines.count == 1)
            #expect(lines.first?.hasPrefix("ERROR :Closing link") == true)
        }
    }

    @Test func keepsTheOrderOfAThousandLines() async throws {
        try await ListenerWorld.run(isUnlimited: true) { world in
            let bob = try await world.client("bob")
            let eve = try await world.client("eve")
            let lines = (0..<1000).map { "PRIVMSG support :\($0)\r\n" }.joined()
            async let first: Void = bob.send(bytes: [UInt8](lines.utf8))
            async let second: Void = eve.send(bytes: [UInt8](lines.utf8))
            _ = try await (first, second)
            await world.inbox.heard(2000)
            let arrivals = await world.inbox.arrivals
            for name in ["bob", "eve"] {
                let bodies = arrivals.filter { $0.author.name == name }.map(\.body)
                #expect(bodies == (0..<1000).map { .said(String($0)) })
            }
            #expect(Set(arrivals.map(\.id)).count == 2000)
        }
    }

    /// What comes before the end of the input is still heard, as when a file is piped in.
    @Test func hearsWhatCameBeforeTheEnd() async throws {
        try await ListenerWorld.run { world in
            let bob = try await TestClient(to: world.port)
            try await bob.send("NICK bob", "USER b 0 * :b", "PRIVMSG support :one", "PRIVMSG support :two")
            try await bob.endInput()
            #expect(await bob.rest().last == "ERROR :Closing link: Connection closed")
            await world.inbox.heard(3)
            #expect(await world.inbox.said == ["one", "two"])
            #expect(await world.inbox.arrivals.last?.body == .left)
        }
    }

    /// RFC 1459 2.3 and numeric 417: 512 bytes with the end pass, 513 do not.
    @Test func refusesLongLines() async throws {
        try await ListenerWorld.run { world in
            let bob = try await world.client("bob")
            let start = "PRIVMSG support :"
            let most = 510 - start.utf8.count
            try await bob.send(
                start + String(repeating: "x", count: most + 1), start + String(repeating: "y", count: most))
            try await bob.until(" 417 bob ")
            await world.inbox.heard(1)
            #expect(await world.inbox.said == [String(repeating: "y", count: most)])
            try await bob.send(bytes: [UInt8](start.utf8) + [0xC3, 0x28, 13, 10])
            try await bob.until("FAIL PRIVMSG INVALID_UTF8")
            #expect(await world.inbox.said.count == 1)
        }
    }

    @Test func theLimitOfConnections() async throws {
        try await ListenerWorld.run(limits: ListenerLimits(maximumConnections: 2)) { world in
            let bob = try await world.client("bob")
            let eve = try await world.client("eve")
            let third = try await TestClient(to: world.port)
            #expect(await third.rest() == ["ERROR :Closing link: too many connections, please try again later"])
            try await bob.send("PING still")
            try await bob.until("still")
            try await eve.send("QUIT")
            _ = await eve.rest()
            await eve.close()
            // The place is free once the server has seen the end; whoever comes too early is told to try again.
            var isIn = false
            for _ in 0..<200 where !isIn {
                let fourth = try await TestClient(to: world.port)
                isIn = (try? await fourth.register("fourth")) != nil
            }
            #expect(isIn)
        }
    }

    /// Lines above the rate wait; none is lost and nobody is thrown out.
    @Test func floodsWait() async throws {
        let limits = ListenerLimits(lineBurst: 5, linesPerSecond: 50)
        try await ListenerWorld.run(limits: limits) { world in
            let bob = try await world.client("bob")
            let clock = ContinuousClock.now
            for number in 0..<30 { try await bob.send("PING \(number)") }
            #expect(try await bob.until(" :29").count == 30)
            #expect(clock.duration(to: .now) > .milliseconds(400))
        }
    }

    @Test func unregisteredConnectionsEnd() async throws {
        try await ListenerWorld.run(limits: ListenerLimits(registrationSeconds: 1)) { world in
            let bob = try await TestClient(to: world.port)
            #expect(await bob.rest() == ["ERROR :Closing link: Registration timed out"])
        }
    }

    /// A reader that stops reading costs a bounded queue and then its connection; deliveries to it say so.
    @Test func slowReadersAreClosed() async throws {
        let limits = ListenerLimits(sendQueueBytes: 64 << 10)
        try await ListenerWorld.run(limits: limits, isUnlimited: true) { world in
            let slow = try await DeafClient(to: world.port)
            try await slow.send("NICK bob\r\nUSER b 0 * :b\r\nPRIVMSG support :x\r\n")
            await world.inbox.heard(1)
            let room = try #require(await world.inbox.arrivals.first).from.room
            let text = String(repeating: "word ", count: 80)
            let gone = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<40_000 {
                    group.addTask {
                        do throws(DeliveryError) {
                            try await world.say(text, to: room, id: DeliveryID("\(number)"))
                            return false
                        } catch {
                            return error == .never(reason: "the guest has left")
                        }
                    }
                }
                return await group.contains(true)
            }
            #expect(gone)
            await world.inbox.heard(2)
            #expect(await world.inbox.arrivals.last?.body == .left)
            await slow.close()
        }
    }

    @Test func loginsOverTheWire() async throws {
        try await ListenerWorld.run { world in
            let anna = try await TestClient(to: world.port)
            try await anna.send("CAP LS 302", "NICK anna", "USER a 0 * :A", "CAP REQ :sasl", "AUTHENTICATE PLAIN")
            try await anna.until("AUTHENTICATE +")
            try await anna.send("AUTHENTICATE AGFubmEAd3Jvbmc=")
            try await anna.until(" 904 ")
            try await anna.send("AUTHENTICATE PLAIN", "AUTHENTICATE AGFubmEAc2VjcmV0")
            try await anna.until(" 903 ")
            try await anna.send("CAP END", "JOIN #desk")
            try await anna.until(" 366 anna #desk ")
            let eve = try await TestClient(to: world.port)
            try await eve.send("NICK Anna", "USER a 0 * :A")
            try await eve.until(" 433 ")
            await world.inbox.heard(1)
            #expect(await world.inbox.arrivals.first?.from.room == "#desk")
            #expect(await world.inbox.arrivals.first?.author.login == "anna")
        }
    }

    @Test func absentThenBack() async throws {
        try await ListenerWorld.run { world in
            await #expect(throws: DeliveryError.absent) { try await world.say("x", to: "@bob") }
            let bob = try await world.client("bob", pass: "bob:secret")
            await world.inbox.heard(1)
            #expect(await world.inbox.arrivals.first?.body == .returned)
            try await world.say("welcome back", to: "@bob")
            try await bob.until("welcome back")
        }
    }

    /// Names of customers never pass for an agent's or the desk's.
    @Test func customersNamesAmongAgents() async throws {
        try await ListenerWorld.run { world in
            let anna = try await world.client("anna", pass: "anna:secret")
            try await anna.send("JOIN #desk")
            await world.inbox.heard(1)
            for (name, nick) in [("Anna", "Anna_"), ("support", "support_"), ("Zoë", "Zo_"), ("eve", "eve")] {
                let say = Act.say(Utterance(speaker: .customer(name), prose: Prose(text: "about " + name)))
                let delivery = Delivery(
                    id: "d", to: Address(gateway: "irc", room: "#desk"), act: say, lane: .reply)
                _ = try await world.listener.deliver(delivery)
                let line = try #require(await anna.until("about " + name).last)
                #expect(line.hasPrefix(":\(nick)!customer@"))
            }
        }
    }

    @Test func stopsWithAWord() async throws {
        let clients = AsyncStream<TestClient>.makeStream()
        try await ListenerWorld.run { world in
            clients.continuation.yield(try await world.client("bob"))
        }
        for await bob in clients.stream {
            #expect(await bob.rest().last?.hasPrefix("ERROR :Closing link: The desk is stopping") == true)
            break
        }
    }

    @Test func saysWhyItCannotListen() async throws {
        try await ListenerWorld.run { world in
            let second = IRCListener(
                options: ListenerOptions(port: world.port), logins: FakeLogins(), past: NoPast(),
                log: Logger(label: "test"),
                now: { Timestamp(milliseconds: 0) }, onListening: { _ in })
            let error = await #expect(throws: ListenerError.self) {
                try await second.run(into: world.inbox, memory: NoMemory())
            }
            #expect(error == .portInUse(host: "127.0.0.1", port: world.port))
            #expect(error?.description.contains("--listen") == true)
            await #expect(throws: DeliveryError.later(retryAfter: .seconds(1), scope: .gateway)) {
                let say = Act.say(Utterance(prose: Prose(text: "x")))
                _ = try await second.deliver(
                    Delivery(id: "d", to: Address(gateway: "irc", room: "@x"), act: say, lane: .reply))
            }
        }
    }
}
