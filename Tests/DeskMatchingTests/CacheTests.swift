import DeskCore
@testable import DeskMatching
import Foundation
import Synchronization
import Testing

/// What is kept gives the same readings as what is learned, and what cannot be used is learned again.
@Suite(.timeLimit(.minutes(2))) struct CacheTests {
    private let questions = [
        "how do I clean my lamp", "repair a radio please", "my kettle is to be returned", "update", "what is love",
        "charge the drone or the tent", "reset oven?", "mounting a fan on the wall", "",
    ]

    private func readings(_ matcher: Matcher) -> [Reading] { questions.map { matcher.read(turn($0)) } }

    @Test func `what is kept gives the same readings, and nothing is learned or computed`() throws {
        let world = try CacheWorld()
        let learned = world.matcher()
        let (encoded, steps) = (world.encoder.texts.count, world.steps.count)
        #expect(encoded > 0)
        let kept = world.matcher()
        #expect(world.encoder.texts.count == encoded)
        #expect(world.steps.count == steps)
        #expect(readings(kept) == readings(learned))
        #expect(
            readings(kept) == readings(Matcher(world.content, encoder: world.encoder)), "the same as without a cache")
        #expect(kept.thresholds == learned.thresholds)
        #expect(kept.support == learned.support)
        #expect(world.told == [])
    }

    @Test func `so it is with the sentence model that comes with the desk`() throws {
        let world = try CacheWorld()
        let learned = Matcher(world.content, cache: world.cache)
        let steps = world.steps.count
        let kept = Matcher(world.content, cache: world.cache) { world.hear($0) }
        #expect(world.steps.count == steps)
        #expect(readings(kept) == readings(learned))
    }

    @Test func `so it is with large content`() throws {
        let world = try CacheWorld(things: 120)
        let large = Matcher(world.content, encoder: nil, cache: world.cache) { world.hear($0) }
        #expect(world.steps == [.answers, .confidence(done: 0, of: 1)])
        let kept = Matcher(world.content, encoder: nil, cache: world.cache) { world.hear($0) }
        #expect(world.steps.count == 2)
        #expect(readings(kept) == readings(large))
    }

    @Test func `an edit has only what is new computed, and what is gone is no longer kept`() throws {
        let world = try CacheWorld()
        _ = world.matcher()
        let before = try world.size("vectors")
        let all = world.encoder.texts.count
        _ = world.matcher(of: CacheWorld.content(of: 6, and: [entry("new", "What does it cost?", ask: ["the price"])]))
        #expect(world.encoder.texts[all...].sorted() == ["What does it cost?", "the price"])
        let vector = 16 + 2 * (8 + 4 * 16)
        #expect(try world.size("vectors") == before + 2 * vector)
        _ = world.matcher()
        #expect(try world.size("vectors") == before)
        #expect(world.encoder.texts.count == all + 2)
    }

    @Test func `vectors of another model are not used`() throws {
        let world = try CacheWorld()
        _ = world.matcher()
        let other = CountingEncoder(name: "another")
        let matcher = Matcher(world.content, encoder: other, cache: world.cache)
        #expect(Set(other.texts) == Set(world.encoder.texts))
        #expect(world.told.map { $0.contains("vectors was made of something else") } == [true])
        #expect(readings(matcher) == readings(Matcher(world.content, encoder: other)))
    }

    @Test func `another budget is learned for, with the same vectors`() throws {
        let world = try CacheWorld()
        _ = world.matcher()
        let (encoded, steps) = (world.encoder.texts.count, world.steps.count)
        let strict = MatchingBudget(wrongAnswers: 0.01, unknownShare: 0.5)
        let matcher = world.matcher(budget: strict)
        #expect(world.encoder.texts.count == encoded)
        #expect(world.steps[steps...].first == .answers)
        let fresh = Matcher(world.content, budget: strict, encoder: world.encoder)
        #expect(matcher.thresholds == fresh.thresholds)
        #expect(readings(matcher) == readings(fresh))
    }

    @Test func `without words it is another thing that is learned`() throws {
        let world = try CacheWorld()
        _ = world.matcher()
        let matcher = Matcher(world.content, encoder: world.encoder, parts: .speaking, cache: world.cache)
        #expect(readings(matcher) == readings(Matcher(world.content, encoder: world.encoder, parts: .speaking)))
    }

    @Test func `what became of questions is learned from again when it changes`() throws {
        let world = try CacheWorld()
        _ = world.matcher()
        let steps = world.steps.count
        let wrong = Traffic.Observation(
            entry: "lamp/clean", isRight: false, weight: 1, signs: Array(repeating: 0.5, count: Evidence.weights.count),
            hasVector: true)
        let traffic = Traffic(observations: Array(repeating: wrong, count: 20))
        let matcher = Matcher(world.content, encoder: world.encoder, traffic: traffic, cache: world.cache) {
            world.hear($0)
        }
        #expect(world.steps[steps...].first == .answers)
        #expect(readings(matcher) == readings(Matcher(world.content, encoder: world.encoder, traffic: traffic)))
    }

    @Test(arguments: [true, false]) func `a damaged file is told of and made anew`(isVectors: Bool) throws {
        let world = try CacheWorld()
        let expected = readings(world.matcher())
        let path = try world.path(isVectors ? "vectors" : #require(world.learnedFiles.first))
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for place in stride(from: 0, to: whole.count, by: max(1, whole.count / 12)) {
            var spoiled = whole
            spoiled[place] ^= 0x10
            for data in [spoiled, whole.prefix(place)] {
                try data.write(to: URL(fileURLWithPath: path))
                let told = world.told.count
                #expect(readings(world.matcher()) == expected)
                #expect(world.told.count == told + 1)
                #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole, "as it was")
            }
        }
        try Data((whole + [0])).write(to: URL(fileURLWithPath: path))
        #expect(readings(world.matcher()) == expected)
    }

    /// Every bit but the checksum's is looked at by itself: the checksum finds it.
    @Test func `no difference of one byte goes unseen`() throws {
        var numbers = PackedNumbers()
        numbers.add([Float](repeating: 0.5, count: 300))
        numbers.add(7)
        let origin = Fingerprint(of: "this")
        let whole = SealedFile.bytes(.learned, of: origin, numbers)
        _ = try SealedFile.contents(whole, .learned, of: origin)
        for place in whole.indices {
            for bit in 0..<8 {
                var spoiled = whole
                spoiled[place] ^= 1 << bit
                #expect(throws: SealedFile.Problem.self) { try SealedFile.contents(spoiled, .learned, of: origin) }
            }
            #expect(throws: SealedFile.Problem.self) {
                try SealedFile.contents(Array(whole[..<place]), .learned, of: origin)
            }
        }
        #expect(throws: SealedFile.Problem.self) { try SealedFile.contents(whole, .vectors, of: origin) }
        #expect(throws: SealedFile.Problem.self) {
            try SealedFile.contents(whole, .learned, of: Fingerprint(of: "that"))
        }
    }

    /// Files that are whole but hold other numbers than anybody would write.
    @Test func `odd numbers under a true checksum end nothing`() throws {
        let world = try CacheWorld(things: 2)
        _ = world.matcher()
        let name = try #require(world.learnedFiles.first)
        let origin = try #require(UInt128(name.dropLast(MatcherCache.learnedEnding.count), radix: 16))
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: world.path(name))))
        let payload = Array(whole[SealedFile.headLength...])
        var random = SplitMix64(seed: 5)
        for _ in 0..<150 {
            var bytes = payload
            let place = Int.random(in: 0..<bytes.count, using: &random)
            // Counts stand at the beginning and the end.
            let near = Bool.random(using: &random) ? place : place % 64
            bytes[near] = UInt8.random(in: 0...255, using: &random)
            var numbers = PackedNumbers()
            for byte in bytes { numbers.append(byte) }
            let file = SealedFile.bytes(.learned, of: Fingerprint(value: origin), numbers)
            try Data(file).write(to: URL(fileURLWithPath: world.path(name)))
            let matcher = world.matcher()
            #expect(readings(matcher).count == questions.count)
        }
    }

    @Test func `of what was learned the latest three are kept`() throws {
        let world = try CacheWorld(things: 2)
        var names: [Set<String>] = []
        for number in 0..<5 {
            _ = world.matcher(of: CacheWorld.content(of: 2, and: [entry("n", "number \(number)")]))
            names.append(Set(world.learnedFiles))
        }
        #expect(names.map(\.count) == [1, 2, 3, 3, 3])
        #expect(names[4].isDisjoint(with: names[0]))
        #expect(world.files.allSatisfy { $0 == "vectors" || $0.hasSuffix(MatcherCache.learnedEnding) })
    }

    @Test func `files are for their owner alone`() throws {
        let world = try CacheWorld(things: 2)
        _ = world.matcher()
        #expect(try world.rights("") == 0o700)
        for file in world.files { #expect(try world.rights(file) == 0o600) }
    }

    @Test func `reading what customers say changes nothing`() throws {
        let world = try CacheWorld(things: 2)
        let matcher = world.matcher()
        let before = try world.files.map { try Data(contentsOf: URL(fileURLWithPath: world.path($0))) }
        _ = readings(matcher)
        #expect(try world.files.map { try Data(contentsOf: URL(fileURLWithPath: world.path($0))) } == before)
    }

    @Test func `where nothing can be written everything is learned, and said once`() throws {
        let world = try CacheWorld(things: 2)
        let file = world.folder.deletingLastPathComponent().appendingPathComponent("file")
        try Data().write(to: file)
        let told = Mutex<[String]>([])
        let cache = MatcherCache(folder: file.path + "/matcher") { text in told.withLock { $0.append(text) } }
        let matcher = Matcher(world.content, encoder: world.encoder, cache: cache)
        #expect(readings(matcher) == readings(Matcher(world.content, encoder: world.encoder)))
        #expect(told.withLock { $0.count } == 2, "a line a file")
    }

    /// Two desks, or a desk and `rapport check`.
    @Test func `many that learn at once leave whole files`() throws {
        let world = try CacheWorld(things: 2)
        let contents = (0..<3).map { CacheWorld.content(of: 2, and: [entry("n", "number \($0)", ask: ["no \($0)"])]) }
        let expected = contents.map { readings(Matcher($0, encoder: world.encoder)) }
        DispatchQueue.concurrentPerform(iterations: 24) { number in
            #expect(readings(world.matcher(of: contents[number % 3])) == expected[number % 3])
        }
        #expect(world.told == [])
        for (content, expected) in zip(contents, expected) { #expect(readings(world.matcher(of: content)) == expected) }
        #expect(world.files.count == 4)
    }

    @Test func `progress is told in order, to its end`() throws {
        let world = try CacheWorld()
        _ = world.matcher()
        #expect(world.steps.first == .vectors(done: 0, of: world.encoder.texts.count))
        let confidence = world.steps.drop { $0 != .answers }.dropFirst()
        #expect(
            confidence.map(\.description) == (1...confidence.count).map { "confidence, \($0) of \(confidence.count)" })
    }
}

/// A folder for a cache, content, and who listens.
private final class CacheWorld: Sendable {
    let folder: URL
    let content: Content
    let encoder = CountingEncoder()
    private let heard = Mutex<(told: [String], steps: [LearningProgress])>(([], []))

    init(things: Int = 6) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("cache-\(UUID())/matcher")
        content = Self.content(of: things)
        try FileManager.default.createDirectory(
            at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }

    static func content(of things: Int, and more: [Entry] = []) -> Content {
        let names = ["lamp", "radio", "kettle", "oven", "fan", "drone"]
        let verbs = ["clean", "repair", "return", "charge", "mount", "reset", "update", "register"]
        let entries = (0..<things).flatMap { number in
            verbs.map { verb in
                let thing = number < names.count ? names[number] : "gadget\(number)"
                return entry(
                    ContentID("\(thing)/\(verb)"), "How do I \(verb) the \(thing)?",
                    ask: [
                        "\(verb) my \(thing)", "I want to \(verb) a \(thing)", "can you \(verb) \(thing)s for me",
                        "the best way to \(verb) this \(thing)", "cannot \(verb) the \(thing)",
                    ])
            }
        }
        return Content(revision: "r", entries: entries + more, voice: [:])
    }

    var cache: MatcherCache {
        MatcherCache(folder: folder.path) { [self] text in heard.withLock { $0.told.append(text) } }
    }

    func matcher(of content: Content? = nil, budget: MatchingBudget = MatchingBudget()) -> Matcher {
        Matcher(content ?? self.content, budget: budget, encoder: encoder, cache: cache) { self.hear($0) }
    }

    func hear(_ progress: LearningProgress) { heard.withLock { $0.steps.append(progress) } }

    var told: [String] { heard.withLock { $0.told } }
    var steps: [LearningProgress] { heard.withLock { $0.steps } }

    func path(_ file: String) -> String { folder.appendingPathComponent(file).path }

    var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted() }
    var learnedFiles: [String] { files.filter { $0.hasSuffix(MatcherCache.learnedEnding) } }

    func size(_ file: String) throws -> Int { try Data(contentsOf: URL(fileURLWithPath: path(file))).count }

    func rights(_ file: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path(file))[.posixPermissions] as? Int
    }
}

/// Makes vectors of nothing but the words' hashes, and remembers what it was asked.
private final class CountingEncoder: SentenceEncoder {
    let name: String
    let views = 2
    let width = 16
    private let asked = Mutex<[String]>([])

    init(name: String = "counting") { self.name = name }

    /// Of content; a customer's question is one text alone.
    var texts: [String] { asked.withLock { $0 } }

    func knows(_ texts: [String]) -> Bool { true }

    func vectors(of texts: [String]) -> [SentenceVector?] {
        asked.withLock { $0 += texts }
        return texts.map(vector)
    }

    func vector(of text: String) -> SentenceVector? {
        guard !text.isEmpty else { return nil }
        return SentenceVector(
            views: (0..<views).map { view in
                var sums = Array(repeating: Float(0), count: width)
                for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) {
                    var random = SplitMix64(seed: word.utf8.reduce(UInt64(view)) { $0 &* 31 &+ UInt64($1) })
                    for column in sums.indices { sums[column] += Float.random(in: -1...1, using: &random) }
                }
                let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
                return length > 0 ? sums.map { $0 / length } : sums
            })
    }
}
