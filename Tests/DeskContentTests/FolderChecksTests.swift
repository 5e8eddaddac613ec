import DeskContent
import DeskCore
import Testing

@Suite("What files say together")
struct FolderChecksTests {
    private func article(_ title: String, _ rest: String = "") -> String { "---\ntitle: \(title)\n\(rest)---\nBody" }

    @Test func `a phrasing that two live articles claim is told at the second`() {
        let files = [
            "faqs/a.md": article("One", "ask:\n  - How  LONG?\n"), "faqs/b.md": article("Two", "ask:\n  - how long\n"),
        ]
        #expect(problems(files) == ["faqs/b.md:4:5 phrasing-claimed"])
    }

    @Test func `drafts and retired articles claim nothing`() {
        let files = [
            "faqs/a.md": article("One"), "faqs/b.md": article("One", "status: draft\n"),
            "faqs/c.md": article("one", "status: retired\n"),
        ]
        #expect(problems(files) == [])
    }

    @Test(
        "phrasings that differ only in case, width, spaces and outer punctuation are one",
        arguments: ["¿How long?", "HOW LONG", "how\tlong!!", "ｈｏｗ ｌｏｎｇ", "  how   long …"])
    func equalPhrasings(phrasing: String) {
        let files = ["faqs/a.md": article("how long"), "faqs/b.md": article("Two", "ask:\n  - \(phrasing)\n")]
        #expect(problems(files).map { $0.split(separator: " ").last } == ["phrasing-claimed"])
    }

    @Test func `a test that is learned tests nothing`() {
        let files = ["faqs/a.md": article("One", "ask:\n  - two\ntest:\n  - Two?\n")]
        #expect(problems(files) == ["faqs/a.md:6:5 test-not-held-out"])
    }

    @Test func `a phrasing cannot belong here and elsewhere`() {
        let files = ["faqs/a.md": article("One", "not:\n  - one\n")]
        #expect(problems(files) == ["faqs/a.md:4:5 not-contradicts"])
    }

    @Test func `a phrasing typed twice is only a warning`() {
        let loaded = compile(["faqs/a.md": article("One", "ask:\n  - one!\n")])
        let found = loaded.diagnostics.filter { !["voice-missing", "ask-thin"].contains($0.code) }
        #expect(found.map(\.code) == ["phrasing-repeated"])
        #expect(found.map(\.severity) == [.warning])
    }

    @Test func `a variant needs an original`() {
        #expect(problems(["faqs/a.de.md": article("Eins")]) == ["faqs/a.de.md:2:1 variant-without-original"])
    }

    @Test func `a variant of a broken original is no orphan`() {
        let files = ["faqs/a.md": "---\ntitle: T\n---\n", "faqs/a.de.md": article("Eins")]
        #expect(problems(files) == ["faqs/a.md:4:1 body-empty"])
    }

    @Test func `metadata of a variant must not differ`() {
        let files = ["faqs/a.md": article("One"), "faqs/a.de.md": article("Eins", "owner: me\n")]
        #expect(problems(files) == ["faqs/a.de.md:3:1 variant-differs"])
    }

    @Test func `two files cannot be one article`() {
        let files = ["faqs/a.md": article("One"), "faqs/a.en.md": article("Two")]
        #expect(problems(files) == ["faqs/a.md:1:1 id-duplicate"])
    }

    @Test func `related entries exist, and retired ones are told`() {
        let files = [
            "faqs/a.md": article("One", "related: [b, intent:c]\n"), "faqs/b.md": article("Two", "status: retired\n"),
            "intents/c.md": "---\ntitle: Three\naction: human\n---\n",
        ]
        #expect(problems(files) == ["faqs/a.md:3:11 related-retired"])
    }

    @Test func `a folder that does not exist is a diagnostic`() {
        let loaded = ContentFolder("/nowhere/at/all").load()
        #expect(loaded.diagnostics.map(\.code) == ["folder-missing", "folder-missing"])
        #expect(loaded.content.entries.isEmpty)
    }
}
