import Foundation
import ProgramKit
import Glibc
import Testing

/// Writers save into the content folder of the real program while customers talk.
@Suite(.serialized) struct ReloadTests {
    @Test(.timeLimit(.minutes(10)))
    func aFolderThatTurnsBadWhileFiftyCustomersTalkIsNoticedByNone() async throws {
        let (figures, problems) = try await onThread { () throws -> (ReloadScene.Figures, [String]) in
            let scene = try ReloadScene()
            try scene.turnsBadAndIsMended()
            try scene.isSavedWithoutEnd()
            let problems = try scene.problems()
            return (scene.figures, problems)
        }
        print("reload test: \(figures.text)")
        #expect(problems.isEmpty, "\(problems.prefix(20).joined(separator: "\n"))")
        #expect(figures.answers > 1000, "customers talked all the time")
        #expect(figures.secondsToLive < (ReloadContent.isRelease ? 1 : 60))
        #expect(figures.filesAfter <= figures.filesBefore + 8)
        #expect(figures.kilobytesAfter < figures.kilobytesBefore + 65_536)
    }

    @Test(.timeLimit(.minutes(5)))
    func aDeskWhoseFolderIsBrokenWhenItStartsGoesOnWithWhatItHad() async throws {
        try await onThread {
            let folder = try ReloadContent()
            let house = try House(content: folder.folder)
            let first = try house.open()
            let ann = try Talker(port: first.port, nick: "ann")
            try ann.say(ReloadContent.question(0))
            try ann.must("an answer") { $0.text == ReloadContent.answer(0, edition: 1) }
            first.killNow()
            try folder.breaks()
            let second = try house.open()
            let bob = try Talker(port: second.port, nick: "bob")
            try bob.say(ReloadContent.question(0))
            try bob.must("the answer from before") { $0.text == ReloadContent.answer(0, edition: 1) }
            guard second.errors.contains("faqs/reload/q1.md:") else { throw Trouble("the log does not say why") }
            try folder.mends(edition: 2)
            let isLive = try eventually(within: 60) { () throws -> Bool? in
                try bob.say(ReloadContent.question(0))
                return bob.waitFor(1) { $0.text == ReloadContent.answer(0, edition: 2) } == nil ? nil : true
            }
            guard isLive == true else { throw Trouble("what was mended did not go live: \(second.errors)") }
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func aReloadThatSomebodyAsksForSaysWhatCameOfIt() async throws {
        let answers = try await onThread { () throws -> [Rapport.Answer] in
            let folder = try ReloadContent()
            let house = try House(content: folder.folder)
            let reload = ["reload", "--data", house.data]
            let none = try Rapport.run(reload)
            let desk = try house.open()
            let good = try Rapport.run(reload)
            try folder.breaks()
            let bad = try Rapport.run(reload)
            desk.killNow()
            return [none, good, bad]
        }
        #expect(answers.map { $0.status == 0 } == [false, true, false])
        #expect(answers[0].errors.contains("no desk runs"))
        #expect(answers[1].output.hasPrefix("live: revision "))
        #expect(answers[1].output.contains("articles, "))
        #expect(answers[2].status == 1)
        #expect(answers[2].output.contains("faqs/reload/q1.md:"))
        #expect(answers[2].errors.contains("goes on with what it had"))
    }
}

/// The starter content with a few articles whose answers say which edition they are.
final class ReloadContent {
    static let questions = 5
    /// A build for debugging takes half a minute to learn the starter content, so it gets the articles of this test alone.
    static let isRelease = (try? Rapport.binary())?.contains("release") == true
    let folder: Folder

    init() throws {
        folder = try Folder()
        for name in Self.isRelease ? ["faqs", "intents"] : ["intents"] {
            try FileManager.default.copyItem(atPath: Rapport.repository + "/" + name, toPath: folder.path + "/" + name)
        }
        for number in 0..<Self.questions { try save(number, edition: 1) }
    }

    /// A phrasing of one article only, so it is always answered by it.
    static func question(_ number: Int) -> String { "Where is zebra table number \(number) kept overnight?" }
    static func answer(_ number: Int, edition: Int) -> String { "Answer \(number), edition \(edition)." }

    /// The number and the edition of an answer.
    static func parse(_ text: String) -> (number: Int, edition: Int)? {
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count == 2, text == answer(numbers[0], edition: numbers[1]) else { return nil }
        return (numbers[0], numbers[1])
    }

    func save(_ number: Int, edition: Int) throws {
        let text = "---\ntitle: \(Self.question(number))\n---\n\(Self.answer(number, edition: edition))\n"
        try folder.write(text, to: "faqs/reload/q\(number).md")
    }

    func breaks() throws { try folder.write("---\ntitle: [\n---\nHalf a file", to: "faqs/reload/q1.md") }

    /// The broken article as it was, and another one edited.
    func mends(edition: Int) throws {
        try save(0, edition: edition)
        try save(1, edition: 1)
    }
}

/// Fifty customers who ask all the time, an agent who listens, and a writer.
private final class ReloadScene {
    struct Figures: Sendable {
        var answers = 0
        var secondsToLive = 0.0
        var secondsForSaves = 0.0
        var kilobytesBefore = 0
        var kilobytesAfter = 0
        var filesBefore = 0
        var filesAfter = 0

        var text: String {
            """
            \(answers) answers to 50 customers; mended to live \((secondsToLive * 1000).rounded()) ms; 10,000 saves in \
            \((secondsForSaves * 10).rounded() / 10) s; resident \(kilobytesBefore) KiB before them and \
            \(kilobytesAfter) KiB after; open files \(filesBefore) and \(filesAfter)
            """
        }
    }
    private let content: ReloadContent
    private let house: House
    private let desk: RunningDesk
    private let zoe: Talker
    private let customers: [Inquirer]
    private let crowd: Crowd
    private(set) var figures = Figures()

    init() throws {
        content = try ReloadContent()
        house = try House(content: content.folder)
        try house.add("agent", "zoe")
        desk = try house.open(options: ["--unlimited"])
        zoe = try Talker(port: desk.port, nick: "zoe", pass: "correct-horse")
        zoe.socket.send("JOIN #desk")
        try zoe.must("the board") { $0.isTalk && $0.text.contains("Nobody waits") }
        customers = (0..<50).map { Inquirer(name: "ask\($0)", password: nil, seed: UInt64($0)) }
        crowd = Crowd(peers: customers)
        for customer in customers { try customer.connect(port: desk.port, round: 1) }
        try talks(within: 60, "everybody has three answers") { customers.allSatisfy { $0.answers >= 3 } }
    }

    private func talks(within seconds: Double, _ what: String, until isOver: () -> Bool) throws {
        guard crowd.run(within: seconds, talking: true, until: isOver) else {
            throw Trouble("waited \(seconds) s in vain until \(what): \(desk.errors.suffix(2000))")
        }
    }

    // MARK: - What writers do

    func turnsBadAndIsMended() throws {
        try content.breaks()
        crowd.run(within: 2, talking: true)
        try content.mends(edition: 2)
        figures.secondsToLive = try untilLive(2, since: Clock.now)
        crowd.run(within: 2, talking: true)
        try zoe.settle()
        let told = [told("was not taken over"), told("is in order again")]
        guard told == [1, 1] else { throw Trouble("the staff room heard of the errors and their end \(told) times") }
    }

    private func told(_ words: String) -> Int {
        zoe.heard.count { $0.isTalk && $0.params.first == "#desk" && $0.text.contains(words) }
    }

    func isSavedWithoutEnd() throws {
        // What is needed once for saving at all is not counted.
        try saves(500, edition: 3)
        (figures.kilobytesBefore, figures.filesBefore) = (kilobytes, files)
        let start = Clock.now
        try saves(10_000, edition: 4)
        figures.secondsForSaves = Clock.now - start
        (figures.kilobytesAfter, figures.filesAfter) = (kilobytes, files)
    }

    /// As editors do it: written in place, and renamed over. The last one is a new edition.
    private func saves(_ count: Int, edition: Int) throws {
        let file = content.folder.path + "/faqs/reload/q1.md"
        for number in 1...count {
            let text = "---\ntitle: \(ReloadContent.question(1))\n---\nNobody asks this. \(number)\n"
            if number % 2 == 0 {
                try content.folder.write(text, to: "faqs/reload/q1.md")
            } else {
                try content.folder.write(text, to: "faqs/reload/.q1.md.tmp")
                rename(content.folder.path + "/faqs/reload/.q1.md.tmp", file)
            }
            if number % 250 == 0 { crowd.run(within: 0.001, talking: true) }
        }
        try content.mends(edition: edition)
        _ = try untilLive(edition, since: Clock.now)
        crowd.run(within: 1, talking: true)
    }

    private func untilLive(_ edition: Int, since start: Double) throws -> Double {
        try talks(within: 120, "edition \(edition) is live") { customers.contains { $0.newest >= edition } }
        let seconds = Clock.now - start
        // Whoever asks from now on is told nothing older.
        for customer in customers { customer.oldestAllowed = edition }
        return seconds
    }

    private var files: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(desk.program.pid)/fd"))?.count ?? 0
    }

    private var kilobytes: Int {
        let status = Rapport.text("/proc/\(desk.program.pid)/status").split(separator: "\n")
        return status.first { $0.hasPrefix("VmRSS") }.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    // MARK: - What came of it

    func problems() throws -> [String] {
        try zoe.settle()
        figures.answers = customers.reduce(0) { $0 + $1.answers }
        var found = customers.flatMap { $0.problems + $0.wrong }
        found += customers.filter { $0.isAtEnd || !$0.isThere }.map { "\($0.name) was disconnected" }
        let greetings = Set(customers.map(\.others))
        if greetings.count != 1 { found.append("customers heard different things beside answers: \(greetings)") }
        // A file that is written in place may be read half written while somebody saves without end.
        let told = [told("was not taken over"), told("is in order again")]
        if told[0] != told[1] {
            found.append("the staff room heard \(told[0]) times of errors, \(told[1]) of their end")
        }
        return found
    }
}

/// A customer who asks one thing after the other, and knows which answers are right.
private final class Inquirer: Peer {
    private(set) var answers = 0
    /// The newest edition heard.
    private(set) var newest = 1
    /// What a question that is asked from now on must be answered with at least.
    var oldestAllowed = 1
    private(set) var wrong: [String] = []
    /// What was said beside the answers, such as the greeting.
    private(set) var others: [String] = []
    private var asked: (number: Int, atLeast: Int)?

    override func heard(_ line: WireLine) {
        guard line.isTalk, line.nick == "support" else { return }
        guard let (number, edition) = ReloadContent.parse(line.text) else { return others.append(line.text) }
        defer {
            asked = nil
            waitsUntil = nil
            nextAt = Clock.now + chance.seconds(0.05...0.3)
        }
        guard let asked, asked.number == number else { return wrong.append("\(name) did not ask for: \(line.text)") }
        answers += 1
        // Only the first article is ever edited.
        let allowed = number == 0 ? asked.atLeast...4 : 1...1
        if !allowed.contains(edition) { wrong.append("\(name) heard \(line.text), allowed was \(allowed)") }
        newest = max(newest, edition)
    }

    override func act(hasGivenUp: Bool) {
        if hasGivenUp { wrong.append("\(name) got no answer to \(asked.map { "\($0.number)" } ?? "nothing")") }
        // The second article is the one that is broken and saved without end.
        let number = [0, 2, 3, 4].randomElement(using: &chance) ?? 0
        asked = (number, oldestAllowed)
        say(ReloadContent.question(number), to: "support", .talk)
        waitsUntil = Clock.now + 30
    }
}
