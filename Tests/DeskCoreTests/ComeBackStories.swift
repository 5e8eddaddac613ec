import DeskCore
import TestKit
import Testing

/// People who go and come back.
@Suite struct ComeBackStories {
    let ann = Someone.guest("ann")
    let back = Someone.guest("ann_", connection: 2)
    let bea = Someone.customer("bea")
    let kim = Someone.agent("kim")

    private func waiting() async -> (Story, word: String) {
        let story = await Story()
        await story.says(ann, "human")
        _ = (story.hears(ann), story.hears(kim))
        return (story, story.word(of: 1))
    }

    @Test func `a guest comes back by word and keeps the place`() async {
        let (story, word) = await waiting()
        await story.says(bea, "human")
        await story.leaves(ann)
        await story.joins(back)
        _ = story.hears(back)
        await story.says(back, "I am back: \(word.uppercased())!")
        let next = story.word(of: 1)
        #expect(
            story.hears(back) == [
                "ann: human", "support: [greeting]", "support: [waiting#hand-over case=1 place=1]",
                "support: [come-back#word word=·····]", "[come-back#welcome name=ann_]",
                "[come-back#word word=\(next)]",
            ])
        #expect(next != word)
        #expect(story.desk.line == [1, 2])
        #expect(story.desk.conversations.keys.sorted() == ["c1", "c2"], "the fresh conversation is closed")
        await story.says(back, "status")
        #expect(story.hears(back) == ["[waiting#place case=1 place=1]"])
    }

    @Test func `a guest comes back to their agent`() async {
        let (story, word) = await waiting()
        await story.says(kim, "!claim")
        await story.leaves(ann)
        #expect(story.hears(kim.inCase(1)).last == "ann has left. They may come back with their word.")
        await story.says(back, word)
        #expect(story.hears(kim.inCase(1)) == ["ann_ is back."])
        _ = (story.hears(back), story.hears(ann))
        await story.says(kim.inCase(1), "there you are")
        await story.says(back, "here I am")
        #expect(story.hears(back) == ["kim: there you are"])
        #expect(story.hears(kim.inCase(1)) == ["ann_: here I am"])
        #expect(story.hears(ann).isEmpty, "nothing goes to the old connection")
    }

    @Test func `a word works once`() async {
        let (story, word) = await waiting()
        await story.says(back, word)
        let thief = Someone.guest("eve", connection: 3)
        await story.says(thief, word)
        #expect(story.hears(thief) == ["[come-back#unknown]"])
        #expect(story.desk.cases[1]?.person == back.author.person)
    }

    @Test func `an unknown word alone is said so, in a sentence it is a sentence`() async {
        let story = await Story()
        await story.says(ann, "2abcd-3efgh")
        await story.says(back, "my serial is 2abcd-3efgh, what about its warranty")
        #expect(story.hears(ann) == ["[come-back#unknown]"])
        #expect(story.hears(back) == ["[greeting]", "24 months."])
    }

    @Test func `one's own word on the same connection is not used up`() async {
        let (story, word) = await waiting()
        await story.says(ann, word)
        await story.passes(.seconds(1))
        #expect(story.word(of: 1) == word)
        #expect(story.hears(ann) == ["[waiting#noted case=1]"])
    }

    @Test func `the word of a case that ended is unknown`() async {
        let (story, word) = await waiting()
        await story.says(ann, "stop")
        await story.says(back, word)
        #expect(story.hears(back) == ["[come-back#unknown]"])
    }

    @Test func `who comes back leaves the line they stood in meanwhile`() async {
        let (story, word) = await waiting()
        await story.says(back, "human")
        #expect(story.desk.line == [1, 2])
        await story.says(back, word)
        #expect(story.desk.line == [1])
        #expect(story.timers[.waiting(2)] == nil)
    }

    @Test func `who comes back leaves no case without a conversation behind`() async {
        let (story, word) = await waiting()
        await story.says(back, "human")
        await story.says(kim, "!claim 2")
        await story.says(back, "hello")
        await story.says(back, word)
        #expect(story.desk.cases.keys.sorted() == [1])
        #expect(await story.board().map(\.number) == [1])
        #expect(story.timers[.unanswered(2)] == nil)
        #expect(story.hears(kim.inCase(2)).last == "Case 2 is closed: the customer came back to an earlier case.")
    }

    @Test func `a customer with a login who uses a guest's word needs none any more`() async {
        let (story, word) = await waiting()
        await story.says(bea, word)
        #expect(story.hears(bea).last == "[come-back#welcome name=bea]")
        #expect(story.desk.cases[1]?.comeBackWord == nil)
        #expect(story.desk.cases[1]?.person == bea.author.person)
    }

    @Test func `a customer with a login returns to the last lines and to what waited for them`() async {
        let story = await Story()
        await story.says(bea, "human")
        await story.says(kim, "!claim")
        await story.leaves(bea)
        #expect(story.hears(kim.inCase(1)).last == "bea has left. What you write reaches them when they return.")
        await story.says(kim.inCase(1), "still there?")
        _ = story.hears(bea)
        let returned = Someone.customer("bea", connection: 2)
        await story.returns(returned)
        #expect(story.hears(returned).first == "bea: human")
        #expect(story.hears(kim.inCase(1)) == ["bea is back."])
        let last = story.lastArrival.map(Event.Body.arrived)
        let effects = story.transitions.filter { $0.event.body == last }.flatMap(\.effects)
        #expect(effects.contains(.resume(bea.room)) && effects.contains(.resume(returned.room)))
    }

    @Test func `after the conversation has ended a return shows its last lines`() async {
        let story = await Story()
        await story.says(bea, "warranty")
        await story.passes(.seconds(3600))
        _ = story.hears(bea)
        await story.returns(bea)
        #expect(story.hears(bea) == ["bea: warranty", "support: [greeting]", "support: 24 months."])
        #expect(story.desk.people.isEmpty, "looking back opens nothing")
    }

    @Test func `a stranger's return shows nothing`() async {
        let story = await Story()
        await story.returns(bea)
        await story.leaves(bea)
        #expect(story.hears(bea).isEmpty)
        #expect(story.desk.people.isEmpty)
    }

    @Test func `answers go where the customer wrote last`() async {
        let story = await Story()
        await story.says(bea, "warranty")
        let phone = Someone.customer("bea", connection: 2)
        _ = story.hears(bea)
        await story.says(phone, "pairing")
        #expect(story.hears(phone) == ["Hold the ring."])
        #expect(story.hears(bea).isEmpty)
        #expect(story.desk.conversations.count == 1)
    }
}
