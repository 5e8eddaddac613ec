import DeskCore
import Testing

@Suite struct ProsePages {
    private func steps(_ count: Int) -> Prose {
        Prose([.list(first: 1, items: (1...count).map { [.paragraph([.text("Step \($0)")])] })])
    }

    @Test func `five lines are one page, six are two`() {
        #expect(steps(5).pages == [steps(5)])
        #expect(
            steps(6).pages.map(\.plainText) == ["1. Step 1\n2. Step 2\n3. Step 3\n4. Step 4", "5. Step 5\n6. Step 6"])
    }

    @Test func `no page is longer than five lines with its hint, and nothing is lost`() {
        for count in 1...40 {
            let pages = steps(count).pages
            #expect(pages.dropLast().allSatisfy { $0.chatLines < Prose.linesOnPage })
            #expect(pages.allSatisfy { $0.chatLines <= Prose.linesOnPage })
            #expect(pages.map(\.plainText).joined(separator: "\n") == steps(count).plainText)
        }
    }

    @Test func `a paragraph of many lines is cut between words`() {
        let words = (1...600).map { "word\($0)" }
        let pages = Prose([.paragraph([.text(words.joined(separator: " "))])]).pages
        #expect(pages.count > 2)
        #expect(pages.allSatisfy { $0.chatLines <= Prose.linesOnPage })
        #expect(pages.flatMap { $0.plainText.split { $0 == " " || $0 == "\n" } } == words.map { Substring($0) })
    }

    @Test func `text without a blank is cut all the same`() {
        let text = String(repeating: "ü", count: 3000)
        let pages = Prose([.paragraph([.text(text)])]).pages
        #expect(pages.allSatisfy { $0.chatLines <= Prose.linesOnPage })
        #expect(pages.map(\.plainText).joined().filter { $0 != "\n" } == text)
    }

    @Test func `a character longer than a line stands alone`() {
        let tower = "a" + String(repeating: "\u{301}", count: 300)
        let pages = Prose([.paragraph([.text(String(repeating: tower, count: 12))])]).pages
        #expect(pages.map(\.plainText).joined().filter { $0 != "\n" } == String(repeating: tower, count: 12))
    }

    @Test func `code, quotes and bullets are cut between their lines`() {
        let code = Prose([.code((1...9).map(String.init).joined(separator: "\n"))])
        #expect(code.pages.map(\.plainText) == ["1\n2\n3\n4", "5\n6\n7\n8\n9"])
        let bullets = Prose([.list(first: nil, items: (1...7).map { [.paragraph([.text("\($0)")])] })])
        #expect(bullets.pages.map(\.plainText) == ["- 1\n- 2\n- 3\n- 4", "- 5\n- 6\n- 7"])
        let quote = Prose([.quote((1...7).map { .paragraph([.text("\($0)")]) })])
        #expect(quote.pages.count == 2)
    }
}

@Suite struct MaskingRules {
    @Test(
        arguments: [
            ("my order 4711-2288 is late", "my order … is late"), ("call 0171 123 45 67.", "call …."),
            ("ring +49 (171) 1234567 now", "ring … now"), ("I am at ann@example.com, ok?", "I am at …, ok?"),
            ("see https://example.com/o/77!", "see …!"), ("see www.example.com", "see …"),
            ("AB1234567 does not work", "… does not work"), ("the WX-3000 is loud", "the WX-3000 is loud"),
            ("after 24 months", "after 24 months"), ("12 345 parts", "… parts"),
            ("my name is Ann Lee", "my name is … …"),
            ("hi @support", "hi …"), ("7cxhw-9w2na", "…"), ("", ""), ("two  blanks", "two  blanks"),
            ("a 2026-11-21 b", "a … b"), ("one\n12345\ntwo", "one\n…\ntwo"), ("annoying", "annoying"),
        ])
    func `what could tell who it is goes, the rest stays`(text: String, masked: String) {
        #expect(Masking.masked(text, names: ["Ann Lee"]) == masked)
    }

    @Test(arguments: [
        ("see https://example.com/parts, 9 euros", "see https://example.com/parts, 9 euros"),
        ("https://example.com/o?id=77 and ann@example.com", "https://example.com/o… and …"),
    ])
    func `an agent's link stays up to what is asked of the page`(text: String, masked: String) {
        #expect(Masking.masked(text, showsLinks: true) == masked)
    }
}
