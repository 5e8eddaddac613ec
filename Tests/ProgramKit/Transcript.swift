import Foundation

/// One line of `rapport transcript --json`.
package struct Row: Decodable, Sendable {
    package let conversation: String
    package let seq: Int
    package let at: String
    package let author_kind: String
    package let author: String
    package let text: String

    package var isBot: Bool { author_kind == "bot" }
    package var isCustomer: Bool { author_kind == "customer" }
    package var isAgent: Bool { author_kind == "agent" }
}

/// One line of `rapport queue --json`.
package struct QueueRow: Decodable, Sendable {
    package let `case`: Int
    package let customer: String
    package let agent: String?
    package let due: String
}

/// What was said, as the database keeps it.
package struct Transcript: Sendable {
    /// By conversation, in the order in which they began.
    package let conversations: [[Row]]

    package init(data: String) throws {
        let rows = try Self.read(Row.self, ["transcript", "--json", "--data", data])
        let byName = Dictionary(grouping: rows) { $0.conversation }
        conversations = byName.values.sorted { Self.number($0[0]) < Self.number($1[0]) }
    }

    package var rows: [Row] { conversations.flatMap { $0 } }

    package static func queue(data: String) throws -> [QueueRow] {
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

extension String {
    /// Letters and digits only: the same words, whatever was done to lines, marks and codes on their way.
    package var bare: String {
        String(
            String.UnicodeScalarView(unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) }))
    }
}
