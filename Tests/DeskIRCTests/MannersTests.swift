import DeskCore
import Testing

@testable import DeskIRC

/// What real clients stumbled over.
@Suite struct MannersTests {
    private let world = HallWorld()

    /// RFC 1459 4.4.2: what is said by NOTICE no program answers, so the desk does not hear it.
    @Test func noticesOfCustomersAreNoQuestions() {
        let bob = world.guest("bob")
        world.say(bob, "JOIN #support", "NOTICE support :I am away", "NOTICE #support :back later")
        #expect(!world.arrivals.contains { if case .said = $0.body { true } else { false } })
        let anna = world.login("anna")
        world.say(anna, "JOIN #case-1", "NOTICE #case-1 :look")
        #expect(world.arrivals.last?.body == .said("look"))
    }

    /// The customer wrote in private since: the agent leaves the channel all the same.
    @Test func whoIsDoneIsSeenToGo() throws {
        let bob = world.login("bob", caps: "server-time")
        world.say(bob, "JOIN #support")
        try world.deliver(.say("hello", by: .agent("anna")), to: "@bob#support")
        _ = world.lines(bob)
        try world.deliver(.leave("anna"), to: "@bob")
        #expect(
            world.lines(bob) == [
                "@time=2023-11-14T22:13:20.000Z :anna!anna@agent.rapport.local PART #support"
            ])
        world.say(bob, "NAMES #support")
        #expect(world.lines(bob).first?.hasSuffix("#support :@support bob") == true)
    }

    /// A second client is shown what was said; the first one is not told everything again.
    @Test func aSecondClientCatchesUpAlone() {
        let first = world.login("bob")
        world.past = [line(.customer, "bob", "help"), line(.bot, "support", "24 months")]
        let second = world.hall.connected(uptime: 0)
        world.say(second, "CAP REQ :echo-message batch", "PASS bob:secret", "NICK bob", "USER b 0 * :B", "CAP END")
        #expect(world.lines(first).isEmpty && world.looked == [.person("irc:@bob")])
        let lines = world.lines(second)
        #expect(lines.contains(":rapport.local BATCH +b1 chathistory support"))
        #expect(lines.contains { $0.contains(" PRIVMSG support :") && $0.hasSuffix("help") })
        #expect(
            lines.contains { $0.contains(":support!support@rapport.local PRIVMSG bob ") && $0.hasSuffix("24 months") })
        let third = world.login("bob", caps: "draft/chathistory")
        #expect(world.looked.count == 1 && world.lines(third).isEmpty, "it asks itself")
    }

    /// In a recap the other side of a private talk is the desk, and one's own words are one's own.
    @Test func ownWordsInARecap() throws {
        let bob = world.login("bob", caps: "echo-message batch message-tags server-time")
        try world.deliver(.recap([line(.customer, "bob", "help")]), to: "@bob")
        #expect(
            world.lines(bob) == [
                ":rapport.local BATCH +b1 chathistory support",
                "@batch=b1;msgid=x;time=2023-11-14T22:13:20.000Z :bob!bob@customer.rapport.local PRIVMSG support :help",
                ":rapport.local BATCH -b1",
            ])
    }

    /// RFC 2812 3.6.3.
    @Test func whoWasHereIsNobodysBusiness() {
        let bob = world.guest("bob")
        world.say(bob, "WHOWAS anna 1", "WHOWAS")
        #expect(
            world.lines(bob) == [
                ":rapport.local 406 bob anna :There was no such nickname", ":rapport.local 369 bob anna :End of WHOWAS",
                ":rapport.local 431 bob :No nickname given",
            ])
    }

    /// A login's name is its own, whether somebody is there with it or not.
    @Test func nobodyIsCalledLikeALogin() {
        world.roles["kim"] = .customer
        let bob = world.guest("bob")
        world.say(bob, "NICK kim", "NICK anna")
        let away = world.lines(bob)
        let kim = world.login("kim")
        _ = world.login("anna")
        world.say(bob, "NICK kim", "NICK anna")
        #expect(world.lines(bob) == away && away.count == 2 && away.allSatisfy { $0.contains(" 433 bob ") })
        #expect(world.hall.sessions[kim]?.nick == "kim")
    }
}
