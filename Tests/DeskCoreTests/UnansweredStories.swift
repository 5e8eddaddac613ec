import DeskCore
import TestKit
import Testing

/// A customer who has an agent, and waits all the same.
@Suite struct UnansweredStories {
    let ann = Someone.guest("ann")
    let kim = Someone.agent("kim")
    let lee = Someone.agent("lee")
    let notice = "Case 1: ann has been waiting for kim's answer. !claim 1 takes it over."

    private func claimed() async -> Story {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        _ = (story.hears(ann), story.hears(kim))
        return story
    }

    @Test func `an agent who claims and says nothing is noticed`() async {
        let story = await claimed()
        await story.passes(.seconds(599))
        #expect(story.hears(kim).isEmpty)
        await story.passes(.seconds(1))
        #expect(story.hears(kim) == [notice])
    }

    @Test func `an unanswered customer is told to the board, and another agent may take over`() async {
        let story = await claimed()
        await story.says(kim.inCase(1), "one moment")
        await story.passes(.seconds(3600))
        #expect(story.hears(kim).isEmpty, "the customer owes the next word")
        await story.says(ann, "hello?")
        await story.passes(.seconds(300))
        await story.says(ann, "anybody?")
        await story.passes(.seconds(300))
        #expect(story.hears(kim) == [notice], "counted from the first line without an answer")
        _ = story.hears(ann)
        await story.says(lee, "!claim 1")
        #expect(
            story.hears(ann)
                == ["kim: one moment", "(kim leaves)", "(lee enters)", "[agents#takeover agent=lee case=1]"].suffix(3))
        await story.says(kim.inCase(1), "sorry")
        #expect(story.hears(kim.inCase(1)).last == "Not sent: case 1 is lee's. !note keeps it for agents.")
    }

    @Test func `an answer in time stops the alarm`() async {
        let story = await claimed()
        await story.says(kim.inCase(1), "hello")
        await story.says(ann, "hi")
        await story.passes(.seconds(500))
        await story.says(kim.inCase(1), "so?")
        await story.passes(.seconds(3600))
        #expect(story.hears(kim).isEmpty)
        await story.says(lee, "!claim 1")
        #expect(story.hears(lee) == ["Case 1 is kim's already."])
    }

    @Test func `an alarm that rang as the agent answered is about nothing`() async {
        let story = await claimed()
        await story.says(kim.inCase(1), "hello")
        await story.says(ann, "hi")
        await story.happens(.timerFired(.unanswered(1)))
        #expect(story.hears(kim).isEmpty)
        // The store has forgotten the alarm that fired; the one that counts is set again.
        #expect(story.timers[.unanswered(1)] == story.now + .seconds(600))
    }

    @Test func `done and bot stop the alarm`() async {
        let story = await claimed()
        await story.says(ann, "hi")
        await story.says(kim.inCase(1), "!done gone")
        #expect(story.timers[.unanswered(1)] == nil)
    }
}
