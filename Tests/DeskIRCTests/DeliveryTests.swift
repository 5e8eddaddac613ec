import DeskCore
import Testing

@testable import DeskIRC

@Suite struct HallDeliveryTests {
    private let world = HallWorld()
    private let annaSource = ":anna!anna@agent.rapport.local"

    @Test func saysInPrivate() throws {
        let bob = world.guest("bob", caps: "message-tags server-time")
        let receipt = try world.deliver(.say("one\ntwo"), to: "~p.1", id: "d;1")
        #expect(receipt.remoteID == "d;1")
        let time = "time=2023-11-14T22:13:20.000Z"
        #expect(
            world.lines(bob) == [
                "@bot;msgid=d\\:1;\(time) :support!support@rapport.local PRIVMSG bob :one",
                "@bot;msgid=d\\:1/2;\(time) :support!support@rapport.local PRIVMSG bob :two",
            ])
        try world.deliver(.say("hi", by: .agent("anna")), to: "~p.1")
        #expect(world.lines(bob)[0].hasSuffix("PRIVMSG bob :<anna> hi"))
    }

    /// Every piece of a long answer fits 512 bytes, for the longest nick as for the shortest, with the same ids.
    @Test(arguments: ["é", "wörd ", "😀"]) func cutsToFit(unit: String) throws {
        let text = String(repeating: unit, count: 900)
        let short = world.guest("b", caps: "message-tags")
        let long = world.guest(String(repeating: "n", count: 30), caps: "message-tags")
        try world.deliver(.say(text, by: .agent("anna")), to: "~p.1")
        try world.deliver(.say(text, by: .agent("anna")), to: "~p.2")
        let (first, second) = (world.lines(short), world.lines(long))
        #expect(first.count > 2)
        #expect(first.count == second.count)
        for line in first + second {
            let untagged = line.drop { $0 != " " }.dropFirst()
            #expect(untagged.utf8.count <= 510)
        }
        let words = first.map { $0.components(after: "<anna> ") }.joined()
        #expect(words.filter { $0 != " " } == text.filter { $0 != " " })
    }

    @Test func absentOrNever() throws {
        #expect(throws: DeliveryError.absent) { try world.deliver(.say("x"), to: "@bob") }
        #expect(throws: DeliveryError.never(reason: "the guest has left")) {
            try world.deliver(.say("x"), to: "~p.1#support")
        }
        #expect(throws: DeliveryError.never(reason: "there is no channel #x")) {
            try world.deliver(.say("x"), to: "#x")
        }
        try world.deliver(.say("x"), to: "#desk")
        try world.deliver(.enter("anna"), to: "@bob#support")
        try world.deliver(.leave("anna"), to: "@bob")
    }

    @Test func reachesEveryConnectionOfALogin() throws {
        let one = world.login("bob")
        let two = world.login("bob", nick: "bob2")
        try world.deliver(.say("hi"), to: "@bob")
        #expect(world.lines(one)[0].hasSuffix("PRIVMSG bob :hi"))
        #expect(world.lines(two)[0].hasSuffix("PRIVMSG bob2 :hi"))
        world.say(two, "PRIVMSG support :from two")
        #expect(world.lines(one) == [":support!support@rapport.local PRIVMSG bob :<bob2> from two"])
        #expect(world.lines(two).isEmpty)
    }

    /// RFC 2812 3.2.1: JOIN, topic, names; who speaks has joined before.
    @Test func theSupportChannel() throws {
        let one = world.login("bob")
        let two = world.login("bob")
        world.say(one, "JOIN #support")
        #expect(
            world.lines(one) == [
                ":bob!bob@customer.rapport.local JOIN #support",
                ":rapport.local 332 bob #support :Ask your question here: only the desk and you can read it",
                ":rapport.local 353 bob = #support :@support bob",
                ":rapport.local 366 bob #support :End of /NAMES list",
            ])
        try world.deliver(.say("hi", by: .agent("anna")), to: "@bob#support")
        #expect(world.lines(one) == ["\(annaSource) JOIN #support", "\(annaSource) PRIVMSG #support :hi"])
        #expect(world.lines(two) == [":support!support@rapport.local PRIVMSG bob :<anna> hi"])
        try world.deliver(.enter("anna"), to: "@bob#support")
        #expect(world.lines(one).isEmpty)
        world.say(one, "NAMES #support")
        #expect(world.lines(one)[0].hasSuffix(":@support bob anna"))
        try world.deliver(.leave("anna"), to: "@bob#support")
        #expect(world.lines(one) == ["\(annaSource) PART #support"])
        world.say(one, "PRIVMSG #support :mine")
        #expect(world.lines(two) == [":support!support@rapport.local PRIVMSG bob :<bob> mine"])
    }

    @Test func opensACase() throws {
        let anna = world.login("anna")
        let arrivals = world.arrivals.count
        let open = Act.openRoom(number: 12, title: "Lamp\r\nQUIT \u{03}4red", agent: "anna")
        #expect(try world.deliver(open, to: "#desk").room == Address(gateway: "irc", room: "#case-12"))
        #expect(
            world.lines(anna) == [
                "\(annaSource) JOIN #case-12", ":rapport.local 332 anna #case-12 :Lamp  QUIT red",
                ":rapport.local 353 anna = #case-12 :@support anna",
                ":rapport.local 366 anna #case-12 :End of /NAMES list",
            ])
        #expect(world.arrivals.count == arrivals)
        let offline = Act.openRoom(number: 13, title: "x", agent: "otto")
        #expect(try world.deliver(offline, to: "#desk").room?.room == "#case-13")
        let otto = world.login("otto")
        world.say(otto, "JOIN #case-13")
        #expect(world.lines(otto)[1].hasSuffix("#case-13 x"))
    }

    @Test func agentsSeeWhoSpeaks() throws {
        let anna = world.login("anna")
        world.say(anna, "JOIN #case-1")
        _ = world.lines(anna)
        let delivery = Delivery(
            id: "d", to: Address(gateway: "irc", room: "#case-1"), act: .say("hi", by: .customer("Zoë X")),
            lane: .reply
        )
        let sending = try world.hall.sending(delivery, nicks: ["Zoë X": "Zo__X"])
        #expect(sending.messages.first?.1.first?.source == "Zo__X!customer@customer.rapport.local")
        #expect(sending.ifNobody == nil)
    }

    /// IRCv3 server-time and chathistory batches, for those who know them; clock times for the others.
    @Test func recaps() throws {
        let plain = world.login("bob")
        let modern = world.login("bob", caps: "server-time batch")
        world.say(modern, "JOIN #support")
        for id in [plain, modern] { _ = world.lines(id) }
        let lines = [
            line(.customer, "bob", "help"), line(.agent, "anna", "secret", isNote: true), line(.agent, "anna", "a\nb"),
        ]
        try world.deliver(.recap(lines), to: "@bob#support")
        let desk = ":support!support@rapport.local PRIVMSG bob :"
        #expect(
            world.lines(plain) == [
                desk + "[22:13] <bob> help", desk + "[22:13] <anna> a", desk + "[22:13] <anna> b",
            ])
        let tags = "@batch=b2;time=2023-11-14T22:13:20.000Z "
        #expect(
            world.lines(modern) == [
                ":rapport.local BATCH +b2 chathistory #support",
                tags + ":bob!bob@customer.rapport.local PRIVMSG #support :help",
                tags + "\(annaSource) PRIVMSG #support :a", tags + "\(annaSource) PRIVMSG #support :b",
                ":rapport.local BATCH -b2",
            ])
        let anna = world.login("anna")
        world.say(anna, "JOIN #case-1")
        _ = world.lines(anna)
        try world.deliver(.recap(lines), to: "#case-1")
        #expect(world.lines(anna)[1] == "\(annaSource) PRIVMSG #case-1 :[22:13] [note] secret")
    }
}

extension String {
    func components(after mark: String) -> Substring {
        firstRange(of: mark).map { self[$0.upperBound...] } ?? ""
    }
}
