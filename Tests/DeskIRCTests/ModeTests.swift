import Testing

@testable import DeskIRC

/// Modes of people and of agents' own channels (RFC 2812 3.1.5 and 3.2.3), and who shows in WHO, WHOIS, NAMES, LUSERS.
@Suite struct ModeTests {
    private let world = HallWorld()
    private let anna: ConnectionID
    private let otto: ConnectionID

    init() {
        anna = world.login("anna", caps: "multi-prefix")
        otto = world.login("otto", caps: "message-tags")
        for id in [anna, otto] { world.say(id, "JOIN #dev") }
        for id in [anna, otto] { _ = world.lines(id) }
    }

    private func codes(_ id: ConnectionID) -> [String] {
        world.lines(id).map { String($0.split(separator: " ").drop { $0.hasPrefix("@") }[1]) }
    }

    /// One MODE tells all that changed, and only what changed.
    @Test func aVoiceAndAnOperator() {
        world.say(anna, "MODE #dev +vos-t otto otto")
        #expect(world.lines(otto) == [":anna!anna@agent.rapport.local MODE #dev +vos-t otto otto"])
        _ = world.lines(anna)
        world.say(anna, "MODE #dev +s-t", "MODE #dev", "NAMES #dev", "WHO #dev")
        let lines = world.lines(anna)
        #expect(lines.first == ":rapport.local 324 anna #dev +ns")
        #expect(lines.contains(":rapport.local 353 anna @ #dev :@anna @+otto"))
        #expect(lines.contains { $0.contains(" 352 anna #dev otto ") && $0.contains(" otto H@+ ") })
        world.say(otto, "NAMES #dev")
        #expect(world.lines(otto).first == ":rapport.local 353 otto @ #dev :@anna @otto", "no multi-prefix here")
    }

    @Test func whatCannotBeSetIsTold() {
        world.say(anna, "MODE #dev +k secret", "MODE #dev +v nobody", "MODE #dev +nt")
        #expect(codes(anna) == ["472", "441"])
        world.say(otto, "MODE #dev -t", "TOPIC #dev :mine")
        #expect(codes(otto) == ["482", "482"])
        world.say(anna, "MODE #dev -t")
        world.say(otto, "TOPIC #dev :mine")
        #expect(codes(otto) == ["MODE", "TOPIC"])
    }

    @Test func aSecretChannelIsSeenFromInsideOnly() {
        world.say(anna, "MODE #dev +s")
        world.say(otto, "PART #dev")
        _ = world.lines(otto)
        world.say(otto, "LIST", "NAMES", "NAMES #dev", "WHO #dev", "MODE #dev", "WHOIS anna", "PRIVMSG #dev :hi")
        let lines = world.lines(otto)
        #expect(!lines.contains { $0.contains(" 322 otto #dev ") || $0.contains(" 353 ") || $0.contains(" 352 ") })
        #expect(lines.contains { $0.contains(" 403 otto #dev ") } && !lines.contains { $0.contains(" 319 ") })
        world.say(anna, "MODE #dev -ns")
        world.say(otto, "WHOIS anna", "PRIVMSG #dev :from outside")
        #expect(world.lines(otto).contains(":rapport.local 319 otto anna @#dev"))
        #expect(world.lines(anna).last == ":otto!otto@agent.rapport.local PRIVMSG #dev :from outside")
    }

    /// IRCv3 bot mode.
    @Test func aProgramSaysSo() {
        world.say(anna, "MODE anna +B-i")
        #expect(world.lines(anna) == [":anna!anna@agent.rapport.local MODE anna +B"])
        world.say(anna, "MODE anna", "PRIVMSG #dev :beep")
        #expect(world.lines(anna) == [":rapport.local 221 anna +B"])
        #expect(world.lines(otto).last?.hasPrefix("@account") == false)
        world.say(otto, "WHOIS anna", "WHO anna")
        let lines = world.lines(otto)
        #expect(lines.contains(":rapport.local 335 otto anna :is a bot"))
        #expect(lines.contains { $0.contains(" 352 ") && $0.contains(" anna HB ") })
        world.say(anna, "MODE anna -B")
        world.say(anna, "MODE anna")
        #expect(world.lines(anna).last == ":rapport.local 221 anna +")
    }

    @Test func theTagOfAProgram() {
        world.say(anna, "MODE anna +B", "PRIVMSG #dev :beep")
        let line = world.lines(otto).last
        #expect(line?.hasPrefix("@bot;msgid=") == true)
    }

    @Test func modesOfOthersAreTheirs() {
        world.say(anna, "MODE otto +B", "MODE nobody", "MODE anna +zB")
        #expect(codes(anna) == ["502", "401", "501", "MODE"])
    }

    /// RFC 2812 3.6.1.
    @Test(arguments: [
        ("*", ["support", "anna", "otto"]), ("ot*", ["otto"]), ("OTT?", ["otto"]), ("agent.*", ["anna", "otto"]),
        ("0", ["support", "anna", "otto"]), ("x*", []), ("* o", []),
    ]) func whoByMask(mask: String, nicks: [String]) {
        world.say(anna, "WHO " + mask)
        let rows = world.lines(anna).filter { $0.contains(" 352 ") }
        #expect(Set(rows.map { String($0.split(separator: " ")[7]) }) == Set(nicks))
    }

    @Test func customersSeeOnlyThemselvesAndTheDesk() {
        let bob = world.guest("bob")
        world.say(bob, "WHO *", "LUSERS", "MODE bob")
        let lines = world.lines(bob)
        #expect(lines.filter { $0.contains(" 352 ") }.count == 2)
        #expect(lines.contains(":rapport.local 251 bob :There are 0 users and 1 invisible on 1 servers"))
        #expect(lines.last == ":rapport.local 221 bob +i")
    }

    /// RFC 2812 3.4.2.
    @Test func agentsSeeHowManyAreHere() {
        _ = world.guest("bob")
        let raw = world.hall.connected(uptime: 0)
        world.say(anna, "LUSERS")
        let lines = world.lines(anna)
        #expect(lines.contains(":rapport.local 251 anna :There are 2 users and 1 invisible on 1 servers"))
        #expect(lines.contains(":rapport.local 253 anna 1 :unknown connection(s)"))
        #expect(lines.contains(":rapport.local 255 anna :I have 3 clients and 0 servers"))
        world.disconnect(raw)
        world.disconnect(otto)
        world.say(anna, "LUSERS")
        #expect(world.lines(anna).contains(":rapport.local 265 anna 2 3 :Current local users 2, max 3"))
    }
}
