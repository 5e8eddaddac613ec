import Testing

@testable import DeskMatching

@Suite("Sentence vectors of all-MiniLM-L6-v2")
struct MiniLMTests {
    static let hostile = [
        "", " \n\t", "\u{200B}", "\0", "a\0b", "😀", "👩‍👩‍👧‍👦 🏳️‍🌈", "日本語で質問できますか", "退货怎么办?",
        String(repeating: "abcdefghi ", count: 1000), String(repeating: "x", count: 10_000),
        String(repeating: "e\u{301}", count: 10_000), String(repeating: "!", count: 10_000),
    ]

    @Test(arguments: Arithmetic.possible)
    func `is as near to the float model as 8 bits allow`(_ arithmetic: Arithmetic) throws {
        #expect(Golden.lines.count == 60)
        let vectors = try MiniLM(arithmetic).vectors(ofTokens: Golden.lines.map(\.ids))
        let cosines = zip(Golden.lines, vectors).map { cosine($0.vector, $1.views[0]) }
        let lowest = try #require(cosines.min())
        print(
            "\(arithmetic.path): lowest cosine \(lowest), mean \(cosines.reduce(0, +) / Double(cosines.count))"
        )
        #expect(lowest >= 0.999)
    }

    @Test func `takes every golden text apart as the float model does`() throws {
        for line in Golden.lines {
            #expect(MiniLM.english.tokens(of: line.text) == line.ids, "\(line.text)")
        }
    }

    @Test func `every path leads to nearly the same vector`() throws {
        let vectors = try Arithmetic.possible.map { try MiniLM($0).vectors(ofTokens: Golden.lines.map(\.ids)) }
        for other in vectors.dropFirst() {
            for (one, same) in zip(vectors[0], other) {
                for (left, right) in zip(one.views.joined(), same.views.joined()) { #expect(abs(left - right) < 1e-5) }
            }
        }
    }

    @Test(arguments: Arithmetic.possible)
    func `a text has the same vector whatever it is computed with`(_ arithmetic: Arithmetic) throws {
        let encoder = try MiniLM(arithmetic)
        let texts = Golden.lines.map(\.text) + Self.hostile
        let together = encoder.vectors(of: texts)
        let alone = texts.map { encoder.vector(of: $0) }
        let reversed = encoder.vectors(of: texts.reversed())
        #expect(together == alone)
        #expect(Array(reversed.reversed()) == together)
    }

    @Test func `vectors have length 1, and nothing has none`() throws {
        for text in Self.hostile where MiniLM.english.tokens(of: text).count > 2 {
            let vector = try #require(MiniLM.english.vector(of: text))
            #expect(vector.views.count == MiniLM.english.views)
            for view in vector.views {
                #expect(view.count == MiniLM.english.width)
                #expect(abs(view.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5, "\(text.prefix(20))")
            }
        }
        let nothing = MiniLM.english.vectors(of: ["", " \n\t", "\u{200B}", "\0"])
        #expect(nothing == [nil, nil, nil, nil])
        let none = MiniLM.english.vectors(of: [])
        #expect(none.isEmpty)
    }

    @Test func `what means the same is nearer than what shares words`() throws {
        let texts = ["I want my money back", "how do I get a refund", "I want my cat back"]
        let vectors = try texts.map { try #require(MiniLM.english.vector(of: $0)) }
        #expect(cosine(vectors[0].views[0], vectors[1].views[0]) > cosine(vectors[0].views[0], vectors[2].views[0]))
        #expect(vectors[0].views[0] != vectors[0].views[1])
    }

    @Test(arguments: [
        "How do I reset my password?", "WHERE IS MY ORDER???", "the HDMI port of my SC-200 doesn't work", "café 5 €",
    ])
    func `knows English`(_ text: String) {
        let isKnown = MiniLM.english.knows([text])
        #expect(isKnown)
    }

    @Test(arguments: [
        "Wo ist meine Bestellung geblieben?", "Dov'è il mio ordine?", "Je voudrais savoir où est ma commande",
        "¿Dónde está mi pedido?",
        "Waar is mijn bestelling gebleven?", "Gdzie jest moje zamówienie?", "我想退货", "日本語で質問できますか", "где мой заказ",
        "", "12345 :-)",
    ])
    func `knows no other language`(_ text: String) {
        let isKnown = MiniLM.english.knows([text])
        #expect(!isKnown)
    }

    @Test func `its name tells the version of the weights`() {
        #expect(MiniLM.english.name == "sentence-transformers/all-MiniLM-L6-v2 2c47fa1040bac448 1")
    }
}
