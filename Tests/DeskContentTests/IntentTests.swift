import DeskContent
import DeskCore
import Testing

@Suite("Intents")
struct IntentTests {
    private func intent(_ text: String) -> [String] { problems(in: text, at: "intents/a.md") }

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
        #expect(loaded.diagnostics.filter { !["voice-missing", "ask-thin"].contains($0.code) } == [])
        #expect(loaded.content.entries["intent:a"]?.variants.count == 2)
    }

    @Test(
        "wrong actions are told",
        arguments: [
            ("---\ntitle: T\n---\n", "1:1 action-missing"),
            ("---\ntitle: T\naction: humen\n---\n", "3:1 action-unknown"),
            ("---\ntitle: T\naction: forget\n---\n", "5:1 body-empty"),
            ("---\ntitle: T\naction: language\n---\n", "5:1 body-empty"),
            ("---\naction: voice\n---\nHello", "2:1 voice-misplaced"),
        ])
    func actions(text: String, problem: String) {
        #expect(intent(text) == [problem])
    }

    @Test func `help guesses what was meant`() {
        let loaded = compile(["intents/a.md": "---\ntitle: T\naction: humen\n---\n"])
        #expect(loaded.diagnostics.first { $0.code == "action-unknown" }?.help == "Did you mean `human`?")
    }

    @Test(
        "only what is said needs a text",
        arguments: IntentAction.allCases)
    func texts(action: IntentAction) {
        let text = "---\ntitle: T\naction: \(action.rawValue)\n---\n"
        #expect(intent(text) == (action.needsText ? ["5:1 body-empty"] : []))
        #expect(intent(text + "Said first.") == [])
    }
}
