import DeskCore
import Foundation
import GRDB

/// Writes one batch of transitions inside one transaction.
struct CommitWriter {
    /// So many states of the content are kept. A desk whose folder is broken begins with the last of them.
    static let revisionsKept = 20
    let database: Database
    let tenure: Tenure
    private let encoder = RecordEncoder()

    init(database: Database, tenure: Tenure) {
        self.database = database
        self.tenure = tenure
    }

    func write(_ transitions: [Transition]) throws {
        for transition in transitions {
            try journal(transition.event)
            for line in transition.lines { try write(line) }
            for id in transition.unsaid { try unsay(id) }
            try settle(transition.event)
            for effect in transition.effects { try owe(effect) }
            for gap in transition.gaps { try write(gap) }
        }
        // In one batch a record may change many times; only how it ends is written.
        var last: [RecordKey: DeskCore.Record] = [:]
        for record in transitions.lazy.flatMap(\.records) {
            let key = RecordKey(record)
            if key == .other { try write(record) } else { last[key] = record }
        }
        for record in last.values { try write(record) }
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    private func json(_ value: some Encodable) throws -> String { try encoder.json(value) }

    // MARK: What happened

    private func journal(_ event: Event) throws {
        var words: Int64?
        if case .arrived(let arrival) = event.body {
            if let text = event.words {
                words = try add(
                    id: arrival.id.rawValue, person: arrival.author.person, name: arrival.author.name, text: text)
            } else {
                // What holds words is known again by them.
                try run(
                    "INSERT INTO arrival VALUES (?, ?)", [arrival.id.rawValue, event.at.milliseconds / 86_400_000])
            }
        }
        try run(
            "INSERT INTO journal (tenure, at, body, words) VALUES (?, ?, ?, ?)",
            [tenure.number, event.at.milliseconds, json(event.skeleton), words])
    }

    private func add(id: String, person: PersonID, name: String, text: String) throws -> Int64 {
        try run(
            "INSERT INTO words (id, person, name, text) VALUES (?, ?, ?, ?)", [id, person.rawValue, name, text])
        let number = database.lastInsertedRowID
        try run("INSERT INTO words_index (rowid, text) VALUES (?, ?)", [number, text])
        return number
    }

    private func write(_ line: Line) throws {
        let words: Int64?
        switch line.words {
        case .arrival(let id):
            // What an agent says belongs to the customer it was said to, and is shown under the agent's login.
            if line.kind == .agent {
                try run(
                    "UPDATE words SET person = ?, name = ? WHERE id = ?",
                    [line.person.rawValue, line.author, id.rawValue])
            }
            words = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT number FROM words WHERE id = ?"), arguments: [id.rawValue])
        case .delivery, .note:
            words = try add(id: line.words.id, person: line.person, name: line.author, text: line.text)
        }
        try run(
            "INSERT INTO line (conversation, seq, at, gateway, kind, words, is_note) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                line.conversation.rawValue, line.seq, line.at.milliseconds, line.gateway.rawValue, line.kind.rawValue,
                words, line.isNote,
            ])
    }

    private func write(_ gap: Gap) throws {
        try run(
            "INSERT INTO gap (conversation, turn, at, kind, language, answer) VALUES (?, ?, ?, ?, ?, ?)",
            [
                gap.conversation.rawValue, gap.turn, gap.at.milliseconds, gap.kind.rawValue, gap.language?.rawValue,
                gap.answer?.rawValue,
            ])
        let number = database.lastInsertedRowID
        for (place, id) in gap.words.enumerated() {
            try run(
                "INSERT INTO gap_words SELECT ?, ?, number FROM words WHERE id = ?", [number, place, id.rawValue])
        }
    }

    private func unsay(_ id: DeliveryID) throws {
        try run(
            "UPDATE line SET is_unsaid = 1 WHERE words = (SELECT number FROM words WHERE id = ?)", [id.rawValue])
    }

    private func settle(_ event: Event) throws {
        switch event.body {
        case .deliverySettled(let settlement):
            try run("DELETE FROM outbox WHERE id = ?", [settlement.delivery.rawValue])
        case .timerFired(let timer): try run("DELETE FROM timer WHERE id = ?", [timer.key])
        default: break
        }
    }

    // MARK: What is owed

    private func owe(_ effect: Effect) throws {
        switch effect {
        case .deliver(let delivery):
            try run("INSERT INTO outbox (id, body) VALUES (?, ?)", [delivery.id.rawValue, json(delivery)])
        case .withdraw(let id, _): try run("UPDATE outbox SET is_withdrawn = 1 WHERE id = ?", [id.rawValue])
        case .startTimer(let id, let at):
            try run("INSERT OR REPLACE INTO timer VALUES (?, ?)", [id.key, at.milliseconds])
        case .cancelTimer(let id): try run("DELETE FROM timer WHERE id = ?", [id.key])
        // Reads are derived from the open turns; the others live only as long as the process.
        case .resume, .read, .show: break
        }
    }

    // MARK: How things stand

    private func write(_ record: DeskCore.Record) throws {
        switch record {
        case .person(let person):
            try run(
                "INSERT OR REPLACE INTO person VALUES (?, ?, ?)", [person.id.rawValue, record.isOpen, json(person)])
        case .conversation(let conversation):
            try run(
                "INSERT OR REPLACE INTO conversation VALUES (?, ?, ?, ?)",
                [conversation.id.rawValue, conversation.person.rawValue, record.isOpen, json(conversation)])
        case .case(let item):
            try run(
                "INSERT OR REPLACE INTO \"case\" VALUES (?, ?, ?, ?, ?, ?)",
                [
                    item.number, item.conversation.rawValue, item.person.rawValue, record.isOpen, item.isOnBoard,
                    json(item),
                ])
        case .agent(let agent):
            try run("INSERT OR REPLACE INTO agent VALUES (?, ?)", [agent.id.rawValue, json(agent)])
        case .ledger(let ledger): try run("INSERT OR REPLACE INTO ledger VALUES (1, ?)", [json(ledger)])
        case .login(let login):
            try run(
                "INSERT OR REPLACE INTO login VALUES (?, ?, ?, ?)",
                [login.name, login.role.rawValue, login.verifier, login.scram])
        case .loginRemoved(let name): try run("DELETE FROM login WHERE name = ?", [name])
        case .content(let content): try write(content)
        }
    }

    /// A folder may be saved without end, so only the states that were live last are kept, which `meta` names in order.
    private func write(_ content: Content) throws {
        try run("INSERT OR IGNORE INTO content VALUES (?, ?)", [content.revision.rawValue, json(content)])
        let names = try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'content'")
        var live = try names.map { try JSONDecoder().decode([Revision].self, from: Data($0.utf8)) } ?? []
        live.removeAll { $0 == content.revision }
        live.append(content.revision)
        for revision in live.dropLast(Self.revisionsKept) {
            try run("DELETE FROM content WHERE revision = ?", [revision.rawValue])
        }
        try run("INSERT OR REPLACE INTO meta VALUES ('content', ?)", [json(Array(live.suffix(Self.revisionsKept)))])
    }
}
