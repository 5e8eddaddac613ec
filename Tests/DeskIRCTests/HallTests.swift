import DeskCore
import Testing

@testable import DeskIRC

@Suite struct HallTests {
    private let world = HallWorld()

    private func codes(_ lines: [String]) -> [String] {
        lines.map { String($0.split(separator: " ")[1]) }
    }

    /// RFC 2812 5.1: 001 to 005, then the message of the day; clients wait for 376.
    @Test func welcomes() {
        let id = world.hall.connected(uptime: 0)
        world.say(id, "NICK bob", "USER b 0 * :B")
        let lines = world.lines(id)
        let expected = [
            "001", "002", "003", "004", "005", "005", "251", "252", "253", "254", "255", "265", "266", "375",
        ]
        #expect(codes(lines).prefix(14) == expected[...])
        #expect(codes(lines).last == "376")
        #expect(lines[0] == ":rapport.local 001 bob :Welcome to Rapport, bob")
        #expect(lines[4].contains(" CASEMAPPING=ascii ") && lines[5].contains(" UTF8ONLY "))
        // RFC 2812: at most 15 parameters, the nick and the words at the end among them.
        #expect(lines[4...5].allSatisfy { $0.split(separator: " :")[0].split(separator: " ").count <= 16 })
        #expect(lines.contains { $0.contains("/join #desk") })
    }

    /// RFC 2812 5.2: the errors clients act on.
    @Test(arguments: [
        ("WHAT", "421"), ("JOIN", "461"), ("USER a 0 * :a", "462"), ("PING", "409"), ("PRIVMSG", "411"),
        ("PRIVMSG support", "412"), ("PRIVMSG support :", "412"), ("PRIVMSG support :\u{02}\u{03}4 ", "412"),
        ("PRIVMSG nobody :hi", "401"), ("PRIVMSG #support :hi", "404"), ("PRIVMSG support,bob :hi", "407"),
        ("JOIN #desk", "473"), ("JOIN #case-1", "473"), ("JOIN #other", "403"), ("PART #support", "442"),
        ("NICK", "431"), ("NICK 9", "432"), ("NICK support", "433"), ("NICK Anna", "433"), ("MODE bob", "221"),
        ("MODE other", "401"), ("MODE support +i", "502"), ("MODE bob +z", "501"), ("TOPIC #support", "442"),
        ("WHOIS nobody", "401"), ("AWAY :x", "306"), ("AWAY", "305"),
        ("ISON bob", "303"), ("USERHOST bob", "302"), ("LIST", "322"), ("LUSERS", "251"), ("VERSION", "351"),
        ("KICK #support bob", "482"), ("TIME", "391"),
    ]) func answers(line: String, code: String) {
        let bob = world.guest("bob")
        world.say(bob, line)
        #expect(codes(world.lines(bob)).first == code)
        #expect(world.arrivals.isEmpty)
    }

    /// RFC 1459 4.4.2: a NOTICE is never answered by an error.
    @Test(arguments: ["NOTICE", "NOTICE x :hi", "NOTICE support :", "NOTICE #desk :x", "NOTICE a,b :c"])
    func noticesGetNoErrors(line: String) {
        let bob = world.guest("bob")
        world.say(bob, line)
        #expect(world.lines(bob).isEmpty)
        #expect(world.arrivals.isEmpty)
    }

    /// RFC 2812 5.2, ERR_NOTREGISTERED.
    @Test func unregisteredMayOnlyRegister() {
        let id = world.hall.connected(uptime: 0)
        world.say(id, "PRIVMSG support :hi", "WHAT", "PING x")
        #expect(codes(world.lines(id)) == ["451", "421", "PONG"])
        #expect(world.arrivals.isEmpty)
    }

    // MARK: - Arrivals

    @Test func saysToTheDesk() throws {
        let bob = world.guest("bob")
        world.say(bob, "PRIVMSG Support :\u{02}!note\u{02} hi", "JOIN #support", "PRIVMSG #SUPPORT :again")
        #expect(
            world.arrivals.map(\.id.rawValue) == ["irc:1hf7uaq00.p.1-1", "irc:1hf7uaq00.p.1-2", "irc:1hf7uaq00.p.1-3"])
        #expect(world.arrivals.map(\.body) == [.said("!note hi"), .joined, .said("again")])
        #expect(world.arrivals.map { $0.from.room.rawValue } == ["~p.1", "~p.1#support", "~p.1#support"])
        #expect(world.arrivals.allSatisfy { $0.venue == .direct && $0.at == HallWorld.time })
        let author = try #require(world.arrivals.first).author
        #expect(author == Author(person: "irc:~p.1", name: "bob", isLasting: false))
    }

    @Test func aLoginReturnsAndLeaves() {
        let bob = world.login("bob", nick: "bobby")
        #expect(world.arrivals.map(\.body) == [.returned])
        #expect(world.arrivals[0].from.room == "@bob")
        #expect(world.arrivals[0].author == Author(person: "irc:@bob", name: "bobby", login: "bob", isLasting: true))
        let second = world.login("bob")
        world.disconnect(bob)
        #expect(world.arrivals.map(\.body) == [.returned], "with a second client nobody has returned")
        world.disconnect(second)
        #expect(world.arrivals.last?.body == .left)
        #expect(world.arrivals.last?.from.room == "@bob")
    }

    @Test func aSilentGuestLeavesNoTrace() {
        world.disconnect(world.guest("bob"))
        #expect(world.arrivals.isEmpty)
        let eve = world.guest("eve")
        world.say(eve, "PRIVMSG support :x", "QUIT :bye")
        #expect(world.arrivals.map(\.body) == [.said("x"), .left])
        world.disconnect(eve)
        #expect(world.arrivals.count == 2)
        #expect(world.hall.sessions.isEmpty && world.hall.nicks.isEmpty && world.hall.people.isEmpty)
    }

    @Test func agentsUseTheirRooms() {
        let anna = world.login("anna", nick: "phone")
        let otto = world.login("otto", caps: "echo-message")
        world.say(anna, "JOIN #desk,#case-7", "PRIVMSG #desk :!queue")
        world.say(otto, "JOIN #Desk")
        #expect(world.lines(anna).contains(":otto!otto@agent.rapport.local JOIN #desk"))
        _ = world.lines(otto)
        world.say(otto, "PRIVMSG #desk :hello")
        #expect(world.lines(anna) == [":otto!otto@agent.rapport.local PRIVMSG #desk :hello"])
        #expect(world.lines(otto) == [":otto!otto@agent.rapport.local PRIVMSG #desk :hello"])
        #expect(world.arrivals.map { $0.from.room.rawValue } == ["#desk", "#case-7", "#desk", "#desk", "#desk"])
        #expect(world.arrivals.allSatisfy { $0.venue == .staff })
        #expect(world.arrivals[0].author.name == "anna")
        world.disconnect(otto)
        #expect(world.lines(anna) == [":otto!otto@agent.rapport.local QUIT :Connection closed"])
        #expect(world.arrivals.last?.body == .left)
        #expect(world.arrivals.last?.from.room == "#desk")
    }

    @Test(arguments: ["#case-0", "#case-01", "#case--1", "#case-x", "#case-"]) func otherCaseNamesAreNone(name: String)
    {
        let anna = world.login("anna")
        world.say(anna, "JOIN " + name)
        #expect(codes(world.lines(anna)) == ["403"])
    }

    /// CTCP: VERSION and PING are answered by NOTICE, ACTION is said, the rest is nothing.
    @Test func ctcp() {
        let bob = world.guest("bob")
        world.say(bob, "PRIVMSG support :\u{01}VERSION\u{01}", "PRIVMSG support :\u{01}PING 12 3\u{01}")
        #expect(
            world.lines(bob) == [
                ":support!support@rapport.local NOTICE bob :\u{01}VERSION Rapport\u{01}",
                ":support!support@rapport.local NOTICE bob :\u{01}PING 12 3\u{01}",
            ])
        world.say(bob, "PRIVMSG support :\u{01}DCC SEND x\u{01}", "NOTICE support :\u{01}VERSION x\u{01}")
        #expect(world.arrivals.isEmpty)
        world.say(bob, "PRIVMSG support :\u{01}ACTION waves\u{01}")
        #expect(world.arrivals.map(\.body) == [.said("* bob waves")])
    }

    // MARK: - Accepting

    /// IRCv3 echo-message: only what was accepted is echoed.
    @Test func echoesAfterAccept() {
        let bob = world.guest("bob", caps: "echo-message message-tags server-time")
        world.holdsArrivals = true
        world.say(bob, "PRIVMSG support :hi")
        #expect(world.lines(bob).isEmpty)
        #expect(!world.hall.isReady(bob))
        world.release()
        #expect(
            world.lines(bob) == [
                "@msgid=irc:1hf7uaq00.p.1-1;time=2023-11-14T22:13:20.000Z :bob!bob@guest.rapport.local PRIVMSG support :hi"
            ])
        #expect(world.hall.isReady(bob))
    }

    /// The answer never overtakes the echo, even where it is faster than the word that the inbox has the question.
    @Test func echoComesBeforeTheAnswer() throws {
        let bob = world.guest("bob", caps: "echo-message")
        world.holdsArrivals = true
        world.say(bob, "PRIVMSG support :hi")
        try world.deliver(.say("answer"), to: "~p.1", causedBy: "irc:1hf7uaq00.p.1-1")
        #expect(world.lines(bob).map { $0.components(after: "PRIVMSG ") } == ["support :hi", "bob :answer"])
        world.release()
        #expect(world.lines(bob).isEmpty)
    }

    /// What somebody wrote has one id wherever it is shown; what the desk says has its delivery's.
    @Test func wordsKeepTheirID() throws {
        let bob = world.guest("bob", caps: "message-tags")
        let anna = world.login("anna", caps: "message-tags")
        world.say(anna, "JOIN #case-1")
        _ = world.lines(anna)
        try world.deliver(.say("hello\nyou", by: .agent("anna")), to: "~p.1", id: "c1.4", causedBy: "irc:a-1")
        let ids = world.lines(bob).filter { $0.contains("PRIVMSG") }.compactMap {
            $0.components(after: "msgid=").split(separator: " ").first
        }
        #expect(ids == ["irc:a-1", "irc:a-1/2"])
        try world.deliver(.say("hi", by: .customer("bob")), to: "#case-1", id: "desk.3", causedBy: "irc:b-1")
        #expect(world.lines(anna).last?.hasPrefix("@msgid=irc:b-1 ") == true)
        try world.deliver(.say("the answer"), to: "~p.1", id: "c1.5", causedBy: "irc:b-2")
        #expect(world.lines(bob).last?.contains("msgid=c1.5 ") == true)
    }

    @Test func refusedMeansClosed() {
        let bob = world.guest("bob", caps: "echo-message")
        world.holdsArrivals = true
        world.say(bob, "PRIVMSG support :hi")
        world.release(isAccepted: false)
        let lines = world.lines(bob)
        #expect(lines.count == 1 && lines[0].hasPrefix("ERROR :"))
        #expect(world.closed == [bob])
    }

    /// The gateway's contract: two arrivals of one room never at once, whichever connections they come from.
    @Test func oneAtATimePerRoom() {
        let anna = world.login("anna")
        let otto = world.login("otto")
        world.say(anna, "JOIN #desk")
        world.say(otto, "JOIN #desk")
        world.holdsArrivals = true
        let before = world.arrivals.count
        world.say(anna, "PRIVMSG #desk :1")
        world.say(otto, "PRIVMSG #desk :2")
        #expect(world.arrivals.dropFirst(before).map(\.body) == [.said("1")])
        world.release()
        #expect(world.arrivals.dropFirst(before).map(\.body) == [.said("1"), .said("2")])
    }

    /// Closed connections count until the inbox has everything of theirs, and `left` comes last.
    @Test func leavesAfterItsLastWords() {
        let bob = world.guest("bob")
        world.holdsArrivals = true
        world.say(bob, "PRIVMSG support :hi")
        world.disconnect(bob)
        #expect(world.arrivals.map(\.body) == [.said("hi")])
        #expect(world.hall.sessions.count == 1)
        world.release()
        #expect(world.arrivals.map(\.body) == [.said("hi"), .left])
        world.release()
        #expect(world.hall.sessions.isEmpty && world.hall.lines.isEmpty)
    }

    // MARK: - Time

    @Test func theDesksOwnWaitDoesNotCountAgainstRegistration() {
        let id = world.hall.connected(uptime: 0)
        world.holdsPasswords = true
        world.say(id, "CAP LS 302", "PASS anna:secret", "NICK anna", "USER a 0 * :A", "CAP END")
        world.tick(29)
        world.tick(60)
        world.hall.verified(Login(name: "anna", role: .agent, verifier: ""), for: id)
        world.tick(61)
        #expect(world.closed.isEmpty)
        #expect(world.lines(id).contains { $0.contains(" 001 anna ") })
    }

    @Test func pingsAndTimesOut() {
        let id = world.hall.connected(uptime: 0)
        let bob = world.guest("bob")
        world.tick(29)
        #expect(world.closed.isEmpty)
        world.tick(30)
        #expect(world.closed == [id])
        #expect(world.lines(id).last == "ERROR :Closing link: Registration timed out")
        world.tick(120)
        world.tick(239)
        #expect(world.lines(bob) == ["PING rapport.local"])
        world.hall.heard(bob, uptime: 239_000)
        world.tick(358)
        #expect(world.lines(bob).isEmpty)
        world.tick(359)
        world.tick(478)
        #expect(world.lines(bob) == ["PING rapport.local"])
        world.tick(479)
        #expect(world.lines(bob) == ["ERROR :Closing link: Ping timeout"])
    }
}
