import DeskCore
import TestKit
import Testing

/// A customer and the bot.
@Suite struct BotStories {
    let ann = Someone.guest("ann")

    @Test func `a greeting is said once`() async {
        let story = await Story()
        await story.joins(ann)
        await story.joins(ann)
        await story.says(ann, "pairing")
        #expect(story.hears(ann) == ["[greeting]", "Hold the ring."])
    }

    @Test func `a sure answer is said at once`() async {
        let story = await Story()
        await story.says(ann, "how about the warranty")
        #expect(story.hears(ann) == ["[greeting]", "24 months."])
        #expect(await story.lines.map(\.kind) == [.customer, .bot, .bot])
    }

    @Test func `an answer names its article, revision and cause`() async {
        let story = await Story()
        await story.says(ann, "warranty")
        let said = story.transitions.flatMap(\.effects).compactMap { effect -> Delivery? in
            if case .deliver(let delivery) = effect { delivery } else { nil }
        }
        guard case .say(let utterance)? = said.last?.act else { return #expect(Bool(false), "nothing was said") }
        #expect(utterance.source == SampleContent.warranty)
        #expect(utterance.revision == "sample-1")
        #expect(said.last?.causedBy == "irc/1")
    }

    @Test func `lines of one turn are read together and a sure reading does not wait`() async {
        let story = await Story()
        await story.says(ann, "hello there")
        await story.passes(.milliseconds(700))
        await story.says(ann, "it is about the warranty")
        #expect(story.hears(ann) == ["[greeting]", "24 months."])
        await story.passes(.seconds(10))
        #expect(story.hears(ann).isEmpty)
    }

    @Test func `an unsure reading waits for 800 ms after the last line`() async {
        let story = await Story()
        await story.says(ann, "hm")
        await story.passes(.milliseconds(700))
        await story.says(ann, "well")
        await story.passes(.milliseconds(799))
        #expect(story.hears(ann).isEmpty)
        await story.passes(.milliseconds(1))
        #expect(story.hears(ann) == ["[greeting]", "[misses#first]"])
    }

    @Test func `a text that a client sends line by line is not missed line by line`() async {
        let story = await Story()
        await story.says(ann, "hello there")
        await story.passes(.seconds(2))
        #expect(story.hears(ann) == ["[greeting]", "[misses#first]"])
        for text in ["I bought it in May", "it worked until yesterday", "what about the warranty"] {
            await story.says(ann, text)
            await story.passes(.milliseconds(2500))
        }
        #expect(story.hears(ann) == ["24 months."], "all of it is one question")
    }

    @Test func `what is not understood at the end of a pasted text is told after four pauses`() async {
        let story = await Story()
        for text in ["blah", "blah again"] {
            await story.says(ann, text)
            await story.passes(.milliseconds(3199))
        }
        #expect(story.hears(ann) == ["[greeting]", "[misses#first]"])
        await story.passes(.milliseconds(1))
        #expect(story.hears(ann).first == "[misses#giving-up]")
    }

    @Test func `a few lines at once are the beginning of a pasted text`() async {
        let story = await Story()
        for text in ["blah", "and so on", "and so forth"] { await story.says(ann, text) }
        await story.passes(.milliseconds(2500))
        #expect(story.hears(ann).isEmpty)
        await story.says(ann, "about the warranty")
        #expect(story.hears(ann) == ["[greeting]", "24 months."])
    }

    @Test func `a line that a client may have cut is waited for longer than one that is whole`() async {
        let story = await Story()
        await story.says(ann, String(repeating: "a", count: 349))
        await story.passes(.milliseconds(800))
        #expect(story.hears(ann) == ["[greeting]", "[misses#first]"])
        await story.passes(.seconds(60))
        await story.says(ann, String(repeating: "a", count: 350))
        await story.passes(.milliseconds(3199))
        #expect(story.hears(ann).isEmpty)
        await story.passes(.milliseconds(1))
        #expect(story.hears(ann).first == "[misses#giving-up]")
    }

    @Test func `a reading that comes after the pause is acted on at once`() async {
        let story = await Story()
        story.readsTurns = false
        await story.says(ann, "hm")
        await story.passes(.seconds(1))
        await story.reads()
        #expect(story.hears(ann) == ["[greeting]", "[misses#first]"])
    }

    @Test func `a reading of a turn that has grown is discarded`() async {
        let story = await Story()
        story.readsTurns = false
        await story.says(ann, "hm")
        let first = story.unread[0]
        await story.says(ann, "warranty")
        await story.happens(.turnRead(first.id, RoteReader().read(first)))
        await story.passes(.seconds(5))
        #expect(story.hears(ann).isEmpty)
        await story.reads()
        #expect(story.hears(ann) == ["[greeting]", "24 months."])
    }

    @Test func `a turn of more than twenty lines is read as its first twenty`() async throws {
        let story = await Story()
        story.readsTurns = false
        for number in 1...25 { await story.says(ann, "line \(number)") }
        let turn = try #require(story.unread.last)
        #expect(turn.text.split(separator: "\n").count == 20)
        #expect(await story.lines.count == 25, "the transcript keeps every line")
    }

    @Test func `the second miss hands over and a hit between them forgives the first`() async {
        let story = await Story()
        for text in ["blah", "warranty", "blah", "blah"] {
            await story.says(ann, text)
            await story.passes(.seconds(4))
        }
        let word = story.word(of: 1)
        #expect(
            story.hears(ann) == [
                "[greeting]", "[misses#first]", "24 months.", "[misses#later]", "[misses#giving-up]",
                "[waiting#hand-over case=1 place=1]", "[come-back#word word=\(word)]",
            ])
    }

    @Test func `that did not help counts as a miss and two of them hand over`() async {
        let story = await Story()
        await story.says(ann, "warranty")
        await story.says(ann, "unsolved")
        #expect(story.hears(ann) == ["[greeting]", "24 months.", "[misses#unsolved]"])
        await story.says(ann, "wrong")
        #expect(story.hears(ann).prefix(2) == ["[misses#giving-up]", "[waiting#hand-over case=1 place=1]"])
    }

    @Test func `why names the article and without an answer says so`() async {
        let story = await Story()
        await story.says(ann, "why")
        await story.says(ann, "warranty")
        await story.says(ann, "why")
        #expect(
            story.hears(ann) == [
                "[greeting]", "[why#nothing]", "24 months.", "[why#article title=How long is the warranty?]",
            ])
    }

    @Test func `the transcript is shown on request`() async {
        let story = await Story()
        await story.says(ann, "warranty")
        _ = story.hears(ann)
        await story.says(ann, "transcript")
        #expect(story.hears(ann) == ["ann: warranty", "support: [greeting]", "support: 24 months.", "ann: transcript"])
    }

    @Test func `thanks are answered and a rating is asked for once`() async {
        let story = await Story()
        await story.says(ann, "solved")
        #expect(story.hears(ann) == ["[greeting]", "<solved>"], "nothing was answered yet")
        await story.says(ann, "warranty")
        await story.says(ann, "solved")
        await story.says(ann, "solved")
        #expect(story.hears(ann) == ["24 months.", "<solved>", "[rating#ask]", "<solved>"])
        await story.says(ann, "4")
        #expect(story.hears(ann) == ["[rating#thanks]"])
        #expect(story.desk.conversations["c1"]?.rating == 4)
    }

    @Test func `a digit before anybody asked is no rating`() async {
        let story = await Story()
        await story.says(ann, "4")
        await story.passes(.seconds(1))
        #expect(story.hears(ann) == ["[greeting]", "[misses#first]"])
        #expect(story.desk.conversations["c1"]?.rating == nil)
    }

    @Test func `a conversation ends when idle and the next one greets again`() async {
        let story = await Story()
        await story.says(ann, "warranty")
        await story.passes(.seconds(29 * 60))
        await story.says(ann, "pairing")
        await story.passes(.seconds(29 * 60))
        #expect(story.desk.conversations.count == 1)
        await story.passes(.seconds(60))
        #expect(story.desk.conversations.isEmpty)
        #expect(story.desk.people.isEmpty)
        _ = story.hears(ann)
        await story.says(ann, "pairing")
        #expect(story.hears(ann) == ["[greeting]", "Hold the ring."])
        #expect(story.desk.conversations.keys.sorted() == ["c2"])
        #expect(story.timers.keys.contains(.idle("c2")))
    }

    @Test func `a restart forgets neither an open turn nor a choice`() async {
        let story = await Story()
        story.readsTurns = false
        await story.says(ann, "either")
        await story.restarts()
        #expect(story.desk.unread.map(\.text) == ["either"])
        await story.reads()
        await story.passes(.seconds(1))
        await story.restarts()
        await story.says(ann, "2")
        #expect(story.hears(ann).last == "Hold the ring.")
    }

    @Test func `a person is recalled with their language`() async {
        let story = await Story()
        await story.says(ann, "warranty")
        await story.passes(.seconds(3600))
        #expect(story.desk.people.isEmpty)
        story.readsTurns = false
        await story.says(ann, "pairing")
        #expect(story.unread.first?.context.language == "en")
        #expect(story.desk.people[ann.author.person]?.lastConversation == "c1")
    }

    @Test func `a late settlement does not open a closed conversation again`() async {
        let story = await Story()
        story.settlesDeliveries = false
        await story.says(ann, "warranty")
        await story.passes(.seconds(3600))
        await story.delivers()
        #expect(story.desk.conversations.isEmpty)
        #expect(story.pending.isEmpty)
    }

    @Test func `what was never said leaves the transcript`() async {
        let story = await Story()
        story.settlesDeliveries = false
        await story.says(ann, "warranty")
        let answer = story.pending[1]
        await story.happens(
            .deliverySettled(Settlement(delivery: answer.id, conversation: "c1", outcome: .expired)))
        #expect(await story.lines.map(\.text) == ["warranty", "[greeting]"])
    }
}
