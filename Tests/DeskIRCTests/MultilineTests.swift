import DeskCore
import Testing

@testable import DeskIRC

/// IRCv3 multiline, as of its draft.
@Suite struct MultilineTests {
    private let world = HallWorld()
    private let anna: ConnectionID
    private static let caps = "batch message-tags draft/multiline"

    init() {
        anna = world.login("anna", caps: Self.caps + " echo-message labeled-response")
    }

    private func send(_ lines: String..., to target: String, tags: String = "") {
        world.say(anna, tags + "BATCH +1 draft/multiline " + target)
        for line in lines { world.say(anna, line) }
        world.say(anna, "BATCH -1")
    }

    @Test func isOneMessageForTheDesk() {
        let bob = world.login("bob", caps: Self.caps)
        world.say(
            bob, "BATCH +x draft/multiline support", "@batch=x PRIVMSG support :the light", "@batch=x PRIVMSG support :"
        )
        world.say(bob, "@batch=x PRIVMSG support :blinks ", "@batch=x;draft/multiline-concat PRIVMSG support :red")
        #expect(world.arrivals.count == 1, "nothing before it is whole")
        world.say(bob, "BATCH -x")
        #expect(world.arrivals.last?.body == .said("the light\n\nblinks red"))
        #expect(world.arrivals.count == 2 && world.lines(bob).isEmpty)
    }

    @Test func whoKnowsOfItGetsItWhole() {
        let otto = world.login("otto", caps: Self.caps)
        let plain = world.login("kim")
        let third = world.login("otto", caps: "message-tags")
        _ = plain
        for id in [anna, otto, third] { world.say(id, "JOIN #dev") }
        for id in [anna, otto, third] { _ = world.lines(id) }
        send(
            "@batch=1 PRIVMSG #dev :hello", "@batch=1 PRIVMSG #dev :", "@batch=1 PRIVMSG #dev :how is ",
            "@batch=1;draft/multiline-concat PRIVMSG #dev :it?", to: "#dev", tags: "@label=9;+a=b ")
        let source = ":anna!anna@agent.rapport.local "
        let whole = [
            source + "BATCH +b2 draft/multiline #dev", "@batch=b2 \(source)PRIVMSG #dev :hello",
            "@batch=b2 \(source)PRIVMSG #dev :", "@batch=b2 \(source)PRIVMSG #dev :how is ",
            "@batch=b2;draft/multiline-concat \(source)PRIVMSG #dev :it?", source + "BATCH -b2",
        ]
        #expect(world.lines(otto) == ["@+a=b;msgid=irc:1hf7uaq00.p.1-1 " + whole[0]] + whole.dropFirst())
        let echo = world.lines(anna).map { $0.replacing("b1", with: "b2") }
        #expect(echo == ["@+a=b;label=9;msgid=irc:1hf7uaq00.p.1-1 " + whole[0]] + whole.dropFirst())
        #expect(
            world.lines(third) == [
                "@+a=b;msgid=irc:1hf7uaq00.p.1-1 \(source)PRIVMSG #dev :hello", "\(source)PRIVMSG #dev :how is ",
                "\(source)PRIVMSG #dev :it?",
            ], "no blank line, one id")
    }

    @Test func itIsKeptWhole() {
        world.say(anna, "JOIN #dev")
        send("@batch=1 PRIVMSG #dev :a", "@batch=1 PRIVMSG #dev :b", to: "#dev")
        _ = world.lines(anna)
        world.say(anna, "CHATHISTORY LATEST #dev * 5")
        let lines = world.lines(anna)
        #expect(lines.count == 6 && lines[0] == ":rapport.local BATCH +b3 chathistory #dev")
        #expect(lines[1].hasPrefix("@batch=b3;msgid=") && lines[1].contains(" BATCH +b2 draft/multiline #dev"))
        #expect(lines[2].hasPrefix("@batch=b2 ") && lines[5] == ":rapport.local BATCH -b3")
    }

    @Test func atItsLimits() {
        world.say(anna, "JOIN #dev")
        _ = world.lines(anna)
        let long = String(repeating: "x", count: 400)
        func fill(_ last: Int) {
            world.say(anna, "BATCH +1 draft/multiline #dev")
            for _ in 0..<10 { world.say(anna, "@batch=1 PRIVMSG #dev :\(long)") }
            world.say(anna, "@batch=1 PRIVMSG #dev :" + String(repeating: "x", count: last), "BATCH -1")
        }
        fill(86)
        #expect(!world.lines(anna).contains { $0.contains("FAIL") }, "4,000 and 86 bytes, ten breaks")
        fill(87)
        #expect(
            world.lines(anna) == [
                ":rapport.local FAIL BATCH MULTILINE_MAX_BYTES 4096 :At most 4096 bytes in one message"
            ])
        for count in [50, 51] {
            world.say(anna, "BATCH +1 draft/multiline #dev")
            for _ in 0..<count { world.say(anna, "@batch=1 PRIVMSG #dev :x") }
            world.say(anna, "BATCH -1")
            let failed = world.lines(anna).filter { $0.contains("FAIL BATCH MULTILINE_MAX_LINES 50 ") }
            #expect(failed.count == count - 50)
        }
    }

    @Test(arguments: [
        (["BATCH +1 draft/multiline #dev", "@batch=1 PRIVMSG #other :x"], "MULTILINE_INVALID_TARGET #dev #other"),
        (["BATCH +1 draft/multiline #dev", "BATCH -1"], "MULTILINE_INVALID"),
        (["BATCH +1 draft/multiline #dev", "@batch=1 PRIVMSG #dev :", "BATCH -1"], "MULTILINE_INVALID"),
        (["BATCH +1 draft/multiline #dev", "@batch=1 PRIVMSG #dev"], "MULTILINE_INVALID"),
        (["BATCH +1 draft/multiline #dev", "@batch=1;draft/multiline-concat PRIVMSG #dev :"], "MULTILINE_INVALID"),
        (["BATCH +1 draft/multiline #dev", "BATCH +2 draft/multiline #dev"], "MULTILINE_INVALID"),
        (["BATCH +1 netsplit a b"], "MULTILINE_INVALID"), (["BATCH +1 draft/multiline"], "MULTILINE_INVALID"),
        (["BATCH -1"], "MULTILINE_INVALID"), (["@batch=1 PRIVMSG #dev :x"], "MULTILINE_INVALID"),
        (["BATCH 1"], "MULTILINE_INVALID"),
    ]) func whatIsNone(lines: [String], code: String) {
        world.say(anna, "JOIN #dev")
        _ = world.lines(anna)
        for line in lines { world.say(anna, line) }
        let told = world.lines(anna)
        #expect(told.count == 1 && told[0].hasPrefix(":rapport.local FAIL BATCH \(code)"))
        #expect(world.arrivals.isEmpty)
    }

    @Test func oneThatNeverEndsIsLeftOut() {
        world.say(anna, "JOIN #dev", "BATCH +1 draft/multiline #dev")
        _ = world.lines(anna)
        world.tick(29)
        #expect(world.lines(anna).isEmpty)
        world.tick(30)
        #expect(world.lines(anna) == [":rapport.local FAIL BATCH TIMEOUT 1 :The batch took too long and was left out"])
    }

    @Test func noWayIsToldOnce() {
        send("@batch=1 PRIVMSG #nowhere :a", "@batch=1 PRIVMSG #nowhere :b", to: "#nowhere")
        #expect(world.lines(anna) == [":rapport.local 404 anna #nowhere :Join the channel first"])
    }
}
