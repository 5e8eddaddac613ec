import DeskCore
import Testing

@testable import DeskMatrix

@Suite struct OutgoingMessageTests {
    private func html(_ blocks: Prose.Block..., by speaker: String? = nil) -> String? {
        MatrixHTML.render(Prose(blocks), by: speaker)
    }

    @Test func `leaves plain text plain`() {
        #expect(html(.paragraph([.text("a < b"), .lineBreak, .text("c")])) == nil)
        #expect(html(.paragraph([.text("a")]), .paragraph([.text("b")])) == nil)
    }

    /// Client-server API, "m.room.message msgtypes": the elements that clients show.
    @Test func `writes the elements that clients show`() {
        #expect(
            html(.paragraph([.strong([.text("a")]), .text(" "), .emphasis([.text("b")]), .code("c<d")]))
                == "<strong>a</strong> <em>b</em><code>c&lt;d</code>")
        #expect(
            html(.list(first: nil, items: [[.paragraph([.text("a")])], [.paragraph([.text("b")]), .code("c")]]))
                == "<ul><li>a</li><li>b<pre><code>c</code></pre></li></ul>")
        #expect(html(.list(first: 3, items: [[.paragraph([.text("a")])]])) == "<ol start=\"3\"><li>a</li></ol>")
        #expect(
            html(.heading([.text("a")]), .quote([.paragraph([.text("b"), .lineBreak, .text("c")])]))
                == "<h4>a</h4><blockquote><p>b<br>c</p></blockquote>")
    }

    @Test func `reads nothing in a text as HTML`() {
        let nasty = "<b>&amp;\"'</b>"
        let shown = "&lt;b&gt;&amp;amp;&quot;&#39;&lt;/b&gt;"
        #expect(html(.paragraph([.strong([.text(nasty)])])) == "<strong>\(shown)</strong>")
        #expect(html(.paragraph([.text("x")]), by: nasty) == "<strong>\(shown)</strong>: x")
        #expect(html(.code(nasty)) == "<pre><code>\(shown)</code></pre>")
        #expect(
            html(.paragraph([.link([.text("a")], destination: "https://x/?a=\"><b>")]))
                == "<a href=\"https://x/?a=&quot;&gt;&lt;b&gt;\">a</a>")
    }

    @Test func `makes links only of what clients follow`() {
        #expect(
            html(.paragraph([.link([.text("mail")], destination: "mailto:a@b.c")]))
                == "<a href=\"mailto:a@b.c\">mail</a>")
        #expect(
            html(.paragraph([.link([.text("x")], destination: "javascript:alert(1)")])) == "x (javascript:alert(1))")
    }

    @Test func `says who speaks, whom it answers and whom it tells`() {
        var message = OutgoingMessage(prose: Prose(text: "hello"), kind: .text, speaker: "kim")
        message.replyTo = "$q"
        message.mentions = ["@max:example.org"]
        #expect(
            message.contents == [
                [
                    "msgtype": "m.text", "body": "kim: hello", "format": "org.matrix.custom.html",
                    "formatted_body": "<strong>kim</strong>: hello",
                    "m.mentions": ["user_ids": ["@max:example.org"]],
                    "m.relates_to": ["m.in_reply_to": ["event_id": "$q"]],
                ]
            ])
    }

    @Test func `tells nobody unless asked to`() {
        #expect(
            OutgoingMessage(prose: Prose(text: "hello")).contents == [
                ["msgtype": "m.notice", "body": "hello", "m.mentions": [:]]
            ])
    }

    @Test func `cuts what is too long for one event`() throws {
        let line = String(repeating: "x", count: 99) + "\n"
        let exact = String(repeating: line, count: OutgoingMessage.mostBytes / 100)
        #expect(OutgoingMessage.pieces(of: exact) == [exact])
        let pieces = OutgoingMessage.pieces(of: exact + line)
        #expect(pieces.joined() == exact + line)
        #expect(pieces.count == 2)
        var message = OutgoingMessage(prose: Prose(text: exact + line))
        message.replyTo = "$q"
        #expect(message.contents.map { $0["m.relates_to"] != nil } == [true, false])
        #expect(message.contents.allSatisfy { $0.bytes.count < 65_536 / 2 })
    }

    @Test(arguments: ["x y", "日本", "👩‍👩‍👧 ", "\u{301}"])
    func `loses nothing where it cuts`(unit: String) {
        let text = String(repeating: unit, count: 20)
        let pieces = OutgoingMessage.pieces(of: text, bytes: 16)
        #expect(pieces.map { Array($0.utf8) }.joined().elementsEqual(text.utf8))
        #expect(pieces.allSatisfy { $0.utf8.count <= 16 })
    }

    @Test func `shows control characters as such`() {
        #expect(
            OutgoingMessage(prose: Prose(text: "a\0b\u{1}c\td")).contents.first?["body"] == "a\u{FFFD}b\u{FFFD}c\td")
    }
}
