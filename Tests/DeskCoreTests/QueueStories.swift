import DeskCore
import TestKit
import Testing

/// Waiting in line for a person.
@Suite struct QueueStories {
    let ann = Someone.guest("ann")
    let bea = Someone.customer("bea")
    let cid = Someone.guest("cid")
    let kim = Someone.agent("kim")

    @Test func `a guest is told place and word, a customer with a login only the place`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(bea, "human")
        #expect(
            story.hears(ann) == [
                "[greeting]", "[waiting#hand-over case=1 place=1]", "[come-back#word word=\(story.word(of: 1))]",
            ])
        #expect(story.hears(bea) == ["[greeting]", "[waiting#hand-over case=2 place=2]"])
        #expect(story.hears(kim) == ["Case 1: ann waits. !claim 1", "Case 2: bea waits. !claim 2"])
    }

    @Test func `the line is in the order of what is due and a crisis goes first`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.passes(.seconds(5))
        await story.says(bea, "human")
        await story.passes(.seconds(20 * 60))
        _ = story.hears(kim)
        await story.says(cid, "crisis")
        #expect(story.desk.line == [3, 1, 2], "however long the others have waited")
        let word = story.word(of: 3)
        #expect(story.hears(cid) == ["[greeting]", "<crisis>", "[come-back#word word=\(word)]"])
        #expect(story.hears(kim) == ["Case 3: cid waits. Danger: first in line. !claim 3"])
        await story.says(bea, "status")
        #expect(story.hears(bea).last == "[waiting#place case=2 place=3]")
    }

    @Test func `who waits and gets into danger moves to the front`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(bea, "human")
        _ = story.hears(bea)
        await story.says(bea, "crisis")
        #expect(story.desk.line == [2, 1])
        #expect(story.hears(bea) == ["<crisis>"])
        #expect(story.hears(kim).last == "Case 2: bea waits. Danger: first in line. !claim 2")
    }

    @Test func `asking for a person again tells the place and opens no second case`() async {
        let story = await Story()
        await story.says(ann, "human")
        _ = story.hears(ann)
        await story.says(ann, "human")
        await story.says(ann, "unsolved")
        #expect(story.hears(ann) == ["[waiting#place case=1 place=1]", "[waiting#place case=1 place=1]"])
        #expect(story.desk.cases.count == 1)
    }

    @Test func `the place of somebody who is not in line`() async {
        let story = await Story()
        await story.says(ann, "status")
        #expect(story.hears(ann) == ["[greeting]", "[waiting#not-in-line]"])
    }

    @Test func `what is added while waiting is noted, and said so once`() async {
        let story = await Story()
        await story.says(ann, "human")
        _ = story.hears(ann)
        for text in ["it is blue", "and broken"] {
            await story.says(ann, text)
            await story.passes(.seconds(1))
        }
        #expect(story.hears(ann) == ["[waiting#noted case=1]"])
        #expect(await story.lines.map(\.text).suffix(3) == ["it is blue", "[waiting#noted case=1]", "and broken"])
    }

    @Test func `a question answered while waiting keeps the place`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(bea, "human")
        _ = story.hears(ann)
        await story.says(ann, "warranty")
        #expect(story.hears(ann) == ["24 months."])
        #expect(story.desk.line == [1, 2])
    }

    @Test func `who waits long hears so after 2, 10 and 30 minutes, and every 30 from then on`() async {
        let story = await Story()
        await story.says(ann, "human")
        _ = story.hears(ann)
        var minutes: [Int] = []
        for minute in 1...75 {
            await story.passes(.seconds(60))
            if story.hears(ann) == ["[waiting#still case=1 place=1]"] { minutes.append(minute) }
        }
        #expect(minutes == [2, 10, 30, 60])
    }

    @Test func `somebody who waits never idles away`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.passes(.seconds(24 * 3600))
        #expect(story.desk.line == [1])
        #expect(story.desk.conversations.count == 1)
    }

    @Test func `stop leaves the line and tells the board`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(bea, "human")
        _ = (story.hears(ann), story.hears(kim))
        await story.says(ann, "stop")
        #expect(story.hears(ann) == ["[waiting#left case=1]"])
        #expect(story.hears(kim) == ["Case 1: ann has left the line."])
        #expect(story.desk.line == [2])
        await story.passes(.seconds(3600))
        #expect(story.desk.conversations.keys.sorted() == ["c2"], "and the conversation may idle again")
        #expect(!story.hears(ann).contains { $0.hasPrefix("[waiting#still") })
    }

    @Test func `stop outside the line says the intent's text`() async {
        let story = await Story()
        await story.says(ann, "stop")
        #expect(story.hears(ann) == ["[greeting]", "<stop>"])
    }

    @Test func `a reply intent is said`() async {
        let story = await Story()
        await story.says(ann, "reply")
        #expect(story.hears(ann).isEmpty, "a question may follow")
        await story.passes(.seconds(1))
        #expect(story.hears(ann) == ["[greeting]", "<reply>"])
    }
}
