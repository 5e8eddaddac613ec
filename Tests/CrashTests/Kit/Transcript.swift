import Foundation

/// One line of `rapport transcript --json`.
struct Row: Decodable, Sendable {
    let conversation: String
    let seq: Int
    let at: String
    let author_kind: String
    let author: String
    let text: String

    var isBot: Bool { author_kind == "bot" }
    var isCustomer: Bool { author_kind == "customer" }
    var isAgent: Bool { author_kind == "agent" }
}

/// One line of `rapport queue --json`.
struct QueueRow: Decodable, Sendable {
    let `case`: Int
    let customer: String
    let agent: String?
    let due: String
}

/// What was said, as the database keeps it.
struct Transcript: Sendable {
    /// By conversation, in the order in which they began.
    let conversations: [[Row]]

    init(data: String) throws {
        let rows = try Self.read(Row.self, ["transcript", "--json", "--data", data])
        let byName = Dictionary(grouping: rows) { $0.conversation }
        conversations = byName.values.sorted { Self.number($0[0]) < Self.number($1[0]) }
    }

    var rows: [Row] { conversations.flatMap { $0 } }

    static func queue(data: String) throws -> [QueueRow] {
        try read(QueueRow.self, ["queue", "--json", "--data", data])
    }

    private static func number(_ row: Row) -> Int { Int(row.conversation.dropFirst()) ?? 0 }

    private static func read<Item: Decodable>(_: Item.Type, _ arguments: [String]) throws -> [Item] {
        let decoder = JSONDecoder()
        return try Rapport.must(arguments).split(separator: "\n").map {
            try decoder.decode(Item.self, from: Data($0.utf8))
        }
    }
}

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

extension String {
    /// Letters and digits only: the same words, whatever was done to lines, marks and codes on their way.
    var bare: String {
        String(
            String.UnicodeScalarView(unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) }))
    }
}
