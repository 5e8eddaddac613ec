import DeskCore
import Testing

@testable import DeskIRC

/// Agents by where they connect from: their nick is their name, and each connection is a person.
@Suite struct VouchedAgentTests {
    private let world = HallWorld(
        options: ListenerOptions(agentsFrom: [AddressRange("192.0.2.0/24")].compactMap { $0 }))

    private func codes(_ id: ConnectionID) -> [String] {
        world.lines(id).compactMap { line in
            let words = line.split(separator: " ").drop { $0.hasPrefix("@") }
            return words.dropFirst().first.map(String.init)
        }
    }

    @Test func theDeskTakesTheGatewaysWord() throws {
        let kim = world.vouched("Kim")
        world.say(kim, "JOIN #desk", "PRIVMSG #desk :!queue")
        let arrival = try #require(world.arrivals.last)
        #expect(arrival.venue == .staff && arrival.body == .said("!queue"))
        #expect(arrival.author.vouched == "Kim" && arrival.author.login == nil && !arrival.author.isLasting)
        #expect(arrival.author.person == "irc:&p.1")
    }

    @Test func fromElsewhereNobodyIs() {
        for address in ["198.51.100.1", "2001:db8::1", nil] {
            let id = world.hall.connected(uptime: 0, from: address.flatMap { NetworkAddress($0) })
            world.say(id, "NICK bob", "USER b 0 * :B", "JOIN #desk")
            #expect(codes(id).last == "473")
            world.disconnect(id)
        }
    }

    /// A name that somebody proves with a password is never had by an address alone.
    @Test func takesNoNameOfALogin() {
        world.roles["bea"] = .customer
        let kim = world.vouched("kim")
        _ = world.lines(kim)
        world.say(kim, "NICK anna", "NICK Bea", "NICK kim2")
        #expect(codes(kim) == ["433", "433", "NICK"])
        let late = world.vouched("BEA")
        #expect(codes(late).last == "433")
    }

    @Test func aLoginSaysMoreThanAnAddress() {
        let bob = world.hall.connected(uptime: 0, from: NetworkAddress("192.0.2.7"))
        world.say(bob, "PASS bob:secret", "NICK bob", "USER b 0 * :B", "JOIN #desk")
        #expect(codes(bob).last == "473", "a customer's login is a customer's")
    }

    /// There nicks are names anyway: the login says who it is, the nick what they are called.
    @Test func whoLogsInThereHasAnyNick() throws {
        let kim = world.vouched("kim", caps: "account-tag")
        let id = world.hall.connected(uptime: 0, from: NetworkAddress("192.0.2.7"))
        world.say(id, "PASS anna:secret", "NICK bar", "USER u 0 * :Real", "JOIN #x,#desk", "PRIVMSG #desk :!queue")
        let author = try #require(world.arrivals.last).author
        #expect(author.login == "anna" && author.vouched == nil && author.person == "irc:@anna")
        world.say(kim, "JOIN #x")
        _ = world.lines(kim)
        world.say(id, "PRIVMSG #x :hi", "NICK baz", "NICK otto")
        #expect(
            world.lines(kim) == [
                "@account=anna :bar!u@agent.rapport.local PRIVMSG #x :hi",
                "@account=anna :bar!u@agent.rapport.local NICK baz",
            ])
        world.say(kim, "WHOIS baz")
        #expect(world.lines(kim).contains(":rapport.local 330 kim baz anna :is logged in as"))
        let receipt = try world.deliver(.openRoom(number: 7, title: "Remote", agent: "anna"), to: "#desk")
        #expect(receipt.room?.room == "#case-7" && world.lines(id).contains { $0.contains(" JOIN #case-7") })
    }

    @Test func twoOfOneNickAreTwoPeople() {
        let kim = world.vouched("kim")
        let other = world.vouched("KIM")
        #expect(codes(other).last == "433")
        _ = world.lines(kim)
        world.say(other, "NICK lee", "JOIN #x", "PRIVMSG kim :hi")
        #expect(world.lines(kim) == [":lee!uKIM@agent.rapport.local PRIVMSG kim :hi"])
    }

    @Test func whoSeesThemHearsTheNewNick() throws {
        let kim = world.vouched("kim")
        let lee = world.vouched("lee")
        let max = world.vouched("max")
        let bob = world.guest("bob")
        for id in [kim, lee] { world.say(id, "JOIN #x,#desk") }
        world.say(max, "MONITOR + kim,tim")
        for id in [kim, lee, max, bob] { _ = world.lines(id) }
        world.say(kim, "NICK tim")
        let told = ":kim!ukim@agent.rapport.local NICK tim"
        #expect(world.lines(kim) == [told] && world.lines(lee) == [told] && world.lines(bob).isEmpty)
        #expect(
            world.lines(max) == [
                ":rapport.local 731 max kim", ":rapport.local 730 max tim!ukim@agent.rapport.local",
            ])
        world.say(kim, "PRIVMSG #desk :!queue")
        #expect(try #require(world.arrivals.last).author.vouched == "tim")
    }

    @Test func theDeskBringsThemIntoACase() throws {
        let kim = world.vouched("kim")
        _ = world.lines(kim)
        let receipt = try world.deliver(.openRoom(number: 7, title: "Remote", agent: "kim"), to: "#desk")
        #expect(receipt.room?.room == "#case-7")
        #expect(codes(kim) == ["JOIN", "332", "353", "366"])
    }

    @Test func aLoginTakesItsName() {
        let kim = world.vouched("kim")
        _ = world.lines(kim)
        world.agents.append("kim")
        _ = world.login("kim")
        #expect(world.lines(kim) == [":kim!ukim@agent.rapport.local NICK agent-1"])
    }

    @Test func noCustomerLooksLikeOne() throws {
        let kim = world.vouched("kim")
        world.say(kim, "JOIN #desk")
        _ = world.lines(kim)
        try world.deliver(.say("hi", by: .customer("kim")), to: "#desk", nicks: ["kim": "kim"])
        #expect(world.lines(kim) == [":kim_!customer@customer.rapport.local PRIVMSG #desk :hi"])
    }
}
