@testable import DeskCore
import TestKit
import Testing

/// What somebody said to nobody in particular.
@Suite struct OverheardStories {
    let ann = Someone.guest("ann").inTheOpen
    let private_ = Someone.guest("ann")
    let bea = Someone.customer("bea")
    let kim = Someone.agent("kim")

    @Test func `a very sure answer is given, without a greeting`() async {
        let story = await Story()
        await story.isOverheard(ann, "warranty")
        #expect(story.hears(ann) == ["24 months."])
        #expect(await story.lines.map(\.text) == ["warranty", "24 months."])
        await story.says(ann, "why")
        #expect(story.hears(ann) == ["[greeting]", "[why#article title=How long is the warranty?]"])
    }

    @Test(arguments: ["warranty please", "either", "blah", "human", "crisis", "reply", "solved", "why", "2abcd-3efgh"])
    func `anything else was never said`(text: String) async {
        let story = await Story()
        await story.isOverheard(ann, text)
        await story.isOverheard(ann, text)
        await story.passes(.seconds(60))
        #expect(story.hears(ann).isEmpty && story.hears(private_).isEmpty && story.hears(kim).isEmpty)
        #expect(story.desk.people.isEmpty && story.desk.conversations.isEmpty && story.desk.line.isEmpty)
        #expect(story.timers.isEmpty)
        #expect(await story.lines.isEmpty)
        #expect(await story.missed.isEmpty)
    }

    @Test func `how sure it must be is policy`() async {
        var policy = Policy()
        policy.unaskedConfidence = 0.9
        let story = await Story(policy: policy)
        await story.isOverheard(ann, "warranty please")
        #expect(story.hears(ann) == ["24 months."])
    }

    @Test func `it counts no miss and changes nothing in what was going on`() async {
        let story = await Story()
        await story.says(ann, "either")
        await story.passes(.seconds(1))
        _ = story.hears(ann)
        await story.isOverheard(ann, "blah")
        await story.says(ann, "2")
        #expect(story.hears(ann) == ["Hold the ring."])
        #expect(story.desk.conversations["c1"]?.misses == 0)
    }

    @Test func `what was left alone is not taken for what was said before it`() async {
        let story = await Story()
        await story.says(ann, "warranty")
        await story.isOverheard(ann, "blah")
        await story.says(ann, "pairing")
        #expect(await story.turns.map(\.text) == ["warranty", "pairing"])
    }

    @Test func `whoever waits for a person or has one is not answered`() async {
        let story = await Story()
        await story.says(ann, "human")
        _ = (story.hears(ann), story.hears(private_))
        await story.isOverheard(ann, "warranty")
        await story.says(kim, "!claim")
        await story.isOverheard(ann, "warranty")
        await story.says(kim.inCase(1), "!done all well")
        _ = story.hears(private_)
        await story.isOverheard(ann, "warranty")
        #expect(story.hears(ann).isEmpty && story.hears(private_).isEmpty)
        #expect(!story.hears(kim.inCase(1)).contains("ann: warranty"))
    }

    @Test func `what is said to the desk meanwhile counts alone`() async {
        let story = await Story()
        story.readsTurns = false
        await story.isOverheard(ann, "warranty")
        await story.says(ann, "pairing")
        #expect(story.unread.map(\.text) == ["warranty", "pairing"])
        await story.reads()
        #expect(story.hears(ann) == ["[greeting]", "Hold the ring."])
        #expect(await !story.lines.contains { $0.text == "warranty" })
    }

    @Test func `what is said to the desk is not displaced by it`() async {
        let story = await Story()
        story.readsTurns = false
        await story.says(ann, "pairing")
        await story.isOverheard(ann, "warranty")
        await story.reads()
        #expect(story.hears(ann) == ["[greeting]", "Hold the ring."])
    }

    @Test func `of two lines the later one counts`() async {
        let story = await Story()
        story.readsTurns = false
        await story.isOverheard(ann, "pairing")
        await story.isOverheard(ann, "warranty")
        await story.restarts()
        await story.reads()
        #expect(story.hears(ann) == ["24 months."])
    }

    @Test func `it is read again where the content has changed`() async {
        let story = await Story()
        story.readsTurns = false
        await story.isOverheard(ann, "warranty")
        let base = SampleContent.content
        let rest = base.entries.values.filter { $0.id != SampleContent.warranty }
        await story.adopts(Content(revision: "sample-2", entries: Array(rest), voice: base.voice))
        await story.reads()
        #expect(story.hears(ann).isEmpty)
        #expect(story.desk.conversations.isEmpty)
    }

    @Test func `what was left alone is not the conversation they had last`() async {
        let story = await Story()
        await story.says(bea, "warranty")
        await story.passes(.seconds(3600))
        await story.isOverheard(bea.inTheOpen, "blah")
        _ = story.hears(bea)
        await story.returns(bea)
        #expect(story.hears(bea).first == "bea: warranty")
    }

    @Test func `what followed it helps, or does not, as ever`() async {
        let story = await Story()
        await story.isOverheard(ann, "warranty")
        await story.says(ann, "wrong")
        #expect(await story.missed.map(\.text) == ["warranty"])
        #expect(story.hears(ann).last == "[misses#wrong title=How long is the warranty?]")
    }
}
