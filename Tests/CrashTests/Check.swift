import Foundation
import ProgramKit

/// Compares what everybody saw with what the database holds after a crash.
struct Check {
    let transcript: Transcript
    let queue: [QueueRow]
    let round: Int
    private let customers: [Customer]
    private let guests: [Customer]
    private let agents: [Agent]
    private let answers: [String: String]
    private let start: Double
    private let checked: [String: Int]
    private let ownerships: [Ownership]
    private let rowsByAuthor: [String: [(conversation: Int, index: Int)]]
    private(set) var problems: [String] = []
    private(set) var questions = 0
    private(set) var answersSeen = 0

    init(
        transcript: Transcript, queue: [QueueRow], tale: Tale, round: Int, start: Double, checked: [String: Int]
    ) {
        self.transcript = transcript
        self.queue = queue
        self.round = round
        self.start = start
        self.checked = checked
        (customers, guests, agents, answers) = (tale.customers, tale.guests, tale.agents, tale.answers)
        ownerships = transcript.conversations.map(Ownership.init)
        var byAuthor: [String: [(conversation: Int, index: Int)]] = [:]
        for (conversation, rows) in transcript.conversations.enumerated() {
            for (index, row) in rows.enumerated() where row.isCustomer {
                byAuthor[row.author, default: []].append((conversation, index))
            }
        }
        rowsByAuthor = byAuthor
        problems = ownerships.flatMap(\.problems) + peers.flatMap(\.problems)
        for customer in customers + guests {
            checkWords(of: customer)
            checkQuestions(of: customer)
            checkWire(of: customer)
        }
        for customer in customers { checkShown(to: customer) }
        for agent in agents { checkWords(of: agent) }
        checkQueue()
        checkClaims()
    }

    mutating func note(_ problem: String) { problems.append(problem) }

    private var peers: [Peer] { customers + guests + agents }
    var echoed: Int { said.filter(\.isEchoed).count }
    var unechoed: Int { said.filter { !$0.isEchoed }.count }
    var claims: Int { ownerships.map(\.claims.count).reduce(0, +) }
    private var said: [Said] { peers.flatMap(\.said).filter { $0.round == round } }

    private func rows(of author: String) -> [Row] {
        rowsByAuthor[author, default: []].map { transcript.conversations[$0.conversation][$0.index] }
    }

    /// How many of the lines that a peer has said are in the transcript; all of an agent's count as kept.
    func kept(_ peer: Peer) -> Int {
        peer is Customer ? min(rows(of: peer.name).count, peer.said.count) : peer.said.count
    }

    // MARK: - Every echoed word is there, once and in order

    private mutating func checkWords(of customer: Customer) {
        let texts = rows(of: customer.name).map(\.text)
        let echoed = customer.said.lastIndex(where: \.isEchoed).map { $0 + 1 } ?? 0
        guard texts.count < echoed || !customer.said.map(\.text).starts(with: texts) else { return }
        let said = customer.said.map(\.text)
        let first =
            zip(said, texts).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(said.count, texts.count)
        problems.append(
            "\(customer.name): \(texts.count) lines kept of \(said.count) said, \(echoed) echoed; they differ from line \(first): "
                + "\(texts.dropFirst(first).first ?? "nothing") instead of \(said.dropFirst(first).first ?? "nothing")")
    }

    private mutating func checkWords(of agent: Agent) {
        let kept = transcript.conversations.map { rows in
            rows.filter { $0.isAgent && $0.author == agent.name }.map(\.text)
        }
        let order = Dictionary(agent.said.enumerated().map { ($1.text, $0) }, uniquingKeysWith: { first, _ in first })
        for texts in kept where texts.compactMap({ order[$0] }) != texts.compactMap({ order[$0] }).sorted() {
            problems.append("\(agent.name): lines out of order: \(texts)")
        }
        let counts = Dictionary(kept.flatMap { $0 }.map { ($0, 1) }, uniquingKeysWith: +)
        for said in agent.said {
            let count = counts[said.text, default: 0]
            if said.kind == .command, count > 0 {
                problems.append("\(agent.name): a command in the transcript: \(said.text)")
            }
            guard said.kind == .agentLine, said.isEchoed ? count != 1 : count > 1 else { continue }
            problems.append("\(agent.name): \(count) times in the transcript, echoed \(said.isEchoed): \(said.text)")
        }
    }

    // MARK: - Every question has its answer

    private mutating func checkQuestions(of customer: Customer) {
        let places = rowsByAuthor[customer.name, default: []]
        for (said, place) in zip(customer.said, places) where said.round == round {
            let phase = ownerships[place.conversation].phases[place.index]
            if case .assisted = phase { continue }
            let next = transcript.conversations[place.conversation][(place.index + 1)...].first {
                $0.isBot && $0.text != Voice.greeting
            }
            // A claim takes back what the bot had on its way: the person who claimed has the question.
            if next?.text.hasPrefix(Voice.takeover) == true { continue }
            if said.kind == .question {
                questions += 1
                guard next?.text != answers[said.text] else { continue }
                problems.append("\(customer.name) asked “\(said.text)” and was answered: \(next?.text ?? "nothing")")
            } else if phase == .answering, next == nil {
                problems.append("\(customer.name) got nothing to: \(said.text)")
            }
        }
    }

    /// A customer with a login has heard every word of this round, before the crash or after it.
    private mutating func checkShown(to customer: Customer) {
        let lines = customer.heard.filter { $0.isTalk && ($0.tags["time"].map { $0 >= startText } ?? false) }
        let all = lines.map(\.text.bare).joined()
        for rows in transcript.conversations where rows.contains(where: { $0.isCustomer && $0.author == customer.name })
        {
            for row in rows where !row.isCustomer && row.seq > checked[row.conversation, default: 0] {
                answersSeen += 1
                guard !all.contains(row.text.bare) else { continue }
                problems.append("\(customer.name) never saw \(row.conversation)/\(row.seq): \(row.text)")
            }
        }
    }

    private var startText: String {
        Date(timeIntervalSince1970: start).formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true))
    }

    // MARK: - Queue and claims are as before

    private mutating func checkQueue() {
        var last: [String: Ownership.Phase] = [:]
        for (rows, ownership) in zip(transcript.conversations, ownerships) {
            if let author = rows.last(where: \.isCustomer)?.author { last[author] = ownership.phase }
        }
        for (customer, phase) in last {
            let row = queue.filter { $0.customer == customer }
            let expected: [String?] =
                switch phase {
                case .waiting: [nil]
                case .assisted(let agent): [agent]
                case .answering, .closing: []
                }
            guard row.map(\.agent) != expected else { continue }
            problems.append("\(customer) is in phase \(phase), and in the queue: \(row)")
        }
        for row in queue where last[row.customer] == nil { problems.append("a case of nobody: \(row)") }
        let due = queue.filter { $0.agent == nil }.map(\.due)
        if due != due.sorted() { problems.append("the line is out of order: \(due)") }
        if Set(queue.map(\.case)).count != queue.count { problems.append("a case stands twice in the queue") }
    }

    /// Every claim that any agent was told of stands, by that agent, as often as it was told.
    private mutating func checkClaims() {
        var told: [String: (number: Int, agent: String)] = [:]
        for agent in agents { told.merge(agent.claimsTold) { first, _ in first } }
        let names = agents.reduce(into: [Int: String]()) { names, agent in
            names.merge(agent.customers) { first, _ in first }
        }
        let counts = Dictionary(told.values.map { ("\($0.number) \($0.agent)", 1) }, uniquingKeysWith: +)
        for (key, count) in counts {
            let parts = key.split(separator: " ").map(String.init)
            guard let number = Int(parts[0]), let customer = names[number] else { continue }
            let claims = zip(transcript.conversations, ownerships).filter { rows, _ in
                rows.contains { $0.author == customer }
            }
            .flatMap { $1.claims }.filter { $0 == parts[1] }.count
            if claims < count {
                problems.append("\(count) claims of case \(number) by \(parts[1]) were told, \(claims) stand")
            }
        }
    }
}
