import Foundation

/// A large content folder, as a maker of many products would have it: articles on the same matters for one product after
/// another, in words that are chosen by a seed.
struct Library {
    /// Two of an article's phrasings are held out.
    static let testsEach = 2
    private var random: Chance

    init(seed: UInt64) { random = Chance(seed: seed) }

    /// Writes so many articles below `faqs/`, one folder a product.
    /// - Parameter phrasings: To learn each from, its title among them; 10 at most.
    mutating func write(_ count: Int, phrasings: Int, to folder: String) throws {
        var products: [String] = []
        while products.count * Self.matters.count < count {
            let name = name()
            if !products.contains(name) { products.append(name) }
        }
        for number in 0..<count {
            let product = number / Self.matters.count
            let parent = "\(folder)/faqs/p\(product)"
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            let text = article(
                on: products[product], Self.matters[number % Self.matters.count], phrasings: phrasings)
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(parent)/m\(number % Self.matters.count).md"))
        }
    }

    private mutating func article(on product: String, _ matter: Matter, phrasings count: Int) -> String {
        precondition(count >= 2 && count + Self.testsEach <= Self.frames.count)
        let phrasings = Self.frames.shuffled(using: &random).prefix(count + Self.testsEach).map {
            fill($0, product, matter)
        }
        let detail = (0..<3).map { _ in fill(pick(Self.sentences), product, matter) }.joined(separator: " ")
        return """
            ---
            title: \(phrasings[0])
            ask:
            \(phrasings[1..<count].map { "  - " + $0 }.joined(separator: "\n"))
            test:
            \(phrasings[count...].map { "  - " + $0 }.joined(separator: "\n"))
            ---
            \(detail)

            1. Hold **\(pick(matter.things))** for \(Int.random(in: 2...20, using: &random)) seconds
            2. Wait until the \(name()) light is \(pick(["white", "blue", "green"]))

            """
    }

    private mutating func fill(_ frame: String, _ product: String, _ matter: Matter) -> String {
        frame.replacing("{do}", with: pick(matter.deeds)).replacing("{it}", with: pick(matter.things))
            .replacing("{x}", with: product)
    }

    /// A name of two or three syllables.
    private mutating func name() -> String {
        (0..<Int.random(in: 2...3, using: &random)).map { _ in pick(Self.syllables) }.joined()
    }

    private mutating func pick(_ words: [String]) -> String { words[Int.random(in: words.indices, using: &random)] }
}

/// The generator of Steele, Lea and Flood (2014), so that a seed gives the same folder everywhere.
private struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension Library {
    /// What one does, and with what; each in a few words for the same.
    private struct Matter {
        let deeds: [String]
        let things: [String]

        init(_ deeds: [String], _ things: [String]) {
            self.deeds = deeds
            self.things = things
        }
    }

    private static let frames = [
        "how do I {do} the {it} of my {x}", "I want to {do} the {it} on the {x}", "{x} {it} {do}",
        "where can I {do} the {it} of the {x}", "my {x} does not {do} the {it}", "can you {do} the {it} of a {x}",
        "is there a way to {do} the {it} with the {x}", "the {it} of the {x}, how can I {do} it",
        "trouble with the {it} of my {x}, I cannot {do} it", "what do I need to {do} the {it} of the {x}",
        "please tell me how to {do} the {it}, I have a {x}", "which {it} can I {do} on a {x}",
    ]

    private static let sentences = [
        "You can {do} the {it} in the settings.", "The {it} of the {x} is under the lid.",
        "It takes a minute to {do} the {it}.", "If the {x} has no {it}, write to us.",
    ]

    private static let syllables = [
        "ba", "cor", "del", "fen", "gor", "hal", "jun", "kel", "lor", "mar", "nes", "or", "pel", "quin", "ros", "sol",
        "tan", "ul", "vor", "wim", "yar", "zen", "bri", "cla", "dro", "fla", "gri", "kra", "pla", "sti",
    ]

    private static let matters = [
        Matter(["reset", "restore", "wipe"], ["settings", "configuration", "presets"]),
        Matter(["charge", "power", "load"], ["battery", "accumulator", "cell"]),
        Matter(["update", "upgrade", "flash"], ["firmware", "software", "system"]),
        Matter(["pair", "connect", "couple"], ["bluetooth", "phone", "headset"]),
        Matter(["clean", "wash", "wipe down"], ["cushions", "covers", "pads"]),
        Matter(["replace", "exchange", "swap"], ["cable", "cord", "lead"]),
        Matter(["mount", "hang", "fix"], ["bracket", "wall holder", "rail"]),
        Matter(["adjust", "tune", "change"], ["bass", "treble", "equaliser"]),
        Matter(["mute", "silence", "turn off"], ["microphone", "voice control", "assistant"]),
        Matter(["read", "find", "decipher"], ["serial number", "label", "type plate"]),
        Matter(["repair", "mend", "restore to life"], ["display", "screen", "panel"]),
        Matter(["register", "enrol", "sign up"], ["product", "device", "purchase"]),
        Matter(["extend", "prolong", "lengthen"], ["guarantee", "warranty", "cover"]),
        Matter(["return", "send back", "give back"], ["parcel", "package", "box"]),
        Matter(["recycle", "dispose of", "throw away"], ["waste", "old unit", "packaging"]),
        Matter(["lock", "protect", "secure"], ["buttons", "keys", "child lock"]),
        Matter(["measure", "compare", "check"], ["weight", "size", "dimensions"]),
        Matter(["dim", "brighten", "colour"], ["lights", "lamp", "glow"]),
        Matter(["record", "capture", "save"], ["broadcast", "programme", "show"]),
        Matter(["stream", "cast", "send"], ["music", "songs", "playlist"]),
        Matter(["join", "reach", "change to"], ["wifi", "network", "router"]),
        Matter(["order", "buy", "purchase"], ["spare part", "accessory", "extra piece"]),
        Matter(["download", "print", "get"], ["manual", "handbook", "instructions"]),
        Matter(["stop", "end", "cure"], ["noise", "humming", "crackling"]),
        Matter(["schedule", "set", "plan"], ["alarm", "timer", "wake-up call"]),
    ]
}
