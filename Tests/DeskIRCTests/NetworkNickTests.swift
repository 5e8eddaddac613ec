import DeskCore
import Testing

@testable import DeskIRC

/// The desk's own nick, its channels and its connection.
@Suite struct NetworkNickTests {
    /// RFC 2812: 433 ERR_NICKNAMEINUSE, 437 ERR_UNAVAILRESOURCE, 432, 436.
    @Test(arguments: [433, 437, 436, 432])
    func `takes another nick and gets its own back`(number: Int) {
        let world = NetworkWorld(
            NetworkWorld.options { $0.sasl = SASLOptions(mechanisms: [.plain], user: "support", password: "x") })
        world.connect()
        world.hear("CAP * LS :sasl", "CAP * ACK :sasl", "AUTHENTICATE +", ":irc.net \(number) * support :in use")
        #expect(world.lines().last == "NICK support_")
        world.hear(":irc.net \(number) * support_ :in use", "903 * :ok")
        #expect(world.lines().contains("NICK support__"))
        world.hear(
            ":irc.net 001 support__ :Welcome", ":irc.net 005 support__ MONITOR=10 :are supported",
            ":irc.net 376 support__ :End")
        let lines = world.lines()
        #expect(lines.contains("PRIVMSG NickServ :REGAIN support") && lines.contains("NICK support"))
        #expect(world.online == ["support__"])
        world.pass(seconds: 1)
        #expect(world.lines().contains("MONITOR + support"))
        world.hear(":irc.net 433 support__ support :in use", ":irc.net 731 support__ :support")
        #expect(world.lines() == ["NICK support"])
        world.hear(":support__!s@h NICK support")
        world.pass(seconds: 120)
        #expect(!world.lines().contains("NICK support") && world.session.nick == "support")
    }

    @Test func `is called what services call it, and comes back`() {
        let world = NetworkWorld()
        world.meet()
        world.hear(":support!~support@desk.example NICK Guest123")
        #expect(world.session.nick == "Guest123")
        world.hear("@account=A :ann!a@h PRIVMSG Guest123 :hello")
        world.pass(seconds: NetworkSession.nickAgainSeconds)
        #expect(world.lines().contains("NICK support"))
    }

    @Test func `gives up where no nick is free`() {
        let world = NetworkWorld()
        world.connect()
        for _ in 0..<9 { world.hear(":irc.net 433 * x :in use") }
        #expect(world.closings.count == 1)
    }

    // MARK: - Channels

    @Test(arguments: [471, 473, 474, 475, 477])
    func `tries again to join`(number: Int) {
        let world = NetworkWorld(NetworkWorld.options { $0.channels = ["#acme", "#closed"] })
        world.meet()
        world.hear(":irc.net \(number) support #closed :Cannot join channel")
        #expect(world.logged.contains { $0.hasPrefix("cannot join #closed") })
        world.pass(seconds: NetworkSession.joinAgainSeconds)
        #expect(world.lines().contains("JOIN #closed"))
        world.hear(":support!s@h JOIN #closed")
        _ = world.lines()
        world.pass(seconds: 2 * NetworkSession.joinAgainSeconds)
        #expect(!world.lines().contains("JOIN #closed"))
    }

    @Test func `comes back after it was thrown out`() {
        let world = NetworkWorld()
        world.meet()
        world.hear(":op!o@h KICK #acme support :out")
        world.pass(seconds: NetworkSession.joinAgainSeconds - 1)
        #expect(!world.lines().contains("JOIN #acme"), "not at once")
        world.pass(seconds: 2)
        #expect(world.lines().contains("JOIN #acme"))
    }

    @Test func `marks itself as a program`() {
        let world = NetworkWorld()
        world.connect()
        world.hear(
            ":irc.net 001 support :Welcome", ":irc.net 005 support BOT=B :are supported", ":irc.net 376 support :End")
        #expect(world.lines().contains("MODE support +B"))
    }

    // MARK: - The connection

    @Test func `answers pings`() {
        let world = NetworkWorld()
        world.meet()
        world.hear("PING :some token")
        #expect(world.lines() == ["PONG :some token"])
    }

    /// Silence: asked once, then given up.
    @Test func `notices that nobody is there`() {
        let world = NetworkWorld()
        world.meet()
        world.answersPings = false
        world.pass(seconds: NetworkSession.pingSeconds)
        #expect(world.lines().contains("PING alive") && world.closings.isEmpty)
        world.pass(seconds: NetworkSession.pingSeconds)
        #expect(world.closings.count == 1)
    }

    @Test func `is not let in for ever`() {
        let world = NetworkWorld()
        world.connect()
        world.pass(seconds: NetworkSession.handshakeSeconds)
        #expect(world.closings.count == 1)
    }

    @Test(arguments: ["ERROR :Closing link", ":irc.net 465 support :You are banned"])
    func `goes when it is told to`(line: String) {
        let world = NetworkWorld()
        world.meet()
        world.hear(line)
        #expect(world.closings.count == 1 && !world.lines().contains { $0.hasPrefix("QUIT") })
    }

    // MARK: - ISUPPORT

    @Test func `takes from the server what it says of itself`() {
        var features = ServerFeatures()
        #expect(features.folded("A[]") == "a{}")
        features.apply([
            "CASEMAPPING=ascii", "NETWORK=Ex\\x20Net", "TARGMAX=PRIVMSG:4,JOIN:,WHOIS:1", "LINELEN=99999999",
            "STATUSMSG=@+",
        ])
        #expect(features.folded("A[]") == "a[]" && features.network == "Ex Net")
        #expect(
            features.targets(of: "PRIVMSG") == 4 && features.targets(of: "JOIN") == .max
                && features.targets(of: "X") == 1)
        #expect(features.lineLength == ServerFeatures.longestLineWeTrust)
        #expect(features.channel(in: "@#a")?.isForSome == true && features.channel(in: "#a")?.isForSome == false)
        #expect(features.channel(in: "@a") == nil && features.channel(in: "ann") == nil)
        features.apply(["-CASEMAPPING", "-TARGMAX", "LINELEN=1", "MONITOR", "-STATUSMSG", "CHANTYPES="])
        #expect(features.caseMapping == .rfc1459 && features.lineLength == 512 && features.mostMonitored == .max)
        #expect(features.targets(of: "PRIVMSG") == 1 && !features.isChannel("#a"))
    }

    /// RFC 1459 2.2, with `~` as the small letter of `^` as servers have it, or without.
    @Test(arguments: [("rfc1459", "a{}|~"), ("rfc1459-strict", "a{}|^"), ("ascii", "a[]\\^"), ("unknown", "a{}|~")])
    func `folds names as the server does`(mapping: String, folded: String) {
        var features = ServerFeatures()
        features.apply(["CASEMAPPING=\(mapping)"])
        #expect(features.folded("A[]\\^") == folded)
    }
}
