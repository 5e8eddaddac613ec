import DeskCore
import Testing

@testable import DeskIRC

/// Agents among themselves: channels of their own (RFC 2812 3.2) and words to one another (3.3).
@Suite struct OwnRoomTests {
    private let world = HallWorld()
    private let anna: ConnectionID
    private let otto: ConnectionID

    init() {
        anna = world.login("anna")
        otto = world.login("otto")
    }

    private func inRoom(_ ids: ConnectionID...) {
        for id in ids { world.say(id, "JOIN #dev") }
        for id in ids { _ = world.lines(id) }
    }

    private func codes(_ id: ConnectionID) -> [String] {
        world.lines(id).map { String($0.split(separator: " ")[1]) }
    }

    @Test func whoeverOpensAChannelIsItsOperatorAndTheDeskIsNotInIt() {
        world.say(anna, "JOIN #Dev")
        #expect(
            world.lines(anna) == [
                ":anna!anna@agent.rapport.local JOIN #dev", ":rapport.local 353 anna = #dev @anna",
                ":rapport.local 366 anna #dev :End of /NAMES list",
            ])
        world.say(otto, "JOIN #dev")
        #expect(world.lines(otto).contains(":rapport.local 353 otto = #dev :@anna otto"))
        #expect(world.lines(anna) == [":otto!otto@agent.rapport.local JOIN #dev"])
        #expect(world.arrivals.isEmpty)
    }

    @Test func wordsArePassedOnAndGoNowhereElse() {
        inRoom(anna, otto)
        world.say(anna, "PRIVMSG #dev :lunch?", "NOTICE #DEV :soon", "PRIVMSG #dev :\u{01}ACTION waves\u{01}")
        #expect(
            world.lines(otto) == [
                ":anna!anna@agent.rapport.local PRIVMSG #dev :lunch?",
                ":anna!anna@agent.rapport.local NOTICE #dev :soon",
                ":anna!anna@agent.rapport.local PRIVMSG #dev :\u{01}ACTION waves\u{01}",
            ])
        #expect(world.lines(anna).isEmpty && world.arrivals.isEmpty)
        let stranger = world.login("anna")
        world.say(stranger, "PRIVMSG #dev :hello")
        #expect(codes(stranger) == ["404"])
    }

    /// RFC 2812 3.3.1; 301 where somebody is away.
    @Test func agentsWriteToOneAnother() {
        let second = world.login("anna", caps: "echo-message")
        world.say(anna, "PRIVMSG Otto :psst")
        #expect(world.lines(otto) == [":anna!anna@agent.rapport.local PRIVMSG otto :psst"])
        #expect(world.lines(second) == [":anna!anna@agent.rapport.local PRIVMSG otto :psst"])
        world.say(otto, "AWAY :at lunch")
        world.say(anna, "PRIVMSG otto :hey", "NOTICE otto :hey", "@+typing=active TAGMSG otto")
        #expect(world.lines(anna) == [":rapport.local 301 anna otto :at lunch"])
        #expect(world.arrivals.isEmpty)
    }

    @Test func customersOpenNoChannelsAndReachNoAgent() {
        let bob = world.guest("bob")
        world.say(bob, "JOIN #dev", "PRIVMSG otto :hi", "INVITE otto #support")
        #expect(codes(bob) == ["403", "401", "482"])
        inRoom(anna)
        world.say(
            bob, "JOIN #dev", "TOPIC #dev", "TOPIC #dev :x", "KICK #dev anna", "MODE #dev", "NAMES #dev", "WHO #dev")
        #expect(codes(bob) == ["403", "442", "442", "403", "403", "366", "315"], "it is not there for them")
        world.say(anna, "PRIVMSG bob :hi", "INVITE bob #dev")
        #expect(codes(anna) == ["401", "401"])
        #expect(world.lines(bob).isEmpty)
    }

    /// RFC 2812 3.2.4; 332 and 333 for whoever joins later.
    @Test func operatorsSetTheTopic() {
        inRoom(anna, otto)
        world.say(otto, "TOPIC #dev :mine", "TOPIC #dev")
        #expect(codes(otto) == ["482", "331"])
        world.say(anna, "TOPIC #dev :ours")
        #expect(world.lines(otto) == [":anna!anna@agent.rapport.local TOPIC #dev ours"])
        world.say(otto, "PART #dev", "JOIN #dev", "TOPIC #dev")
        let lines = world.lines(otto)
        #expect(lines.filter { $0 == ":rapport.local 332 otto #dev ours" }.count == 2)
        #expect(
            lines.filter { $0 == ":rapport.local 333 otto #dev anna!anna@agent.rapport.local 1700000000" }.count == 2)
        _ = world.lines(anna)
        world.say(anna, "TOPIC #dev :" + String(repeating: "t", count: 310), "TOPIC #dev :", "TOPIC #dev")
        let ends = world.lines(anna)
        #expect(
            ends[0].hasSuffix(String(repeating: "t", count: Hall.longestTopic)) && ends[1].hasSuffix(" TOPIC #dev :"))
        #expect(ends[2].contains(" 331 "))
    }

    /// RFC 2812 3.2.8 and 3.1.5.
    @Test func operatorsThrowOutAndMakeOperators() {
        inRoom(anna, otto)
        world.say(otto, "KICK #dev anna", "MODE #dev +o otto")
        #expect(codes(otto) == ["482", "482"])
        world.say(anna, "MODE #dev +o otto", "MODE #dev")
        #expect(world.lines(otto) == [":anna!anna@agent.rapport.local MODE #dev +o otto"])
        #expect(
            world.lines(anna).suffix(2) == [
                ":rapport.local 324 anna #dev +nt", ":rapport.local 329 anna #dev 1700000000",
            ])
        world.say(otto, "MODE #dev -o anna", "KICK #dev anna :enough")
        #expect(
            world.lines(anna) == [
                ":otto!otto@agent.rapport.local MODE #dev -o anna",
                ":otto!otto@agent.rapport.local KICK #dev anna enough",
            ])
        world.say(anna, "PRIVMSG #dev :hey")
        #expect(codes(anna) == ["404"])
        _ = world.lines(otto)
        world.say(otto, "KICK #dev anna", "MODE #dev +o anna", "MODE #dev +x", "KICK #desk anna")
        #expect(codes(otto) == ["441", "441", "472", "482"])
    }

    /// RFC 2812 3.2.7.
    @Test func agentsInviteAgents() {
        inRoom(anna)
        world.say(anna, "INVITE otto #dev")
        #expect(world.lines(anna) == [":rapport.local 341 anna otto #dev"])
        #expect(world.lines(otto) == [":anna!anna@agent.rapport.local INVITE otto #dev"])
        world.say(otto, "INVITE anna #dev", "JOIN #dev")
        #expect(codes(otto).first == "442")
        _ = world.lines(anna)
        world.say(anna, "INVITE otto #dev", "INVITE otto #desk", "INVITE otto #none", "INVITE nobody #dev")
        #expect(codes(anna) == ["443", "482", "403", "401"])
    }

    @Test func anEmptyChannelIsGone() {
        inRoom(anna, otto)
        world.say(anna, "TOPIC #dev :ours", "PART #dev :bye")
        #expect(world.lines(otto).last == ":anna!anna@agent.rapport.local PART #dev bye")
        world.disconnect(otto)
        _ = world.lines(anna)
        world.say(anna, "LIST", "JOIN #dev")
        let lines = world.lines(anna)
        #expect(!lines.contains { $0.contains(" 322 anna #dev ") || $0.contains(" 332 ") })
        #expect(lines.contains(":rapport.local 353 anna = #dev @anna"))
    }

    @Test func thereIsALimitAndNamesHaveARule() {
        for number in 1...Hall.mostOwnRooms { world.say(anna, "JOIN #r\(number)") }
        _ = world.lines(anna)
        world.say(anna, "JOIN #more", "JOIN #r1", "PART #r1", "JOIN #more")
        #expect(codes(anna) == ["405", "PART", "JOIN", "353", "366"])
        let longest = "#" + String(repeating: "n", count: IRCName.longestChannel - 1)
        for name in ["#", longest + "n", "#a\u{07}b", "#\u{202E}x", "dev"] { world.say(otto, "JOIN " + name) }
        #expect(codes(otto) == Array(repeating: "403", count: 5))
        world.say(otto, "JOIN " + longest)
        #expect(codes(otto).first == "JOIN")
    }
}
