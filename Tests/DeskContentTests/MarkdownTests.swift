import DeskContent
import DeskCore
import Testing

@Suite("Markdown becomes prose")
struct MarkdownTests {
    private func blocks(_ body: String) -> [Prose.Block]? { article("---\ntitle: T\n---\n" + body)?.body.blocks }

    @Test func `lists keep their numbers and their nesting`() {
        #expect(
            blocks("3. a\n4. b\n   - c") == [
                .list(
                    first: 3,
                    items: [
                        [.paragraph([.text("a")])],
                        [.paragraph([.text("b")]), .list(first: nil, items: [[.paragraph([.text("c")])]])],
                    ])
            ])
    }

    @Test func `soft line ends are spaces, hard ones are kept`() {
        #expect(blocks("a\nb  \nc") == [.paragraph([.text("a b"), .lineBreak, .text("c")])])
    }

    @Test func `links, code and quotes`() {
        #expect(
            blocks("[a](https://e.com) `b*` <https://f.com>") == [
                .paragraph([
                    .link([.text("a")], destination: "https://e.com"), .text(" "), .code("b*"), .text(" "),
                    .link([.text("https://f.com")], destination: "https://f.com"),
                ])
            ])
        #expect(blocks("> a") == [.quote([.paragraph([.text("a")])])])
        #expect(blocks("    a\n    b") == [.code("a\nb")])
    }

    @Test func `raw markup is just text, and an image is a link`() {
        #expect(blocks("a <b>c</b>") == [.paragraph([.text("a <b>c</b>")])])
        #expect(blocks("<div>\nx") == [.paragraph([.text("<div>"), .lineBreak, .text("x")])])
        #expect(
            blocks("![photo](https://e.com/p.png)") == [
                .paragraph([.link([.text("photo")], destination: "https://e.com/p.png")])
            ])
    }

    @Test func `an unsafe link leaves its words`() {
        #expect(blocks("[x](javascript:alert)") == [.paragraph([.text("x")])])
    }

    @Test func `control characters written as entities do not pass`() {
        #expect(blocks("a&#13;&#10;QUIT&#7;") == [.paragraph([.text("aQUIT")])])
    }

    @Test func `braces in an article are just text`() {
        #expect(blocks("a {place} b") == [.paragraph([.text("a {place} b")])])
    }
}
