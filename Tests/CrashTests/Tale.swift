import Foundation
import ProgramKit
import Glibc

/// A desk that is killed again and again, and everybody who talks with it.
final class Tale {
    static let customersWithLogin = 10
    static let guestsEachRound = 10
    private let content: Folder
    private let log: Folder
    private let place: Folder
    private var chance: Chance
    private var desk: RunningDesk
    private let questions: [String]
    /// What the desk answers to each question while nothing happens to it.
    private(set) var answers: [String: String] = [:]
    private(set) var customers: [Customer]
    private(set) var agents: [Agent]
    private(set) var guests: [Customer] = []
    private(set) var figures = Figures()
    /// What earlier rounds have looked at, and when they looked.
    private var checked: [String: Int] = [:]
    private var checkedAt = Clock.wall

    var data: String { place.path + "/data" }

    init(seed: UInt64) throws {
        (content, log, place) = (try Folder(), try Folder(), try Folder())
        chance = Chance(seed: seed)
        try Voice.makeContent(in: content)
        questions = try Voice.questions()
        let questions = questions
        let password = "correct-horse"
        customers = (0..<Self.customersWithLogin).map {
            Customer(name: "cust\($0)", password: password, seed: seed &+ UInt64($0), questions: questions)
        }
        agents = (0..<3).map { Agent(name: "agent\($0)", password: password, seed: seed &+ 100 &+ UInt64($0)) }
        let data = place.path + "/data"
        for agent in agents {
            try Rapport.must(["agent", "add", agent.name, "--password-stdin", "--data", data], input: password + "\n")
        }
        desk = try RunningDesk(content: content.path, data: data, log: log)
        for customer in customers {
            try Rapport.must(
                ["customer", "add", customer.name, "--password-stdin", "--data", data], input: password + "\n")
        }
        try learnAnswers()
        try everybodyReturns(round: 0)
    }

    /// All who have a login connect, and are let in.
    @discardableResult
    private func everybodyReturns(round number: Int) throws -> Crowd {
        let lasting = Crowd(peers: customers + agents)
        for peer in lasting.peers { try peer.connect(port: desk.port, round: number) }
        guard lasting.run(within: 90, until: { lasting.peers.allSatisfy(\.isThere) }) else {
            let away = lasting.peers.filter { !$0.isThere }.map {
                "\($0.name): \($0.heard.last?.raw ?? "heard nothing")"
            }
            throw Trouble("not everybody could return: \(away)")
        }
        return lasting
    }

    /// At a random moment; mostly just after everybody has said something, while it is being read and answered.
    private func kill(_ everybody: Crowd) {
        if chance.percent(75) {
            everybody.peers.forEach { $0.hurry() }
            usleep(UInt32.random(in: 0...25_000, using: &chance))
        }
        desk.killNow()
    }

    private func learnAnswers() throws {
        let asker = Asker(name: "asker", password: nil, seed: 0)
        try asker.connect(port: desk.port, round: 0)
        let crowd = Crowd(peers: [asker])
        for question in questions {
            let before = asker.answers
            guard crowd.run(within: 20, until: { asker.isThere }) else { throw Trouble("no welcome: \(desk.errors)") }
            asker.say(question, to: "support", .talk)
            guard crowd.run(within: 20, until: { asker.answers > before }) else {
                throw Trouble("no answer to: \(question)")
            }
        }
        let rows = try Transcript(data: data).rows
        for (index, row) in rows.enumerated() where row.isCustomer {
            answers[row.text] = rows[index...].first { $0.isBot && $0.text != Voice.greeting }?.text
        }
        guard questions.allSatisfy({ answers[$0] != nil }) else { throw Trouble("not every question was answered") }
    }

    /// Talk, kill, restart, return, catch up.
    ///
    /// - Returns: What is wrong after it.
    func round(_ number: Int) throws -> [String] {
        guests = (0..<Self.guestsEachRound).map { index in
            Customer(name: "g\(number)x\(index)", password: nil, seed: chance.next(), questions: questions)
        }
        for guest in guests { try guest.connect(port: desk.port, round: number) }
        let everybody = Crowd(peers: customers + guests + agents)
        everybody.run(within: chance.seconds(0.5...6), talking: true)
        kill(everybody)
        let killed = Clock.now
        guard everybody.run(within: 20, until: { everybody.peers.allSatisfy(\.isAtEnd) }) else {
            throw Trouble("connections outlive the desk")
        }
        desk = try RunningDesk(content: content.path, data: data, log: log)
        figures.secondsToListen.append(Clock.now - killed)
        let lasting = try everybodyReturns(round: number)
        return try catchUp(lasting, round: number)
    }

    /// Looks until nothing is left to find, or it has been long enough.
    private func catchUp(_ crowd: Crowd, round: Int) throws -> [String] {
        let end = Clock.now + 45
        while true {
            crowd.run(within: 0.3)
            let looked = Clock.wall
            let check = Check(
                transcript: try Transcript(data: data), queue: try Transcript.queue(data: data), tale: self,
                round: round,
                start: checkedAt, checked: checked)
            let problems = check.problems
            guard problems.isEmpty || Clock.now > end else { continue }
            figures.add(check)
            checkedAt = looked
            for rows in check.transcript.conversations { checked[rows[0].conversation] = rows.last?.seq }
            for peer in customers + guests + agents as [Peer] { peer.forget(after: check.kept(peer)) }
            return problems
        }
    }
}

/// Asks one thing after the other, to learn the answers.
private final class Asker: Peer {
    private(set) var answers = 0
    override func heard(_ line: WireLine) {
        if line.isTalk, line.nick == "support", line.text != Voice.greeting { answers += 1 }
    }
}

/// What a run has shown.
struct Figures: Sendable {
    var rounds = 0
    var echoed = 0
    var unechoed = 0
    var questions = 0
    var answersSeen = 0
    var claims = 0
    var lines = 0
    var secondsToListen: [Double] = []

    mutating func add(_ check: Check) {
        rounds += 1
        echoed += check.echoed
        unechoed += check.unechoed
        questions += check.questions
        answersSeen += check.answersSeen
        claims = check.claims
        lines = check.transcript.rows.count
    }

    var text: String {
        let restarts = secondsToListen.sorted().map { ($0 * 100).rounded() / 100 }
        let middle = restarts.isEmpty ? 0 : restarts[restarts.count / 2]
        return """
            \(rounds) rounds; \(echoed) messages echoed, \(unechoed) sent and not echoed at the kill; \
            \(questions) lone questions with their answer; \(answersSeen) lines of desk and agents shown to customers with a \
            login; \(claims) claims; \(lines) lines in the transcript; kill to listening \(middle) s (median), \
            \(restarts.last ?? 0) s (longest)
            """
    }
}
