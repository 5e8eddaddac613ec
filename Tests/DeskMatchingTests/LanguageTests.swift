import DeskCore
@testable import DeskMatching
import Testing

@Suite("Scripts, diacritics and how people type")
struct LanguageTests {
    private func features(_ text: String) -> Features { Features(NormalisedText(text)) }

    @Test(
        "diacritics may be left out",
        arguments: [
            ("größe", "grosse"), ("Straße", "strasse"), ("déjà", "deja"), ("łódź", "lodz"),
            ("smørrebrød", "smorrebrod"),
            ("τιμή", "τιμη"), ("ёлка", "елка"), ("cœur", "coeur"), ("tiếng Việt", "tieng viet"), ("مُحَمَّد", "محمد"),
            ("cafe\u{301}", "cafe"), ("שָׁלוֹם", "שלום"),
        ])
    func diacritics(one: String, other: String) {
        #expect(features(one).words == features(other).words)
        #expect(features(one).characters == features(other).characters)
        #expect(features(one).stems.hashes == features(other).stems.hashes)
    }

    @Test(
        "where a mark makes another letter it stays",
        arguments: [("が", "か"), ("ぱ", "は"), ("कि", "की"), ("มา", "มี"), ("й", "и")])
    func marks(one: String, other: String) {
        #expect(features(one).words != features(other).words)
    }

    @Test(
        "in scripts without spaces characters and their pairs are words, and two of them count as one",
        arguments: [
            ("退款", 2, 1), ("退款需要多久", 6, 3), ("スピーカー", 5, 3), ("ค่าส่ง", 4, 2), ("支払い reset", 4, 3), ("日", 1, 1),
            ("reset", 1, 1), ("한국어 배송", 2, 2),
        ])
    func unspaced(text: String, singles: Int, count: Int) {
        #expect(features(text).singles.count == singles)
        #expect(features(text).words.count == 2 * singles - 1)
        #expect(features(text).wordCount == count)
        #expect(!features(text).stems.hashes.isEmpty)
    }

    @Test func `one order of characters is not another`() {
        #expect(Set(features("上海").words) != Set(features("海上").words))
    }

    @Test func `Hiragana that only joins says nothing where something else does`() {
        #expect(features("返品は").stems.hashes.contains(features("返品").stems.hashes[0]))
        #expect(features("返品ですか").stems.hashes.count < features("返品返金交換").stems.hashes.count)
        #expect(!features("ありがとう").stems.hashes.isEmpty)
    }

    private static let chinese = Matcher(
        content(
            entry("refund", "退款需要多长时间？", ask: ["什么时候能收到退款", "我的退款在哪里", "退款要几天"]),
            entry("pairing", "如何连接蓝牙耳机？", ask: ["耳机连不上手机", "蓝牙配对失败", "怎么配对耳机"]),
            entry("warranty", "保修期是多久？", ask: ["产品保修几年", "过保了怎么办", "保修范围"]),
            entry("track", "我的订单在哪里？", ask: ["查询物流", "包裹还没到", "什么时候发货"])))

    @Test(
        "a question in Chinese is told from others by its words",
        arguments: [
            ("退款多久能到", "refund"), ("耳机怎么连接蓝牙", "pairing"), ("保修几年啊", "warranty"), ("包裹什么时候到", "track"),
            ("退款需要多长时间", "refund"), ("退款需要多长时间。", "refund"),
        ] as [(String, ContentID)])
    func inChinese(text: String, id: ContentID) {
        #expect(Self.chinese.read(turn(text)).candidates.first?.id == id)
    }

    @Test func `two sentences of Chinese are two questions`() {
        let reading = Self.chinese.read(turn("保修期是多久？我的订单在哪里？"))
        #expect([reading.candidates.first?.id] + reading.also.map(\.id) == ["warranty", "track"])
    }

    // MARK: How people type

    private static let shop = Matcher(
        content(
            entry("track", "Where is my order?", ask: ["track my parcel"]),
            entry("size", "Welche Größe brauche ich?", ask: ["Größentabelle", "schöne Grüße"]),
            entry("free", "Is delivery free?", ask: ["too expensive"]),
            entry("thumb", "👍", ask: ["great"]), entry("fire", "İade koşulları", ask: ["ışık yanmıyor"])))

    @Test(
        "a phrasing is known however it is dressed",
        arguments: [
            ("WHERE IS MY ORDER!!!", "track"), ("😡😡 where is my order 😡", "track"), ("where 📦 is my order", "track"),
            ("wh\u{200B}ere is my or\u{AD}der", "track"), ("\u{200F}where is my order\u{202C}", "track"),
            ("ｗｈｅｒｅ ｉｓ ｍｙ ｏｒｄｅｒ？", "track"), ("wheeeere is my ordeeer", "track"), ("Where iiis my orrrder", "track"),
            ("welche groesse brauche ich", "size"), ("welche grösse brauche ich", "size"),
            ("welche grosse brauche ich", "size"), ("WELCHE GRÖSSE BRAUCHE ICH", "size"), ("schoene Gruesse", "size"),
            ("Welche Gro\u{308}ße brauche ich", "size"), ("tooo expensive", "free"), ("👍", "thumb"), ("👍🏽", "thumb"),
            ("great 👍", "thumb"), ("iade koşulları", "fire"), ("IŞIK YANMIYOR", "fire"), ("isik yanmiyor", "fire"),
        ] as [(String, ContentID)])
    func dressed(text: String, id: ContentID) {
        #expect(Self.shop.answer(to: text) == id)
    }

    @Test(
        "letters that are folded alike are one phrasing",
        arguments: [
            ("ΟΔΟΣ", "οδος"), ("İstanbul", "istanbul"), ("٢٤", "24"), ("2️⃣", "2"), ("کتـــاب", "کتاب"),
            ("what´s up", "what's up"),
            ("ﬁrst ﬂoor", "first floor"), ("STRAẞE", "straße"), ("返品？", "返品"), ("हाँ।", "हाँ"), ("¿dónde?", "dónde"),
        ])
    func normalised(one: String, other: String) { #expect(NormalisedText(one) == NormalisedText(other)) }

    @Test(
        "what makes another word or amount stays",
        arguments: [("größe", "grosse"), ("5€", "5"), ("が", "か"), ("schön", "schon")])
    func different(one: String, other: String) {
        #expect(NormalisedText(one) != NormalisedText(other))
    }

    @Test(
        "spelling changes only what the content knows otherwise",
        arguments: [
            ("wheeere is my parceeel", "where is my parcel"), ("www.shop.example", "www.shop.example"),
            ("zoooo", "zoooo"), ("is it freee?", "is it free?"), ("question", "question"), ("1000000", "1000000"),
            ("Groesse", "grösse"),
        ])
    func spelling(said: String, meant: String) {
        let spelling = Spelling(
            content(
                entry("a", "Where is my parcel?", ask: ["is it free", "a question"]), entry("b", "Größe")))
        #expect(NormalisedText(spelling.corrected(said[...])) == NormalisedText(meant))
    }

    @Test(
        "the starter content, as people type",
        arguments: [
            ("WO IST MEINE BESTELLUNG???", "orders/track"),
            ("wo kann ich mein altes Geraet entsorgen", "recycling/old-devices"),
            ("wheeere is my order 😭😭", "orders/track"), ("heeeelp", "intent:human"), ("helloooo", "intent:greeting"),
            ("Wie haeufig... wie setze ich den Cove-Lautsprecher zuruck", "speaker/reset"),
        ] as [(String, ContentID)])
    func starter(text: String, id: ContentID) {
        #expect(StarterContent.matcher.answer(to: text) == id)
    }

    @Test(
        "a rant or a greeting around a question hides none of it",
        arguments: [
            ("your company is the worst I ever saw, where is my parcel", ["intent:angry", "orders/track"]),
            ("I waited for three weeks, this is a disgrace! where is my order", ["intent:angry", "orders/track"]),
            ("wtf where is my order", ["orders/track"]), ("hi there 👋 where is my order", ["orders/track"]),
            ("I bought it in Rome last summer, how long is the warranty?", ["warranty/duration"]),
            ("is the cove waterproof and how long does the battery last?", ["safety/water", "speaker/battery"]),
        ] as [(String, [ContentID])])
    func wrapped(text: String, expected: [ContentID]) {
        let reading = StarterContent.matcher.read(turn(text))
        guard case .answer(let first) = reading.verdict else { return #expect(Bool(false), "not answered") }
        #expect([first.id] + reading.also.map(\.id) == expected)
    }

    @Test(
        "a word for a person is a wish by itself, or before something that begins anew",
        arguments: [
            ("agent smith rocks", nil), ("human resources policy", nil), ("human rights watch report", nil),
            ("agent", "intent:human"), ("agent please", "intent:human"), ("Human!", "intent:human"),
            ("human now", "intent:human"), ("Mensch bitte", "intent:human"), ("human, Eva Smith", "intent:human"),
            ("human my name is Eva", "intent:human"), ("human 🙂 my name is Eva", "intent:human"),
            ("agent 🙏🙏 please", "intent:human"),
        ] as [(String, ContentID?)])
    func wishes(text: String, id: ContentID?) {
        #expect(StarterContent.matcher.answer(to: text) == id)
    }
}
