@testable import DeskCore
import TestKit
import Testing

/// What is changed after it was said.
@Suite struct ChangeStories {
    let ann = Someone.customer("ann")
    let kim = Someone.agent("kim")

    private func served() async -> Story {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        for who in [ann, kim, kim.inCase(1)] { _ = story.hears(who) }
        return story
    }

    private func last(_ story: Story) -> ArrivalID { story.lastArrival?.id ?? "none" }

    // MARK: Edits

    @Test func `a question that is edited before it is answered is asked in its new words alone`() async {
        let story = await Story()
        story.readsTurns = false
        await story.says(ann, "gibberish")
        await story.edits(ann, last(story), "warranty")
        await story.reads()
        await story.passes(.seconds(5))
        #expect(story.hears(ann).map { $0.contains("24 months") } == [false, true], "greeting and answer")
        #expect(await story.lines.prefix(2).map(\.text) == ["gibberish", "warranty"], "both are kept")
    }

    @Test func `a question that is edited after its answer is asked again`() async {
        let story = await Story()
        await story.says(ann, "warranty")
        _ = story.hears(ann)
        await story.edits(ann, last(story), "pairing")
        #expect(story.hears(ann).count == 1)
        #expect(await story.lines.filter { $0.kind == .customer }.map(\.text) == ["warranty", "pairing"])
    }

    @Test func `an agent sees the customer's words as they are now, and the other way round`() async {
        let story = await served()
        await story.says(ann, "it beeps")
        let words = last(story)
        await story.edits(ann, words, "it blinks")
        #expect(story.hears(kim.inCase(1)) == ["ann: it beeps", "ann: (instead of \(words)) it blinks"])
        await story.says(kim.inCase(1), "hold A")
        let answer = last(story)
        await story.edits(kim.inCase(1), answer, "hold B")
        #expect(story.hears(ann) == ["kim: hold A", "kim: (instead of \(answer)) hold B"])
        #expect(
            await story.lines.suffix(4).map(\.text) == ["it beeps", "it blinks", "hold A", "hold B"])
    }

    @Test(arguments: ["!note secret", "!done well", "!dnoe"])
    func `what never was for the customer does not become so by an edit`(_ text: String) async {
        let story = await served()
        await story.says(kim.inCase(1), text)
        let words = last(story)
        _ = (story.hears(ann), story.hears(kim.inCase(1)))
        await story.edits(kim.inCase(1), words, "secret")
        #expect(story.hears(ann).isEmpty)
        #expect(!(await story.lines.contains { $0.kind == .agent && !$0.isNote }))
    }

    @Test func `a command in an edit is for nobody`() async {
        let story = await served()
        await story.says(kim.inCase(1), "hold A")
        let words = last(story)
        _ = (story.hears(ann), story.hears(kim.inCase(1)))
        await story.edits(kim.inCase(1), words, "hold A\n!note she is rude")
        await story.edits(kim.inCase(1), words, "r 2 hold A")
        #expect(story.hears(ann).isEmpty)
        #expect(story.hears(kim.inCase(1)).allSatisfy { $0.hasPrefix("Not sent: ") })
    }

    @Test func `who does not have the case any more edits nothing`() async {
        let story = await served()
        await story.says(kim.inCase(1), "hold A")
        let words = last(story)
        await story.says(kim.inCase(1), "!done well")
        _ = story.hears(ann)
        await story.edits(kim.inCase(1), words, "hold B")
        #expect(story.hears(ann).isEmpty)
    }

    // MARK: Redactions

    @Test func `what is taken back leaves transcript, search and gaps`() async {
        let story = await Story()
        await story.says(ann, "gibberish secretword")
        await story.passes(.seconds(5))
        #expect(await story.missed.count == 1)
        await story.redacts(ann, last(story))
        #expect(await story.missed.isEmpty)
        #expect(!(await story.lines.contains { $0.text.contains("secretword") }))
        #expect(await story.lines.first?.text == Line.erased)
        #expect(!"\(story.desk.conversations)".contains("secretword"))
        #expect(await story.turns.isEmpty, "nothing is learned from it")
    }

    @Test func `a question that is taken back is not answered`() async {
        let story = await Story()
        story.readsTurns = false
        await story.says(ann, "secretword")
        let first = last(story)
        await story.says(ann, "warranty")
        await story.redacts(ann, first)
        #expect(story.unread.last?.text == "warranty")
        await story.redacts(ann, "irc/2")
        #expect(story.desk.conversations.values.allSatisfy { $0.turn == nil })
        await story.reads()
        await story.passes(.seconds(5))
        #expect(story.hears(ann).isEmpty)
    }

    @Test func `an agent is told, and what was on its way is not said`() async {
        let story = await served()
        story.settlesDeliveries = false
        await story.says(ann, "my pin is 1234")
        let words = last(story)
        await story.redacts(ann, words)
        await story.delivers()
        #expect(story.hears(kim.inCase(1)) == ["(\(words) is taken back)", "ann has taken back a message."])
        #expect(!(await story.lines.contains { $0.text.contains("1234") }))
    }

    @Test func `what was edited is taken back in all its forms`() async {
        let story = await served()
        await story.says(ann, "pin 1234")
        let words = last(story)
        await story.edits(ann, words, "pin 5678")
        let edit = last(story)
        _ = story.hears(kim.inCase(1))
        await story.redacts(ann, words)
        #expect(
            story.hears(kim.inCase(1)) == [
                "(\(words) is taken back)", "(\(edit) is taken back)", "ann has taken back a message.",
            ])
        #expect(!(await story.lines.contains { $0.text.contains("pin") }))
    }

    @Test func `an agent takes back what the customer was told`() async {
        let story = await served()
        await story.says(kim.inCase(1), "the other one's address")
        let words = last(story)
        _ = story.hears(ann)
        await story.redacts(kim.inCase(1), words)
        #expect(story.hears(ann) == ["(\(words) is taken back)"])
        #expect(!(await story.lines.contains { $0.text.contains("address") }))
        await story.says(kim.inCase(1), "!note her boss is rude")
        await story.redacts(kim.inCase(1), last(story))
        #expect(story.hears(ann).isEmpty)
        #expect(!(await story.lines.contains { $0.text.contains("rude") }))
    }

    @Test func `nothing of somebody who never wrote is nothing`() async {
        let story = await Story()
        await story.redacts(ann, "irc/99")
        await story.reacts(ann, "👍")
        #expect(story.hears(ann).isEmpty)
        #expect(story.desk.conversations.isEmpty)
    }

    // MARK: Signs

    @Test func `a digit chooses`() async {
        let story = await Story()
        await story.says(ann, "either")
        await story.passes(.seconds(2))
        _ = story.hears(ann)
        await story.reacts(ann, "1\u{FE0F}\u{20E3}")
        #expect(story.hears(ann).count == 1)
        #expect(story.desk.conversations.values.first?.choices.isEmpty == true)
    }

    @Test func `a thumb says that it is solved, a digit rates`() async {
        let story = await served()
        await story.says(kim.inCase(1), "!done well")
        _ = (story.hears(ann), story.hears(kim.inCase(1)))
        await story.reacts(ann, "👍🏽")
        #expect(story.hears(kim.inCase(1)) == ["ann says it is solved."])
        await story.reacts(ann, "5️⃣")
        #expect(story.hears(kim.inCase(1)) == ["ann rates it 5 of 5."])
        #expect(story.desk.cases[1]?.rating == 5)
        #expect(await story.lines.filter { $0.kind == .customer }.map(\.text) == ["human", "👍🏽", "5️⃣"])
    }

    @Test func `a thumb down opens the case again`() async {
        let story = await served()
        await story.says(kim.inCase(1), "!done well")
        await story.reacts(ann, "👎")
        #expect(story.desk.cases[1]?.state == .waiting)
    }

    @Test func `an agent is told of any sign, and the bot takes it for no words`() async {
        let story = await served()
        await story.reacts(ann, "❤️")
        #expect(story.hears(kim.inCase(1)) == ["ann reacts with ❤️"])
        let other = await Story()
        await other.says(ann, "warranty")
        _ = other.hears(ann)
        await other.reacts(ann, "❤️")
        await other.passes(.seconds(10))
        #expect(other.hears(ann).isEmpty)
        #expect(await other.lines.filter { $0.kind == .customer }.count == 1)
    }

    @Test(arguments: [("👍", Sign.up), ("👎🏿", .down), ("✅", .up), ("3", .digit(3)), ("3️⃣", .digit(3))])
    func `signs are read in any colour`(_ text: String, _ sign: Sign) { #expect(Sign(text) == sign) }

    @Test(arguments: ["", "👍👍", "12", "yes", "❤️", "🏽"])
    func `other signs say nothing`(_ text: String) { #expect(Sign(text) == nil) }

    // MARK: Files

    @Test func `an agent gets a file when they ask for it`() async {
        let story = await served()
        await story.sends(ann, "[image] cat.png (image/png, 32 kB)")
        let cat = last(story)
        await story.sends(ann, "[file] log.txt")
        #expect(story.hears(kim.inCase(1)) == ["ann: [image] cat.png (image/png, 32 kB)", "ann: [file] log.txt"])
        await story.says(kim.inCase(1), "!file 2")
        #expect(story.hears(kim.inCase(1)) == ["(the file \(cat) of ann/1, case 1)"])
        await story.says(kim.inCase(1), "!file 3")
        #expect(story.hears(kim.inCase(1)) == ["There are 2: !file 1 is the last one, !file 2 the first."])
        await story.redacts(ann, cat)
        _ = story.hears(kim.inCase(1))
        await story.says(kim.inCase(1), "!file 2")
        #expect(story.hears(kim.inCase(1)) == ["There is one file: !file"])
    }

    @Test func `an agent's file is not for the customer`() async {
        let story = await served()
        await story.sends(kim.inCase(1), "[image] cat.png")
        #expect(story.hears(ann).isEmpty)
        #expect(story.hears(kim.inCase(1)).first?.hasPrefix("Not sent: files") == true)
    }

    // MARK: Threads

    @Test func `what agents say in a case's thread is kept with the case, and nowhere else`() async {
        let story = await served()
        await story.says(kim, "she has called before", about: 1)
        #expect(story.hears(ann).isEmpty)
        let note = await story.lines.last
        #expect(note?.text == "she has called before" && note?.isNote == true)
        #expect(story.hears(kim.inCase(1)).isEmpty)
    }

    @Test func `a command in a thread is about its case`() async {
        let story = await Story()
        for name in ["ann", "bob"] { await story.says(Someone.customer(name), "human") }
        await story.says(kim, "!claim", about: 2)
        #expect(story.desk.cases[2]?.state == .claimed(by: "kim"))
        await story.says(kim, "!note in a hurry", about: 1)
        #expect(await story.lines.last { $0.isNote }?.person == ann.author.person)
    }

    @Test func `what the board tells of a case says which`() async {
        let story = await served()
        let told = story.transitions.flatMap(\.effects).compactMap { effect -> Delivery? in
            guard case .deliver(let delivery) = effect, delivery.to == Someone.staffRoom else { return nil }
            return delivery
        }
        #expect(told.filter { if case .say = $0.act { true } else { false } }.allSatisfy { $0.about == 1 })
        #expect(!told.isEmpty)
    }

    // MARK: Typing

    @Test func `a customer sees that somebody is typing, and so does the agent`() async {
        let story = await served()
        #expect(story.desk.otherSide(of: kim.inCase(1).room, kim.author) == [ann.room])
        #expect(story.desk.otherSide(of: ann.room, ann.author) == [kim.inCase(1).room])
        #expect(story.desk.otherSide(of: kim.room, kim.author).isEmpty)
        #expect(story.desk.otherSide(of: kim.inCase(1).room, Someone.agent("lee").author).isEmpty)
    }

    @Test func `while the desk thinks about it the customer sees that it does`() async {
        let story = await Story()
        await story.says(ann, "gibberish")
        #expect(story.typing == [ann.room])
    }

    // MARK: Translation

    @Test func `what a network cannot show is put into words, or left out`() {
        let utterance = Utterance(speaker: .agent("kim"), prose: Prose(text: "hold B"))
        let corrected = Act.correct("a", utterance).translated(for: [])
        guard case .say(let said)? = corrected else {
            Issue.record("\(String(describing: corrected))")
            return
        }
        #expect(said.prose.plainText == "✎ hold B" && said.speaker == .agent("kim"))
        #expect(Act.takeBack("a").translated(for: [.edits, .files]) == nil)
        let file = FetchedFile(name: "cat.png", type: "image/png", bytes: 32_100, path: "data/files/1/cat.png")
        #expect(
            Act.file(file).translated(for: [.edits])
                == .say(Utterance(prose: Prose(text: "cat.png (image/png, 32 kB) is in data/files/1/cat.png"))))
        for act: Act in [.correct("a", utterance), .takeBack("a"), .file(file), .say(utterance), .enter("kim")] {
            #expect(act.translated(for: [.edits, .redactions, .files]) == act)
        }
    }

    @Test(arguments: [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (32_499, "32 kB"), (1_550_000, "1.5 MB")])
    func `sizes are said as people say them`(_ bytes: Int, _ text: String) { #expect(FileSize.text(bytes) == text) }
}
