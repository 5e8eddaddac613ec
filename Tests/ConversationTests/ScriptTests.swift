import DeskCore
import Testing

@testable import DeskIRC

@Suite struct `A page` {
    @Test func `is read line by line`() throws {
        let script = try page(
            """
            (kim joins #desk)
            support (#desk): Nobody waits.

            ann: hello
                are you there?
            support: Hello.
                Ask away.
            support to ben: Hello.
            * kim joins #case-1
            (3 minutes pass)
            kim (#case-1): !done well
            kim (#support): said in the channel
            ann (#case-1): heard by agents
            kim (#case-1): [09:00] shown again
            """
        ).script
        #expect(
            script.beats.map(\.deed) == [
                .joins("kim", room: "#desk"), .says("ann", room: nil, ["hello", "are you there?"]),
                .passes(.seconds(180)), .says("kim", room: "#case-1", ["!done well"]),
            ])
        #expect(script.beats.map(\.heard.count) == [1, 4, 0, 3])
        #expect(script.beats.map(\.line) == [6, 9, 15, 16])
        #expect(script.customers == ["ann"])
    }

    @Test(arguments: [
        ("(a minute passes)", Deed.passes(.seconds(60))), ("(2 hours pass)", .passes(.seconds(7200))),
        ("(30 seconds pass)", .passes(.seconds(30))), ("(ann leaves)", .leaves("ann")),
        ("(ann comes back)", .comesBack("ann")), ("(ann logs in)", .logsIn("ann")),
        ("(ann joins #support)", .joins("ann", room: "#support")),
        (
            "(faqs/orders/cancel.md now says: No, I am sorry.)",
            .rewrites(file: "faqs/orders/cancel.md", "No, I am sorry.")
        ),
    ])
    func `knows its directions`(line: String, deed: Deed) throws {
        #expect(try page(line).script.beats.map(\.deed) == [deed])
    }

    @Test func `comes back as it was`() throws {
        let text = Self.around("ann: hello\n\n(a minute passes)\nsupport: Hello.\n    Ask away.") + "\nMore.\n"
        #expect(try Page.read(text, file: "p.md").text == text)
    }

    @Test(arguments: [
        ("ann: hi\n(ann dances)", 7, "this is no direction: see README.md"),
        ("support: hello", 6, "nobody has done anything yet that could be answered"),
        ("ann says hi", 6, "a line is `name: words`, or stands in parentheses"),
        ("(a minute passes)\n    more", 7, "an indented line belongs to somebody's words above it"),
        ("ann: ", 6, "ann says nothing"), ("", 5, "nobody says anything"),
        ("ann: hi\n```\n```chat\nann: hi", 8, "one conversation a page"),
    ])
    func `names the place of a mistake`(lines: String, line: Int, reason: String) {
        #expect(throws: ScriptError(file: "p.md", line: line, reason: reason)) { try page(lines) }
    }

    @Test func `needs a title, a sentence and a block`() {
        let mistakes = [
            ("", 1), ("# T\n\n```chat\nann: hi\n```", 2), ("# T\n\nS.", 3), ("# T\n\nS.\n```chat\nann: hi", 4),
        ]
        for (text, line) in mistakes {
            let error = #expect(throws: ScriptError.self) { try Page.read(text, file: "p.md") }
            #expect(error?.line == line)
        }
    }

    private func page(_ lines: String) throws(ScriptError) -> Page {
        try Page.read(Self.around(lines), file: "p.md")
    }

    private static func around(_ lines: String) -> String { "# T\n\nS.\n\n```chat\n\(lines)\n```\n" }
}

@Suite struct `A difference` {
    @Test func `shows what was said and what was heard`() {
        func script(_ heard: [String]) -> Script {
            Script(beats: [Beat(deed: .leaves("ann"), told: ["ann: hi"], line: 1, heard: heard)])
        }
        let text = Difference.text(
            script(["support: a", "support: b", "support: d"]), script(["support: a", "support: c", "support: d"]))
        #expect(text == "  ann: hi\n  support: a\n- support: b\n+ support: c\n  support: d")
    }
}

@Suite struct `Playing a page` {
    /// What the page expects plays no part in what is heard: a wrong page cannot pass.
    @Test func `hears what is said, not what the page says`() throws {
        let text = "# T\n\nS.\n\n```chat\nann: !help\nsupport: something else\n```\n"
        let script = try Page.read(text, file: "p.md").script
        let heard = try Conversations.play(script, file: "p.md").beats[0].heard
        #expect(heard.count >= 2)
        #expect(!heard.contains("support: something else"))
    }

    @Test func `names the place of what cannot be done`() throws {
        let script = try Page.read(
            "# T\n\nS.\n\n```chat\n(faqs/no/where.md now says: x)\n```\n", file: "p.md"
        ).script
        let error = #expect(throws: ScriptError.self) { try Conversations.play(script, file: "p.md") }
        #expect(error?.line == 6)
    }

    @Test func `tells every agent's view where they differ`() {
        let message = { (to: String) in
            Heard(hearer: to, message: .init("PRIVMSG", ["#desk", "x"], source: "support!s@h"), delivery: "d")
        }
        let hearing = Hearing(customers: [], deed: .passes(.zero))
        #expect(hearing.lines(of: [message("kim"), message("lee")]) == ["support (#desk): x"])
        #expect(
            hearing.lines(of: [message("kim"), message("kim"), message("lee")]) == [
                "* kim alone:", "support (#desk): x", "    x", "* lee alone:", "support (#desk): x",
            ])
    }
}
