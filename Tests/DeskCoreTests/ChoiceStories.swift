@testable import DeskCore
import TestKit
import Testing

/// Asking back when two answers fit.
@Suite struct ChoiceStories {
    let ann = Someone.guest("ann")
    let question = "[choices#ask]\n1. How long is the warranty?\n2. How do I pair the remote?"

    private func asked() async -> Story {
        let story = await Story()
        await story.says(ann, "either")
        await story.passes(.milliseconds(800))
        #expect(story.hears(ann) == ["[greeting]", question])
        return story
    }

    @Test(arguments: [
        ("1", "24 months."), ("2", "Hold the ring."), (" #2. ", "Hold the ring."), ("Remote", "Hold the ring."),
        ("the warranty", "24 months."),
    ])
    func `a choice is made by number or word`(text: String, answer: String) async {
        let story = await asked()
        await story.says(ann, text)
        #expect(story.hears(ann) == [answer])
        #expect(story.desk.conversations["c1"]?.choices == [])
        #expect(story.transitions.last { !$0.lines.isEmpty }?.event.words == text, "no matcher was asked")
    }

    @Test(arguments: ["3", "0", "#7"])
    func `a number that no choice has brings the choices again`(text: String) async {
        let story = await asked()
        await story.says(ann, text)
        #expect(story.hears(ann) == [question])
        await story.says(ann, "2")
        #expect(story.hears(ann) == ["Hold the ring."])
    }

    @Test(arguments: ["99999999999999999999", "how"])
    func `what chooses nothing is read as usual`(text: String) async {
        let story = await asked()
        await story.says(ann, text)
        #expect(story.hears(ann).isEmpty)
        await story.passes(.seconds(1))
        #expect(story.hears(ann) == ["[misses#first]"])
    }

    @Test func `a choice stands until something else is answered`() async {
        let story = await asked()
        await story.says(ann, "why")
        await story.says(ann, "2")
        #expect(story.hears(ann) == ["[why#nothing]", "Hold the ring."])
        await story.says(ann, "1")
        await story.passes(.seconds(1))
        #expect(story.hears(ann) == ["[misses#first]"])
    }

    @Test func `a word that is a phrasing of something else chooses nothing, though a title holds it`() async {
        let story = await asked()
        let renamed = SampleContent.content.entries.values.map { entry in
            entry.id == SampleContent.warranty
                ? SampleContent.article(entry.id, "Is there no warranty, or why?", says: "24 months.") : entry
        }
        await story.adopts(Content(revision: "sample-2", entries: renamed, voice: SampleContent.content.voice))
        await story.says(ann, "again")
        #expect(story.hears(ann) == ["[choices#ask]\n1. Is there no warranty, or why?\n2. How do I pair the remote?"])
        await story.says(ann, "why")
        #expect(story.hears(ann) == ["[why#nothing]"])
        await story.says(ann, "warranty")
        #expect(story.hears(ann) == ["24 months."])
    }

    @Test func `asking a second time in a row counts as a miss`() async {
        let story = await asked()
        await story.says(ann, "either")
        await story.passes(.seconds(1))
        #expect(story.hears(ann) == ["[misses#first]"])
    }

    @Test func `a choice that has vanished is said so and the question is read again`() async {
        let story = await asked()
        let kept = SampleContent.content.entries.values.filter { $0.id != SampleContent.pairing }
        await story.adopts(Content(revision: "sample-2", entries: Array(kept), voice: SampleContent.content.voice))
        await story.says(ann, "2")
        await story.passes(.seconds(1))
        #expect(story.hears(ann) == ["[choices#gone]", "[misses#first]"])
    }

    @Test func `an answer that vanished while it was read is a miss`() async {
        let story = await Story()
        story.readsTurns = false
        await story.says(ann, "warranty")
        await story.adopts(Content(revision: "sample-2", entries: [], voice: SampleContent.content.voice))
        await story.happens(.turnRead(story.unread[0].id, RoteReader().read(story.unread[0])))
        #expect(story.hears(ann).isEmpty)
        await story.reads()
        await story.passes(.seconds(1))
        #expect(story.hears(ann) == ["[greeting]", "[misses#first]"])
    }
}

@Suite struct ChoosingRules {
    private let offered = ["How long is the warranty?", "How do I pair the remote?", "Is the remote waterproof?"].map {
        Conversation.Choice(id: ContentID($0), title: $0, revision: "r", confidence: 0.4)
    }

    @Test(
        arguments: [
            ("1", 0), ("3", 2), ("3)", 2), ("２", 1), ("2️⃣", 1), ("٣", 2), ("warranty", 0), ("PAIR", 1),
            ("remote waterproof", 2), ("remote", nil),
            ("", nil), ("how long is the warranty", nil), ("tent", nil), ("1 2", nil), ("???", nil),
        ] as [(String, Int?)])
    func `a number or words of exactly one title choose`(text: String, index: Int?) {
        let expected = index.map { Choosing.Reply.choice(offered[$0]) } ?? .none
        #expect(Choosing.choice(text, among: offered) == expected)
    }

    @Test(arguments: ["0", "4", "#17"])
    func `a number beyond the choices is told from other words`(text: String) {
        #expect(Choosing.choice(text, among: offered) == .outOfRange)
    }
}
