import DeskCore
import Testing

@testable import DeskIRC

/// Nothing that one person holds reaches another, or becomes more than it is.
@Suite struct IsolationTests {
    private let world = HallWorld()
    private static let commands = [
        "PRIVMSG bob :psst", "NOTICE bob :psst", "WHO", "WHO *", "WHO bob", "WHO #support", "WHOIS bob", "WHOIS * bob",
        "NAMES", "NAMES #support", "NAMES #desk", "LIST", "LUSERS", "ISON bob", "USERHOST bob", "MODE bob",
        "MODE #desk", "TOPIC #support", "TOPIC #desk", "INVITE bob #support", "KICK #support bob", "JOIN #support",
        "JOIN #case-1", "PRIVMSG #support :hello all", "PRIVMSG #case-1 :x", "TAGMSG bob", "PART #support",
        "NICK eve2", "AWAY :out", "QUIT :bob",
    ]

    /// RFC 2812 3.6 and the like are ways to see others; here they show nobody.
    @Test func customersNeverMeet() {
        let bob = world.guest("bob")
        world.say(bob, "JOIN #support")
        _ = world.lines(bob)
        let eve = world.guest("eve")
        for command in Self.commands {
            world.say(eve, command)
            #expect(world.lines(bob).isEmpty, "\(command)")
            for line in world.lines(eve) {
                #expect(!line.contains("guest.rapport.local") || line.contains("eve"), "\(command): \(line)")
                #expect(!line.contains("Real bob") && !line.contains("bob!"), "\(command): \(line)")
            }
        }
    }

    @Test func customersNeverSeeAgentsByThemselves() throws {
        let anna = world.login("anna")
        world.say(anna, "JOIN #desk")
        _ = world.lines(anna)
        let eve = world.guest("eve")
        world.say(eve, "WHOIS anna", "ISON anna", "WHO anna", "USERHOST anna", "PRIVMSG anna :x", "NICK ANNA")
        for line in world.lines(eve) { #expect(!line.contains("agent."), "\(line)") }
        #expect(world.lines(anna).isEmpty)
        world.say(eve, "JOIN #support")
        try world.deliver(.enter("anna"), to: "~p.2#support")
        _ = world.lines(eve)
        world.say(eve, "ISON anna")
        #expect(world.lines(eve) == [":rapport.local 303 eve anna"])
    }

    /// A guest keeps no name that became an agent's; between customers the first one keeps it.
    @Test func anAgentTakesTheirName() {
        world.roles = [:]
        let guest = world.guest("Anna")
        let late = world.hall.connected(uptime: 0)
        world.say(late, "PASS karl:secret", "NICK anna", "USER k 0 * :K")
        #expect(world.lines(late).contains { $0.contains(" 433 * anna ") })
        let anna = world.login("anna", nick: "whatever")
        #expect(world.lines(guest) == [":Anna!Anna@guest.rapport.local NICK guest-1"])
        world.say(anna, "PRIVMSG support :x", "NICK karl")
        #expect(world.arrivals.last?.author.name == "anna")
        #expect(world.lines(anna).contains { $0.contains(" 432 anna karl ") })
    }

    /// The same nasty words through every way in, and then to everybody who can hear of them.
    @Test(arguments: nasty) func nothingIsInjected(word: String) throws {
        let bob = world.login("bob", caps: "echo-message message-tags server-time")
        let bob2 = world.login("bob")
        let anna = world.login("anna")
        let otto = world.login("otto")
        for id in [anna, otto] { world.say(id, "JOIN #desk,#case-1") }
        world.say(bob, "JOIN #support")
        let raw = world.hall.connected(uptime: 0)
        world.say(raw, "NICK \(word)", "USER \(word) 0 * :\(word)", "NICK raw", "USER raw 0 * :\(word)")
        world.say(raw, "WHOIS raw", "\(word)", "PING :\(word)", "JOIN \(word)", "MODE \(word)", "@\(word) PRIVMSG x y")
        // A line end in what a client types only begins that client's next line.
        let typed = String(String.UnicodeScalarView(word.unicodeScalars.filter { $0 != "\r" && $0 != "\n" }))
        for id in [bob, anna] {
            world.say(id, "PRIVMSG support :\(typed)", "PRIVMSG #support :\(typed)", "PRIVMSG #desk :\(typed)")
            world.say(id, "@k=\(typed) PRIVMSG #case-1 :\(typed)", "PRIVMSG support :\u{01}PING \(typed)\u{01}")
        }
        for room in ["@bob", "@bob#support", "#desk", "#case-1"] {
            for speaker in [Speaker.desk, .agent(AgentID(word)), .customer(word)] {
                try world.deliver(.say(word, by: speaker), to: room, id: DeliveryID(word))
            }
            try world.deliver(.enter(AgentID(word)), to: room)
            let lines = [line(.customer, word, word), line(.agent, word, word), line(.bot, word, word, isNote: true)]
            try world.deliver(.recap(lines), to: room, id: DeliveryID(word))
        }
        try world.deliver(.openRoom(number: 1, title: word, agent: "otto"), to: "#desk")
        world.say(otto, "TOPIC #case-1", "QUIT :\(typed)")
        world.say(bob2, "QUIT :\(typed)")
        for id in [bob, bob2, anna, otto, raw] {
            for line in world.lines(id) { checkIsHarmless(line) }
        }
    }

    /// One line, from somebody who may speak here, and no codes but the framing of an action or a CTCP answer.
    private func checkIsHarmless(_ line: String) {
        #expect(!line.utf8.contains { $0 == 0 || $0 == 10 || $0 == 13 }, "\(line)")
        guard let message = try? IRCMessage(parsing: line.utf8) else {
            Issue.record("not a message: \(line)")
            return
        }
        let known = [
            "PRIVMSG", "NOTICE", "JOIN", "PART", "QUIT", "NICK", "ERROR", "PONG", "TOPIC", "BATCH", "CAP", "FAIL",
        ]
        #expect(known.contains(message.command) || Int(message.command) != nil, "\(line)")
        if message.command == "QUIT" { #expect(message.source == "otto!otto@agent.rapport.local", "\(line)") }
        guard message.command == "PRIVMSG", let text = message.params.last else { return }
        let words =
            text.hasPrefix("\u{01}ACTION ") && text.hasSuffix("\u{01}") ? text.dropFirst().dropLast() : text[...]
        #expect(!words.unicodeScalars.contains { IRCText.isControl($0) }, "\(line)")
        #expect(message.params.count == 2, "\(line)")
    }
}
