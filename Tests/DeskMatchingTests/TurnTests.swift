import DeskCore
import DeskMatching
import Testing

@Suite("Turns that say several things, and replies to choices")
struct TurnTests {
    private static let shop = content(
        entry("warranty", "How long is the warranty?", ask: ["am I covered", "warranty period"]),
        entry("track", "Where is my order?", ask: ["track my parcel", "my parcel has not arrived"]),
        entry("pairing", "How do I pair the remote?", ask: ["my remote won't pair", "connect the remote"]),
        entry("black", "Do you have it in black and white?", ask: ["colours of the speaker"]),
        entry("danger", "It is on fire", ask: ["smoke", "there is smoke"], action: .crisis),
        entry("angry", "This is ridiculous", ask: ["worst company ever", "you are useless"], action: .human),
        entry("thanks", "Thanks", ask: ["thank you", "many thanks"], action: .solved),
        entry("hello", "Hello", ask: ["hi"], action: .reply),
        entry("none", "That did not help", ask: ["none of these"], action: .unsolved))
    private static let matcher = Matcher(shop)

    private func ids(_ text: String) -> [ContentID] {
        let reading = Self.matcher.read(turn(text))
        guard case .answer(let first) = reading.verdict else { return [] }
        return [first.id] + reading.also.map(\.id)
    }

    @Test(
        "two questions are both answered, in the order asked",
        arguments: [
            "How long is the warranty and where is my order?", "how long is the warranty. where is my order",
            "how long is the warranty\nwhere is my order", "how long is the warranty; also where is my order",
            "hi, how long is the warranty, and where is my order? thanks",
        ])
    func two(text: String) {
        #expect(ids(text) == ["warranty", "track"])
    }

    @Test func `a phrasing is read at once, anything else from the second time on, and never otherwise`() {
        let matcher = Matcher(Self.shop)
        for text in ["am I covered", "  Track my parcel!", "smoke", "That did not help"] {
            #expect(matcher.readAtOnce(turn(text)) == Self.matcher.read(turn(text)), "\(text)")
            #expect(matcher.readAtOnce(turn(text)) != nil, "\(text)")
        }
        let long = String(repeating: "am I covered ", count: 100)
        for text in ["thanks", "for how long would I be covered", "am I covered and where is my order", long] {
            #expect(matcher.readAtOnce(turn(text)) == nil, "\(text)")
            let reading = matcher.read(turn(text))
            #expect(matcher.readAtOnce(turn(text)) == (text == long ? nil : reading), "\(text)")
        }
    }

    @Test func `nothing is answered twice, and no more than two beside the first`() {
        #expect(ids("am I covered? how long is the warranty") == ["warranty"])
        let all = ids("where is my order. am I covered. how do I pair the remote. colours of the speaker")
        #expect(all == ["track", "warranty", "pairing"])
    }

    @Test func `a phrasing is never cut`() {
        #expect(ids("Do you have it in black and white?") == ["black"])
    }

    @Test func `danger comes first, then anger, wherever they stand`() {
        #expect(ids("where is my order. am I covered. there is smoke") == ["danger", "track", "warranty"])
        #expect(ids("this is ridiculous!!! where is my order") == ["angry", "track"])
        #expect(ids("where is my order\nworst company ever\nsmoke") == ["danger", "track"])
    }

    @Test func `kind words push nothing aside`() {
        #expect(ids("thank you. where is my order") == ["track"])
        #expect(ids("hello\nwhere is my order\nmany thanks") == ["track"])
        #expect(ids("hi\nthank you").count == 1)
    }

    @Test func `what is not understood beside a question does not hide it`() {
        #expect(ids("I was in Rome last week. where is my order") == ["track"])
    }

    @Test(
        "the desk's own content: two questions, both languages",
        arguments: [
            ("How long is the warranty and where is my order?", ["warranty/duration", "orders/track"]),
            ("hi, where is my order and how long is the warranty, thanks", ["orders/track", "warranty/duration"]),
            ("Wo ist meine Bestellung; wie lange gilt die Garantie", ["orders/track", "warranty/duration"]),
        ] as [(String, [ContentID])])
    func starter(text: String, expected: [ContentID]) {
        let reading = StarterContent.matcher.read(turn(text))
        #expect([reading.candidates.first?.id] + reading.also.map(\.id) == expected)
    }

    private func reply(_ text: String, language: Language? = nil) -> ContentID? {
        let id = TurnID(conversation: "c", number: 2, lines: 1)
        let context = Turn.Context(language: language, choices: ["warranty", "track", "pairing"])
        guard case .answer(let first) = Self.matcher.read(Turn(id: id, text: text, context: context)).verdict else {
            return nil
        }
        return first.id
    }

    @Test(
        "a choice is known by its number or place",
        arguments: [
            ("the second one please", "track"), ("nummer zwei", "track"), ("2", "track"), ("the last one", "pairing"),
            ("die erste bitte", "warranty"), ("one", "warranty"), ("I'd like the third", "pairing"),
            ("das letzte", "pairing"), ("second please", "track"), ("2️⃣", "track"), ("２", "track"), ("٣", "pairing"),
            ("zweitens", "track"), ("Nr. 2", "track"), ("the 1st!", "warranty"), ("nehme die dritte, danke", "pairing"),
        ] as [(String, ContentID)])
    func ordinals(text: String, id: ContentID) {
        #expect(reply(text) == id)
    }

    @Test(
        "a choice is known by a word of its title",
        arguments: [
            ("the one about the warranty", "warranty"), ("the remote one", "pairing"), ("my order", "track"),
            ("the waranty one", "warranty"), ("the one with the remoet", "pairing"),
            ("das mit der warrantty bitte", "warranty"), ("REMOTE", "pairing"),
        ] as [(String, ContentID)])
    func titles(text: String, id: ContentID) {
        #expect(reply(text) == id)
    }

    @Test(
        "none of the choices",
        arguments: [
            "neither", "none of them", "none of these", "keins davon", "weder noch",
            "none of these, thanks", "keins von beiden", "nichts davon", "neither one please",
        ])
    func none(text: String) {
        #expect(reply(text) == "none")
    }

    @Test(
        "a word that is in no title, or near two of them, chooses nothing",
        arguments: ["the invoice one", "remit", "ord", "the one with the long remote order", "how"])
    func noTitle(text: String) {
        #expect(reply(text) == nil)
    }

    @Test func `a phrasing of something else is a new question, though a title has its words`() {
        let id = TurnID(conversation: "c", number: 2, lines: 1)
        let context = Turn.Context(choices: ["soundbar/no-sound", "speaker/reset"])
        let reading = StarterContent.matcher.read(Turn(id: id, text: "no", context: context))
        #expect(reading.candidates.first?.id == "intent:no")
        let other = StarterContent.matcher.read(
            Turn(id: id, text: "How do I reset the Orbit remote?", context: context))
        #expect(other.candidates.first?.id == "remote/reset")
    }

    @Test func `what somebody wrote an answer to is no place in a list`() {
        let shop = content(
            entry("a", "How do I pair it?", ask: ["pairing"]), entry("b", "How do I reset it?", ask: ["reset"]),
            entry("c", "My last one", ask: ["the last one", "one more"]))
        let context = Turn.Context(choices: ["a", "b"])
        let id = TurnID(conversation: "c", number: 2, lines: 1)
        let reading = Matcher(shop).read(Turn(id: id, text: "the last one", context: context))
        #expect(reading.candidates.first?.id == "c")
    }

    @Test func `a question that is none of the choices is a new one`() {
        #expect(reply("Do you have it in black and white?") == "black")
        #expect(reply("there is smoke") == "danger")
        #expect(reply("the fourth one") == nil)
    }

    @Test func `an ordinal without choices means nothing`() {
        #expect(ids("the second one please") == [])
    }

    @Test func `what an entry says is not its own it never answers, alone, after kind words or beside something else`()
    {
        let refused = "do you have it in black and gold"
        let shop = content(
            entry(
                "black", "Do you have it in black and white?", ask: ["it in black", "have it in gold"], not: [refused]),
            entry("track", "Where is my order?", ask: ["track my parcel"]),
            entry("hello", "Hello", ask: ["hi"], action: .reply))
        let matcher = Matcher(shop)
        for text in [refused, "Hi, \(refused)?", "where is my order. \(refused)!"] {
            let reading = matcher.read(turn(text))
            #expect(!reading.candidates.map(\.id).contains("black"), "\(text)")
            #expect(!reading.also.map(\.id).contains("black"), "\(text)")
        }
        #expect(matcher.answer(to: "it in black") == "black")
    }

    @Test(
        "a word for a person before anything else is that wish",
        arguments: [
            ("human my name is Eva, ordered on Monday", "intent:human"), ("Mensch, am Montag gekauft", "intent:human"),
            ("hi, agent it was on Monday with Eva", "intent:human"),
            ("human my soundbar is smoking", "intent:crisis"),
        ] as [(String, ContentID)])
    func wish(text: String, id: ContentID) {
        #expect(StarterContent.matcher.answer(to: text) == id)
    }

    @Test func `a word for a person and a question are both heard`() {
        let reading = StarterContent.matcher.read(turn("human, where is my order"))
        #expect([reading.candidates.first?.id] + reading.also.map(\.id) == ["intent:human", "orders/track"])
    }

    @Test func `help before a question of somebody else is no wish for a person`() {
        #expect(StarterContent.matcher.answer(to: "help bread yeast oven") == nil)
        #expect(StarterContent.matcher.answer(to: "I met a human on Monday. The weather was fine.") == nil)
    }
}
