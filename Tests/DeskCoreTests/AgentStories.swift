import DeskCore
import TestKit
import Testing

/// An agent takes a case and talks with its customer.
@Suite struct AgentStories {
    let ann = Someone.guest("ann")
    let bea = Someone.customer("bea")
    let kim = Someone.agent("kim")
    let lee = Someone.agent("lee")

    /// Ann waits, and nobody has been told anything since.
    private func waiting() async -> Story {
        let story = await Story()
        await story.says(ann, "human")
        _ = (story.hears(ann), story.hears(kim))
        return story
    }

    /// Kim has Ann's case.
    private func claimed() async -> Story {
        let story = await waiting()
        await story.says(kim, "!claim")
        _ = (story.hears(ann), story.hears(kim), story.hears(kim.inCase(1)))
        return story
    }

    @Test func `a claim takes the first in line, and everybody hears of it`() async {
        let story = await waiting()
        await story.says(bea, "human")
        _ = story.hears(kim)
        await story.says(kim, "!claim")
        #expect(story.hears(ann) == ["(kim enters)", "[agents#takeover agent=kim case=1]"])
        #expect(story.hears(kim) == ["Case 1: kim has it now."])
        #expect(story.desk.line == [2])
        #expect(story.desk.cases[1]?.room == Someone.caseRoom(1))
    }

    @Test func `the case's room begins with who it is and everything said so far`() async {
        let story = await waiting()
        await story.says(ann, "it is blue")
        await story.says(kim, "!claim 1")
        let heard = story.hears(kim.inCase(1))
        #expect(heard.first?.hasPrefix("Case 1: ann (irc), with kim, opened 0 s ago") == true)
        #expect(heard.contains("ann: human"))
        #expect(heard.last == "ann: it is blue" || heard.contains("ann: it is blue"))
    }

    @Test(arguments: ["!claim 2", "!claim #2", "  !CLAIM   2  "])
    func `a claim by number takes that case`(command: String) async {
        let story = await waiting()
        await story.says(bea, "human")
        await story.says(kim, command)
        #expect(story.desk.cases[2]?.state == .claimed(by: "kim"))
        #expect(story.desk.line == [1])
    }

    @Test func `a claim that means no case says why`() async {
        let story = await waiting()
        await story.says(kim, "!claim 7")
        await story.says(kim, "!claim ann")
        await story.says(ann, "stop")
        _ = story.hears(kim)
        await story.says(kim, "!claim")
        #expect(story.hears(kim) == ["Nobody waits."])
        #expect(story.desk.cases.isEmpty)
    }

    @Test func `a wrong number and a word are told what to do`() async {
        let story = await waiting()
        await story.says(kim, "!claim 7")
        await story.says(kim, "!claim ann")
        #expect(
            story.hears(kim) == [
                "Case 7 is not open. !queue shows who waits.", "Which case? !claim 12, or !claim for the next.",
            ])
    }

    @Test func `of two claims at once one wins and the other is told who`() async {
        let story = await waiting()
        await story.says(kim, "!claim 1")
        await story.says(lee, "!claim 1")
        #expect(story.hears(lee) == ["Case 1: kim has it now.", "Case 1 is kim's already."])
        #expect(story.desk.cases[1]?.state == .claimed(by: "kim"))
    }

    @Test func `of two takeovers of an unanswered case one wins, too`() async {
        let story = await Story(agents: ["kim", "lee", "mo"])
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        await story.passes(.seconds(601))
        await story.says(lee, "!claim 1")
        _ = story.hears(lee)
        await story.says(.agent("mo"), "!claim 1")
        #expect(story.hears(lee) == ["Case 1 is lee's already."])
    }

    @Test func `claiming one's own case again opens its room again`() async {
        let story = await claimed()
        await story.says(kim, "!claim 1")
        #expect(story.hears(ann).isEmpty)
        #expect(story.hears(kim.inCase(1)).first?.hasPrefix("Case 1: ann") == true)
    }

    @Test func `a claim withdraws what the bot owed and discards its reading`() async {
        let story = await Story()
        story.settlesDeliveries = false
        await story.says(ann, "human")
        let owed = story.desk.conversations["c1"]?.owed.map(\.id) ?? []
        #expect(owed.count == 3)
        story.readsTurns = false
        await story.says(ann, "warranty")
        await story.says(kim, "!claim")
        #expect(story.desk.conversations["c1"]?.turn == nil)
        await story.delivers()
        await story.reads()
        await story.passes(.seconds(5))
        #expect(story.hears(ann) == ["(kim enters)", "[agents#takeover agent=kim case=1]"])
        #expect(
            await !story.lines.contains { $0.text.hasPrefix("[waiting#hand-over") },
            "what was not said leaves the transcript")
    }

    @Test func `the bot is silent while an agent has the conversation`() async {
        let story = await claimed()
        for text in ["warranty", "human", "either", "stop", "blah"] { await story.says(ann, text) }
        await story.passes(.seconds(3 * 3600))
        #expect(story.hears(ann).isEmpty)
        #expect(story.hears(kim.inCase(1)) == ["ann: warranty", "ann: human", "ann: either", "ann: stop", "ann: blah"])
    }

    @Test func `what the customer says before the room is open is in the brief, and only there`() async {
        let story = await waiting()
        story.settlesDeliveries = false
        await story.says(kim, "!claim")
        await story.says(ann, "before the door")
        await story.delivers()
        story.settlesDeliveries = true
        await story.says(ann, "after the door")
        let heard = story.hears(kim.inCase(1))
        #expect(heard.filter { $0 == "ann: before the door" }.count == 1)
        #expect(heard.last == "ann: after the door")
    }

    @Test func `plain text of the owner goes to the customer and into the transcript`() async {
        let story = await claimed()
        await story.says(kim.inCase(1), "good day\nhow can I help?")
        #expect(story.hears(ann) == ["kim: good day\nhow can I help?"])
        let line = await story.lines.last
        #expect(line?.kind == .agent && line?.author == "kim" && line?.text == "good day\nhow can I help?")
    }

    @Test func `plain text of anybody else does not`() async {
        let story = await claimed()
        await story.says(lee.inCase(1), "psst")
        #expect(story.hears(lee.inCase(1)) == ["Not sent: case 1 is kim's. !note keeps it for agents."])
        await story.says(kim, "anyone for lunch?")
        #expect(story.hears(kim).isEmpty)
        await story.says(ann, "hello?")
        #expect(story.hears(ann).isEmpty)
    }

    @Test func `plain text elsewhere tells agents about commands`() async {
        let story = await Story()
        let direct = Someone(author: kim.author, room: Address(gateway: "irc", room: "kim"), venue: .direct)
        await story.says(direct, "warranty")
        #expect(story.hears(direct) == ["You are logged in as the agent kim. Commands begin with !, try !help."])
        #expect(story.desk.conversations.isEmpty)
    }

    @Test func `a note is for agents only`() async {
        let story = await claimed()
        await story.says(kim.inCase(1), "!note speaks slowly")
        await story.says(lee, "!note")
        await story.says(lee, "!brief 1")
        #expect(story.hears(ann).isEmpty)
        #expect(story.hears(kim.inCase(1)) == ["Noted for case 1."])
        let heard = story.hears(lee)
        #expect(heard.first == "What to note? !note TEXT")
        #expect(heard.contains { $0.hasSuffix("Note by kim: speaks slowly") })
        #expect(!heard.contains("kim: speaks slowly"), "a note is no line of the conversation")
        await story.says(kim.inCase(1), "!bot")
        _ = story.hears(ann)
        await story.says(ann, "transcript")
        #expect(!story.hears(ann).contains { $0.contains("slowly") })
    }

    @Test func `bot gives the conversation back`() async {
        let story = await claimed()
        await story.says(kim.inCase(1), "!bot")
        #expect(story.hears(ann) == ["(kim leaves)", "[agents#bot-back]"])
        await story.says(ann, "warranty")
        #expect(story.hears(ann) == ["24 months."])
        #expect(story.desk.cases.isEmpty)
        await story.passes(.seconds(3600))
        #expect(story.desk.conversations.isEmpty)
    }

    @Test func `bot and done are for the owner`() async {
        let story = await claimed()
        await story.says(lee, "!bot")
        await story.says(lee.inCase(1), "!bot")
        await story.says(lee.inCase(1), "!done mine now")
        #expect(
            story.hears(lee).last
                == "You have no case. Say it in the case's room, or give its number where the command takes one.")
        #expect(story.hears(lee.inCase(1)) == ["Case 1 is kim's, not yours.", "Case 1 is kim's, not yours."])
        #expect(story.hears(ann).isEmpty)
    }

    @Test func `with several cases a command outside their rooms asks which`() async {
        let story = await claimed()
        await story.says(bea, "human")
        await story.says(kim, "!claim 2")
        _ = story.hears(kim)
        await story.says(kim, "!done all well")
        #expect(
            story.hears(kim) == [
                "You have cases 1, 2. Say it in the case's room, or give its number where the command takes one."
            ])
    }

    @Test func `queue shows who waits and who has whom`() async {
        let story = await claimed()
        await story.says(bea, "human and\nmore")
        await story.passes(.seconds(61))
        _ = story.hears(kim)
        await story.says(kim, "!queue")
        #expect(
            story.hears(kim) == [
                "1 waiting. !claim takes the first.\n1. case 2: bea (irc), waits 1 min: human and more\ncase 1: ann (irc) with kim"
            ])
    }

    @Test func `find shows lines and their cases`() async {
        let story = await claimed()
        await story.says(kim, "!find human")
        await story.says(kim, "!find")
        #expect(story.hears(kim) == ["case 1, ann: human", "What to look for? !find WORDS"])
    }

    @Test func `joining a staff room shows what it is about`() async {
        let story = await claimed()
        await story.joins(kim)
        await story.joins(lee.inCase(1))
        await story.joins(lee.inCase(9))
        #expect(story.hears(kim) == ["Nobody waits.\ncase 1: ann (irc) with kim"])
        #expect(story.hears(lee.inCase(1)).first?.hasPrefix("Case 1: ann (irc), with kim") == true)
        #expect(story.hears(lee.inCase(9)) == ["No case is open in this room. !queue shows who waits."])
    }
}
