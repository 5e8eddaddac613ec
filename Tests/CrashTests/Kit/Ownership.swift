import ProgramKit

/// A conversation read line by line: who owns it, and whether anybody else spoke.
struct Ownership: Sendable {
    enum Phase: Equatable { case answering, waiting, closing, assisted(String) }
    private(set) var phase = Phase.answering
    private(set) var problems: [String] = []
    /// Agents in the order of their claims.
    private(set) var claims: [String] = []
    /// The phase in which each line was said.
    private(set) var phases: [Phase] = []

    init(of rows: [Row]) {
        for row in rows {
            phases.append(phase)
            if row.isBot { bot(row) } else if row.isAgent { agent(row) }
        }
    }

    private mutating func bot(_ row: Row) {
        let word = row.text.split(separator: " ").last.map(String.init) ?? ""
        if row.text.hasPrefix(Voice.takeover) {
            phase = .assisted(word)
            claims.append(word)
        } else if row.text.hasPrefix(Voice.handOver) || row.text.hasPrefix(Voice.reopened) {
            if case .assisted = phase { wrong(row) }
            phase = .waiting
        } else if row.text.hasPrefix(Voice.closing) {
            if phase != .assisted(word) { wrong(row) }
            phase = .closing
        } else if case .assisted = phase, !row.text.hasPrefix(Voice.welcomeBack), !row.text.hasPrefix(Voice.word) {
            wrong(row)
        }
    }

    private mutating func agent(_ row: Row) { if phase != .assisted(row.author) { wrong(row) } }

    private mutating func wrong(_ row: Row) {
        problems.append(
            "two owners: in phase \(phase) \(row.author) said in \(row.conversation)/\(row.seq): \(row.text)")
    }
}
