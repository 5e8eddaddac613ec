import DeskCore
import Testing

/// A long story at random, the same for the same seed.
public struct RandomTale {
    public let story: Story
    private var random: SplitMix64
    private let customers: [Someone] =
        (1...6).map { .guest("guest\($0)") } + (1...4).map { .customer("customer\($0)") }
    private var said: [(Someone, ArrivalID)] = []
    private let agents = [Someone.agent("kim"), .agent("lee")]

    public init(seed: UInt64) async {
        story = await Story()
        random = SplitMix64(seed: seed)
    }

    /// A few events more.
    public mutating func goesOn() async {
        switch Int.random(in: 0..<27, using: &random) {
        case 0..<9: await says(customer(), pick(Self.lines))
        case 9..<12: await story.says(agent(), pick(Self.commands))
        case 12..<14: await says(agent(), "agent text \(Int.random(in: 0..<99, using: &random))")
        case 14: await story.joins(customer())
        case 15: await story.leaves(customer())
        case 16: await story.returns(pick(Array(customers.suffix(4))))
        case 17: await story.passes(.seconds(Int.random(in: 0..<120, using: &random)))
        case 18: await story.passes(.seconds(Int.random(in: 0..<2400, using: &random)))
        case 19: await story.isOverheard(customer().inTheOpen, pick(Self.lines))
        case 20: await identifies()
        case 21...24: await changesWords()
        default: await changesWeather()
        }
    }

    /// The journal keeps names with words alone: whoever only came in has none there.
    public func everybodySpeaks() async { for who in customers { await story.says(who, "blah") } }

    private mutating func says(_ who: Someone, _ text: String) async {
        await story.says(who, text)
        if let id = story.lastArrival?.id { said.append((who, id)) }
    }

    /// Somebody edits or takes back what they said, or puts a sign to what was said to them.
    private mutating func changesWords() async {
        guard let (who, id) = said.suffix(20).randomElement(using: &random) else { return }
        switch Int.random(in: 0..<6, using: &random) {
        case 0...1:
            await story.edits(who, id, pick(Self.lines))
        case 2: await story.redacts(who, id)
        case 3: await story.reacts(who, pick(["👍", "👎", "1", "5️⃣", "❤️"]))
        case 4: await story.sends(who, "[image] cat.png")
        default: await story.says(pick(agents), "among us", about: Int.random(in: 1...4, using: &random))
        }
    }

    /// A guest tells the network their account.
    private mutating func identifies() async {
        let guest = pick(Array(customers.prefix(6)))
        await story.says(guest.now(knownAs: pick(["anna", "bert"])), pick(Self.lines))
    }

    private mutating func changesWeather() async {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: story.settlesDeliveries.toggle()
        case 1: story.readsTurns.toggle()
        case 2: await story.restarts()
        case 3: story.sharesWindows.toggle()
        default: await comesBack()
        }
        if story.settlesDeliveries { await story.delivers() }
        if story.readsTurns { await story.reads() }
    }

    private mutating func comesBack() async {
        guard let word = story.desk.cases.values.compactMap(\.comeBackWord).sorted().first else { return }
        await story.says(customer(), word)
    }

    /// One in four writes where others read along.
    private mutating func customer() -> Someone {
        let who = pick(customers)
        return Int.random(in: 0..<4, using: &random) == 0 ? who.inTheOpen : who
    }

    private mutating func agent() -> Someone {
        let who = pick(agents)
        guard Bool.random(using: &random), let number = story.desk.cases.keys.sorted().randomElement(using: &random)
        else {
            return who
        }
        return story.desk.cases[number]?.sharesRoom == true ? who.inWindow : who.inCase(number)
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }

    private static let lines = [
        "warranty", "pairing now", "either", "1", "2", "blah", "hm well", "human", "human please", "crisis", "stop",
        "status", "solved",
        "solved 5", "3", "unsolved", "wrong", "why", "transcript", "reply", "it is \"blue\"", "9zzzz-9zzzz",
    ]
    private static let commands = [
        "!claim", "!claim", "!claim 3", "!queue", "!brief", "!note a note", "!bot", "!done all well", "!done",
        "!find blue", "!help", "!x", "r 1 behind a number", "r 2", "!note 2 behind a number",
    ]
}
