import DeskCore
import Testing

@testable import DeskIRC

/// IRCv3 chathistory and read-marker, as of their drafts.
@Suite struct HistoryTests {
    private let world = HallWorld()
    private let anna: ConnectionID
    private let otto: ConnectionID
    private static let caps = "batch server-time message-tags draft/chathistory"

    init() {
        anna = world.login("anna", caps: Self.caps)
        otto = world.login("otto", caps: Self.caps)
        for id in [anna, otto] { world.say(id, "JOIN #dev") }
        for id in [anna, otto] { _ = world.lines(id) }
    }

    /// Seven messages, a second apart: 0 to 6.
    private func talk(to target: String = "#dev") {
        for number in 0..<7 {
            world.now = HallWorld.time + .seconds(number)
            world.say(number.isMultiple(of: 2) ? anna : otto, "PRIVMSG \(target) :\(number)")
        }
        for id in [anna, otto] { _ = world.lines(id) }
    }

    private func asked(_ line: String) -> [String] {
        world.say(otto, "CHATHISTORY " + line)
        return world.lines(otto)
    }

    private func words(_ lines: [String]) -> String {
        lines.filter { $0.contains(" PRIVMSG ") }.compactMap { $0.split(separator: ":").last.map(String.init) }.joined()
    }

    private func at(_ seconds: Int) -> String { "timestamp=" + (HallWorld.time + .seconds(seconds)).serverTime }

    @Test func tellsWhatWasSaidAsItWasSaid() {
        world.say(anna, "@+draft/reply=x PRIVMSG #dev :one", "NOTICE #dev :two")
        let live = world.lines(otto)
        let lines = asked("LATEST #dev * 10")
        #expect(lines.first == ":rapport.local BATCH +b1 chathistory #dev" && lines.last == ":rapport.local BATCH -b1")
        #expect(lines.dropFirst().dropLast().map { $0.replacing("batch=b1;", with: "") } == live)
        #expect(live[0].hasPrefix("@+draft/reply=x;account=").description == "false" && live[0].contains("msgid="))
    }

    @Test func everySubcommandByTime() {
        talk()
        #expect(words(asked("LATEST #dev * 3")) == "456")
        #expect(words(asked("LATEST #dev \(at(4)) 10")) == "56")
        #expect(words(asked("BEFORE #dev \(at(4)) 2")) == "23")
        #expect(words(asked("AFTER #dev \(at(1)) 3")) == "234")
        #expect(words(asked("AROUND #dev \(at(3)) 3")) == "234")
        #expect(words(asked("AROUND #dev \(at(3)) 1")) == "3")
        #expect(words(asked("BETWEEN #dev \(at(1)) \(at(5)) 10")) == "234")
        #expect(words(asked("BETWEEN #dev \(at(1)) \(at(5)) 2")) == "23")
        #expect(words(asked("BETWEEN #dev \(at(5)) \(at(1)) 2")) == "34", "from the later one backwards")
        #expect(words(asked("BEFORE #dev \(at(0)) 2")).isEmpty && words(asked("AFTER #dev \(at(6)) 2")).isEmpty)
    }

    @Test func everySubcommandByID() throws {
        talk()
        let all = asked("LATEST #dev * 10").filter { $0.contains(" PRIVMSG ") }
        let ids = try all.map { try #require(IRCMessage(parsing: Array($0.utf8)).tags["msgid"]) }
        #expect(words(asked("LATEST #dev msgid=\(ids[4]) 10")) == "56")
        #expect(words(asked("BEFORE #dev msgid=\(ids[4]) 2")) == "23")
        #expect(words(asked("AFTER #dev msgid=\(ids[1]) 3")) == "234")
        #expect(words(asked("AROUND #dev msgid=\(ids[3]) 3")) == "234")
        #expect(words(asked("BETWEEN #dev msgid=\(ids[1]) msgid=\(ids[5]) 10")) == "234")
        #expect(words(asked("BETWEEN #dev msgid=\(ids[5]) msgid=\(ids[1]) 2")) == "34")
        #expect(words(asked("AFTER #dev msgid=unknown 3")).isEmpty)
    }

    @Test func twoAgentsAlone() {
        world.say(anna, "PRIVMSG otto :psst", "PRIVMSG anna :to myself")
        world.say(otto, "PRIVMSG anna :what")
        for id in [anna, otto] { _ = world.lines(id) }
        let lines = asked("LATEST anna * 10")
        #expect(lines.count == 4 && lines[1].contains(" PRIVMSG otto psst") || lines[1].hasSuffix("PRIVMSG otto :psst"))
        #expect(lines[2].hasSuffix(":otto!otto@agent.rapport.local PRIVMSG anna :what"))
        world.disconnect(anna)
        #expect(words(asked("LATEST anna * 10")) == "psstwhat", "a login's stays")
    }

    @Test func whatIsNotOnesOwnIsNotTold() {
        talk()
        world.say(otto, "PART #dev")
        _ = world.lines(otto)
        let refusal = ":rapport.local FAIL CHATHISTORY INVALID_TARGET LATEST"
        #expect(asked("LATEST #dev * 5") == ["\(refusal) #dev :Messages could not be retrieved"])
        #expect(asked("LATEST #none * 5") == ["\(refusal) #none :Messages could not be retrieved"])
        #expect(asked("LATEST bob * 5") == ["\(refusal) bob :Messages could not be retrieved"])
        let bob = world.guest("bob", caps: Self.caps)
        for target in ["#dev", "anna", "#desk", "#case-1", "#support"] {
            world.say(bob, "CHATHISTORY LATEST \(target) * 5")
            #expect(world.lines(bob).first?.contains("INVALID_TARGET") == true)
        }
        #expect(world.looked.isEmpty)
    }

    @Test func aChannelThatEndsTakesItAlong() {
        talk()
        for id in [anna, otto] { world.say(id, "PART #dev") }
        world.say(otto, "JOIN #dev")
        _ = world.lines(otto)
        #expect(asked("LATEST #dev * 5") == [":rapport.local BATCH +b1 chathistory #dev", ":rapport.local BATCH -b1"])
    }

    @Test(arguments: [
        ("", "INVALID_PARAMS"), ("WHAT #dev * 5", "INVALID_PARAMS"), ("LATEST #dev *", "NEED_MORE_PARAMS"),
        ("LATEST #dev * none", "INVALID_PARAMS"), ("LATEST #dev * 0", "INVALID_PARAMS"),
        ("BEFORE #dev * 5", "INVALID_PARAMS"), ("BEFORE #dev timestamp=yesterday 5", "INVALID_PARAMS"),
        ("BETWEEN #dev msgid=1 5", "NEED_MORE_PARAMS"), ("TARGETS msgid=1 msgid=2 5", "INVALID_PARAMS"),
        ("TARGETS timestamp=2026-01-01T00:00:00.000Z 5", "NEED_MORE_PARAMS"),
    ]) func whatCannotBeUnderstood(line: String, code: String) {
        let lines = asked(line)
        #expect(lines.count == 1 && lines[0].contains(" FAIL CHATHISTORY \(code) "))
    }

    @Test func atMostAHundred() {
        for number in 0..<150 { world.say(anna, "PRIVMSG #dev :\(number)") }
        _ = world.lines(otto)
        #expect(asked("LATEST #dev * 1000").count == 102)
        for number in 150..<550 { world.say(anna, "PRIVMSG #dev :\(number)") }
        _ = world.lines(otto)
        #expect(words(asked("AFTER #dev timestamp=2000-01-01T00:00:00.000Z 1")) == "50", "the oldest 50 are gone")
    }

    @Test func allTogetherHaveALimitToo() {
        let shelf = HistoryShelf()
        func words(_ id: Int) -> Words {
            Words(
                id: String(id), at: HallWorld.time, origin: Origin(source: IRCSource(nick: "a")), command: "PRIVMSG",
                target: "#x", parts: [], isAction: false, clientTags: [:])
        }
        for number in 0..<HistoryShelf.mostOverall + 10 { shelf.keep(words(number), in: "#\(number / 100)") }
        #expect(shelf.words(in: "#0").count == 90 && shelf.words(in: "#0").first?.id == "10")
        #expect(shelf.words(in: "#1").count == 100)
    }

    @Test func whereSomethingWasSaid() {
        world.now = HallWorld.time + .seconds(1)
        world.say(anna, "PRIVMSG otto :psst")
        world.now = HallWorld.time + .seconds(2)
        world.say(anna, "PRIVMSG #dev :hi")
        _ = world.lines(otto)
        let lines = asked("TARGETS \(at(0)) \(at(9)) 10")
        #expect(
            lines == [
                ":rapport.local BATCH +b1 draft/chathistory-targets",
                "@batch=b1 :rapport.local CHATHISTORY TARGETS anna 2023-11-14T22:13:21.000Z",
                "@batch=b1 :rapport.local CHATHISTORY TARGETS #dev 2023-11-14T22:13:22.000Z",
                ":rapport.local BATCH -b1",
            ])
        #expect(asked("TARGETS \(at(1)) \(at(9)) 10").count == 3 && asked("TARGETS \(at(9)) \(at(0)) 1").count == 3)
    }

    @Test func theLabelIsTheBatchs() {
        let third = world.login("anna", caps: Self.caps + " labeled-response")
        world.say(third, "JOIN #dev")
        _ = world.lines(third)
        world.say(third, "@label=7 CHATHISTORY LATEST #dev * 5")
        #expect(
            world.lines(third) == ["@label=7 :rapport.local BATCH +b1 chathistory #dev", ":rapport.local BATCH -b1"])
    }

    // MARK: - Customers and cases

    @Test func customersSeeWhatWasSaidWithThem() throws {
        let bob = world.login("bob", caps: Self.caps)
        world.past = [line(.customer, "bob", "help"), line(.bot, "support", "a\nb"), line(.agent, "anna", "hi")]
        world.say(bob, "CHATHISTORY LATEST support * 10")
        #expect(world.looked == [.person("irc:@bob")])
        let tags = "@batch=b1;msgid=x"
        let time = ";time=2023-11-14T22:13:20.000Z "
        let desk = ":support!support@rapport.local PRIVMSG bob :"
        #expect(
            world.lines(bob) == [
                ":rapport.local BATCH +b1 chathistory support",
                tags + time + ":bob!bob@customer.rapport.local PRIVMSG support :help",
                "@batch=b1;bot;msgid=x" + time + desk + "a", "@batch=b1;bot;msgid=x/2" + time + desk + "b",
                "@batch=b1;bot;msgid=x" + time + desk + "<anna> hi", ":rapport.local BATCH -b1",
            ])
        world.say(bob, "CHATHISTORY AFTER support msgid=x/2 10")
        #expect(world.lines(bob).count == 2, "of a piece its message is meant")
    }

    @Test func agentsSeeTheCase() {
        world.past = [line(.customer, "bob", "help"), line(.agent, "anna", "secret", isNote: true)]
        world.say(otto, "JOIN #case-7")
        _ = world.lines(otto)
        let lines = asked("LATEST #case-7 * 10")
        #expect(world.looked == [.caseRoom(7)])
        #expect(lines.count == 4 && lines[1].hasSuffix("PRIVMSG #case-7 :help"))
        #expect(lines[2].hasSuffix("PRIVMSG #case-7 :[note] secret"))
    }

    @Test func whoWroteInACaseHasTheirNameAsWhenTheyWrote() {
        world.say(otto, "JOIN #case-7")
        _ = world.lines(otto)
        world.holdsPast = true
        _ = asked("LATEST #case-7 * 10")
        let line = Line(
            conversation: "c1", seq: 1, at: HallWorld.time, gateway: "irc", kind: .customer, author: "Kay W.",
            person: "irc:~p.9", text: "help", words: .arrival("irc:x-1"), isNote: false)
        world.hall.recalled([line], nicks: ["Kay W.": "Kay_W."], for: otto)
        world.settle()
        #expect(
            world.lines(otto).contains { $0.contains(":Kay_W.!customer@customer.rapport.local PRIVMSG #case-7 :help") })
    }

    // MARK: - Read markers

    @Test func allClientsOfOnePersonKnowWhatWasRead() {
        let second = world.login("otto", caps: "draft/read-marker")
        let stamp = at(0)
        world.say(otto, "MARKREAD #dev", "MARKREAD #DEV \(stamp)", "MARKREAD #dev \(at(-5))", "MARKREAD anna")
        #expect(
            world.lines(otto) == [
                ":rapport.local MARKREAD #dev *", ":rapport.local MARKREAD #DEV \(stamp)",
                ":rapport.local MARKREAD #dev \(stamp)", ":rapport.local MARKREAD anna *",
            ])
        #expect(world.lines(second) == [":rapport.local MARKREAD #DEV \(stamp)"] && world.lines(anna).isEmpty)
        world.say(second, "JOIN #dev")
        let lines = world.lines(second)
        #expect(
            lines.firstIndex(of: ":rapport.local MARKREAD #dev \(stamp)") ?? 9
                < lines.firstIndex { $0.contains(" 366 ") } ?? 0)
        world.say(otto, "MARKREAD #dev \(at(1000))", "MARKREAD #dev")
        #expect(world.lines(otto).last == ":rapport.local MARKREAD #dev \(stamp)", "nobody has read the future")
        world.disconnect(otto)
        world.disconnect(second)
        let again = world.login("otto")
        world.say(again, "MARKREAD #dev")
        #expect(world.lines(again) == [":rapport.local MARKREAD #dev \(stamp)"])
    }

    @Test(arguments: [
        ("MARKREAD", "NEED_MORE_PARAMS"), ("MARKREAD #dev *", "INVALID_PARAMS"),
        ("MARKREAD #dev timestamp=x", "INVALID_PARAMS"),
        ("MARKREAD 9!9 timestamp=2026-01-01T00:00:00.000Z", "INVALID_PARAMS"),
    ]) func markersThatAreNone(line: String, code: String) {
        world.say(otto, line)
        #expect(world.lines(otto).first?.contains(" FAIL MARKREAD \(code) ") == true)
    }

    @Test func markersHaveLimits() {
        var markers = ReadMarkers()
        for number in 0...ReadMarkers.mostPlaces {
            _ = markers.move(to: HallWorld.time + .seconds(number), of: "@a", in: "#\(number)")
        }
        #expect(markers.marker(of: "@a", in: "#0") == nil && markers.marker(of: "@a", in: "#1") != nil)
        for number in 0..<ReadMarkers.mostPeople { _ = markers.move(to: HallWorld.time, of: "@\(number)", in: "#x") }
        #expect(markers.marker(of: "@a", in: "#1") == nil && markers.marker(of: "@0", in: "#x") != nil)
    }

    @Test(arguments: [
        "2026-01-31T12:34:56.789Z", "1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z", "2000-12-31T00:00:00.001Z",
    ]) func timesAreReadAsTheyAreWritten(text: String) throws {
        #expect(try #require(Timestamp(serverTime: text)).serverTime == text)
    }

    @Test(arguments: [
        "", "2026-01-31", "2026-01-31T12:34:56.789", "2026-13-31T12:34:56.789Z", "2026-01-31T24:34:56.789Z",
        "2026-01-31 12:34:56.789Z", "2026-01-31T12:34:56,789Z", "x026-01-31T12:34:56.789Z", "2026-01-31T12:34:56.7890Z",
    ]) func isNoTime(text: String) {
        #expect(Timestamp(serverTime: text) == nil)
    }

    @Test func shorterFractionsCount() throws {
        #expect(try #require(Timestamp(serverTime: "2026-01-31T12:34:56Z")).serverTime == "2026-01-31T12:34:56.000Z")
        #expect(try #require(Timestamp(serverTime: "2026-01-31T12:34:56.7Z")).serverTime == "2026-01-31T12:34:56.700Z")
    }
}
