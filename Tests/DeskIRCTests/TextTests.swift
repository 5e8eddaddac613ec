import DeskCore
import Testing

@testable import DeskIRC

@Suite struct TextTests {
    /// RFC 1459 2.3 with UTF-8: at every length, every piece fits, no character is split and nothing but spaces is
    /// lost.
    @Test(arguments: ["abc", "héllo wörld ", "€uro ", "👩‍👩‍👧‍👦x", "a\u{301}\u{302}\u{303} "])
    func cutsAtCharacters(unit: String) {
        let text = String(repeating: unit, count: 40)
        for bytes in 30...64 {
            let pieces = LineCutter.pieces(of: text, bytes: bytes)
            #expect(pieces.allSatisfy { $0.utf8.count <= bytes && !$0.isEmpty })
            #expect(pieces.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
    }

    @Test func cutsInsideACharacterOnlyWhereItMust() {
        let zalgo = "a" + String(repeating: "\u{301}", count: 100)
        let pieces = LineCutter.pieces(of: zalgo, bytes: 20)
        #expect(pieces.allSatisfy { $0.utf8.count <= 20 })
        #expect(pieces.joined().unicodeScalars.elementsEqual(zalgo.unicodeScalars))
    }

    @Test func cutsAtWords() {
        #expect(LineCutter.pieces(of: "one two three four", bytes: 9) == ["one two", "three", "four"])
        #expect(LineCutter.pieces(of: "four", bytes: 4) == ["four"])
        #expect(LineCutter.pieces(of: "fourfour", bytes: 4) == ["four", "four"])
    }

    /// A client ends a style with the line.
    @Test func opensStylesAgain() {
        let pieces = LineCutter.pieces(of: "x \u{02}bold bold bold bold\u{02} y", bytes: 12)
        #expect(pieces.count > 1)
        #expect(pieces[1].hasPrefix("\u{02}bold"))
        #expect(pieces.allSatisfy { $0.utf8.count <= 12 })
    }

    @Test func rendersProse() {
        let prose = Prose([
            .heading([.text("Title")]),
            .paragraph([
                .text("a "), .strong([.text("b "), .emphasis([.text("c")])]), .lineBreak, .code("d"),
                .link([.text("home")], destination: "https://e.example"),
            ]),
            .list(first: 3, items: [[.paragraph([.text("x")])], [.paragraph([.text("y"), .lineBreak, .text("z")])]]),
            .list(first: nil, items: [[.paragraph([.text("p")])]]),
            .quote([.paragraph([.link([.text("https://e.example")], destination: "https://e.example")])]),
            .code("let a\n\nlet b"),
        ])
        #expect(
            prose.ircLines == [
                "\u{02}Title\u{02}", "a \u{02}b \u{1D}c\u{1D}\u{02}", "\"d\"home (https://e.example)", "3. x",
                "4. y", "  z", "• p", "> https://e.example", "    let a", "    let b",
            ])
    }

    @Test func styleSpansALineBreak() {
        let prose = Prose([.paragraph([.strong([.text("a"), .lineBreak, .text("b")])])])
        #expect(prose.ircLines == ["\u{02}a\u{02}", "\u{02}b\u{02}"])
    }

    /// Codes in the words themselves never reach the wire.
    @Test(arguments: nasty) func proseHoldsNoForeignCodes(word: String) {
        let prose = Prose([
            .paragraph([.text(word), .code(word), .link([.text(word)], destination: word)]), .code(word),
        ])
        for line in prose.ircLines {
            #expect(!line.unicodeScalars.contains { IRCText.isControl($0) })
        }
    }

    /// https://modern.ircdocs.horse/formatting.html
    @Test(arguments: [
        ("\u{02}!note", "!note"), ("\u{03}04,12red", "red"), ("\u{03}4,x", ",x"), ("\u{03}123", "3"), ("\u{03}", ""),
        ("\u{04}FF00FF,00ff00x", "x"), ("\u{0F}\u{11}\u{16}\u{1D}\u{1E}\u{1F}a", "a"), ("plain, 1", "plain, 1"),
        ("a\tb", "a b"), ("\u{01}x\u{7F}\u{9B}y", "xy"),
    ]) func stripsCodes(text: String, plain: String) {
        #expect(IRCText.plain(text) == plain)
    }

    @Test func namesHoldNothingInvisible() {
        #expect(IRCText.name("a\u{202E}b\u{200B}c\u{02}") == "abc")
    }

    /// RFC 2812 2.3.1.
    @Test(arguments: [
        ("anna", true), ("[a]\\`_^{|}-9", true), ("9a", false), ("-a", false), ("", false), ("a b", false),
        ("a!b", false), ("a@b", false), ("#a", false), ("é", false), (String(repeating: "a", count: 30), true),
        (String(repeating: "a", count: 31), false),
    ]) func knowsNicks(name: String, isValid: Bool) {
        #expect(IRCName.isValidNick(name) == isValid)
    }

    @Test(arguments: nasty + ["Zoë Ü", "9lives", String(repeating: "ab", count: 40), "\u{202E}"])
    func makesNicks(name: String) {
        #expect(IRCName.isValidNick(IRCName.nick(from: name)))
    }

    /// ISUPPORT CASEMAPPING=ascii: only letters fold, not `{}|` to `[]\`.
    @Test func foldsLettersOnly() {
        #expect(IRCName.folded("AnnA[]\\É") == "anna[]\\É")
    }

    /// IRCv3 server-time: `YYYY-MM-DDThh:mm:ss.sssZ`.
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_251_200_000, "2024-03-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"), (4_102_444_800_000, "2100-01-01T00:00:00.000Z"),
    ]) func writesTime(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).serverTime == text)
        #expect(Timestamp(milliseconds: milliseconds).clockUTC == String(text.dropFirst(11).prefix(5)))
    }

    /// RFC 4648 section 10, and what is no code.
    @Test(arguments: [
        ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"),
        ("Zm9vYmFy", "foobar"),
    ]) func decodesBase64(code: String, text: String) {
        #expect(Base64.decoded(code) == [UInt8](text.utf8))
    }

    @Test(arguments: ["Z", "Zg=", "Z===", "Zg==Zg==", "Z g=", "Zm9v\n"]) func refusesOtherBase64(code: String) {
        #expect(Base64.decoded(code) == nil)
    }
}

@Suite struct PreviewTests {
    @Test func `a page of an answer never takes more than five lines`() {
        let words = (1...400).map { "word\($0)" }.joined(separator: " ")
        let step = Prose.Inline.link([.strong([.text("press the ring")])], destination: "https://example.com/a/b/c")
        let steps = Prose.Block.list(first: 1, items: (1...30).map { _ in [.paragraph([step])] })
        let answers = [
            Prose([.paragraph([.text(words)])]), Prose([steps]),
            Prose([.code(words), .quote([.paragraph([.emphasis([.text(words)])])])]),
            Prose(text: (1...25).map { "line \($0)" }.joined(separator: "\n")),
            Prose([.list(first: nil, items: [[.paragraph([.text(words)]), steps]])]),
        ]
        for answer in answers {
            #expect(answer.pages.count > 1)
            for page in answer.pages { #expect(IRCPreview.lines(of: page).count <= Prose.linesOnPage) }
            for page in answer.pages.dropLast() { #expect(IRCPreview.lines(of: page).count < Prose.linesOnPage) }
        }
    }

    @Test func `an address is kept whole where a line can hold it`() {
        let address = "https://example.com/" + String(repeating: "a", count: 300)
        let pieces = LineCutter.pieces(of: String(repeating: "b", count: 100) + " \(address) c", bytes: 400)
        #expect(pieces == [String(repeating: "b", count: 100), address + " c"])
    }
}
