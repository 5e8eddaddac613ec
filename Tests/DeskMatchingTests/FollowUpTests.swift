import DeskCore
@testable import DeskMatching
import Testing

@Suite("Follow-ups and products")
struct FollowUpTests {
    private static func article(_ id: ContentID, _ products: [String], _ title: String, _ ask: [String]) -> Entry {
        let variant = Variant(
            title: title, ask: ask.map { Phrasing($0, line: 3) }, body: Prose(text: "…"), file: "faqs/\(id).md", line: 2
        )
        return Entry(id: id, products: products, variants: ["en": variant])
    }

    /// The article on the Cove speaker again, for a Cove XL.
    private static func larger(_ id: ContentID, as new: ContentID) -> Entry? {
        StarterContent.loaded.content.variant(of: id, in: "en").map { variant in
            let texts = ([variant.title] + variant.ask.map(\.text)).map { text in
                text.replacing("Cove speaker", with: "Cove XL").replacing("cove speaker", with: "cove xl")
                    .replacing("speaker", with: "cove xl").replacing(/\bcove(?! xl)/.ignoresCase(), with: "cove xl")
            }
            let different = Set(texts.filter { $0.lowercased().contains("xl") }.dropFirst()).sorted()
            return article(new, ["cove-xl"], texts[0], different)
        }
    }

    private static let starter = Array(StarterContent.loaded.content.entries.values)
    private static let others = [
        larger("speaker/reset", as: "cove-xl/reset"), larger("speaker/pairing", as: "cove-xl/pairing"),
        article(
            "orbit-xl/range", ["orbit-xl"], "How far does the Orbit XL reach?",
            ["range of the Orbit XL", "how many metres does the Orbit XL reach", "reach of the orbit xl"]),
    ].compactMap { $0 }
    private static let battery = larger("speaker/battery", as: "cove-xl/battery")

    private static let shop = Matcher(
        Content(revision: "r1", entries: starter + others + [battery].compactMap { $0 }, voice: [:]))
    /// The same without the XL's battery.
    private static let withoutBattery = Matcher(Content(revision: "r1", entries: starter + others, voice: [:]))

    private func read(
        _ text: String, after last: ContentID? = nil, question: String? = nil, products: [String] = [],
        by matcher: Matcher = shop
    ) -> Reading {
        matcher.read(Self.turn(text, .init(lastAnswer: last, lastQuestion: question, products: products)))
    }

    private static func turn(_ text: String, _ context: Turn.Context = .init()) -> Turn {
        Turn(id: TurnID(conversation: "c", number: 2, lines: 1), text: text, context: context)
    }

    private func answers(_ reading: Reading) -> [ContentID] {
        guard case .answer(let first) = reading.verdict else { return [] }
        return [first.id] + reading.also.map(\.id)
    }

    // MARK: The same question of another product

    @Test(
        "a turn that names another product asks the last question of it",
        arguments: [
            "and the XL?", "What about the Cove XL", "and the cove-xl's?", "same for the XL?", "AND THE XL??",
            "is that the same with the Cove XL", "the XLs?",
        ])
    func askedAgain(text: String) {
        let reading = read(text, after: "speaker/battery")
        #expect(answers(reading) == ["cove-xl/battery"])
        #expect(reading.readAs?.text == "How long does the battery of the Cove XL last?")
        #expect(reading.products == ["cove-xl"])
        #expect(reading.candidates.first.map { $0.confidence < 1 } ?? false, "it is no phrasing as it stands")
    }

    @Test func `and back, and on to a third`() {
        #expect(answers(read("and the Cove?", after: "cove-xl/battery")) == ["speaker/battery"])
        #expect(answers(read("and the lark?", after: "cove-xl/reset")) == ["headphones/reset"])
        #expect(answers(read("what about the remote?", after: "headphones/reset")) == ["remote/reset"])
    }

    @Test func `a shared name means the relative of what was spoken of`() {
        #expect(read("and the XL?", after: "orbit-xl/range").products == ["orbit-xl"])
        #expect(read("and the XL?", after: "remote/reset").products == ["orbit-xl"])
        #expect(read("and the XL?", after: "speaker/reset").products == ["cove-xl"])
        #expect(read("and the XL?", products: ["cove-speaker"]).products == ["cove-xl"])
        #expect(read("and the XL?").products == [], "it may be either")
    }

    @Test(
        "where nothing is written about that product nobody guesses",
        arguments: [
            ("and the XL?", "speaker/lights"), ("and the Orbit XL?", "speaker/battery"),
            ("and the XL?", "orders/track"),
            ("the Cove XL", "returns/how-to"), ("and the lark?", "speaker/stereo"),
            ("and the Cove XL?", "speaker/wifi"),
        ] as [(String, ContentID)])
    func noSibling(text: String, last: ContentID) {
        #expect(answers(read(text, after: last)) == [])
    }

    @Test func `without an answer before, a name alone asks nothing`() {
        #expect(answers(read("and the XL?")) == [])
        #expect(read("and the XL?").readAs == nil)
    }

    @Test func `an article about all products answers again if it speaks of that one`() {
        let reading = read("and the lark?", after: "safety/water", question: "is the cove waterproof")
        #expect(answers(reading) == ["safety/water"])
        #expect(reading.readAs?.question == "safety/water")
    }

    @Test func `the question is asked again where the title of its answer does not find the other`() {
        let title = "It stays dark"
        let odd = Self.article("odd", ["zed"], title, ["how do I reset the zed", "the zed is frozen", "reset my zed"])
        let matcher = Matcher(Content(revision: "r1", entries: Self.starter + [odd], voice: [:]))
        let reading = read("and the cove?", after: "odd", question: "how do I reset my zed", by: matcher)
        #expect(answers(reading) == ["speaker/reset"])
        #expect(reading.readAs == Reading.ReadAs(question: "odd", product: "cove-speaker"), "no words of the customer")
    }

    @Test func `in the default language, too, where the last answer is written in another`() {
        let title = "Wie setze ich den Cove-Lautsprecher zurück?"
        let context = Turn.Context(language: "de", lastAnswer: "speaker/reset", lastQuestion: title)
        let turn = Turn(
            id: TurnID(conversation: "c", number: 2, lines: 1), text: "und die Fernbedienung?", context: context)
        let reading = StarterContent.matcher.read(turn)
        #expect(reading.products == ["orbit-remote"], "by a name that only titles tell")
        #expect(answers(reading) == ["remote/reset"])
    }

    // MARK: A product named before

    @Test(
        "a product named once is meant where none is named",
        arguments: [
            ("how long does the battery last?", "cove-xl", "cove-xl/battery"),
            ("how long does the battery last?", "cove-speaker", "speaker/battery"),
            ("how do I reset it?", "cove-xl", "cove-xl/reset"), ("how do I reset it?", "orbit-remote", "remote/reset"),
            ("how do I reset it?", "lark-headphones", "headphones/reset"),
            ("how do I connect it to my phone", "lark-headphones", "headphones/pairing"),
        ] as [(String, String, ContentID)])
    func remembered(text: String, product: String, id: ContentID) {
        let reading = read(text, products: [product])
        #expect(answers(reading) == [id])
        #expect(reading.readAs == Reading.ReadAs(product: product))
        #expect(answers(read(text)) != [id] || product == "cove-speaker", "its words alone would do")
    }

    @Test func `what belongs to no product is asked as before`() {
        for text in ["how long do I have warranty", "where is my invoice", "how can I send it back"] {
            #expect(read(text, products: ["cove-xl"]).candidates == read(text).candidates, "\(text)")
        }
    }

    @Test func `a phrasing as it stands is never turned to another product`() {
        #expect(answers(read("which charger for the speaker", products: ["cove-xl"])) == ["speaker/battery"])
        #expect(answers(read("factory reset", products: ["cove-xl"])) == ["speaker/reset"])
    }

    @Test(
        "a product does not make known what nobody wrote about it",
        arguments: ["does it have a zip", "does the leather smell", "is it made in Italy", "how does it smell"])
    func unknown(text: String) {
        for product in ["cove-xl", "cove-speaker", "ridge-soundbar"] {
            #expect(answers(read(text, products: [product])) == [], "\(product)")
        }
    }

    @Test func `what the product's article does not speak of is not answered by it, however alike the rest is`() {
        #expect(answers(read("how long does the battery of its zeppelin last", products: ["cove-xl"])) == [])
        #expect(answers(read("how many hours does its zeppelin play on one charge", products: ["cove-xl"])) == [])
    }

    @Test func `a turn about nothing is not completed`() {
        #expect(read("and now?", products: ["cove-xl"]).readAs == nil)
        #expect(read("how does it go on", products: ["cove-xl"]).readAs == nil)
    }

    @Test func `the share of what is ruled out goes to the rest in proportion, also to silence`() {
        let all = [("a", 0.5), ("b", 0.3), ("c", 0.1)].map { Reading.Candidate(id: $0.0, confidence: $0.1) }
        #expect(Matcher.left(Array(all.dropFirst()), of: all).map { ($0.confidence * 100).rounded() } == [60, 20])
        #expect(Matcher.left(all, of: all) == all)
        #expect(Matcher.left([], of: all) == [])
    }

    @Test func `the product of one clause is meant in the next`() {
        #expect(
            answers(read("How do I connect the Cove XL to my phone and how long does the battery last?"))
                == ["cove-xl/pairing", "cove-xl/battery"])
        #expect(answers(read("I bought the Cove XL. How long does the battery last?")) == ["cove-xl/battery"])
        #expect(
            answers(read("is the cove waterproof and how long does the battery last?"))
                == ["safety/water", "speaker/battery"])
    }

    // MARK: A product named in the question

    @Test func `another product's article never answers who names one`() {
        for text in ["how many hours does the battery of the Cove XL last", "does the Cove XL charge over usb"] {
            #expect(answers(read(text)) == ["cove-xl/battery"])
            let reading = read(text, by: Self.withoutBattery)
            #expect(!reading.candidates.contains { $0.id == "speaker/battery" }, "\(text)")
            #expect(answers(reading) == [], "\(text)")
        }
        #expect(answers(read("what do the lights of the Cove XL mean")) == [])
        #expect(answers(read("what do the lights of the Cove mean")) == ["speaker/lights"])
    }

    @Test func `of several products named none excludes another`() {
        let reading = read("connect the remote to the soundbar")
        #expect(reading.candidates.contains { $0.id == "remote/pairing" })
        #expect(reading.products == ["orbit-remote", "ridge-soundbar"])
    }

    @Test(
        "where nobody named a product and articles of several fit, it asks back",
        arguments: ["how do I pair my device", "how do I reset it", "how long does the battery last"])
    func unnamed(text: String) {
        guard case .clarify(let choices) = StarterContent.matcher.read(Self.turn(text)).verdict else {
            Issue.record("\(text): not asked back")
            return
        }
        let products = choices.compactMap { StarterContent.loaded.content.entries[$0.id]?.products }
        #expect(Set(products).count == choices.count, "\(text): of one product")
        let catalogue = StarterContent.matcher.catalogue
        for product in ["cove-speaker", "orbit-remote", "lark-headphones"] {
            let found = answers(read(text, products: [product], by: StarterContent.matcher))
            #expect(found.allSatisfy { catalogue.speaks($0, of: product) }, "\(text) of \(product)")
        }
    }

    @Test func `a product named before, or what only one product's article speaks of, needs no name`() {
        let matcher = StarterContent.matcher
        #expect(answers(read("how do I reset it", products: ["orbit-remote"], by: matcher)) == ["remote/reset"])
        #expect(answers(read("left one is silent", by: matcher)) == ["headphones/one-side"])
        #expect(answers(read("the subwoofer will not connect", by: matcher)) == ["soundbar/subwoofer"])
    }

    @Test func `no more than three products are kept in mind`() {
        let articles = "abcde".map { Self.article(ContentID("x/\($0)"), ["m\($0)1"], "About the M\($0)1", []) }
        let matcher = Matcher(Content(revision: "r1", entries: articles, voice: [:]))
        #expect(read("ma1 mb1 mc1 md1", by: matcher).products == ["ma1", "mb1", "mc1"])
    }

    // MARK: Turns that point back

    @Test func `what points back and is unsure alone is read with the last answer`() {
        let text = "how long does that take"
        #expect(answers(read(text)) == [])
        let reading = read(text, after: "orders/track")
        #expect(answers(reading) == ["orders/delivery-time"])
        #expect(reading.readAs == Reading.ReadAs(question: "orders/track"))
    }

    @Test func `the title of the last answer is no reason to say the same again`() {
        #expect(answers(read("and how many hours is it?", after: "speaker/battery")) == [])
        #expect(answers(read("and the label for it?", after: "returns/how-to")) == [])
    }

    @Test(
        "what the last answer's title alone would make sure stays unanswered",
        arguments: [
            "does it come in green?", "is that a comet?", "and the weather?", "how is that spelled",
        ])
    func pointsNowhere(text: String) {
        for last in ["warranty/claim", "speaker/battery", "orders/track", "returns/how-to"] as [ContentID] {
            #expect(answers(read(text, after: last)) == [], "after \(last)")
        }
    }
}
