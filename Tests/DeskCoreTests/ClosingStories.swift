import DeskCore
import TestKit
import Testing

/// The agent is done; the customer has the last word.
@Suite struct ClosingStories {
    let ann = Someone.guest("ann")
    let bea = Someone.customer("bea")
    let kim = Someone.agent("kim")

    /// Ann's case is closed by Kim; nothing has been said since.
    private func closing() async -> Story {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        await story.says(kim.inCase(1), "!done sent a new one")
        _ = (story.hears(ann), story.hears(kim), story.hears(kim.inCase(1)))
        return story
    }

    @Test func `done needs a reason`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        _ = story.hears(kim.inCase(1))
        await story.says(kim.inCase(1), "!done")
        #expect(
            story.hears(kim.inCase(1)) == [
                "How did it end? !done REASON (for the record; the customer does not see it)"
            ])
        #expect(story.desk.cases[1]?.state == .claimed(by: "kim"))
    }

    @Test func `done asks the customer and keeps the reason from them`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        _ = (story.hears(ann), story.hears(kim))
        await story.says(kim.inCase(1), "!done sent a new one")
        #expect(story.hears(ann) == ["(kim leaves)", "[agents#closing agent=kim case=1]"])
        #expect(story.hears(kim) == ["Case 1: kim closed it (sent a new one)."])
        #expect(story.desk.cases[1]?.reason == "sent a new one")
    }

    @Test func `yes ends the case as solved, and a rating after it still counts`() async {
        let story = await closing()
        await story.says(ann, "solved")
        #expect(story.hears(ann) == ["[solved]"])
        await story.says(ann, "4")
        #expect(story.hears(ann) == ["[rating#thanks]"])
        #expect(story.hears(kim.inCase(1)) == ["ann says it is solved.", "ann rates it 4 of 5."])
        await story.passes(.seconds(30 * 60))
        let item = await story.kept(1)
        #expect(item?.state == .done && item?.isSolved == true && item?.reason == "sent a new one")
        #expect(item?.rating == 4)
    }

    @Test func `after another question a digit is no rating any more`() async {
        let story = await closing()
        await story.says(ann, "warranty")
        await story.passes(.seconds(1))
        await story.says(ann, "5")
        await story.passes(.seconds(4))
        #expect(story.hears(ann) == ["24 months.", "[misses#first]"])
        let item = await story.kept(1)
        #expect(item?.rating == nil)
    }

    @Test(arguments: ["unsolved", "human", "wrong"])
    func `no puts the customer back where they stood`(text: String) async {
        let story = await closing()
        await story.passes(.seconds(60))
        await story.says(bea, "human")
        await story.says(ann, text)
        #expect(story.hears(ann) == ["[waiting#reopened case=1 place=1]"])
        #expect(story.desk.line == [1, 2])
        #expect(story.hears(kim).last == "Case 1: ann says it is not solved, and waits again. !claim 1")
        let item = story.desk.cases[1]
        #expect(item?.isSolved == false && item?.closedAt == nil)
        await story.passes(.seconds(120))
        #expect(story.hears(ann) == ["[waiting#still case=1 place=1]"], "notices begin anew")
    }

    @Test func `a digit rates the case, and a word beside it is read`() async {
        let story = await closing()
        await story.says(ann, "3")
        #expect(story.hears(ann) == ["[rating#thanks]"])
        #expect(story.desk.cases[1]?.rating == 3)
        await story.says(ann, "solved 5")
        #expect(story.hears(ann) == ["[solved]"])
        let item = await story.kept(1)
        #expect(item?.rating == 5 && item?.isSolved == true)
    }

    @Test func `another question ends the case and is answered`() async {
        let story = await closing()
        await story.says(ann, "warranty")
        #expect(story.hears(ann) == ["24 months."])
        let item = await story.kept(1)
        #expect(item?.state == .done && item?.isSolved == nil)
    }

    @Test func `a closed case that nobody speaks of any more ends when idle`() async {
        let story = await closing()
        await story.passes(.seconds(30 * 60))
        #expect(story.desk.cases.isEmpty && story.desk.conversations.isEmpty)
        await story.says(ann, "warranty")
        #expect(story.hears(ann) == ["[greeting]", "24 months."])
        #expect(story.desk.conversations.keys.sorted() == ["c2"])
    }

    @Test func `a closed case cannot be claimed, nor spoken in`() async {
        let story = await closing()
        await story.says(kim, "!claim 1")
        await story.says(kim.inCase(1), "one more thing")
        await story.says(ann, "solved")
        await story.says(ann, "warranty")
        await story.says(kim, "!claim 1")
        #expect(story.hears(kim) == ["Case 1 is closed.", "Case 1 is not open. !queue shows who waits."])
        #expect(
            story.hears(kim.inCase(1)) == [
                "Not sent: case 1 is closed. !note keeps it for agents.", "ann says it is solved.",
            ])
        #expect(story.hears(ann) == ["[solved]", "24 months."])
    }

    @Test func `done from elsewhere is confirmed there`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        _ = story.hears(kim)
        await story.says(kim, "!done 2 remotes replaced")
        #expect(story.hears(kim).contains("Case 1 is closed; the customer was asked whether it is solved."))
        #expect(story.desk.cases[1]?.reason == "2 remotes replaced")
    }
}
