@testable import DeskCore
import TestKit
import Testing

/// Commands and what looks like them.
@Suite struct CommandStories {
    let ann = Someone.guest("ann")
    let kim = Someone.agent("kim")

    @Test(arguments: [
        "!dnoe all well", "  !note secret", "\t!x", "\u{200B}!note", "\u{FEFF}!x", "\u{2060} \u{200D}!x", "\u{2}!done",
        "\u{3}!x",
        "\u{FF01}dnoe x", "\u{FE57}x", "\u{A1}done", "\u{203C}done", "\u{2757}\u{FE0F}done", "\u{FE0F}!x", "\u{34F}!x",
        "\u{1C3}claim", "!", "! note", "!\u{301}note", "\u{3164}!x", "\u{AD}!x", "hello\n!done x",
        "hello\r\n  \u{FF01}note y",
    ])
    func `a mistyped command reaches nobody`(text: String) async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        _ = (story.hears(ann), story.hears(kim.inCase(1)))
        await story.says(kim.inCase(1), text)
        #expect(story.hears(ann).isEmpty)
        #expect(!story.hears(kim.inCase(1)).isEmpty, "the agent is told")
        #expect(await !story.lines.contains { $0.kind == .agent && !$0.isNote })
    }

    @Test func `what only holds the mark is said`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        _ = story.hears(ann)
        await story.says(kim.inCase(1), "Great! It works!")
        #expect(story.hears(ann) == ["kim: Great! It works!"])
    }

    @Test func `an unknown command is answered with those there are`() async {
        let story = await Story()
        await story.says(kim, "!dnoe all well")
        #expect(
            story.hears(kim) == [
                "No such command: !dnoe. Nothing was sent. There are: !queue !claim !brief !why !note !bot !done !draft !file !find !help"
            ])
    }

    @Test func `help shows every row of the table`() async throws {
        let story = await Story()
        await story.says(kim, "!help")
        let help = try #require(story.hears(kim).first)
        let lines = help.split(separator: "\n")
        #expect(lines.count == Command.table.count + 2)
        for (row, line) in zip(Command.table, lines) {
            #expect(line.hasPrefix(row.usage) && line.hasSuffix(row.help))
        }
        #expect(Set(lines.dropLast(2).map { $0.prefix { $0 != " " } }).count == Command.table.count)
    }

    @Test(arguments: Command.table.filter(\.isLook).map(\.name))
    func `a command that only looks changes nothing`(name: String) async {
        let story = await Story()
        await story.says(ann, "human")
        let before = story.desk.records
        await story.says(kim, "!\(name) 1")
        #expect(story.desk.records == before)
        #expect(!story.hears(kim).isEmpty)
    }

    @Test func `a customer's exclamation is no command`() async {
        let story = await Story()
        await story.says(ann, "!queue warranty")
        #expect(story.hears(ann) == ["[greeting]", "24 months."])
    }
}

/// Who is an agent.
@Suite struct AgentIdentity {
    let kim = Someone.agent("kim")

    @Test func `a removed agent is one no more`() async {
        let story = await Story()
        await story.happens(.loginRemoved("kim"))
        await story.says(kim, "!queue")
        #expect(story.hears(kim) == ["You are not an agent of this desk (any more)."])
        await story.happens(.loginSet(Login(name: "kim", role: .agent, verifier: "v")))
        await story.says(kim, "!queue")
        #expect(story.hears(kim) == ["Nobody waits, and no case is open."])
    }

    @Test func `a login that becomes a customer's is an agent's no more`() async {
        let story = await Story()
        await story.happens(.loginSet(Login(name: "kim", role: .customer, verifier: "v")))
        await story.says(kim, "!queue")
        #expect(story.hears(kim) == ["You are not an agent of this desk (any more)."])
    }

    @Test func `an identity linked to an agent is that agent`() async {
        let story = await Story()
        let author = Author(person: "matrix:@kim", name: "Kim M", isLasting: true)
        let elsewhere = Someone(author: author, room: Address(gateway: "irc", room: "#desk"), venue: .staff)
        await story.says(elsewhere, "!queue")
        await story.happens(.agentLinked("kim", "matrix:@kim"))
        await story.says(.guest("ann"), "human")
        _ = story.hears(elsewhere)
        await story.restarts()
        await story.says(elsewhere, "!claim")
        #expect(story.desk.cases[1]?.state == .claimed(by: "kim"))
    }

    @Test func `nobody is two agents, and a link that was taken away is none`() async {
        let story = await Story()
        let author = Author(person: "matrix:@k", name: "K", isLasting: true)
        let elsewhere = Someone(author: author, room: Someone.staffRoom, venue: .staff)
        await story.happens(.agentLinked("kim", "matrix:@k"))
        await story.happens(.agentLinked("lee", "matrix:@k"))
        for name in ["ann", "bob"] { await story.says(.guest(name), "human") }
        await story.says(elsewhere, "!claim 1")
        #expect(story.desk.cases[1]?.state == .claimed(by: "lee"))
        await story.happens(.agentUnlinked("lee", "matrix:@k"))
        _ = story.hears(elsewhere)
        await story.says(elsewhere, "!claim 2")
        #expect(story.hears(elsewhere) == ["You are not an agent of this desk (any more)."])
    }

    /// On whichever network the agent claims it, there the customer's words come.
    @Test func `a case follows its agent to another network`() async {
        let story = await Story()
        let ann = Someone.customer("ann")
        let author = Author(person: "matrix:@kim", name: "Kim", isLasting: true)
        let staff = Someone(author: author, room: Address(gateway: "matrix", room: "staff"), venue: .staff)
        let room = Someone(author: author, room: Address(gateway: "matrix", room: "#case-1"), venue: .staff)
        await story.happens(.agentLinked("kim", "matrix:@kim"))
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        await story.says(ann, "on IRC")
        #expect(story.hears(kim.inCase(1)).last == "ann: on IRC")
        await story.says(staff, "!claim 1")
        #expect(story.hears(room).contains("ann: on IRC"), "what was said so far")
        await story.says(ann, "on Matrix")
        #expect(story.hears(room).last == "ann: on Matrix")
        #expect(story.hears(kim.inCase(1)).isEmpty)
        _ = story.hears(ann)
        await story.says(kim.inCase(1), "from the old room")
        #expect(story.hears(ann).isEmpty)
        await story.says(room, "from the new one")
        #expect(story.hears(ann) == ["kim: from the new one"])
    }

    @Test func `a link to nobody changes nothing`() async {
        let story = await Story()
        await story.happens(.agentLinked("zoe", "irc:ann/1"))
        await story.says(.guest("ann"), "warranty")
        #expect(story.hears(.guest("ann")) == ["[greeting]", "24 months."])
    }

    @Test func `a name proves nothing`() async {
        let story = await Story()
        let liar = Someone(
            author: Author(person: "irc:x/9", name: "kim", isLasting: false), room: Someone.staffRoom, venue: .staff)
        await story.says(liar, "!claim")
        #expect(story.hears(liar) == ["You are not an agent of this desk (any more)."])
    }
}
