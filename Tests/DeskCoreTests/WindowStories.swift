@testable import DeskCore
import TestKit
import Testing

/// An agent has all their cases in one window.
@Suite struct WindowStories {
    let ann = Someone.guest("ann")
    let bea = Someone.guest("bea")
    let kim = Someone.agent("kim")
    let lee = Someone.agent("lee")
    var window: Someone { kim.inWindow }

    /// Kim has as many cases, Ann's first, and nobody has been told anything since.
    private func having(_ count: Int) async -> Story {
        let story = await Story()
        story.sharesWindows = true
        await story.says(ann, "human")
        await story.says(bea, "human")
        for number in 1...count { await story.says(kim, "!claim \(number)") }
        _ = (story.hears(ann), story.hears(bea), story.hears(kim), story.hears(window))
        return story
    }

    // MARK: Text

    @Test func `with one case text goes to its customer`() async {
        let story = await having(1)
        await story.says(window, "good day")
        await story.says(ann, "hello")
        #expect(story.hears(ann) == ["kim: good day"])
        #expect(story.hears(window) == ["1 ann: hello"])
    }

    @Test func `with two cases text without a number goes to nobody`() async {
        let story = await having(2)
        await story.says(window, "good day")
        #expect(story.hears(window) == ["Not sent: you have cases 1 and 2 here. Write r 1 and your text."])
        #expect(story.hears(ann).isEmpty && story.hears(bea).isEmpty)
        #expect(await !story.lines.contains { $0.kind == .agent })
    }

    @Test(arguments: [
        "r 2 good day", "R 2 good day", "r #2 good day", " r2: good day", "r 2\ngood day", "\u{2}r 2, good day",
    ])
    func `a number says whom it is for, and is not said itself`(text: String) async {
        let story = await having(2)
        await story.says(window, text)
        #expect(story.hears(ann).isEmpty)
        #expect(story.hears(bea) == ["kim: good day"])
        let line = await story.lines.last
        #expect(line?.text == "good day" && line?.kind == .agent && line?.conversation == "c2")
    }

    @Test func `a number is understood with one case, too`() async {
        let story = await having(1)
        await story.says(window, "r 1 good day")
        #expect(story.hears(ann) == ["kim: good day"])
    }

    @Test(arguments: [
        ("r 2 psst", "Not sent: case 2 waits in line (!claim 2 takes it)."),
        ("r 9 psst", "Not sent: case 9 is not open. !queue shows who waits."),
        ("r 99999999999999999999 psst", "Not sent: case \(Int.max) is not open. !queue shows who waits."),
        ("r 1", "Not sent: there is no text. Write r 1 and your text."),
        ("r 1 !note psst", "Not sent: one of these lines is a command. Send commands alone."),
        ("r 1 hello\n!note psst", "Not sent: one of these lines is a command. Send commands alone."),
        ("r 1 hello\nr 2 psst", "Not sent: one of these lines names a case of its own. Send it alone."),
        ("hello\nr 2 psst", "Not sent: one of these lines names a case of its own. Send it alone."),
    ])
    func `what cannot go to that customer goes to nobody`(text: String, told: String) async {
        let story = await having(1)
        await story.says(window, text)
        #expect(story.hears(window) == [told])
        #expect(story.hears(ann).isEmpty && story.hears(bea).isEmpty)
    }

    @Test func `another agent's case is not theirs`() async {
        let story = await having(1)
        await story.says(lee, "!claim 2")
        _ = story.hears(bea)
        await story.says(window, "r 2 psst")
        #expect(story.hears(window) == ["Not sent: case 2 is lee's."])
        #expect(story.hears(bea).isEmpty)
        await story.says(lee.inWindow, "good day")
        #expect(story.hears(bea) == ["lee: good day"])
    }

    @Test func `text that begins like a number is the customer's in a room of its own`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        _ = story.hears(ann)
        await story.says(kim.inCase(1), "r 142 is the part you need")
        #expect(story.hears(ann) == ["kim: r 142 is the part you need"])
    }

    @Test func `a case that closes is none that text goes to`() async {
        let story = await having(2)
        await story.says(window, "!done 1 all well")
        _ = (story.hears(ann), story.hears(window))
        await story.says(window, "and now you")
        #expect(story.hears(bea) == ["kim: and now you"])
        await story.says(window, "!bot 2")
        _ = (story.hears(bea), story.hears(window))
        await story.says(window, "anybody?")
        await story.says(window, "r 1 are you there?")
        #expect(
            story.hears(window) == [
                "Not sent: no case is open here. !queue shows who waits.", "Not sent: case 1 is closed.",
            ])
        await story.passes(.seconds(3600))
        await story.says(window, "r 1 are you there?")
        #expect(story.hears(window).last == "Not sent: no case is open here. !queue shows who waits.")
        #expect(story.hears(ann).isEmpty && story.hears(bea).isEmpty)
        #expect(story.desk.caseRooms.isEmpty)
    }

    @Test func `a case that waits again says so`() async {
        let story = await having(1)
        await story.says(window, "!done all well")
        await story.says(ann, "unsolved")
        _ = (story.hears(ann), story.hears(window))
        await story.says(window, "are you there?")
        #expect(
            story.hears(window) == [
                "Not sent: case 1 waits in line (!claim 1 takes it). !note keeps it for agents."
            ])
        await story.says(window, "!claim")
        #expect(story.hears(ann) == ["(kim enters)", "[agents#takeover agent=kim case=1]"])
        await story.says(window, "here I am")
        #expect(story.hears(ann) == ["kim: here I am"])
    }

    @Test func `in a window a claim without a number takes the next in line`() async {
        let story = await having(1)
        await story.says(window, "!claim")
        #expect(story.desk.cases[2]?.state == .claimed(by: "kim"))
        #expect(story.desk.caseRooms == [window.room: [1, 2]])
    }

    // MARK: What is told there

    @Test func `everything told of a case names it`() async {
        let story = await having(2)
        await story.says(ann, "hello")
        await story.leaves(bea)
        await story.says(window, "!done 1 all well")
        await story.says(ann, "solved 5")
        #expect(
            story.hears(window) == [
                "1 ann: hello", "Case 2: bea has left. They may come back with their word.",
                "Case 1 is closed; the customer was asked whether it is solved.", "Case 1: ann rates it 5 of 5.",
                "Case 1: ann says it is solved.",
            ])
    }

    @Test func `what names its case is not named twice`() async {
        let story = await having(1)
        await story.says(ann, "hello")
        let word = story.word(of: 2)
        await story.says(ann, word)
        #expect(story.hears(window).last == "Case 1 is closed: the customer came back to an earlier case.")
    }

    @Test func `whoever returns to their window gets what waited there`() async {
        let story = await having(1)
        await story.returns(window)
        #expect(story.transitions.last?.effects == [.resume(window.room)])
    }

    // MARK: Commands

    @Test(arguments: [
        ("!note slow", "You have cases 1 and 2 here. Write !note 1 TEXT."),
        ("!note 3 slow", "You have cases 1 and 2 here. Write !note 1 TEXT."),
        ("!done all well", "You have cases 1 and 2 here. Write !done 1 REASON."),
        ("!bot", "You have cases 1 and 2 here. Write !bot 1."),
        ("!brief", "You have cases 1 and 2 here. Write !brief 1."),
        ("!why", "You have cases 1 and 2 here. Write !why 1."),
        ("!draft", "You have cases 1 and 2 here. Write !draft 1."),
        ("!note 2", "What to note? !note 2 TEXT"),
        ("!done 2", "How did it end? !done 2 REASON (for the record; the customer does not see it)"),
        ("!bot 3", "Case 3 is closed."),
    ])
    func `with two cases a command needs the number`(command: String, told: String) async {
        let story = await having(2)
        await story.says(window, command)
        #expect(story.hears(window) == [told])
        #expect(story.hears(ann).isEmpty && story.hears(bea).isEmpty)
        #expect(await !story.lines.contains { $0.isNote })
    }

    @Test func `a number in front says which case a command is about`() async {
        let story = await having(2)
        await story.says(window, "!note 2 speaks slowly")
        await story.says(window, "!note #1 has 2 of them")
        #expect(story.hears(window) == ["Noted for case 2.", "Noted for case 1."])
        let notes = await story.lines.filter(\.isNote)
        #expect(notes.map(\.text) == ["speaks slowly", "has 2 of them"])
        #expect(notes.map(\.conversation) == ["c2", "c1"])
        await story.says(window, "!bot 2")
        #expect(story.hears(bea) == ["(kim leaves)", "[agents#bot-back]"])
        await story.says(window, "!done 7 remotes sent")
        #expect(story.hears(ann) == ["(kim leaves)", "[agents#closing agent=kim case=1]"])
        #expect(await story.kept(1)?.reason == "7 remotes sent")
    }

    @Test func `with one case a command is about it, and a note may begin with any number`() async {
        let story = await having(1)
        await story.says(window, "!note 1 of 2 remotes is broken")
        #expect(story.hears(window) == ["Noted for case 1."])
        #expect(await story.lines.last?.text == "1 of 2 remotes is broken")
        await story.says(window, "!bot 2")
        #expect(story.hears(window) == ["Case 2 waits in line (!claim 2 takes it), not yours."])
        await story.says(window, "!bot")
        #expect(story.hears(ann) == ["(kim leaves)", "[agents#bot-back]"])
    }

    @Test func `all of it survives a restart`() async {
        let story = await having(2)
        await story.restarts()
        #expect(story.desk.caseRooms == [window.room: [1, 2]])
        await story.says(window, "good day")
        #expect(story.hears(window) == ["Not sent: you have cases 1 and 2 here. Write r 1 and your text."])
        await story.says(bea, "hello")
        #expect(story.hears(window) == ["2 bea: hello"])
    }

    @Test func `three cases are all named`() { #expect(Desk.list([1, 2, 13]) == "cases 1, 2 and 13") }
}
