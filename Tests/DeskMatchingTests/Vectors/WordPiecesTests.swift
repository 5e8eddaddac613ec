import Testing

@testable import DeskMatching

@Suite("Texts as word pieces")
struct WordPiecesTests {
    static let unknown: Int32 = 100

    func words(_ text: String) -> [String] {
        var words = BERTWords(text)
        var found: [String] = []
        while let word = words.next() { found.append(String(decoding: word.utf8, as: UTF8.self)) }
        return found
    }

    func pieces(_ text: String) -> [Int32] { MiniLM.english.tokens(of: text).dropFirst().dropLast() }

    @Test func `accents and large letters go`() {
        #expect(words("ÀÉÎÕÜ Ångström İstanbul") == ["aeiou", "angstrom", "istanbul"])
        #expect(words("ΣΑΣ Straße") == ["σασ", "straße"])
    }

    @Test func `punctuation marks are words, and signs of ASCII too`() {
        #expect(words("don't pay $5+tax…") == ["don", "'", "t", "pay", "$", "5", "+", "tax", "…"])
        #expect(words("«ja» 5 €") == ["«", "ja", "»", "5", "€"])
        // One that only comes to light as the text is decomposed: the Greek question mark.
        #expect(words("τι\u{37E}") == ["τι", ";"])
    }

    @Test func `Chinese characters are words, kana and Hangul are not`() {
        #expect(words("我要退货ok") == ["我", "要", "退", "货", "ok"])
        #expect(words("できます") == ["てきます"])
        #expect(words("한국 어").count == 2)
    }

    @Test func `blanks of all kinds part words, what has no width does not`() {
        #expect(words("a\u{A0}b\u{3000}c\td\r\ne\u{2028}f") == ["a", "b", "c", "d", "e", "f"])
        #expect(words("a\u{200B}b\0c\u{FEFF}d\u{FFFD}e\u{7}f\u{85}g") == ["abcdefg"])
        #expect(words("  \u{200B} ").isEmpty)
    }

    @Test func `the longest piece is taken first`() {
        // "un ##aff ##able": Devlin et al.'s own example is split like this by this vocabulary.
        let whole = pieces("unaffable")
        #expect(whole.count > 1 && !whole.contains(Self.unknown))
        #expect(pieces("tokens") == [19204, 2015])
        #expect(pieces("😀") == [Self.unknown])
    }

    @Test func `a word of more than 100 characters is unknown`() {
        #expect(pieces(String(repeating: "a", count: 101)) == [Self.unknown])
        #expect(pieces(String(repeating: "a", count: 100)).contains(Self.unknown) == false)
        // The characters count without their accents.
        #expect(
            pieces(String(repeating: "é", count: 100)) == pieces(String(repeating: "e", count: 100)))
    }

    @Test func `64 tokens are read, with the first and the last`() {
        let tokens = MiniLM.english.tokens(of: String(repeating: "word ", count: 300))
        #expect(tokens == [101] + Array(repeating: 2773, count: 62) + [102])
        // Also where the last word would not fit whole.
        #expect(
            MiniLM.english.tokens(of: String(repeating: "word ", count: 61) + "tokens").suffix(2) == [
                19204, 102,
            ])
    }

    @Test func `what looks like a token of the model is only text`() {
        #expect(pieces("[SEP]") == pieces("[ SEP ]"))
        #expect(pieces("##ing") == pieces("# # ing"))
    }
}
