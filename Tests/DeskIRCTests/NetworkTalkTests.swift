import DeskCore
import Testing

@testable import DeskIRC

/// What the desk hears on a network of others, and what it does not answer.
@Suite struct NetworkTalkTests {
    private static let ann = "@account=Ann :ann!~a@ann.example"
    private static let bob = "@account=Bob :bob!~b@bob.example"

    private static func world(_ change: (inout NetworkOptions) -> Void = { _ in }) -> NetworkWorld {
        let world = NetworkWorld(NetworkWorld.options(change))
        world.meet(caps: "account-tag message-tags server-time batch draft/multiline=max-bytes=4096,max-lines=24")
        return world
    }

    @Test(arguments: [
        ("support: how long?", "how long?"), ("Support, how long?", "how long?"), ("@support how long?", "how long?"),
        ("support; how long?", "how long?"), ("support!", "support!"), ("support", "support"),
    ]) func `answers in a channel when it is addressed`(line: String, heard: String) {
        let world = Self.world()
        world.hear("\(Self.ann) PRIVMSG #acme :\(line)")
        #expect(world.said == [heard])
        let arrival = world.arrivals.last
        #expect(arrival?.venue == .open && arrival?.from.room == "@Ann#acme" && arrival?.aside?.room == "@Ann")
        world.say("24 months", to: "@Ann#acme")
        #expect(world.words() == ["PRIVMSG #acme :ann: 24 months"])
    }

    @Test(arguments: [
        "how long is the warranty?", "supporters: hello", "the support is good", "support is what I need",
        "bob: support?",
        "@ann support",
    ]) func `what is said to others is not for it`(line: String) {
        let world = Self.world()
        world.hear("\(Self.ann) PRIVMSG #acme :\(line)")
        #expect(world.arrivals.isEmpty && world.words().isEmpty)
    }

    /// STATUSMSG: an answer would be seen by those who did not see the question.
    @Test func `words to some in a channel are not for it`() {
        let world = Self.world()
        world.hear(":irc.net 005 support STATUSMSG=@+ :are supported")
        world.hear("\(Self.ann) PRIVMSG @#acme :support: how long?", "\(Self.ann) PRIVMSG #other :support: how long?")
        #expect(world.arrivals.isEmpty)
    }

    // MARK: - Unasked

    @Test func `answers unasked only where nobody else did`() {
        let world = Self.world { $0.unaskedAfter = .seconds(20) }
        world.hear("\(Self.ann) PRIVMSG #acme :how long is the warranty?")
        world.pass(seconds: 19)
        #expect(world.arrivals.isEmpty)
        world.pass(seconds: 2)
        #expect(world.arrivals.map(\.body) == [.overheard("how long is the warranty?")])
    }

    @Test(arguments: ["two years", "support: never mind", "\u{01}ACTION shrugs\u{01}"])
    func `never speaks over a person`(words: String) {
        let world = Self.world { $0.unaskedAfter = .seconds(20) }
        world.hear("\(Self.ann) PRIVMSG #acme :how long is the warranty?", "\(Self.bob) PRIVMSG #acme :\(words)")
        world.pass(seconds: 60)
        #expect(!world.arrivals.contains { if case .overheard = $0.body { true } else { false } })
    }

    @Test func `a question to somebody is theirs`() {
        let world = Self.world { $0.unaskedAfter = .seconds(20) }
        world.hear("\(Self.bob) JOIN #acme", "\(Self.ann) PRIVMSG #acme :bob: how long is the warranty?")
        world.pass(seconds: 60)
        #expect(world.arrivals.isEmpty)
    }

    // MARK: - Staff

    /// In the staff channel agents talk among themselves; only commands are for the desk.
    @Test func `takes commands from the staff channel`() {
        let world = Self.world { $0.staffChannel = "#staff" }
        world.hear("\(Self.ann) PRIVMSG #Staff :!queue", "\(Self.ann) PRIVMSG #staff :anybody for lunch?")
        world.hear("\(Self.ann) PRIVMSG #staff :support: !queue")
        #expect(world.said == ["!queue", "!queue"])
        #expect(world.arrivals.allSatisfy { $0.venue == .staff && $0.from.room == "#staff" })
    }

    @Test func `a case is carried in the agent's own window`() {
        let world = Self.world { $0.staffChannel = "#staff" }
        world.hear(":support!~s@h JOIN #staff", "\(Self.ann) PRIVMSG #staff :!claim")
        let open = Act.openRoom(number: 7, title: "Case 7: Max", agent: "anna", person: "net:Ann")
        let id = world.deliver(open, to: "#staff", lane: .agent)
        guard case .success(let receipt)? = world.results[id] else { return #expect(Bool(false), "no receipt") }
        #expect(receipt.room?.room == "@Ann" && receipt.isShared)
        _ = world.words()
        let words = Utterance(speaker: .customer("7 Max"), prose: Prose(text: "it smokes"))
        world.deliver(.say(words), to: "@Ann", lane: .agent)
        #expect(world.words() == ["PRIVMSG ann :<7 Max> it smokes"])
        let guest = world.deliver(.openRoom(number: 8, title: "", agent: "x", person: "net:~p1"), to: "#staff")
        #expect(world.error(of: guest) != nil, "without an account nobody is an agent")
    }

    // MARK: - Programs

    /// RFC 1459 4.4.2; IRCv3 bot mode.
    @Test func `answers no program`() {
        let world = Self.world()
        world.hear(
            ":ann!a@h NOTICE support :hello", ":irc.net PRIVMSG support :hello", ":NickServ PRIVMSG support :hello")
        world.hear("@bot :robot!r@h PRIVMSG support :hello", ":robot!r@h PRIVMSG support :hello again")
        world.hear("@bot;account=R :robot!r@h PRIVMSG #acme :support: hello")
        #expect(world.arrivals.isEmpty && world.words().isEmpty)
    }

    @Test func `knows a program by WHO`() {
        let world = Self.world()
        world.hear(":irc.net 005 support BOT=B :are supported")
        world.hear(":irc.net 354 support 152 #acme r h robot HB 0 :A robot", ":robot!r@h PRIVMSG support :hello")
        #expect(world.arrivals.isEmpty)
    }

    @Test func `does not talk with itself`() {
        let world = Self.world()
        world.hear(
            ":support!~support@desk.example PRIVMSG support :hello", ":support!s@d PRIVMSG #acme :support: hello")
        #expect(world.arrivals.isEmpty)
    }

    /// Two programs that answer each other stop.
    @Test func `ends a loop`() {
        let world = Self.world()
        for _ in 0..<20 {
            world.hear("\(Self.ann) PRIVMSG support :I do not understand")
            world.say("Nor do I", to: "@Ann")
        }
        #expect(
            world.said.count == LoopGuard.mostRepeats + 1
                && world.logged.contains { $0.contains("taken for a program") })
        world.pass(seconds: 601)
        world.hear("\(Self.ann) PRIVMSG support :really now")
        #expect(world.said.last == "really now")
    }

    @Test func `somebody who reads on is no loop`() {
        let world = Self.world()
        for number in 0..<20 {
            world.hear("\(Self.ann) PRIVMSG support :more")
            world.say("part \(number)\nThere is more", to: "@Ann")
        }
        #expect(world.said.count == 20)
    }

    @Test func `somebody who asks much is no loop`() {
        let world = Self.world()
        for number in 0..<50 {
            world.hear("\(Self.ann) PRIVMSG support :question \(number)")
            world.say("answer", to: "@Ann")
        }
        #expect(world.said.count == 50)
    }

    /// CTCP: VERSION and PING, nothing more.
    @Test func `answers two CTCP requests`() {
        let world = Self.world()
        for request in ["VERSION", "PING 123 4", "TIME", "CLIENTINFO", "DCC SEND x 1 2 3", "FINGER"] {
            world.hear("\(Self.ann) PRIVMSG support :\u{01}\(request)\u{01}")
        }
        world.hear("\(Self.ann) PRIVMSG #acme :\u{01}VERSION\u{01}")
        #expect(world.words() == ["NOTICE ann :\u{01}VERSION Rapport\u{01}", "NOTICE ann :\u{01}PING 123 4\u{01}"])
        world.hear("\(Self.ann) PRIVMSG support :\u{01}ACTION waves\u{01}")
        #expect(world.said == ["* ann waves"])
    }

    // MARK: - Messages

    /// IRCv3 message-ids and server-time: the same message is the same arrival.
    @Test func `calls a message as the network does`() {
        let world = Self.world()
        let tags = "@account=Ann;msgid=abc;time=2026-01-31T12:00:00.000Z"
        world.hear("\(tags) :ann!a@h PRIVMSG support :hello", "\(tags) :ann!a@h PRIVMSG support :hello")
        let ids = world.arrivals.map(\.id)
        #expect(ids.count == 2 && ids.first == ids.last && ids.first?.rawValue.hasSuffix(".abc") == true)
        #expect(world.arrivals.first?.at == Timestamp(serverTime: "2026-01-31T12:00:00.000Z"))
        let id = world.arrivals.last?.id
        world.say("hi", to: "@Ann", causedBy: id)
        #expect(world.words() == ["@+draft/reply=abc PRIVMSG ann :hi"])
        world.hear("\(Self.ann) PRIVMSG support :one", "\(Self.ann) PRIVMSG support :one")
        #expect(Set(world.arrivals.suffix(2).map(\.id)).count == 2)
        world.say("hi", to: "@Ann", causedBy: world.arrivals.last?.id)
        #expect(world.words() == ["PRIVMSG ann :hi"])
    }

    /// IRCv3 multiline, as of its draft.
    @Test func `puts a message of several lines together`() {
        let world = Self.world()
        world.hear(
            "@account=Ann;msgid=m1;time=2026-01-31T12:00:00.000Z :ann!a@h BATCH +r draft/multiline support",
            "@batch=r :ann!a@h PRIVMSG support :first", "@batch=r :ann!a@h PRIVMSG support :second ",
            "@batch=r;draft/multiline-concat :ann!a@h PRIVMSG support :half", ":ann!a@h BATCH -r")
        #expect(world.said == ["first\nsecond half"] && world.people == ["net:Ann"])
    }

    @Test func `takes formatting and control characters out`() {
        let world = Self.world()
        world.hear(
            "\(Self.ann) PRIVMSG support :\u{02}how\u{02} \u{03}04,05long\u{0F}?",
            "\(Self.ann) PRIVMSG support :\u{02} ")
        #expect(world.said == ["how long?"])
    }

    // MARK: - chathistory

    @Test func `catches up on what was said while it was away`() {
        let world = NetworkWorld()
        world.session.heardUntil = NetworkWorld.start + .seconds(-600)
        world.connect()
        let caps = "account-tag batch draft/chathistory message-tags server-time"
        world.hear(
            "CAP * LS :\(caps)", "CAP * ACK :\(caps)", ":irc.net 001 support :Welcome", ":irc.net 422 support :none")
        let targets = world.lines().first { $0.hasPrefix("CHATHISTORY") } ?? ""
        #expect(targets.hasPrefix("CHATHISTORY TARGETS timestamp=2023-11-14T22:02:50"))
        world.hear(
            ":irc.net BATCH +t draft/chathistory-targets",
            "@batch=t :irc.net CHATHISTORY TARGETS ann 2023-11-14T22:05:00.000Z")
        #expect(world.lines() == ["CHATHISTORY AFTER ann timestamp=2023-11-14T22:02:50.000Z 100"])
        world.hear(
            ":irc.net BATCH -t", ":irc.net BATCH +h chathistory ann",
            "@account=Ann;batch=h;msgid=x;time=2023-11-14T22:05:00.000Z :ann!a@h PRIVMSG support :are you there?",
            "@batch=h;msgid=y;time=2023-11-14T22:06:00.000Z :support!s@d PRIVMSG ann :not yet", ":irc.net BATCH -h")
        #expect(world.said == ["are you there?"] && world.arrivals.last?.id.rawValue.hasSuffix(".x") == true)
    }
}
