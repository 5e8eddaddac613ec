import DeskContent
import DeskCore
import Testing

@Suite("Existing FAQ pages")
struct PageTests {
    private func page(_ text: String, at path: String = "faqs/page.md") -> [ContentID: Variant] {
        compile([path: text]).content.entries.compactMapValues { $0.variants["en"] }
    }

    @Test func `each heading is a question, quoted lines are other ways to ask, the rest is the answer`() {
        let text = """
            # All questions
            Welcome.

            ## How long is it?
            > how long, then
            > error #5?
            Two years.

            Really.

            ## And *how* much?

            Nothing.
            """
        let entries = page(text)
        #expect(entries.keys.sorted() == ["page#and-how-much", "page#how-long-is-it"])
        let first = entries["page#how-long-is-it"]
        #expect(first?.title == "How long is it?")
        #expect(first?.line == 4)
        #expect(first?.ask == [Phrasing("how long, then", line: 5), Phrasing("error #5?", line: 6)])
        #expect(first?.body.plainText == "Two years.\nReally.")
        #expect(problems(in: text, at: "faqs/page.md") == [])
    }

    @Test func `keys of other tools in the front matter do not matter`() {
        let text = "---\nlayout: page\nnav_order: 3\n---\n## One?\nYes."
        #expect(page(text)["page#one"]?.line == 5)
        #expect(problems(in: text, at: "faqs/page.md") == [])
    }

    @Test func `equal headings are counted, and typed ids come first`() {
        let entries = page("## One\na\n## One\nb\n## Two {#one}\nc\n## One!\nd")
        let answers: [ContentID: String] = ["page#one": "c", "page#one-2": "a", "page#one-3": "b", "page#one-4": "d"]
        #expect(entries.mapValues(\.body.plainText) == answers)
        #expect(entries["page#one"]?.title == "Two")
    }

    @Test func `headings in code are no questions`() {
        let entries = page("## One\n```\n## Two\n```\n")
        #expect(entries.keys.sorted() == ["page#one"])
        #expect(entries["page#one"]?.body == Prose([.code("## Two")]))
    }

    @Test func `a page in two languages needs ids`() {
        let found = problems(["faqs/p.md": "## One\na\n", "faqs/p.de.md": "## Eins {#one}\nb\n"])
        #expect(found == ["faqs/p.md:1:1 heading-id-missing"])
        let orphan = problems(["faqs/p.md": "## One {#a}\na\n", "faqs/p.de.md": "## Eins {#b}\nb\n"])
        #expect(orphan == ["faqs/p.de.md:1:1 variant-without-original"])
        let good = compile(["faqs/p.md": "## One {#one}\na\n", "faqs/p.de.md": "## Eins {#one}\nb\n"])
        #expect(good.content.entries["p#one"]?.variants.mapValues(\.title) == ["en": "One", "de": "Eins"])
    }

    @Test(
        "mistakes in pages have their place",
        arguments: [
            ("## One\n\n## Two\nb", "1:1 body-empty"), ("## One {#a}\nb\n\n## Two {#a}\nc", "4:1 id-duplicate"),
            ("intro\n\n##\nb", "3:1 title-missing"),
        ])
    func mistakes(text: String, problem: String) {
        #expect(problems(in: text, at: "faqs/page.md") == [problem])
    }
}
