import DeskCore
import Testing

@testable import DeskIRC

/// What the capabilities of IRCv3 promise, each with the specification it is from (ircv3.net/specs).
@Suite struct ExtensionTests {
    private let world = HallWorld()

    // MARK: - Labels

    /// labeled-response: the label is on the one message that answers.
    @Test func oneAnswerHasTheLabel() {
        let bob = world.guest("bob", caps: "labeled-response batch message-tags")
        world.say(bob, "@label=a1 PING x")
        #expect(world.lines(bob) == ["@label=a1 :rapport.local PONG rapport.local :x"])
        world.say(bob, "PING x")
        #expect(world.lines(bob) == [":rapport.local PONG rapport.local :x"])
    }

    /// labeled-response: several messages come in one batch that has the label, and are not labelled themselves.
    @Test func severalAnswersAreABatch() {
        let bob = world.guest("bob", caps: "labeled-response batch")
        world.say(bob, "@label=xyz WHOIS support")
        let lines = world.lines(bob)
        #expect(lines.first == "@label=xyz :rapport.local BATCH +b1 labeled-response")
        #expect(lines.last == ":rapport.local BATCH -b1")
        #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasPrefix("@batch=b1 :rapport.local 3") })
        #expect(lines.count == 6)
    }

    /// labeled-response: what has no answer is acknowledged.
    @Test func noAnswerIsAcknowledged() {
        let bob = world.guest("bob", caps: "labeled-response batch")
        world.say(bob, "@label=1 PONG x", "@label=2 PRIVMSG support :hello")
        #expect(world.lines(bob) == ["@label=1 :rapport.local ACK", "@label=2 :rapport.local ACK"])
    }

    /// labeled-response with echo-message: the echo has the label, once the words are kept and not before.
    @Test func theEchoHasTheLabel() {
        let bob = world.guest("bob", caps: "labeled-response batch echo-message")
        world.holdsArrivals = true
        world.say(bob, "@label=7 PRIVMSG support :hello")
        #expect(world.lines(bob).isEmpty)
        world.release()
        #expect(world.lines(bob) == ["@label=7 :bob!bob@guest.rapport.local PRIVMSG support :hello"])
    }

    /// A delivery that proves the words durable brings the echo first, with its label, and nothing after it is labelled.
    @Test func anAnswerOfTheDeskIsNotLabelled() throws {
        let bob = world.guest("bob", caps: "labeled-response batch echo-message")
        world.holdsArrivals = true
        world.say(bob, "@label=7 PRIVMSG support :hello")
        let arrival = try #require(world.held.first)
        try world.deliver(.say("24 months."), to: "~p.1", causedBy: arrival.id)
        world.release()
        let lines = world.lines(bob)
        #expect(lines.count == 2 && lines[0].hasPrefix("@label=7 ") && !lines[1].hasPrefix("@label"))
    }

    @Test func aNickThatIsCheckedHasTheLabelAndSoHasTheRefusal() {
        let bob = world.guest("bob", caps: "labeled-response batch")
        world.say(bob, "@label=1 NICK bobby", "@label=2 NICK anna")
        #expect(
            world.lines(bob) == [
                "@label=1 :bob!bob@guest.rapport.local NICK bobby",
                "@label=2 :rapport.local 433 bobby anna :Nickname is in use, or belongs to a login: log in to use it",
            ])
    }

    @Test func theLastWordHasTheLabel() {
        let bob = world.guest("bob", caps: "labeled-response batch")
        world.say(bob, "@label=q QUIT :bye")
        #expect(
            world.lines(bob) == ["@label=q ERROR :Closing link: bye"])
        #expect(world.closed == [bob])
    }

    /// labeled-response: a label has at most 64 bytes. Without the capability a label is a tag like any other.
    @Test(arguments: ["labeled-response batch", "batch"]) func labelsHaveALimit(caps: String) {
        let bob = world.guest("bob", caps: caps)
        let isKnown = caps.hasPrefix("labeled")
        world.say(bob, "@label=" + String(repeating: "a", count: 64) + " PING x")
        #expect(world.lines(bob)[0].hasPrefix("@label=aaa") == isKnown)
        world.say(bob, "@label=" + String(repeating: "a", count: 65) + " PING x", "@label= PING x")
        #expect(world.lines(bob) == Array(repeating: ":rapport.local PONG rapport.local :x", count: 2))
    }

    // MARK: - Who somebody is

    /// account-tag and bot-mode: on what agents and the desk say, for clients that asked.
    @Test func wordsCarryTheAccountOrTheMarkOfABot() throws {
        let anna = world.login("anna", caps: "account-tag message-tags")
        let otto = world.login("otto")
        world.say(anna, "JOIN #desk")
        world.say(otto, "JOIN #desk", "PRIVMSG #desk :hello")
        try world.deliver(.say("Nobody waits."), to: "#desk")
        let lines = world.lines(anna)
        #expect(lines.contains { $0.hasPrefix("@account=otto :otto!") && $0.contains(" JOIN #desk") })
        #expect(lines.contains { $0.hasPrefix("@account=otto;msgid=") && $0.hasSuffix(" PRIVMSG #desk :hello") })
        #expect(lines.contains { $0.hasPrefix("@bot;msgid=d1 :support!") })
        #expect(!world.lines(otto).contains { $0.hasPrefix("@") })
    }

    /// extended-join: the account and the real name. What a client tells of an agent's machine is not passed on.
    @Test func joinsNameTheAccount() throws {
        let anna = world.login("anna", caps: "extended-join")
        world.say(anna, "JOIN #desk")
        #expect(
            world.lines(anna).first
                == ":anna!anna@agent.rapport.local JOIN #desk anna anna")
        let bob = world.guest("bob", caps: "extended-join")
        world.say(bob, "JOIN #support")
        #expect(world.lines(bob).first == ":bob!bob@guest.rapport.local JOIN #support * :Real bob")
        try world.deliver(.enter("anna"), to: "~p.2#support")
        #expect(world.lines(bob) == [":anna!anna@agent.rapport.local JOIN #support anna anna"])
    }

    /// setname: everybody who sees them and knows of it hears it, themselves among them; WHO and WHOIS say it from then.
    @Test func namesCanBeChanged() {
        let anna = world.login("anna", caps: "setname")
        let otto = world.login("otto", caps: "setname")
        world.say(anna, "JOIN #desk")
        world.say(otto, "JOIN #desk")
        _ = (world.lines(anna), world.lines(otto))
        world.say(anna, "SETNAME :Anna Berg")
        let expected = [":anna!anna@agent.rapport.local SETNAME :Anna Berg"]
        #expect(world.lines(anna) == expected && world.lines(otto) == expected)
        world.say(otto, "WHOIS anna")
        #expect(world.lines(otto)[0].hasSuffix(":Anna Berg"))
        world.say(anna, "SETNAME :" + String(repeating: "n", count: Hall.longestRealName))
        #expect(world.lines(anna).count == 1)
        world.say(anna, "SETNAME :" + String(repeating: "n", count: Hall.longestRealName + 1), "SETNAME :\u{02}")
        #expect(world.lines(anna).allSatisfy { $0.contains(" FAIL SETNAME INVALID_REALNAME :") })
    }

    // MARK: - Coming and going

    /// away-notify: on going, on coming back, and on joining while away.
    @Test func othersHearWhoIsAway() {
        let anna = world.login("anna", caps: "away-notify")
        let otto = world.login("otto")
        world.say(anna, "JOIN #desk")
        world.say(otto, "JOIN #desk")
        _ = world.lines(anna)
        world.say(otto, "AWAY :at lunch")
        #expect(world.lines(anna) == [":otto!otto@agent.rapport.local AWAY :at lunch"])
        world.say(anna, "WHO #desk", "WHOIS otto", "USERHOST otto")
        let lines = world.lines(anna)
        #expect(lines.contains { $0.contains(" 352 ") && $0.contains(" otto G ") })
        #expect(lines.contains(":rapport.local 301 anna otto :at lunch"))
        #expect(lines.last == ":rapport.local 302 anna otto=-otto@agent.rapport.local")
        world.say(otto, "PART #desk", "JOIN #desk")
        #expect(world.lines(anna).last == ":otto!otto@agent.rapport.local AWAY :at lunch")
        world.say(otto, "AWAY")
        #expect(world.lines(anna) == [":otto!otto@agent.rapport.local AWAY"])
    }

    /// monitor: 730 and 731 at once and on change; the list, its end, and its limit.
    @Test func agentsCanBeWatched() {
        let anna = world.login("anna")
        world.say(anna, "MONITOR + otto,support")
        #expect(
            world.lines(anna) == [
                ":rapport.local 730 anna support!support@rapport.local", ":rapport.local 731 anna otto",
            ])
        let otto = world.login("otto")
        let second = world.login("otto")
        #expect(world.lines(anna) == [":rapport.local 730 anna otto!otto@agent.rapport.local"])
        world.disconnect(otto)
        #expect(world.lines(anna).isEmpty, "one connection is left")
        world.disconnect(second)
        #expect(world.lines(anna) == [":rapport.local 731 anna otto"])
        world.say(anna, "MONITOR L", "MONITOR - otto", "MONITOR S", "MONITOR C", "MONITOR L")
        #expect(
            world.lines(anna) == [
                ":rapport.local 732 anna otto,support", ":rapport.local 733 anna :End of MONITOR list",
                ":rapport.local 730 anna support!support@rapport.local", ":rapport.local 733 anna :End of MONITOR list",
            ])
        let many = (1...Hall.mostWatched + 1).map { "n\($0)" }
        world.say(anna, "MONITOR + " + many.prefix(60).joined(separator: ","))
        #expect(!world.lines(anna).contains { $0.contains(" 734 ") })
        world.say(anna, "MONITOR + " + many.dropFirst(60).joined(separator: ","))
        #expect(world.lines(anna).first == ":rapport.local 734 anna 100 n101 :Monitor list is full")
    }

    /// Whether a customer is here is nobody's business, and neither is which agents are, for customers.
    @Test func customersCannotBeWatchedAndDoNotWatch() {
        let anna = world.login("anna")
        let bob = world.guest("bob")
        world.say(anna, "MONITOR + bob,carl")
        #expect(world.lines(anna) == [":rapport.local 731 anna bob,carl"])
        world.say(bob, "MONITOR + anna,carl,bob")
        #expect(
            world.lines(bob) == [
                ":rapport.local 730 bob bob!bob@guest.rapport.local", ":rapport.local 731 bob anna,carl",
            ])
        let carl = world.guest("carl")
        world.disconnect(carl)
        world.disconnect(anna)
        _ = world.login("anna")
        #expect(world.lines(bob).isEmpty)
    }

    // MARK: - Tags of clients

    /// message-tags: tags with a + are passed on, others are not, and only to clients that know tags.
    @Test func tagsOfClientsArePassedOn() {
        let anna = world.login("anna", caps: "message-tags echo-message")
        let otto = world.login("otto", caps: "message-tags")
        let third = world.login("anna")
        for id in [anna, otto, third] { world.say(id, "JOIN #desk") }
        for id in [anna, otto, third] { _ = world.lines(id) }
        world.say(anna, "@+draft/reply=1;evil=2 PRIVMSG #desk :yes")
        #expect(world.lines(otto)[0].hasPrefix("@+draft/reply=1;msgid="))
        #expect(world.lines(anna)[0].hasPrefix("@+draft/reply=1;msgid="))
        #expect(world.lines(third) == [":anna!anna@agent.rapport.local PRIVMSG #desk :yes"])
        world.say(anna, "@+typing=active TAGMSG #desk", "@evil=1 TAGMSG #desk", "@+typing=active TAGMSG #case-9")
        let told = "@+typing=active;msgid=irc:1hf7uaq00.p.1-3 :anna!anna@agent.rapport.local TAGMSG #desk"
        #expect(world.lines(otto) == [told] && world.lines(anna) == [told])
        #expect(world.lines(third).isEmpty)
        #expect(!world.arrivals.contains { $0.body == .said("") })
    }

    // MARK: - Questions

    /// WHOX: the fields that were asked for in their fixed order, with the token.
    @Test(arguments: [
        ("%tcuhnfar,42", "354 anna 42 #desk support rapport.local support H@B 0 Rapport"),
        ("%nt,1234", "354 anna 0 support"),
        ("%n", "354 anna support"), ("%hn", "354 anna rapport.local support"), ("%di", "354 anna 255.255.255.255 0"),
    ]) func whoHasFields(query: String, first: String) {
        let anna = world.login("anna")
        world.say(anna, "JOIN #desk")
        _ = world.lines(anna)
        world.say(anna, "WHO #desk " + query)
        let lines = world.lines(anna)
        #expect(lines.first == ":rapport.local " + first)
        #expect(lines.last?.contains(" 315 anna #desk ") == true)
    }

    /// bot-mode: BOT in 005, 335 in WHOIS, B in WHO.
    @Test func theDeskIsABot() {
        let bob = world.guest("bob")
        world.say(bob, "VERSION", "WHOIS support", "WHO support")
        let lines = world.lines(bob)
        #expect(lines.contains { $0.contains(" 005 bob ") && $0.contains(" BOT=B ") })
        #expect(lines.contains { $0.hasPrefix(":rapport.local 335 bob support :") })
        #expect(lines.contains { $0.contains(" 352 ") && $0.contains(" support HB :0 ") })
    }

    @Test func infoAndHelpEnd() {
        let bob = world.guest("bob")
        world.say(bob, "INFO", "HELP", "HELP privmsg", "HELP nothing")
        let lines = world.lines(bob)
        #expect(lines.contains { $0.contains(" 371 bob ") } && lines.contains { $0.contains(" 374 bob ") })
        #expect(
            lines.filter { $0.contains(" 704 bob ") }.count == 2 && lines.filter { $0.contains(" 706 bob ") }.count == 2
        )
        #expect(lines.last?.contains(" 524 bob nothing :") == true)
        #expect(lines.allSatisfy { $0.utf8.count <= 510 })
    }
}
