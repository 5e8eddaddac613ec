import DeskCore
import Testing

@testable import DeskIRC

/// What the desk says on a network of others: cut to fit, in turn, and known to have arrived.
@Suite struct NetworkSendingTests {
    private static let caps = "account-tag message-tags"

    private static func world(
        _ more: String = "", features: String = "CASEMAPPING=ascii MONITOR=100",
        _ change: (inout NetworkOptions) -> Void = { _ in }
    ) -> NetworkWorld {
        let world = NetworkWorld(NetworkWorld.options(change))
        world.meet(caps: caps + (more.isEmpty ? "" : " " + more), features: features)
        for name in ["ann", "bob", "cid"] { world.hear("@account=\(name) :\(name)!u@h PRIVMSG support :hello") }
        _ = world.lines()
        return world
    }

    // MARK: - Delivery known

    /// IRCv3 echo-message.
    @Test func `knows by the echo`() {
        let world = Self.world("echo-message")
        let id = world.say("hi", to: "@ann")
        #expect(world.lines() == ["PRIVMSG ann :hi"] && world.results[id] == nil)
        world.hear("@msgid=m1 :support!~support@desk.example PRIVMSG ann :hi")
        guard case .success(let receipt)? = world.results[id] else { return #expect(Bool(false), "not delivered") }
        #expect(receipt.remoteID == "m1")
    }

    /// IRCv3 labeled-response: with an echo, or the ACK that says nothing else.
    @Test(arguments: [":irc.net ACK", ":support!s@h PRIVMSG ann :hi"])
    func `knows by the label`(answer: String) {
        let world = Self.world("batch labeled-response")
        let id = world.say("hi", to: "@ann")
        #expect(world.lines() == ["@label=1 PRIVMSG ann :hi"])
        world.hear("@label=2 \(answer)")
        #expect(world.results[id] == nil)
        world.hear("@label=1 \(answer)")
        #expect(world.isDelivered(id))
    }

    @Test func `knows by the label of several answers`() {
        let world = Self.world("batch labeled-response")
        let id = world.say("hi", to: "@ann")
        world.hear(
            "@label=1 :irc.net BATCH +x labeled-response", "@batch=x :irc.net 301 support ann :away",
            "@batch=x;msgid=q :support!s@h PRIVMSG ann :hi")
        #expect(world.results[id] == nil)
        world.hear(":irc.net BATCH -x")
        #expect(world.isDelivered(id))
    }

    /// Where there is neither, a server that answers a PING has worked off what stood before it.
    @Test func `else knows by the answer to a ping`() {
        let world = Self.world()
        let (one, two) = (world.say("hi", to: "@ann"), world.say("ho", to: "@bob"))
        let lines = world.lines()
        #expect(
            lines.count == 3 && lines[0] == "PRIVMSG ann :hi" && lines[1] == "PING f1" && lines[2] == "PRIVMSG bob :ho")
        world.hear(":irc.net PONG irc.net :f1")
        #expect(world.isDelivered(one) && world.results[two] == nil && world.lines() == ["PING f2"])
        world.hear(":irc.net PONG irc.net :f2")
        #expect(world.isDelivered(two))
    }

    @Test(arguments: ["", "echo-message", "batch labeled-response"])
    func `may have been sent where the connection broke before that was known`(caps: String) {
        let world = Self.world(caps)
        let id = world.say("hi", to: "@ann")
        world.lose()
        #expect(world.error(of: id) == .unknown)
    }

    @Test func `was not sent where there was no connection`() {
        let world = Self.world()
        world.lose()
        let id = world.say("hi", to: "@ann")
        guard case .later? = world.error(of: id) else { return #expect(Bool(false), "\(world.results)") }
    }

    @Test func `does not wait for an answer for ever`() {
        let world = Self.world("echo-message")
        let id = world.say("hi", to: "@ann")
        world.pass(seconds: 90)
        #expect(world.error(of: id) == .unknown && world.closings.isEmpty)
    }

    /// The rest of a long answer is said on the next connection, and nothing of it twice.
    @Test func `goes on where it was broken off`() {
        let world = Self.world("echo-message") { $0.flood = FloodOptions(burst: 6, pause: .seconds(2)) }
        world.pass(seconds: 30)
        _ = world.lines()
        let text = (1...8).map { "line \($0)" }.joined(separator: "\n")
        let id = world.say(text, to: "@ann")
        let first = world.words()
        #expect(first.count == 6)
        world.lose()
        guard case .later? = world.error(of: id) else { return #expect(Bool(false), "\(world.results)") }
        world.meet(caps: Self.caps + " echo-message")
        world.hear("@account=ann :ann3!u@h PRIVMSG support :hello")
        _ = world.lines()
        world.deliver(
            Delivery(
                id: id, to: Address(gateway: "net", room: "@ann"), act: .say(Utterance(prose: Prose(text: text))),
                lane: .reply))
        world.pass(seconds: 10)
        #expect(world.words() == ["PRIVMSG ann3 :line 7", "PRIVMSG ann3 :line 8"])
        for _ in 0..<2 { world.hear(":support!s@h PRIVMSG ann3 :x") }
        #expect(world.error(of: id) == .unknown, "of the first six it is not known")
    }

    // MARK: - Refused

    /// 401 ERR_NOSUCHNICK.
    @Test func `nobody there`() {
        let world = Self.world("echo-message")
        let id = world.say("hi", to: "@ann")
        world.hear(":irc.net 401 support ann :No such nick/channel")
        #expect(world.error(of: id) == .absent)
    }

    @Test(arguments: [
        (404, "Cannot send to channel"), (417, "Input line was too long"), (486, "Log in first"),
        (716, "is in +g mode"),
    ]) func `what does not go is said`(number: Int, words: String) {
        let world = Self.world("echo-message")
        let id = world.say("hi", to: "@ann")
        world.hear(":irc.net \(number) support ann :\(words)")
        #expect(world.error(of: id) == .never(reason: "\(words) (\(number))"))
    }

    @Test func `too many targets is for later`() {
        let world = Self.world("batch labeled-response")
        let id = world.say("hi", to: "@ann")
        world.hear("@label=1 :irc.net 707 support ann :Targets changing too fast, message dropped")
        #expect(world.error(of: id) == .later(retryAfter: .seconds(60), scope: .room))
    }

    // MARK: - In turn

    /// A line each in turn, agents first.
    @Test func `is fair, and agents come first`() {
        let world = Self.world { $0.flood = FloodOptions(burst: 1, pause: .seconds(2)) }
        world.pass(seconds: 30)
        _ = world.lines()
        world.say("a1\na2\na3", to: "@ann")
        world.say("b1\nb2", to: "@bob")
        world.say("c1\nc2", to: "@cid", lane: .agent)
        world.pass(seconds: 14)
        let texts = world.words().compactMap { $0.split(separator: ":").last.map(String.init) }
        #expect(texts == ["a1", "c1", "c2", "a2", "b1", "a3", "b2"])
    }

    /// RFC 1459 8.10 as servers keep it: so many at once, then one each pause.
    @Test func `keeps within what the network allows`() {
        var allowance = SendAllowance(burst: 5, pauseMilliseconds: 2000)
        let sent = (0..<60_000).filter { allowance.take(now: $0) == nil }
        #expect(sent.prefix(5) == [0, 1, 2, 3, 4] && sent.dropFirst(5).first == 2000)
        #expect(sent.count == 5 + 29)
        for (start, end) in zip(sent, sent.dropFirst(5)) {
            #expect(end - start >= 1996, "a sixth line within \(end - start)")
        }
        var large = SendAllowance(burst: 3, pauseMilliseconds: 1000)
        #expect(large.take(10, now: 0) == nil && large.take(now: 7000) == 1000)
    }

    /// A new guest is watched at once, and looked up in a quiet moment, at the cost of nobody who waits.
    @Test func `what nobody waits for waits`() {
        let world = NetworkWorld(NetworkWorld.options { $0.flood = FloodOptions(burst: 3, pause: .seconds(2)) })
        world.meet(caps: Self.caps)
        world.pass(seconds: 50)
        _ = world.lines()
        world.hear(":ann!u@h PRIVMSG support :hello")
        let room = world.arrivals.last?.from.room.rawValue ?? ""
        world.pass(seconds: 1)
        world.say("one\ntwo", to: room)
        world.pass(seconds: 2)
        #expect(
            world.lines() == ["MONITOR + ann", "PRIVMSG ann :one", "PRIVMSG ann :two", "PING f1"],
            "first what was said, then whether it came")
        world.hear(":irc.net PONG irc.net :f1")
        world.pass(seconds: 3)
        #expect(world.lines().isEmpty)
        world.pass(seconds: 6)
        #expect(world.lines() == ["WHOIS ann ann"])
    }

    /// What makes a server work counts more there, and what is owed at once counts as well.
    @Test func `counts what it asks for`() {
        let world = NetworkWorld(NetworkWorld.options { $0.flood = FloodOptions(burst: 4, pause: .seconds(1)) })
        world.meet()
        world.pass(seconds: 50)
        _ = world.lines()
        for name in ["a", "b", "c"] { world.hear(":\(name)!u@h PRIVMSG support :hello") }
        #expect(world.lines() == ["WHOIS a a", "WHOIS b b"])
        world.pass(seconds: 1)
        #expect(world.lines().isEmpty)
        world.hear("PING x")
        world.pass(seconds: 1)
        #expect(world.lines() == ["PONG :x"])
        world.pass(seconds: 1)
        #expect(world.lines() == ["WHOIS c c"])
    }

    @Test func `takes back what is not yet said`() {
        let world = Self.world { $0.flood = FloodOptions(burst: 1, pause: .seconds(2)) }
        world.pass(seconds: 30)
        _ = world.lines()
        let (one, two) = (world.say("a1\na2\na3", to: "@ann"), world.say("b1", to: "@bob"))
        world.session.halt(one)
        world.session.halt(two)
        world.settle()
        world.pass(seconds: 10)
        #expect(world.words() == ["PRIVMSG ann :a1"])
        #expect(world.error(of: two) == .later(retryAfter: nil, scope: .room))
    }

    // MARK: - Cut to fit

    /// RFC 1459 2.3: 512 bytes with the source that the network puts in front, which is ours.
    @Test(arguments: ["CASEMAPPING=ascii", "CASEMAPPING=ascii LINELEN=1024"])
    func `no line is longer than what others get of it`(features: String) {
        let world = Self.world(features: features)
        let word = "grüße✓ "
        world.say(String(repeating: word, count: 300), to: "@ann")
        let most = features.contains("1024") ? 1024 : 512
        let lines = world.words()
        #expect(lines.count > 2)
        for line in lines {
            let shown = ":support!~support@desk.example " + line + "\r\n"
            #expect(shown.utf8.count <= most && !line.contains("\u{FFFD}"))
        }
        #expect(lines.dropLast().allSatisfy { $0.utf8.count > most - 80 }, "and not much shorter")
        let text = lines.map { $0.replacing("PRIVMSG ann :", with: "") }.joined(separator: " ")
        #expect(text.replacing(" ", with: "") == String(repeating: "grüße✓", count: 300))
    }

    @Test func `links stay whole`() {
        let world = Self.world()
        let link = "https://example.org/" + String(repeating: "a", count: 300)
        world.say(String(repeating: "word ", count: 60) + link, to: "@ann")
        #expect(world.words().contains { $0.hasSuffix(link) })
    }

    /// IRCv3 multiline, as of its draft.
    @Test func `says several lines as one message where that is known`() {
        let world = Self.world("batch draft/multiline=max-bytes=4096,max-lines=24 labeled-response")
        world.say("one\ntwo", to: "@ann")
        #expect(
            world.lines() == [
                "@label=1 BATCH +m1 draft/multiline ann", "@batch=m1 PRIVMSG ann :one", "@batch=m1 PRIVMSG ann :two",
                "BATCH -m1",
            ])
        world.say((0..<30).map { "\($0)" }.joined(separator: "\n"), to: "@bob")
        #expect(world.words().count == 30, "more lines than the network takes go one by one")
    }

    @Test func `names its people`() {
        let world = Self.world()
        world.deliver(.say(Utterance(speaker: .agent("kim"), prose: Prose(text: "hello"))), to: "@ann")
        let line = Line(
            conversation: "c", seq: 1, at: NetworkWorld.start, gateway: "net", kind: .customer, author: "Max\u{02}",
            person: "p",
            text: "it smokes", words: .note("x"))
        world.deliver(.recap(Array(repeating: line, count: 20)), to: "@ann")
        let words = world.words()
        #expect(words.first == "PRIVMSG ann :<kim> hello")
        #expect(words.count == 1 + NetworkSession.mostRecalled && words.last == "PRIVMSG ann :[22:13] <Max> it smokes")
    }
}
