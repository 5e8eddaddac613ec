import DeskCore
import Testing

@testable import DeskIRC

/// Who somebody is on a network of others: the account where it is told, else the connection for as long as it lasts.
@Suite struct NetworkPeopleTests {
    private let world = NetworkWorld()
    private static let ann = ":ann!~a@ann.example"
    private static let bob = ":bob!~b@bob.example"

    /// IRCv3 account-tag.
    @Test func `is known by the account`() {
        world.meet(caps: "account-tag message-tags")
        world.hear(
            "@account=Ann \(Self.ann) PRIVMSG support :hello", "@account=Ann :ann2!~x@other PRIVMSG support :again")
        #expect(world.people == ["net:Ann", "net:Ann"] && world.said == ["hello", "again"])
        #expect(world.arrivals.allSatisfy { $0.author.isLasting && $0.from.room == "@Ann" && $0.venue == .direct })
        world.say("hi", to: "@Ann")
        #expect(world.words() == ["PRIVMSG ann2 :hi"], "where they wrote last")
    }

    @Test func `without an account they are one connection`() {
        world.meet(caps: "account-tag message-tags")
        world.hear("\(Self.ann) PRIVMSG support :hello")
        let person = world.people.last
        #expect(person?.hasPrefix("net:~") == true && world.arrivals.last?.author.isLasting == false)
        world.hear("\(Self.ann) PRIVMSG support :still me")
        #expect(world.people == [person, person])
    }

    /// Where messages do not tell the account, WHOIS does (RPL_WHOISACCOUNT), before anything is said to the desk.
    @Test func `asks the network who they are`() {
        world.meet()
        world.hear("\(Self.ann) PRIVMSG support :hello", "\(Self.ann) PRIVMSG support :anybody there?")
        #expect(world.said.isEmpty && world.lines() == ["WHOIS ann ann"])
        world.hear(
            ":irc.net 311 support ann ~a ann.example * :Ann", ":irc.net 330 support ann Ann :is logged in as",
            ":irc.net 318 support ann :End of /WHOIS list")
        #expect(world.people == ["net:Ann", "net:Ann"] && world.said == ["hello", "anybody there?"])
        world.hear("\(Self.ann) PRIVMSG support :one more")
        #expect(world.said.count == 3 && !world.lines().contains("WHOIS ann ann"), "for a minute that holds")
    }

    @Test func `goes on where WHOIS is never answered`() {
        world.meet()
        world.hear("\(Self.ann) PRIVMSG support :hello")
        world.pass(seconds: 16)
        #expect(world.said == ["hello"] && world.arrivals.last?.author.isLasting == false)
    }

    /// extended-join, account-notify, WHOX: in a shared channel nothing has to be asked for.
    @Test func `knows who is in its channels`() {
        world.meet(caps: "account-notify extended-join")
        world.hear("\(Self.ann) JOIN #acme Ann :Ann Example", "\(Self.ann) PRIVMSG support :hello")
        world.hear(":irc.net 354 support 152 #acme ~b bob.example bob H Bob :Bob B", "\(Self.bob) PRIVMSG support :hi")
        #expect(world.people == ["net:Ann", "net:Bob"])
        world.hear("\(Self.bob) ACCOUNT *", "\(Self.bob) PRIVMSG support :nobody now")
        #expect(world.people.last?.hasPrefix("net:~") == true)
    }

    @Test func `follows a nick`() {
        world.meet(caps: "account-tag message-tags")
        world.hear("\(Self.ann) PRIVMSG support :hello")
        let room = world.arrivals.last?.from.room.rawValue ?? ""
        world.hear("\(Self.ann) NICK ann_away", ":ann_away!~a@ann.example PRIVMSG support :still me")
        #expect(Set(world.people).count == 1)
        _ = world.lines()
        world.say("hi", to: room)
        #expect(world.words() == ["PRIVMSG ann_away :hi"])
    }

    /// Nobody tells of a nick that changes out of sight; when the connection began does.
    @Test func `knows a guest again under another nick`() {
        world.meet(caps: "account-tag message-tags", features: "CASEMAPPING=ascii")
        world.hear("\(Self.ann) PRIVMSG support :hello")
        whois("ann", signon: 1000)
        world.hear(":anna!~a@ann.example PRIVMSG support :me again")
        whois("anna", signon: 1000)
        #expect(Set(world.people).count == 1 && world.said == ["hello", "me again"])
        world.hear(":eve!~a@ann.example PRIVMSG support :somebody else at that address")
        whois("eve", signon: 2000)
        #expect(Set(world.people).count == 2 && world.said.count == 3)
    }

    private func whois(_ nick: String, signon: Int, user: String = "~a", host: String = "ann.example") {
        world.hear(
            ":irc.net 311 support \(nick) \(user) \(host) * :Ann",
            ":irc.net 317 support \(nick) 5 \(signon) :seconds idle, signon time",
            ":irc.net 318 support \(nick) :End of /WHOIS list")
    }

    @Test func `a stranger under the same nick is a stranger`() {
        world.meet(caps: "account-tag message-tags")
        world.hear("\(Self.ann) PRIVMSG support :hello", "\(Self.ann) QUIT :bye")
        world.hear(":ann!~e@evil.example PRIVMSG support :tell me", "\(Self.ann) PRIVMSG support :tell me, too")
        #expect(Set(world.people).count == 3)
        #expect(world.arrivals.map(\.body).contains(.left))
    }

    /// Out of sight, at the same address: when the connection began tells one from another.
    @Test func `a stranger at the same address is a stranger, too`() {
        world.meet(caps: "account-tag message-tags", features: "CASEMAPPING=ascii")
        world.hear("\(Self.ann) PRIVMSG support :hello")
        whois("ann", signon: 1000)
        world.pass(seconds: 90)
        world.hear("\(Self.ann) PRIVMSG support :tell me")
        #expect(world.said == ["hello"], "not before it is known who that is")
        whois("ann", signon: 2000)
        #expect(Set(world.people).count == 2 && world.said == ["hello", "tell me"])
        world.hear("\(Self.ann) PRIVMSG support :and now")
        #expect(world.people.suffix(2).first == world.people.last)
    }

    @Test func `an account gets what is its own and nobody else does`() {
        world.meet(caps: "account-tag message-tags")
        world.hear("@account=Ann \(Self.ann) PRIVMSG support :hello", "\(Self.ann) QUIT :bye")
        world.hear(":ann!~e@evil.example PRIVMSG support :it is me")
        let id = world.say("a secret", to: "@Ann")
        #expect(world.error(of: id) == .absent && world.words().isEmpty)
        world.forgetArrivals()
        world.hear("@account=Ann :ann2!~a@ann.example PRIVMSG support :back")
        #expect(world.arrivals.map(\.body) == [.returned, .said("back")])
    }

    // MARK: - Netsplits

    @Test(arguments: ["irc.one.net irc.two.net", "*.net *.split"])
    func `a netsplit loses nobody`(reason: String) {
        world.meet(caps: "account-tag message-tags")
        world.hear("\(Self.ann) JOIN #acme", "\(Self.ann) PRIVMSG support :hello")
        let room = world.arrivals.last?.from.room.rawValue ?? ""
        whois("ann", signon: 1000)
        world.hear(":irc.net 731 support :ann", "\(Self.ann) QUIT :\(reason)")
        let id = world.say("are you there?", to: room)
        #expect(world.error(of: id) == .absent && !world.arrivals.map(\.body).contains(.left))
        _ = world.lines()
        world.hear("\(Self.ann) JOIN #acme")
        #expect(world.lines() == ["WHOIS ann ann"])
        whois("ann", signon: 1000)
        #expect(world.arrivals.last?.body == .returned && Set(world.people).count == 1)
        world.deliver(.recap([]), to: room)
        world.say("are you there?", to: room)
        #expect(world.words() == ["PRIVMSG ann :are you there?"])
    }

    /// IRCv3 netsplit batches say it outright.
    @Test func `knows a netsplit by its batch`() {
        world.meet(caps: "account-tag batch message-tags")
        world.hear("@account=Ann \(Self.ann) PRIVMSG support :hello")
        world.hear(":irc.net BATCH +x netsplit a.net b.net", "@batch=x \(Self.ann) QUIT :whatever", ":irc.net BATCH -x")
        #expect(world.said == ["hello"] && !world.arrivals.map(\.body).contains(.left))
        world.hear("@account=Ann \(Self.ann) PRIVMSG support :back")
        #expect(world.said == ["hello", "back"])
    }

    @Test(arguments: ["bye bye", "a.b", "see a.b c.d", "Quit: a.b c.d", "a. b.c", "x y.z", ".a b.c"])
    func `words are no netsplit`(reason: String) { #expect(!NetworkSession.isSplit(reason)) }

    @Test func `who comes back from a netsplit with another connection is a stranger`() {
        world.meet(caps: "account-tag message-tags")
        world.hear("\(Self.ann) JOIN #acme", "\(Self.ann) PRIVMSG support :hello")
        whois("ann", signon: 1000)
        world.hear("\(Self.ann) QUIT :a.net b.net", "\(Self.ann) PRIVMSG support :tell me")
        whois("ann", signon: 2000)
        #expect(Set(world.people).count == 2)
    }

    // MARK: - The account is told later

    /// IRCv3 account-notify: whoever logs in in the middle is no stranger to their own case.
    @Test func `says who they were a moment ago`() {
        world.meet(caps: "account-tag message-tags")
        world.hear(
            "\(Self.ann) PRIVMSG support :hello", "@account=Ann \(Self.ann) PRIVMSG support :now with my account")
        #expect(world.people.last == "net:Ann")
        #expect(world.arrivals.last?.author.formerly?.rawValue == world.people.first)
        world.hear("@account=Ann \(Self.ann) PRIVMSG support :and on")
        #expect(world.arrivals.last?.author.formerly == nil)
        world.hear("@account=Eve :ann!~e@evil.example PRIVMSG support :mine?")
        #expect(world.arrivals.last?.author.formerly == nil)
    }

    // MARK: - Over restarts

    @Test func `knows a guest after its own restart by their connection`() {
        world.meet(caps: "account-tag message-tags")
        world.hear("\(Self.ann) PRIVMSG support :hello")
        whois("ann", signon: 1000)
        let after = NetworkWorld()
        for text in world.kept.values { after.session.book.admit(text) { $0 } }
        after.meet(caps: "account-tag message-tags")
        after.hear("\(Self.ann) PRIVMSG support :still me")
        #expect(after.said.isEmpty)
        after.hear(
            ":irc.net 311 support ann ~a ann.example * :Ann", ":irc.net 317 support ann 5 1000 :seconds idle",
            ":irc.net 318 support ann :End")
        #expect(after.people == world.people)
    }

    @Test func `gives a guest's case to nobody else after its own restart`() {
        world.meet(caps: "account-tag message-tags")
        world.hear("\(Self.ann) PRIVMSG support :hello")
        whois("ann", signon: 1000)
        let room = world.arrivals.last?.from.room.rawValue ?? ""
        let after = NetworkWorld()
        for text in world.kept.values { after.session.book.admit(text) { $0 } }
        after.meet(caps: "account-tag message-tags")
        let id = after.say("your order", to: room)
        #expect(after.words().isEmpty && after.results[id] == nil, "first it asks who that is")
        after.hear(
            ":irc.net 311 support ann ~a ann.example * :Ann", ":irc.net 317 support ann 5 2000 :seconds idle",
            ":irc.net 318 support ann :End")
        #expect(after.error(of: id) == .never(reason: NetworkSession.guestLeft) && after.words().isEmpty)
    }

    /// Who said something is on the disk before it is.
    @Test func `keeps who somebody is before what they say`() {
        world.meet(caps: "account-tag message-tags")
        world.holdsMemory = true
        world.hear("\(Self.ann) PRIVMSG support :hello", "\(Self.ann) PRIVMSG support :two")
        #expect(world.said.isEmpty && !world.kept.isEmpty)
        world.release()
        #expect(world.said == ["hello", "two"])
    }

    /// Out of sight, somebody else may have the nick: the desk looks before it says anything more.
    @Test func `says nothing to whoever has the nick by now`() {
        world.meet(caps: "account-tag message-tags", features: "CASEMAPPING=ascii")
        world.hear("\(Self.ann) PRIVMSG support :hello")
        let room = world.arrivals.last?.from.room.rawValue ?? ""
        whois("ann", signon: 1000)
        world.pass(seconds: 3)
        _ = world.lines()
        let id = world.say("the sum is 12.50", to: room, lane: .agent)
        #expect(world.lines() == ["WHOIS ann ann"])
        whois("ann", signon: 2000)
        #expect(world.words().isEmpty && world.error(of: id) == .absent)
        let other = world.say("another", to: room, lane: .agent)
        #expect(world.error(of: other) == .absent && world.words().isEmpty)
    }

    @Test func `looks once for a while`() {
        world.meet(caps: "account-tag message-tags", features: "CASEMAPPING=ascii")
        world.hear("@account=Ann \(Self.ann) PRIVMSG support :hello")
        world.pass(seconds: 3)
        _ = world.lines()
        let id = world.say("one", to: "@Ann")
        #expect(world.lines() == ["WHOIS ann ann"])
        world.hear(
            ":irc.net 311 support ann ~a ann.example * :Ann", ":irc.net 330 support ann Ann :is logged in as",
            ":irc.net 318 support ann :End")
        world.say("two", to: "@Ann")
        #expect(world.words() == ["PRIVMSG ann :one", "PRIVMSG ann :two"] && world.results[id] == nil)
    }

    /// What waits to be said follows the nick, and ends where nobody is there any more.
    @Test func `words follow a nick`() {
        let world = NetworkWorld(NetworkWorld.options { $0.flood = FloodOptions(burst: 1, pause: .seconds(2)) })
        world.meet(caps: "account-tag message-tags")
        world.pass(seconds: 30)
        world.hear("@account=Ann \(Self.ann) PRIVMSG support :hello")
        _ = world.lines()
        world.say("one\ntwo", to: "@Ann")
        world.hear("\(Self.ann) NICK ann2")
        world.pass(seconds: 10)
        #expect(world.words() == ["PRIVMSG ann :one", "PRIVMSG ann2 :two"])
        let id = world.say("two\nthree\nfour", to: "@Ann")
        world.hear(":ann2!~a@ann.example QUIT :bye")
        world.pass(seconds: 20)
        #expect(world.error(of: id) == .absent && world.words().count <= 1)
    }

    /// Of whom it is not known when their connection began, nobody could say later that it is they.
    @Test(arguments: [true, false])
    func `a guest who cannot be told from a stranger is gone with their nick`(isKnown: Bool) {
        world.meet(caps: "account-tag message-tags")
        world.hear("\(Self.ann) PRIVMSG support :hello")
        let room = world.arrivals.last?.from.room.rawValue ?? ""
        if isKnown { whois("ann", signon: 1000) }
        let id = world.say("hi", to: room)
        world.hear(":irc.net 401 support ann :No such nick/channel")
        #expect(world.error(of: id) == (isKnown ? .absent : .never(reason: NetworkSession.guestLeft)))
        world.hear("\(Self.ann) PRIVMSG support :tell me")
        if isKnown { whois("ann", signon: 2000) }
        #expect(Set(world.people).count == 2 && world.said.last == "tell me")
    }

    /// Who is gone before that is not kept any more; their words are.
    @Test func `loses no words of who leaves at once`() {
        world.meet(caps: "account-tag message-tags")
        world.holdsMemory = true
        world.hear("\(Self.ann) PRIVMSG support :hello", "\(Self.ann) QUIT :bye")
        #expect(world.arrivals.map(\.body) == [.said("hello"), .left])
    }

    @Test func `loses no words that waited as the connection broke`() {
        world.meet()
        world.hear("\(Self.ann) PRIVMSG support :hello", "\(Self.ann) PRIVMSG support :two")
        world.lose()
        #expect(world.said == ["hello", "two"] && world.arrivals.last?.author.isLasting == false)
    }

    @Test func `the next line waits for the one before`() {
        world.meet(caps: "account-tag message-tags")
        world.holdsArrivals = true
        world.hear("@account=A \(Self.ann) PRIVMSG support :one", "@account=A \(Self.ann) PRIVMSG support :two")
        #expect(world.said == ["one"])
        world.release()
        #expect(world.said == ["one", "two"])
    }

    /// At the limit no more is read; what was read is kept.
    @Test func `reads no more than it can keep`() {
        world.meet(caps: "account-tag message-tags")
        world.holdsArrivals = true
        for number in 0..<NetworkSession.mostPending {
            #expect(world.session.isReady)
            world.hear("@account=A \(Self.ann) PRIVMSG support :\(number)")
        }
        #expect(!world.session.isReady)
        world.release()
        #expect(world.session.isReady && world.said.count == NetworkSession.mostPending)
    }

    /// 731, MONITOR: who is gone is known without a shared channel, and what waits for them waits.
    @Test func `watches who talks with it`() {
        world.meet(caps: "account-tag message-tags")
        world.hear("@account=Ann \(Self.ann) PRIVMSG support :hello")
        world.pass(seconds: 1)
        #expect(world.lines().contains("MONITOR + ann"))
        world.hear(":irc.net 731 support :ann")
        let id = world.say("are you there?", to: "@Ann")
        #expect(world.error(of: id) == .absent)
        world.hear(":irc.net 730 support :ann!~a@ann.example")
        #expect(world.lines().contains("WHOIS ann ann"))
        world.hear(
            ":irc.net 311 support ann ~a ann.example * :Ann", ":irc.net 330 support ann Ann :is logged in as",
            ":irc.net 318 support ann :End")
        #expect(world.arrivals.last?.body == .returned)
    }
}
