import DeskCore
@testable import DeskMatching
import Testing

@Suite("What products are called")
struct ProductNamesTests {
    private static func article(
        _ id: ContentID, _ products: [String], _ title: String, _ ask: [String] = [], language: Language = "en"
    ) -> Entry {
        let variant = Variant(title: title, ask: ask.map { Phrasing($0) }, body: Prose(text: "…"))
        return Entry(id: id, products: products, variants: [language: variant])
    }

    private static func products(_ entries: Entry...) -> Products {
        Products(Content(revision: "r", entries: entries, voice: [:]))
    }

    private static let shop = products(
        article("a", ["orbit-remote"], "Batteries"), article("b", ["lark-headphones"], "Charging"),
        article("c", ["zed"], "Reset"), article("d", ["zed-max"], "Reset of the large one"),
        article("e", ["orbit-max"], "Range"), article("f", ["x-200"], "Weight"), article("g", ["echo-one"], "Sound"))

    @Test(
        "by the words of the id, in the plural, possessive, in any case, joined by anything",
        arguments: [
            ("Orbit remote", ["orbit-remote"]), ("my REMOTE's lid", ["orbit-remote"]),
            ("two remotes", ["orbit-remote"]),
            ("the orbit-remote!", ["orbit-remote"]), ("headphone", ["lark-headphones"]), ("larks", ["lark-headphones"]),
            ("the lark, my headphones", ["lark-headphones"]), ("lark or remote", ["lark-headphones", "orbit-remote"]),
            ("x-200", ["x-200"]), ("X 200", ["x-200"]), ("ORBİT remote", ["orbit-remote"]), ("zed", ["zed"]),
            ("Zed Max", ["zed-max"]), ("the zed and the zed max", ["zed", "zed-max"]), ("lärk", ["lark-headphones"]),
        ])
    func names(text: String, named: [String]) {
        #expect(Self.shop.named(in: text, after: []) == named)
    }

    @Test(
        "numbers, single letters and words that only hold sentences together name nothing",
        arguments: ["200 euros", "which one", "x marks it", "remotely", "the lar", ""])
    func noNames(text: String) {
        #expect(Self.shop.mentions(in: text).isEmpty)
    }

    @Test func `a name that several share means none beyond doubt`() {
        #expect(Self.shop.named(in: "the max", after: []) == ["orbit-max", "zed-max"])
        #expect(Self.shop.clear(in: "the max", after: []) == [])
        #expect(Self.shop.named(in: "the orbit", after: []) == ["orbit-max", "orbit-remote"])
    }

    @Test func `what was spoken of decides, or its relative`() {
        #expect(Self.shop.clear(in: "the max", after: ["zed-max"]) == ["zed-max"])
        #expect(Self.shop.clear(in: "the max", after: ["orbit-remote"]) == ["orbit-max"])
        #expect(Self.shop.clear(in: "the max", after: ["orbit-remote", "zed"]) == ["zed-max"], "the last one")
        #expect(Self.shop.clear(in: "the max", after: ["lark-headphones"]) == [])
    }

    @Test func `a shared name that one product's articles use is that product's`() {
        let products = Self.products(
            Self.article("a", ["cove-speaker"], "Reset the Cove speaker", ["the cove hangs"]),
            Self.article("b", ["cove-xl"], "Reset the Cove XL", ["the cove xl hangs"]))
        #expect(products.clear(in: "my cove", after: []) == ["cove-speaker"])
        let both = Self.products(
            Self.article("a", ["cove-speaker"], "Reset the Cove speaker", ["the cove hangs"]),
            Self.article("b", ["cove-xl"], "Reset the Cove XL", ["reset the big cove"]))
        #expect(both.clear(in: "my cove", after: []) == [])
    }

    @Test func `a noun beside the name in titles of another language is a name, a common word is none`() {
        let products = Self.products(
            Self.article("a", ["orbit-remote"], "Wie kopple ich die Orbit-Fernbedienung?", language: "de"),
            Self.article("b", ["orbit-remote"], "Welche Batterie braucht die Orbit-Fernbedienung?", language: "de"),
            Self.article("c", ["lark-headphones"], "Wie lange hält die Batterie?", language: "de"))
        #expect(products.named(in: "und die Fernbedienung?", after: []) == ["orbit-remote"])
        #expect(products.named(in: "die Batterie", after: []) == [])
        #expect(products.name(of: "orbit-remote", in: "de") == "Orbit-Fernbedienung")
        #expect(products.name(of: "orbit-remote", in: "en") == "orbit remote")
    }

    @Test(
        "a question is asked of another product in its words",
        arguments: [
            ("How do I reset the Zed?", "How do I reset the zed max?"),
            ("Reset the zed, or the lark?", "Reset the zed max, or the lark?"),
            ("reset my lark headphones", "reset my zed max"), ("How do I reset it?", "How do I reset it? (zed max)"),
            ("lark and remote", "lark and remote (zed max)"),
        ])
    func exchanged(question: String, expected: String) {
        #expect(Self.shop.exchanging(["zed"], in: question, for: "zed-max", "en") == expected)
    }

    @Test func `without products in the content nothing is named`() {
        let none = Self.products(Self.article("a", [], "How do I reset the Orbit remote?"))
        #expect(none.isEmpty)
        #expect(none.named(in: "orbit remote", after: ["orbit-remote"]) == [])
    }
}
