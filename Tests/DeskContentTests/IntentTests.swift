import DeskContent
import DeskCore
import Testing

@Suite("Intents and the desk's voice")
struct IntentTests {
    private func intent(_ text: String) -> [String] { problems(in: text, at: "intents/a.md") }
    private func voice(_ line: String, _ text: String) -> [String] {
        problems(in: "---\naction: voice\n---\n" + text, at: "intents/desk/\(line).md")
    }

    @Test func `an intent has its action and needs no text unless it is said`() {
        let loaded = compile(["intents/sub/a.md": "---\ntitle: T\naction: human\n---\n"])
        #expect(loaded.content.entries["intent:sub/a"]?.action == .human)
        #expect(intent("---\ntitle: T\naction: reply\n---\n") == ["5:1 body-empty"])
        #expect(intent("---\ntitle: T\naction: crisis\n---\n") == ["5:1 body-empty"])
    }

    @Test func `a variant takes its action from the original`() {
        let loaded = compile([
            "intents/a.md": "---\ntitle: T\naction: human\n---\n", "intents/a.de.md": "---\ntitle: D\n---\n",
        ])
        #expect(loaded.diagnostics.filter { $0.code != "voice-missing" } == [])
        #expect(loaded.content.entries["intent:a"]?.variants.count == 2)
    }

    @Test(
        "wrong actions are told",
        arguments: [
            ("---\ntitle: T\n---\n", "1:1 action-missing"),
            ("---\ntitle: T\naction: humen\n---\n", "3:1 action-unknown"),
            ("---\ntitle: T\naction: feedback\n---\n", "3:1 action-unavailable"),
            ("---\ntitle: T\naction: forget\n---\n", "3:1 action-unavailable"),
            ("---\naction: voice\n---\nHello", "2:1 voice-misplaced"),
        ])
    func actions(text: String, problem: String) {
        #expect(intent(text) == [problem])
    }

    @Test func `help guesses what was meant`() {
        let loaded = compile(["intents/a.md": "---\ntitle: T\naction: humen\n---\n"])
        #expect(loaded.diagnostics.first { $0.code == "action-unknown" }?.help == "Did you mean `human`?")
    }

    @Test func `placeholders become slots, with counted forms`() {
        let text = "---\naction: voice\n---\nHello: {place|one: You are *next.|other: Number #.} ({case})"
        let prose = compile(["intents/desk/hand-over.md": text]).content.voice[.handOver]?["en"]
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
            ("welcome-back", "Hi\n{nmae}", "5:1 placeholder-unknown"),
            ("takeover", "Hello.", "4:1 placeholder-missing"),
            ("takeover", "{agent", "4:1 placeholder-missing, 4:1 placeholder-open"),
            ("welcome-back", "{name|one: a|other: b}", "4:1 placeholder-form"),
            ("place-in-line", "{place|one: a}", "4:1 placeholder-form, 4:1 placeholder-missing"),
            ("noted", "", "4:1 body-empty"), ("notted", "Hello", "1:1 voice-unknown"),
        ])
    func voices(line: String, text: String, expected: String) {
        #expect(voice(line, text).joined(separator: ", ") == expected)
    }

    @Test func `a file of the desk's voice says so`() {
        let path = "intents/desk/noted.md"
        #expect(problems(in: "Hello", at: path) == ["1:1 action-not-voice"])
        #expect(problems(in: "---\naction: reply\n---\nHello", at: path) == ["2:1 action-not-voice"])
        #expect(problems(in: "---\naction: voice\nask:\n  - x\n---\nHello", at: path) == ["3:1 key-unknown"])
    }

    @Test func `every line of the desk must be there in the default language`() {
        let missing = compile([:]).diagnostics.filter { $0.code == "voice-missing" }
        #expect(missing.count == VoiceLine.allCases.count)
        let some = compile(["intents/desk/noted.md": "---\naction: voice\n---\nNoted."]).diagnostics
        #expect(!some.contains { $0.file == "intents/desk/noted.md" })
        let german = compile(["intents/desk/noted.de.md": "---\naction: voice\n---\nNotiert."]).diagnostics
        #expect(german.contains { $0.file == "intents/desk/noted.md" && $0.code == "voice-missing" })
    }
}
