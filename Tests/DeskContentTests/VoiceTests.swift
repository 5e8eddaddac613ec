import DeskContent
import DeskCore
import Testing

@Suite("The desk's voice")
struct VoiceTests {
    private func voice(_ file: String, _ text: String) -> String {
        problems(in: "---\naction: voice\n---\n" + text, at: "intents/desk/\(file).md").joined(separator: ", ")
    }

    private static let choices = "## Ask {#ask}\na\n\n## Gone {#gone}\nb\n\n## None {#none}\nc\n"

    @Test func `a file holds one line or a part each`() {
        let loaded = compile([
            "intents/desk/greeting.md": "---\naction: voice\n---\nHello.",
            "intents/desk/choices.md": "---\naction: voice\n---\n" + Self.choices,
        ])
        let voice = loaded.content.voice.mapValues { $0["en"]?.plainText }
        #expect(voice == [.greeting: "Hello.", .clarify: "a", .choiceGone: "b", .noneOfThese: "c"])
    }

    @Test func `every line of the desk has its place`() {
        let files = Dictionary(grouping: VoiceLine.allCases, by: \.file).mapValues { lines in
            "---\naction: voice\n---\n"
                + lines.map { line in
                    let text = (["Text"] + line.required.sorted().map { "{\($0)}" }).joined(separator: " ")
                    return (line.part.map { "## Part {#\($0)}\n" } ?? "") + text + "\n"
                }.joined(separator: "\n")
        }
        let paths = Dictionary(uniqueKeysWithValues: files.map { ("intents/desk/\($0.key).md", $0.value) })
        let loaded = compile(paths)
        #expect(loaded.diagnostics == [])
        #expect(Set(loaded.content.voice.keys) == Set(VoiceLine.allCases))
    }

    @Test func `placeholders become slots, with counted forms`() {
        let text = "Hello: {place|one: You are *next.|other: Number #.} ({case})"
        let file = "---\naction: voice\n---\n## You are in line {#hand-over}\n" + text
        let prose = compile(["intents/desk/waiting.md": file]).content.voice[.handOver]?["en"]
        let slot = Prose.Slot(name: "place", forms: ["one": "You are *next.", "other": "Number #."])
        #expect(
            prose
                == Prose([
                    .paragraph([
                        .text("Hello: "), .slot(slot), .text(" ("), .slot(Prose.Slot(name: "case")), .text(")"),
                    ])
                ]))
    }

    @Test(
        "mistakes in the desk's voice have their place",
        arguments: [
            ("greeting", "Hi\nyou {nmae}", "5:5 placeholder-unknown"),
            ("greeting", "Hi {name}, 日本 {x}, `{y}`", "4:4 placeholder-unknown, 4:15 placeholder-unknown"),
            ("greeting", "a {b", "4:3 placeholder-open"), ("greeting", "a }", "4:3 placeholder-open"),
            ("greeting", "\t\n\n  é {x|one: a}", "6:5 placeholder-form"), ("greeting", "", "4:1 body-empty"),
            ("grreting", "Hello", "1:1 voice-unknown"), ("noted", "Hello", "1:1 voice-unknown"),
            ("why", "## A {#article}\n{title}\n", "4:1 part-missing"),
            ("why", "## A {#article}\nx\n## B {#nothing}\ny", "4:1 placeholder-missing"),
            (
                "why", "## A {#article}\n{title} {place}\n## B {#nothing}\ny {title}",
                "5:9 placeholder-unknown, 7:3 placeholder-unknown"
            ),
            ("why", "## A {#article}\n{title}\n## B {#nothing}\n", "6:1 body-empty"),
            ("why", "Hello\n## A {#article}\n{title}\n## B {#nothing}\ny", "4:1 text-outside-part"),
            ("why", "## A {#article}\n{title}\n## B {#nothing}\ny\n## C {#nothing}\nz", "8:1 part-repeated"),
            ("why", "## A {#article}\n{title}\n## B {#nothing}\ny\n## C {#c}\nz", "8:1 part-unknown"),
            ("why", "## A {#article}\n{title}\n## Nothing\ny", "4:1 part-missing, 6:1 heading-id-missing"),
            ("why", "", "4:1 part-missing"),
        ])
    func mistakes(file: String, text: String, expected: String) {
        #expect(voice(file, text) == expected)
    }

    @Test func `a variant may lack a part, which is then said in the default language`() throws {
        let loaded = compile([
            "intents/desk/why.md": "---\naction: voice\n---\n## A {#article}\n{title}\n## B {#nothing}\nb",
            "intents/desk/why.de.md": "---\naction: voice\n---\n## B {#nothing}\nnichts",
        ])
        let found = loaded.diagnostics.filter { $0.code != "voice-missing" }
        #expect(found.map(\.code) == ["part-untranslated"])
        #expect(found.map(\.severity) == [.warning])
        #expect(loaded.content.voice(.why, in: "de").plainText == "{title}")
        #expect(loaded.content.voice(.nothingSaid, in: "de").plainText == "nichts")
    }

    @Test func `required placeholders are required in every language`() {
        let files = [
            "intents/desk/why.md": "---\naction: voice\n---\n## A {#article}\n{title}\n## B {#nothing}\nb",
            "intents/desk/why.de.md": "---\naction: voice\n---\n## A {#article}\nDas.\n## B {#nothing}\nb",
        ]
        #expect(problems(files) == ["intents/desk/why.de.md:4:1 placeholder-missing"])
    }

    @Test func `a file of the desk's voice says so`() {
        let path = "intents/desk/greeting.md"
        #expect(problems(in: "Hello", at: path) == ["1:1 action-not-voice"])
        #expect(problems(in: "---\naction: reply\n---\nHello", at: path) == ["2:1 action-not-voice"])
        #expect(problems(in: "---\naction: voice\nask:\n  - x\n---\nHello", at: path) == ["3:1 key-unknown"])
    }

    @Test func `the name of an old file leads to its part`() {
        let found = compile(["intents/desk/hand-over.md": "---\naction: voice\n---\nx"]).diagnostics
        let help = found.first { $0.code == "voice-unknown" }?.help
        #expect(help == "It is a part of intents/desk/waiting.md: write it there, below `## … {#hand-over}`.")
    }

    @Test func `every file of the desk must be there in the default language`() {
        let missing = compile([:]).diagnostics.filter { $0.code == "voice-missing" }
        #expect(missing.count == Set(VoiceLine.allCases.map(\.file)).count)
        let some = compile(["intents/desk/solved.md": "---\naction: voice\n---\nGood."]).diagnostics
        #expect(!some.contains { $0.file == "intents/desk/solved.md" })
        let german = compile(["intents/desk/solved.de.md": "---\naction: voice\n---\nGut."]).diagnostics
        #expect(german.contains { $0.file == "intents/desk/solved.md" && $0.code == "voice-missing" })
    }
}
