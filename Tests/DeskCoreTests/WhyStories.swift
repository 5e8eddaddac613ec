@testable import DeskCore
import TestKit
import Testing

/// Why the desk said what it said, told to customers and to agents from the same kept reading.
@Suite struct WhyStories {
    let ann = Someone.guest("ann")
    let kim = Someone.agent("kim")
    let thresholds = Reading.Thresholds(answer: 0.7, clarify: 0.3)

    private func adopt(title: String?, in story: Story) async {
        let entries = SampleContent.content.entries.values.compactMap { entry in
            guard entry.id == SampleContent.warranty else { return entry }
            return title.map { SampleContent.article(entry.id, $0, says: "12 months.") }
        }
        await story.adopts(Content(revision: "sample-2", entries: entries, voice: SampleContent.content.voice))
    }

    private func claimed(_ texts: String...) async -> Story {
        let story = await Story()
        for text in texts + ["human"] {
            await story.says(ann, text)
            await story.passes(.seconds(1))
        }
        await story.says(kim, "!claim")
        _ = (story.hears(ann), story.hears(kim), story.hears(kim.inCase(1)))
        return story
    }

    @Test(arguments: ["How long am I covered?", nil])
    func `a customer hears the title as it was when it was said`(title: String?) async {
        let story = await Story()
        await story.says(ann, "warranty")
        await adopt(title: title, in: story)
        _ = story.hears(ann)
        await story.says(ann, "why")
        #expect(story.hears(ann) == ["[why#article title=How long is the warranty?]"])
        await story.says(ann, "wrong")
        #expect(story.hears(ann) == ["[misses#wrong title=How long is the warranty?]"])
    }

    @Test func `said again it has its new title`() async {
        let story = await Story()
        await story.says(ann, "warranty")
        await adopt(title: "How long am I covered?", in: story)
        await story.says(ann, "again")
        _ = story.hears(ann)
        await story.says(ann, "why")
        #expect(story.hears(ann) == ["[why#article title=How long am I covered?]"])
    }

    @Test func `of two answers both are named`() async {
        let story = await Story()
        await story.says(ann, "warranty and also pairing")
        _ = story.hears(ann)
        await story.says(ann, "why")
        #expect(
            story.hears(ann) == ["[why#article title=How long is the warranty? / How do I pair the remote?]"])
    }

    @Test func `an agent sees the decision, the candidates, the threshold and the content`() async {
        let story = await claimed("it is about the warranty")
        await story.says(kim.inCase(1), "!why")
        #expect(
            story.hears(kim.inCase(1)) == [
                """
                Case 1, what the bot was asked last:
                Answers with warranty/duration: confidence 0.90, 0.70 is enough.
                  0.90  warranty/duration
                Content: sample-1, still in use.
                """
            ])
        #expect(story.hears(ann).isEmpty)
    }

    @Test func `after other content it says what was so then`() async {
        let story = await claimed("warranty", "pairing is what I mean")
        var conversation = story.desk.conversations["c1"]
        let place = Reading.Place(file: "faqs/warranty.md", line: 7)
        let candidate = Reading.Candidate(
            id: SampleContent.warranty, confidence: 0.81, nearest: "am I covered", place: place)
        conversation?.grounds = Reading(
            [candidate], thresholds: thresholds, revision: "sample-1",
            readAs: Reading.ReadAs(question: SampleContent.pairing, product: "lark", text: "How long is the Lark's?"))
        await adopt(title: nil, in: story)
        #expect(
            conversation?.grounds?.explanation(in: story.desk.content) == """
                Answers with warranty/duration: confidence 0.81, 0.70 is enough.
                Read as: How long is the Lark's?
                  0.81  warranty/duration  nearest: “am I covered” (faqs/warranty.md:7)
                Read by content sample-1, which has changed since. No longer said: warranty/duration.
                """)
        await story.says(kim.inCase(1), "!why")
        #expect(
            story.hears(kim.inCase(1)).first?.hasSuffix("Read by content sample-1, which has changed since.") == true)
    }

    @Test func `a wish for a person is explained where nothing was asked`() async {
        let story = await claimed()
        await story.says(kim.inCase(1), "!why")
        #expect(story.hears(kim.inCase(1)).first?.contains("Answers with intent:human: confidence 0.95") == true)
    }

    @Test func `silence is explained, too`() async {
        let story = await Story()
        for text in ["blah", "blah"] {
            await story.says(ann, text)
            await story.passes(.seconds(4))
        }
        await story.says(kim, "!claim")
        _ = story.hears(kim.inCase(1))
        await story.says(kim.inCase(1), "!why")
        #expect(
            story.hears(kim.inCase(1)).first?.contains("Stays silent: the question shares no word") == true)
    }

    @Test func `a choice is told as one`() async {
        let story = await Story()
        await story.says(ann, "either")
        await story.passes(.seconds(1))
        await story.says(ann, "2")
        let reading = story.desk.conversations["c1"]?.grounds
        #expect(reading?.candidates.map(\.id) == [SampleContent.warranty, SampleContent.pairing])
        #expect(story.desk.conversations["c1"]?.chosenFrom.count == 2)
    }

    @Test func `without a question there is nothing to explain, and without a case nobody to explain`() async {
        let story = await Story()
        await story.says(kim, "!why 3")
        #expect(story.hears(kim) == ["Case 3 is closed."])
        await story.says(kim, "!why")
        #expect(story.hears(kim).first?.hasPrefix("You have no case.") == true)
    }

    @Test(
        arguments: [
            (Reading.ReadAs(product: "cove"), "Read as a question about cove, which was named before."),
            (
                Reading.ReadAs(question: SampleContent.warranty, product: "cove"),
                "Read as the question before, asked again about cove: warranty/duration (“How long is the warranty?”)."
            ),
            (
                Reading.ReadAs(question: SampleContent.warranty),
                "Read together with the answer before: warranty/duration (“How long is the warranty?”)."
            ),
        ])
    func `what it was read as is told`(readAs: Reading.ReadAs, told: String) {
        let reading = Reading(
            [.init(id: SampleContent.pairing, confidence: 0.9)], thresholds: thresholds,
            revision: "sample-1", readAs: readAs)
        #expect(reading.explanation(in: SampleContent.content).contains("\n\(told)\n"))
    }
}
