import DeskCore
import Testing

@Suite struct ProseRules {
    private let place = Prose.Slot(name: "place", forms: ["one": "next", "other": "number # of #"])

    private func filled(_ slot: Prose.Slot, _ filling: Prose.Filling) -> String {
        Prose([.paragraph([.text("You are "), .slot(slot), .text(".")])]).filled([slot.name: filling]).plainText
    }

    @Test func `a count chooses its form`() {
        #expect(filled(place, .count(1)) == "You are next.")
        #expect(filled(place, .count(0)) == "You are number 0 of 0.")
        #expect(filled(place, .count(12)) == "You are number 12 of 12.")
    }

    @Test func `a count without forms is a number, and a missing form falls back`() {
        #expect(filled(.init(name: "n"), .count(3)) == "You are 3.")
        #expect(filled(.init(name: "n", forms: ["other": "#!"]), .count(1)) == "You are 1!.")
        #expect(filled(.init(name: "n", forms: ["one": "x"]), .count(2)) == "You are 2.")
    }

    @Test func `a text fills any slot literally`() {
        #expect(filled(place, .text("**{place}**")) == "You are **{place}**.")
        let twice = Prose([.paragraph([.slot(.init(name: "a")), .slot(.init(name: "b"))])])
        #expect(twice.filled(["a": .text("{b}"), "b": .text("x")]).plainText == "{b}x")
    }

    @Test func `a slot without a value stays visible`() {
        #expect(Prose([.paragraph([.slot(place)])]).filled(["other": .count(1)]).plainText == "{place}")
    }

    @Test func `slots are found and filled at any depth`() {
        let deep = Prose([
            .heading([.strong([.slot(.init(name: "a"))])]),
            .list(first: nil, items: [[.quote([.paragraph([.emphasis([.slot(.init(name: "b"))])])])]]),
            .paragraph([.link([.slot(.init(name: "c"))], destination: "https://x.example")]),
        ])
        #expect(deep.slots == ["a", "b", "c"])
        let filled = deep.filled(["a": .text("1"), "b": .text("2"), "c": .text("3")])
        #expect(filled.slots.isEmpty)
        #expect(filled.plainText == "1\n- > 2\n3 (https://x.example)")
    }

    @Test func `plain text keeps what counts of each block`() {
        let prose = Prose([
            .heading([.text("Pairing")]),
            .paragraph([.text("Hold "), .strong([.text("the ring")]), .lineBreak, .code("x")]),
            .list(first: 3, items: [[.paragraph([.text("a")])], [.paragraph([.text("b")]), .code("c")]]),
            .list(first: nil, items: [[.paragraph([.text("d")])]]), .quote([.paragraph([.text("q")])]), .code("let x"),
            .paragraph([.link([.text("us")], destination: "https://x.example")]),
            .paragraph([.link([], destination: "https://y.example")]),
            .paragraph([.link([.text("https://z.example")], destination: "https://z.example")]),
        ])
        #expect(
            prose.plainText == """
                Pairing
                Hold the ring
                x
                3. a
                4. b
                  c
                - d
                > q
                let x
                us (https://x.example)
                https://y.example
                https://z.example
                """)
    }

    @Test func `literal text keeps its lines`() {
        #expect(Prose(text: "a\n\nb **c**").plainText == "a\n\nb **c**")
        #expect(Prose(text: "").plainText == "")
    }

    @Test func `a voice line falls back from language to language`() {
        let de = Prose(text: "Hallo")
        let en = Prose(text: "Hello")
        let content = Content(revision: "r", entries: [], voice: [.greeting: ["de": de, "en": en], .rate: ["de": de]])
        #expect(content.voice(.greeting, in: "de") == de)
        #expect(content.voice(.greeting, in: "fr") == en)
        #expect(content.voice(.greeting, in: nil) == en)
        #expect(content.voice(.rate, in: "en") == de)
        #expect(content.voice(.rated, in: "en").blocks.isEmpty)
    }

    @Test(arguments: Entry.Status.allCases)
    func `only live entries are said`(status: Entry.Status) {
        let entry = Entry(id: "a", status: status, variants: ["de": Variant(title: "t", body: Prose(text: "x"))])
        let content = Content(revision: "r", entries: [entry], voice: [:])
        #expect((content.variant(of: "a", in: "en") != nil) == (status == .live))
        #expect(content.variant(of: "b", in: "en") == nil)
    }
}
