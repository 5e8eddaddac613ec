import DeskContent
import DeskCore
import Testing

@Suite("Articles")
struct ArticleTests {
    @Test func `an article has its path as id and keeps every line number`() throws {
        let loaded = compile([
            "faqs/warranty/duration.md": """
            ---
            title: How long?
            ask:
              - how long am I covered

              # a note between writers
              - until when
            test:
              - still covered?
            not:
              - how much is it
            products: [orbit, "lark"]
            owner: team
            review_by: 2028-02-29
            status: live
            ---
            For **24** months.
            """
        ])
        let entry = try #require(loaded.content.entries["warranty/duration"])
        let variant = try #require(entry.variants["en"])
        #expect(variant.title == "How long?")
        #expect(variant.line == 2)
        #expect(variant.ask == [Phrasing("how long am I covered", line: 4), Phrasing("until when", line: 7)])
        #expect(variant.test == [Phrasing("still covered?", line: 9)])
        #expect(variant.not == [Phrasing("how much is it", line: 11)])
        #expect(variant.body == Prose([.paragraph([.text("For "), .strong([.text("24")]), .text(" months.")])]))
        #expect(entry.products == ["orbit", "lark"])
        #expect(entry.owner == "team")
        #expect(entry.reviewBy == "2028-02-29")
        #expect(entry.action == nil)
    }

    @Test(
        "a phrasing is what was typed",
        arguments: [
            ("- error #5: what now?", "error #5: what now?"),
            ("- [x] *bold* @home", "[x] *bold* @home"), ("- no", "no"),
            ("- \"quoted\"", "quoted"), ("- 'quoted'", "quoted"), ("- \"a\" or \"b\"", "\"a\" or \"b\""),
            ("-   spaces   ", "spaces"), ("- key: value", "key: value"), ("- - dash", "- dash"), ("- {a", "{a"),
        ])
    func literal(line: String, text: String) {
        let variant = article("---\ntitle: T\nask:\n  \(line)\n---\nBody")
        #expect(variant?.ask.map(\.text) == [text])
    }

    @Test func `other values are text too`() {
        let loaded = compile(["faqs/a.md": "---\ntitle: no\nowner: 2027\n---\nBody"])
        #expect(loaded.content.entries["a"]?.variants["en"]?.title == "no")
        #expect(loaded.content.entries["a"]?.owner == "2027")
    }

    @Test func `line ends of Windows and a byte order mark do no harm`() {
        let text = "\u{FEFF}---\r\ntitle: T\r\nask:\r\n  - q\r\n---\r\nBody\r\n"
        #expect(problems(in: text) == [])
        #expect(article(text)?.ask == [Phrasing("q", line: 4)])
    }

    @Test func `languages of one article share its id, and metadata stands in the original`() throws {
        let loaded = compile([
            "faqs/a.md": "---\ntitle: T\nproducts: [p]\n---\nBody", "faqs/a.de.md": "---\ntitle: D\n---\nText",
            "faqs/b.v2.md": "---\ntitle: V\n---\nBody",
        ])
        let entry = try #require(loaded.content.entries["a"])
        #expect(entry.variants.mapValues(\.title) == ["en": "T", "de": "D"])
        #expect(entry.products == ["p"])
        #expect(loaded.content.entries["b.v2"] != nil)
    }

    @Test(
        "each mistake has its code and place",
        arguments: [
            ("---\ntitle: T\nBody", "1:1 front-matter-open"),
            ("---\ntitel: T\n---\nBody", "1:1 title-or-heading-missing"),
            ("---\ntitle: T\ntiitle: U\n---\nBody", "3:1 key-unknown"),
            ("---\nowner: me\n---\nBody", "1:1 title-missing"),
            ("---\ntitle: #5\n---\nBody", "2:1 title-missing"),
            ("---\ntitle: [a, b]\n---\nBody", "2:1 text-expected"),
            ("---\ntitle: \"a\\nb\"\n---\nBody", "2:1 control-character"),
            ("---\ntitle: a: b\n---\nBody", "2:9 front-matter-invalid"),
            ("---\njust words\n---\nBody", "2:1 front-matter-invalid"),
            ("---\ntitle: T\n---\n \n", "5:1 body-empty"),
            ("---\ntitle: T\nask: how\n---\nBody", "3:5 list-expected"),
            ("---\ntitle: T\nask:\n  how\n---\nBody", "4:3 list-item-expected"),
            ("---\ntitle: T\nask:\n  -\n---\nBody", "4:1 phrasing-empty"),
            ("---\ntitle: T\nask:\nask:\n---\nBody", "4:1 key-repeated"),
            // Of several, the first by name; of those that are no words, the front matter itself. (Found by fuzzing: the
            // parser names any of them, each time another.)
            ("---\ntitle: T\nzone: a\nowner: b\nowner: c\nzone: d\n? - x\n? - x\n---\nBody", "5:1 key-repeated"),
            ("---\ntitle: T\n? - x\n? - x\n---\nBody", "2:1 key-repeated"),
            ("---\ntitle: T\nproducts: orbit\n---\nBody", "3:1 list-expected"),
            ("---\ntitle: T\nproducts: [{a: b}]\n---\nBody", "3:1 list-expected"),
            ("---\ntitle: T\nstatus: Live\n---\nBody", "3:1 status-unknown"),
            ("---\ntitle: T\nreview_by: 2027-02-29\n---\nBody", "3:1 date-invalid"),
            ("---\ntitle: T\nrelated: [b]\n---\nBody", "3:11 related-unknown"),
            ("---\ntitle: T\naction: reply\n---\nBody", "3:1 key-unknown"),
            ("---\ntitle: T\n---\nBo\u{7}dy", "4:3 control-character"),
            ("---\ntitle: T\n---\nBo\u{0}dy", "4:3 control-character"),
            ("---\ntitle: T\n---\nBo\rdy", "4:3 control-character"),
            ("---\ntitle: T\n---\nBo&#13;dy", "4:3 control-character"),
            ("---\ntitle: T\n---\n[x](javascript:alert)", "4:5 link-unsafe"),
            ("---\ntitle: T\n---\n[x](b.md)", "4:5 link-dead"),
            ("Just text", "1:1 title-or-heading-missing"), ("", "1:1 title-or-heading-missing"),
        ])
    func mistakes(text: String, problem: String) {
        #expect(problems(in: text) == [problem])
    }

    @Test func `bytes that are no text are told at their place`() {
        let file = SourceFile(path: "faqs/a.md", bytes: Array("---\ntitle: T\n---\nBo".utf8) + [0xFF, 0x0A])
        let found = ContentCompiler().compile([file]).diagnostics.filter {
            !["voice-missing", "ask-thin"].contains($0.code)
        }
        #expect(found.map { "\($0.line):\($0.column) \($0.code)" } == ["4:3 encoding-invalid"])
    }

    @Test func `a file of more than a mebibyte is not read`() {
        let text = "---\ntitle: T\n---\n" + String(repeating: "x", count: 1 << 20)
        #expect(problems(in: text) == ["1:1 file-too-large"])
    }

    @Test func `nesting without end is told, and does not overflow`() {
        let text = "---\ntitle: T\n---\n" + String(repeating: "> ", count: 5000) + "x"
        #expect(problems(in: text) == ["4:1 nested-too-deep"])
        #expect(problems(in: "---\ntitle: " + String(repeating: "[", count: 50_000) + "\n---\nx").count == 1)
    }

    @Test func `an unknown status never goes live`() {
        let loaded = compile(["faqs/a.md": "---\ntitle: T\nstatus: lvie\n---\nBody"])
        #expect(loaded.content.entries["a"]?.status == .draft)
    }

    @Test func `what is good is delivered although something else is broken`() {
        let loaded = compile(["faqs/a.md": "---\ntitle: T\n---\nBody", "faqs/b.md": "---\ntitle: U\n---\n"])
        #expect(loaded.content.entries.keys.sorted() == ["a"])
    }

    @Test func `the revision follows paths and bytes, not the order of files`() {
        let a = SourceFile(path: "faqs/a.md", bytes: [1])
        let b = SourceFile(path: "faqs/b.md", bytes: [2])
        let compiler = ContentCompiler()
        let revision = compiler.compile([a, b]).content.revision
        #expect(compiler.compile([b, a]).content.revision == revision)
        #expect(compiler.compile([a, SourceFile(path: "faqs/b.md", bytes: [3])]).content.revision != revision)
        #expect(compiler.compile([a, SourceFile(path: "faqs/c.md", bytes: [2])]).content.revision != revision)
        #expect(revision.rawValue.count == 16)
    }
}
