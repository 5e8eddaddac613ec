import DeskCore
import TestKit
import Testing

/// Customers who write where others read along.
@Suite struct OpenRoomStories {
    let ann = Someone.guest("ann")
    let bea = Someone.customer("bea")
    let kim = Someone.agent("kim")
    var open: Someone { ann.inTheOpen }

    /// Ann asked for a person in the open room.
    private func waiting() async -> Story {
        let story = await Story()
        await story.says(open, "human")
        _ = (story.hears(ann), story.hears(open), story.hears(kim))
        return story
    }

    @Test func `questions are answered where they were asked`() async {
        let story = await Story()
        await story.says(open, "warranty")
        await story.says(ann, "pairing")
        await story.says(open, "warranty please")
        #expect(story.hears(open) == ["[greeting]", "24 months.", "24 months."])
        #expect(story.hears(ann) == ["Hold the ring."])
        #expect(story.desk.conversations.count == 1)
    }

    @Test func `the place in line is told in the open room, and the word to come back with in private`() async {
        let story = await Story()
        await story.says(open, "human")
        #expect(story.hears(open) == ["[greeting]", "[waiting#hand-over case=1 place=1]"])
        #expect(story.hears(ann) == ["[come-back#word word=\(story.word(of: 1))]"])
    }

    @Test func `everything after it is said in private`() async {
        let story = await waiting()
        await story.says(open, "warranty")
        await story.passes(.seconds(130))
        #expect(story.hears(ann) == ["24 months.", "[waiting#still case=1 place=1]"])
        await story.says(kim, "!claim")
        await story.says(open, "hello")
        await story.says(kim.inCase(1), "good day")
        await story.says(kim.inCase(1), "!done all well")
        await story.says(open, "solved")
        #expect(
            story.hears(ann) == [
                "(kim enters)", "[agents#takeover agent=kim case=1]", "kim: good day", "(kim leaves)",
                "[agents#closing agent=kim case=1]", "[solved]",
            ])
        #expect(story.hears(open).isEmpty)
        #expect(story.hears(kim.inCase(1)).contains("ann: hello"))
    }

    @Test func `when it is over the desk answers in the open room again`() async {
        let story = await waiting()
        await story.says(kim, "!claim")
        await story.says(kim.inCase(1), "!bot")
        #expect(story.hears(ann).last == "[agents#bot-back]")
        await story.says(open, "warranty")
        #expect(story.hears(open) == ["24 months."])
    }

    @Test func `in danger nothing is said in the open room`() async {
        let story = await Story()
        await story.says(open, "crisis")
        #expect(story.hears(open).isEmpty)
        #expect(story.hears(ann) == ["[greeting]", "<crisis>", "[come-back#word word=\(story.word(of: 1))]"])
    }

    @Test func `what was said is shown in private`() async {
        let story = await Story()
        await story.says(open, "warranty")
        _ = story.hears(open)
        await story.says(open, "transcript")
        #expect(story.hears(open).isEmpty)
        #expect(story.hears(ann).contains("ann: warranty"))
    }

    @Test func `who comes back by word in an open room is welcomed in private`() async {
        let story = await waiting()
        let back = Someone.guest("ann_", connection: 2)
        await story.says(back.inTheOpen, story.word(of: 1))
        #expect(story.hears(open).isEmpty)
        #expect(
            story.hears(back).suffix(2) == [
                "[come-back#welcome name=ann_]", "[come-back#word word=\(story.word(of: 1))]",
            ])
    }

    @Test func `what waits for them aside goes out when they return`() async {
        let story = await Story()
        await story.says(bea.inTheOpen, "human")
        await story.says(kim, "!claim")
        let returned = Someone.customer("bea", connection: 2)
        await story.returns(returned)
        let resumed = story.transitions.flatMap(\.effects).compactMap { effect in
            if case .resume(let room) = effect { room } else { nil }
        }
        #expect(resumed == [Someone.openRoom, bea.room, returned.room])
    }

    @Test func `who only comes in or goes is not spoken to`() async {
        let story = await Story()
        await story.joins(open)
        await story.leaves(open)
        await story.joins(bea.inTheOpen)
        #expect(story.hears(open).isEmpty)
        #expect(story.desk.people.isEmpty && story.desk.conversations.isEmpty)
    }

    @Test func `an agent's words in an open room are not for the desk`() async {
        let story = await waiting()
        for text in ["!claim", "!help", "warranty"] { await story.says(kim.inTheOpen, text) }
        await story.isOverheard(kim.inTheOpen, "warranty")
        #expect(story.hears(open).isEmpty && story.hears(kim).isEmpty)
        #expect(story.desk.line == [1])
    }

    @Test func `it survives a restart`() async {
        let story = await Story()
        story.readsTurns = false
        await story.says(open, "human")
        await story.restarts()
        story.readsTurns = true
        await story.reads()
        #expect(story.hears(open).last == "[waiting#hand-over case=1 place=1]")
        #expect(story.hears(ann) == ["[come-back#word word=\(story.word(of: 1))]"])
    }
}
