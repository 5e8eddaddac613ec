import DeskCore
import TestKit
import Testing

/// How a conversation goes on: again, back, more, another language, two questions at once, and what did not help.
@Suite struct TalkStories {
    let ann = Someone.guest("ann")
    let kim = Someone.agent("kim")

    private func adopting(_ entries: [Entry], voice: [VoiceLine: [Language: Prose]]? = nil) async -> Story {
        let story = await Story()
        let base = SampleContent.content
        let kept = base.entries.values.filter { entry in !entries.contains { $0.id == entry.id } }
        await story.adopts(
            Content(revision: "sample-2", entries: Array(kept) + entries, voice: voice ?? base.voice))
        return story
    }

    // MARK: Again, back, more

    @Test func `again repeats the last answer, or the choices on offer`() async {
        let story = await Story()
        await story.says(ann, "again")
        await story.says(ann, "warranty")
        await story.says(ann, "again")
        #expect(story.hears(ann) == ["[greeting]", "[why#nothing]", "24 months.", "24 months."])
        await story.passes(.seconds(1))
        await story.says(ann, "either")
        await story.passes(.seconds(1))
        await story.says(ann, "again")
        let choices = "[choices#ask]\n1. How long is the warranty?\n2. How do I pair the remote?"
        #expect(story.hears(ann) == [choices, choices])
        await story.says(ann, "2")
        #expect(story.hears(ann) == ["Hold the ring."])
    }

    @Test func `back offers the choices again, and then goes through the answers before`() async {
        let story = await Story()
        await story.says(ann, "warranty")
        await story.passes(.seconds(1))
        await story.says(ann, "either")
        await story.passes(.seconds(1))
        await story.says(ann, "2")
        _ = story.hears(ann)
        await story.says(ann, "back")
        #expect(
            story.hears(ann) == ["[choices#ask]\n1. How long is the warranty?\n2. How do I pair the remote?"])
        await story.says(ann, "back")
        #expect(story.hears(ann) == ["Hold the ring."], "where the choices came from is the answer before them")
        await story.says(ann, "back")
        #expect(story.hears(ann) == ["24 months."])
        await story.says(ann, "back")
        #expect(story.hears(ann) == ["[why#nothing]"])
    }

    private let guide = Entry(
        id: SampleContent.pairing,
        variants: [
            "en": Variant(
                title: "How do I pair the remote?",
                body: Prose([.list(first: 1, items: (1...10).map { [.paragraph([.text("Step \($0)")])] })]))
        ])

    @Test func `a long answer comes in parts, each with its numbers`() async {
        let story = await adopting([guide])
        await story.says(ann, "pairing")
        #expect(story.hears(ann).last == "1. Step 1\n2. Step 2\n3. Step 3\n4. Step 4\n[more#hint]")
        await story.says(ann, "more")
        #expect(story.hears(ann) == ["5. Step 5\n6. Step 6\n7. Step 7\n8. Step 8\n[more#hint]"])
        await story.says(ann, "more")
        #expect(story.hears(ann) == ["9. Step 9\n10. Step 10"])
        await story.says(ann, "more")
        #expect(story.hears(ann) == ["[more#end]"])
        await story.says(ann, "again")
        #expect(story.hears(ann) == ["1. Step 1\n2. Step 2\n3. Step 3\n4. Step 4\n[more#hint]"])
    }

    @Test func `the rest of an answer stays what it was when the content changes`() async {
        let story = await adopting([guide])
        await story.says(ann, "pairing")
        await story.adopts(SampleContent.content)
        _ = story.hears(ann)
        await story.says(ann, "more")
        #expect(story.hears(ann) == ["5. Step 5\n6. Step 6\n7. Step 7\n8. Step 8\n[more#hint]"])
    }

    @Test func `another question ends what was left of a long answer`() async {
        let story = await adopting([guide])
        await story.says(ann, "pairing")
        await story.says(ann, "warranty")
        _ = story.hears(ann)
        await story.says(ann, "more")
        #expect(story.hears(ann) == ["[more#end]"])
    }

    // MARK: Several lines

    @Test func `what follows in the same breath as an answered question is taken for the rest of it`() async {
        let story = await Story()
        for line in ["about the", "warranty", "for the box", "still the warranty", "either"] {
            await story.says(ann, line)
            await story.passes(.milliseconds(300))
        }
        await story.passes(.seconds(2))
        #expect(story.hears(ann) == ["[greeting]", "24 months."])
        #expect(await story.missed.isEmpty)
        await story.says(ann, "for the box")
        await story.passes(.seconds(4))
        #expect(story.hears(ann) == ["[misses#first]"])
    }

    @Test(arguments: ["and the lamp?", "my blue lamp does not shine"])
    func `what may be a question of its own never goes unheard`(text: String) async {
        let story = await Story()
        await story.says(ann, "warranty")
        await story.says(ann, text)
        await story.passes(.seconds(1))
        #expect(story.hears(ann) == ["[greeting]", "24 months.", "[misses#first]"])
    }

    @Test func `another sure question in the same breath is answered`() async {
        let story = await Story()
        await story.says(ann, "warranty")
        await story.says(ann, "pairing")
        #expect(story.hears(ann) == ["[greeting]", "24 months.", "Hold the ring."])
    }

    @Test func `a hello waits for the question behind it`() async {
        let story = await Story()
        await story.says(ann, "reply")
        await story.passes(.milliseconds(500))
        await story.says(ann, "warranty")
        await story.passes(.seconds(1))
        #expect(story.hears(ann) == ["[greeting]", "24 months."])
    }

    // MARK: Languages

    @Test func `the greeting is in the language of the first question`() async {
        let both = Entry(
            id: SampleContent.warranty,
            variants: [
                "en": Variant(title: "How long is the warranty?", body: Prose(text: "24 months.")),
                "de": Variant(title: "Wie lange gilt die Garantie?", body: Prose(text: "24 Monate.")),
            ])
        var voice = SampleContent.content.voice
        voice[.greeting]?["de"] = Prose(text: "Guten Tag.")
        let story = await adopting([both], voice: voice)
        story.readsTurns = false
        await story.says(ann, "Garantie")
        let german = Reading.Candidate(id: SampleContent.warranty, confidence: 0.9, language: "de")
        let reading = Reading([german], thresholds: .init(answer: 0.7, clarify: 0.3), revision: "sample-2")
        await story.happens(.turnRead(story.unread[0].id, reading))
        #expect(story.hears(ann) == ["Guten Tag.", "24 Monate."])
    }

    @Test func `deutsch switches, and the last answer is said again in German`() async {
        let both = Entry(
            id: SampleContent.warranty,
            variants: [
                "en": Variant(title: "How long is the warranty?", body: Prose(text: "24 months.")),
                "de": Variant(title: "Wie lange gilt die Garantie?", body: Prose(text: "24 Monate.")),
            ])
        let german = Entry(
            id: "intent:language", action: .language,
            variants: [
                "en": Variant(title: "english", body: Prose(text: "In English.")),
                "de": Variant(title: "deutsch", body: Prose(text: "Gern.")),
            ])
        var voice = SampleContent.content.voice
        voice[.notInLine]?["de"] = Prose(text: "Sie warten nicht.")
        let story = await adopting([both, german], voice: voice)
        await story.says(ann, "warranty")
        await story.happens(language("de", for: ann, story, "deutsch"))
        #expect(story.hears(ann) == ["[greeting]", "24 months.", "Gern.", "24 Monate."])
        await story.says(ann, "status")
        #expect(story.hears(ann) == ["Sie warten nicht."])
        await story.says(ann, "pairing")
        await story.says(ann, "status")
        #expect(
            story.hears(ann) == ["Hold the ring.", "Sie warten nicht."], "an article in one language tells nothing")
    }

    /// The customer says so, and the matcher tells the language of the phrasing.
    private func language(
        _ language: Language, for who: Someone, _ story: Story, _ text: String
    ) async -> Event.Body {
        story.readsTurns = false
        await story.says(who, text)
        story.readsTurns = true
        let candidate = Reading.Candidate(id: "intent:language", confidence: 1, language: language)
        let id = story.unread.last?.id ?? TurnID(conversation: "none", number: 0, lines: 0)
        return .turnRead(
            id, Reading([candidate], thresholds: .init(answer: 0.7, clarify: 0.3), revision: "sample-2"))
    }

    // MARK: Two things at once

    @Test func `two questions get two answers`() async {
        let story = await Story()
        await story.says(ann, "warranty and also pairing")
        #expect(story.hears(ann) == ["[greeting]", "24 months.", "Hold the ring."])
        await story.says(ann, "back")
        #expect(story.hears(ann) == ["24 months."])
    }

    @Test func `a wish for a person around a question gets both, the person first`() async {
        let story = await Story()
        await story.says(ann, "human and also warranty")
        let word = story.word(of: 1)
        #expect(
            story.hears(ann) == [
                "[greeting]", "[waiting#hand-over case=1 place=1]", "[come-back#word word=\(word)]",
                "[waiting#meanwhile]", "24 months.",
            ])
    }

    @Test func `in danger nothing else is answered`() async {
        let story = await Story()
        await story.says(ann, "crisis and also warranty")
        #expect(!story.hears(ann).contains("24 months."))
        #expect(story.desk.line == [1])
    }

    // MARK: What did not help

    @Test func `wrong says sorry with the article's title, and the second time a person takes over`() async {
        let story = await Story()
        await story.says(ann, "wrong")
        await story.says(ann, "warranty")
        await story.says(ann, "wrong")
        #expect(
            story.hears(ann) == [
                "[greeting]", "[why#nothing]", "24 months.", "[misses#wrong title=How long is the warranty?]",
            ])
        await story.says(ann, "wrong")
        #expect(story.hears(ann).prefix(2) == ["[misses#giving-up]", "[waiting#hand-over case=1 place=1]"])
        await story.says(ann, "wrong")
        #expect(story.hears(ann) == ["[waiting#noted case=1]"])
    }

    @Test func `none of these is no answer to the question, and the next miss hands over`() async {
        let story = await Story()
        await story.says(ann, "either")
        await story.passes(.seconds(1))
        await story.says(ann, "unsolved")
        #expect(story.hears(ann).last == "[choices#none]")
        await story.says(ann, "blah")
        await story.passes(.seconds(1))
        #expect(story.hears(ann).prefix(2) == ["[misses#giving-up]", "[waiting#hand-over case=1 place=1]"])
    }

    @Test func `feedback asks for a figure`() async {
        let story = await Story()
        await story.says(ann, "feedback")
        await story.says(ann, "4")
        #expect(story.hears(ann) == ["[greeting]", "<feedback>", "[rating#thanks]"])
        #expect(story.desk.conversations["c1"]?.rating == 4)
    }

    @Test func `who wants to be forgotten is told how, and agents know what they want`() async {
        let story = await Story()
        await story.says(ann, "forget")
        #expect(story.hears(ann).prefix(3) == ["[greeting]", "<forget>", "[waiting#hand-over case=1 place=1]"])
        #expect(
            story.hears(kim) == ["Case 1: ann waits. They ask that what we keep of them be deleted. !claim 1"])
    }

    // MARK: What is kept for content writers

    @Test func `questions without an answer are kept with their words`() async {
        let story = await Story()
        await story.says(ann, "how heavy")
        await story.says(ann, "is it?")
        await story.passes(.seconds(1))
        await story.says(ann, "warranty")
        await story.says(ann, "wrong")
        await story.says(ann, "no such word")
        await story.passes(.seconds(1))
        let missed = await story.missed
        #expect(missed.map(\.text) == ["how heavy\nis it?", "warranty", "no such word"])
        #expect(missed.map(\.gap.kind) == [.unanswered, .wrong, .unanswered])
        #expect(missed.map(\.gap.answer) == [nil, SampleContent.warranty, nil])
        #expect(missed.map(\.person) == Array(repeating: ann.author.person, count: 3))
    }

    @Test func `what is said in line is no question without an answer`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(ann, "it is the blue one")
        await story.passes(.seconds(1))
        await story.says(ann, "unsolved")
        #expect(await story.missed.isEmpty)
    }

    // MARK: Content that changes

    @Test func `a turn read by content that is no longer there is read again`() async {
        let story = await Story()
        story.readsTurns = false
        await story.says(ann, "warranty")
        let other = SampleContent.article("warranty/years", "How long is the warranty?", says: "Three years.")
        let kept = SampleContent.content.entries.values.filter { $0.id != SampleContent.warranty }
        let stale = Reading(
            [.init(id: SampleContent.warranty, confidence: 0.9)], thresholds: .init(answer: 0.7, clarify: 0.3),
            revision: "sample-1")
        await story.adopts(
            Content(revision: "sample-2", entries: Array(kept) + [other], voice: SampleContent.content.voice))
        let turn = story.unread[0]
        await story.happens(.turnRead(turn.id, stale))
        #expect(story.hears(ann).isEmpty)
        #expect(story.unread.count == 2)
        let fresh = Reading(
            [.init(id: "warranty/years", confidence: 0.9)], thresholds: .init(answer: 0.7, clarify: 0.3),
            revision: "sample-2")
        await story.happens(.turnRead(story.unread[1].id, fresh))
        #expect(story.hears(ann) == ["[greeting]", "Three years."])
    }

    @Test func `agents hear once that the folder is broken, and when it is mended`() async {
        let story = await Story()
        let refusal = ContentRefusal(revision: "bad-1", errors: 2, first: "faqs/a.md:3:1: title-missing")
        await story.happens(.contentRefused(refusal))
        await story.happens(.contentRefused(refusal))
        #expect(
            story.hears(kim) == [
                "The content folder has 2 errors and was not taken over; the desk goes on with what it had.\n"
                    + "faqs/a.md:3:1: title-missing\n`rapport check` shows all of it."
            ])
        await story.adopts(SampleContent.content)
        #expect(story.hears(kim) == ["The content folder is in order again, and the desk speaks from it."])
        await story.adopts(SampleContent.content)
        #expect(story.hears(kim).isEmpty)
    }
}
