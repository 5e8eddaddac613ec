import DeskContent
import DeskCore
import DeskMatching
import Testing

@Suite("The starter content")
struct StarterContentTests {
    private var matcher: Matcher { StarterContent.matcher }
    private var content: Content { StarterContent.loaded.content }

    @Test func `has nothing to complain about`() {
        // Which variant was saved when is a matter of this disk.
        #expect(StarterContent.loaded.diagnostics.filter { $0.code != "variant-outdated" } == [])
    }

    @Test func `passes its own tests`() {
        #expect(matcher.checkTests(content) == [])
    }

    @Test func `has every line of the desk's voice in both languages`() {
        for line in VoiceLine.allCases {
            #expect(Set(content.voice[line, default: [:]].keys) == ["de", "en"], "\(line)")
        }
    }

    @Test func `holds forty articles and more, with tests for each`() {
        let articles = content.entries.values.filter { $0.action == nil }
        #expect(articles.count >= 40)
        #expect(articles.count { $0.variants["de"] != nil } >= 8)
        #expect(content.entries.count - articles.count >= 14)
        for entry in content.entries.values {
            for variant in entry.variants.values { #expect(!variant.test.isEmpty, "\(variant.file)") }
        }
        #expect(Set(content.entries.values.compactMap(\.action)) == Set(IntentAction.allCases))
    }

    @Test func `says at most five lines at once, and seldom needs more`() {
        let bodies = content.entries.values.flatMap(\.variants.values).map(\.body)
        for page in bodies.flatMap(\.pages) { #expect(page.chatLines <= Prose.linesOnPage, "\(page.plainText)") }
        #expect(bodies.count { $0.pages.count > 1 } <= 4)
    }

    @Test(
        "one word is enough",
        arguments: [
            ("thanks", "intent:thanks"), ("no", "intent:no"), ("yes", "intent:yes"), ("human", "intent:human"),
            ("status", "intent:status"), ("agent", "intent:human"), ("person", "intent:human"),
            ("Hello!", "intent:greeting"),
            ("Mensch", "intent:human"), ("ja", "intent:yes"), ("nein", "intent:no"), ("stop", "intent:stop"),
            ("wrong", "intent:wrong"), ("falsch", "intent:wrong"), ("why?", "intent:why"), ("FIRE!!", "intent:crisis"),
            ("bye", "intent:goodbye"), ("transcript", "intent:transcript"),
        ])
    func words(word: String, intent: ContentID) {
        #expect(matcher.answer(to: word) == intent)
    }

    @Test(
        "does not answer what it does not know",
        arguments: [
            "how do I bake bread", "what is the capital of France", "fix a leaking tap", "how do I renew my passport",
            "best wine with fish", "what is the weather tomorrow", "how do I file my taxes", "recommend a good dentist",
            "how tall is mount everest", "book a flight to Rome", "how do I train a puppy", "when do I plant tomatoes",
            "translate this letter into Spanish", "who won the football match", "my car makes a strange noise",
            "hi, how do I bake bread", "wie backe ich ein Brot", "was kostet ein Flug nach Rom",
        ])
    func unknown(question: String) {
        #expect(matcher.answer(to: question) == nil)
    }

    @Test(
        "kind words around a question do not matter",
        arguments: [
            ("hi, how long is the warranty?", "warranty/duration"),
            ("Hello! Where is my order? Thanks", "orders/track"),
            ("hey how do I reset my speaker", "speaker/reset"), ("how do I reset my speaker thanks", "speaker/reset"),
            ("good morning,\nmy soundbar is silent", "soundbar/no-sound"), ("no, thanks", "intent:thanks"),
            ("hi, where is my refund", "returns/refund-time"),
        ])
    func kindWords(question: String, id: ContentID) {
        #expect(matcher.answer(to: question) == id)
    }

    @Test func `danger is recognised in many words`() {
        for text in ["smoke is coming from my headphones", "help, the charger is on fire!", "I got an electric shock"] {
            #expect(matcher.answer(to: text) == "intent:crisis", "\(text)")
        }
    }

    @Test func `a question in German is read as German`() {
        let reading = matcher.read(turn("wie viele Jahre habe ich Garantie"))
        #expect(reading.candidates.first?.id == "warranty/duration")
        #expect(reading.candidates.first?.language == "de")
    }

    @Test(
        "one word is danger only where the content says so", arguments: ["Akku", "battery", "cable", "child", "plug"])
    func noDanger(word: String) {
        #expect(matcher.read(turn(word)).candidates.allSatisfy { $0.id != "intent:crisis" })
    }

    @Test(
        "words of both languages are answered in the language spoken, else in the default one",
        arguments: [
            ("update", nil, "en"), ("update", "de", "de"), ("reset", nil, "en"), ("reset", "de", "de"),
            ("Garantie", nil, "de"), ("firmware update", nil, "en"), ("Update", "en", "en"),
        ] as [(String, Language?, Language)])
    func language(word: String, spoken: Language?, expected: Language) {
        #expect(matcher.read(turn(word, language: spoken)).candidates.first?.language == expected)
    }
}
