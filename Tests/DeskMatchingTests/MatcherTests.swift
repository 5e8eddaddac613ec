import DeskCore
import DeskMatching
import Testing

@Suite("The matcher")
struct MatcherTests {
    private static let small = content(
        entry("a", "How long is the warranty?", ask: ["warranty period", "am I covered"]),
        entry("b", "Where is my parcel?", ask: ["track my order", "parcel lost"]),
        entry("c", "Old question", status: .retired), entry("d", "Unfinished question", status: .draft))

    @Test(
        "an exact phrasing is certain, whatever its case, spaces and outer punctuation",
        arguments: [
            "how long is the warranty", "  HOW LONG,\n is the   warranty?!", "¿How long is the warranty?",
            "“Am I covered”",
        ])
    func exact(text: String) {
        let candidates = Matcher(Self.small).read(turn(text)).candidates
        #expect(candidates.map(\.id) == ["a"])
        #expect(candidates.first?.confidence == 1)
    }

    @Test(
        "letters beyond ASCII fold as they should, on the quick way and the thorough one",
        arguments: [
            ("Läuft die STRASSE ÜBER?", "läuft die straße über"), ("CAFÉ", "cafe\u{301}"),
            ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
            ("what’s up", "what's up"), ("ŁÓDŹ", "łódź"), ("ÀÖØÞ", "àöøþ"), ("日本語?", "日本語"), ("ﬁrmware", "firmware"),
        ])
    func folding(phrasing: String, typed: String) {
        let matcher = Matcher(content(entry("a", phrasing), entry("b", "something else")))
        #expect(matcher.read(turn(typed)).candidates.first?.confidence == 1)
        let turned = Matcher(content(entry("a", typed), entry("b", "something else")))
        #expect(turned.read(turn(phrasing)).candidates.first?.confidence == 1)
    }

    @Test(
        "in several lines a phrasing as it stands is not swallowed, and swallows no other",
        arguments: [
            ("hello\nwarranty\nhuman", "intent:human"), ("warranty\nthanks", "warranty/duration"),
            ("human\nmy soundbar is smoking", "intent:crisis"), ("ok\nthanks", "intent:thanks"),
        ])
    func severalLines(text: String, id: String) {
        #expect(StarterContent.matcher.answer(to: text) == ContentID(id))
    }

    @Test func `only what is live is said`() {
        let matcher = Matcher(Self.small)
        for text in ["Old question", "Unfinished question"] { #expect(matcher.answer(to: text) == nil) }
    }

    @Test func `a phrasing of two articles is not certain`() {
        let twice = content(entry("a", "pair it", ask: ["set up"]), entry("b", "connect it", ask: ["set up"]))
        let reading = Matcher(twice).read(turn("set up"))
        #expect(reading.candidates.count == 2)
        #expect(reading.candidates.allSatisfy { $0.confidence < 1 })
    }

    @Test(
        "a text that shares nothing with the content has no candidates",
        arguments: ["", "   ", "?!", "日本", "\u{0}\u{1}", "😀"])
    func nothing(text: String) {
        #expect(Matcher(Self.small).read(turn(text)).candidates == [])
    }

    @Test func `no content, no candidates`() {
        let matcher = Matcher(content())
        #expect(matcher.read(turn("hello")).candidates == [])
        #expect(matcher.revision == "r1")
    }

    @Test func `confidences fall, stay within 0 and 1, and together do not exceed 1`() {
        for text in ["warranty of my parcel", "is it covered", "order", "lost", "how"] {
            let values = StarterContent.matcher.read(turn(text)).candidates.map(\.confidence)
            #expect(values == values.sorted(by: >), "\(text)")
            #expect(values.allSatisfy { (0...1).contains($0) }, "\(text)")
            #expect(values.reduce(0, +) <= 1.000_001, "\(text)")
        }
    }

    @Test func `the same content gives the same readings`() {
        let again = Matcher(StarterContent.loaded.content)
        for text in ["my remote broke and I want a new one", "delivery to Austria", "wie lange noch", "hm"] {
            #expect(again.read(turn(text)) == StarterContent.matcher.read(turn(text)))
        }
    }

    @Test func `what belongs elsewhere makes the matcher less sure`() {
        func confidence(_ not: [String]) -> Double {
            let matcher = Matcher(
                content(
                    entry("a", "How long is the warranty?", ask: ["warranty period"], not: not),
                    entry("b", "Where is my parcel?", ask: ["track my order"])))
            let candidates = matcher.read(turn("price of the extended warranty")).candidates
            return candidates.first { $0.id == "a" }?.confidence ?? 0
        }
        let without = confidence([])
        let with = confidence([
            "how much is the extended warranty", "extended warranty price", "buy the extended warranty",
        ])
        #expect(with < without)
    }

    @Test func `the language asked in is preferred where a phrasing is the same in both`() {
        let variants: [Language: Variant] = [
            "en": Variant(title: "Status", body: Prose(text: "x")),
            "de": Variant(title: "Status", body: Prose(text: "y")),
        ]
        let both = Entry(id: "s", action: .status, variants: variants)
        let matcher = Matcher(Content(revision: "r", entries: [both], voice: [:]))
        #expect(matcher.read(turn("status", language: "de")).candidates.first?.language == "de")
        #expect(matcher.read(turn("status")).candidates.first?.language == "en")
    }

    @Test func `a very long text is read in bounded time`() {
        let text = String(repeating: "my speaker has no sound and the remote is lost ", count: 1400)
        let matcher = StarterContent.matcher
        var reading: Reading?
        let time = ContinuousClock().measure { reading = matcher.read(turn(text)) }
        #expect(reading?.candidates.isEmpty == false)
        #expect(time < .seconds(2))
    }
}
