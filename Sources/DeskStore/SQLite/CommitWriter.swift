import DeskCore
import Foundation
import GRDB

/// Writes one batch of transitions inside one transaction.
struct CommitWriter {
    /// So many states of the content are kept. A desk whose folder is broken begins with the last of them.
    static let revisionsKept = 20
    private let database: Database
    private let tenure: Tenure
    private let commands: Commands
    private var json = JSONWriter()
    /// Where the words of this batch stand.
    private var heard: [ArrivalID: Int64] = [:]
    private var said: [DeliveryID: Int64] = [:]
    private var lastWords: Int64 = 0

    init(database: Database, tenure: Tenure) throws {
        self.database = database
        self.tenure = tenure
        commands = try Commands(database)
    }

    /// All or nothing, on the disk when it returns.
    ///
    /// - Throws: `StoreError.outranked` for a tenure that is over; whatever SQLite says.
    mutating func commit(_ transitions: [Transition]) throws {
        try commands.begin.run()
        do {
            // The fence: a process that does not know it is dead must not write over its successor.
            guard try commands.tenure.number() == Int64(tenure.number) else { throw StoreError.outranked }
            try write(transitions)
            try commands.commit.run()
        } catch {
            // SQLite itself has taken back what a full disk or an interruption stopped.
            if database.isInsideTransaction { try commands.rollback.run() }
            throw error
        }
    }

    private mutating func write(_ transitions: [Transition]) throws {
        for transition in transitions {
            try journal(transition.event)
            for line in transition.lines { try write(line) }
            for id in transition.unsaid { try commands.unsay.with(id).run() }
            try settle(transition.event)
            for effect in transition.effects { try owe(effect) }
            for gap in transition.gaps { try write(gap) }
            for id in transition.erased { try erase(id) }
        }
        // In one batch a record may change many times; only how it ends is written.
        var last: [RecordKey: DeskCore.Record] = [:]
        for record in transitions.lazy.flatMap(\.records) {
            let key = RecordKey(record)
            if key == .other { try write(record) } else { last[key] = record }
        }
        for record in last.values { try write(record) }
        try index()
    }

    /// What is rare.
    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    private func coded(_ value: some Encodable) throws -> String { try RecordEncoder().json(value) }

    // MARK: What happened

    private mutating func journal(_ event: Event) throws {
        var words: Int64?
        if case .arrived(let arrival) = event.body {
            if let text = event.words {
                words = try add(arrival.id.rawValue, nil, arrival.author.person, arrival.author.name, text)
                heard[arrival.id] = words
            } else {
                // What holds words is known again by them.
                try commands.arrival.with(arrival.id).with(event.at.milliseconds / 86_400_000).run()
            }
        }
        if case .arrived(let arrival) = event.body, case .edited(let original, _) = arrival.body {
            try run("INSERT OR IGNORE INTO edit VALUES (?, ?)", [original.rawValue, arrival.id.rawValue])
        }
        try json.write { try event.skeleton.write(to: &$0) }
        try commands.journal.with(tenure.number).with(event.at).with(json).with(words).run()
    }

    /// Words that came under an id, or are the desk's own.
    ///
    /// - Returns: Where they stand.
    private mutating func add(
        _ id: String?, _ delivery: DeliveryID?, _ person: PersonID, _ name: String, _ text: String
    ) throws -> Int64 {
        try commands.words.with(id).with(delivery?.rawValue).with(person).with(name).with(text).run()
        lastWords = database.lastInsertedRowID
        return lastWords
    }

    private mutating func write(_ line: Line) throws {
        let words: Int64?
        switch line.words {
        case .arrival(let id):
            // What an agent says belongs to the customer it was said to, and is shown under the agent's login.
            if line.kind == .agent { try commands.givenOver.with(line.person).with(line.author).with(id).run() }
            words = try heard[id] ?? commands.placeOfWords.with(id).number()
        case .delivery(let id):
            words = try add(nil, id, line.person, line.author, line.text)
            said[id] = words
        case .addressed(let id):
            // What the agent wrote, number and all, belongs to that customer, too.
            try commands.givenOver.with(line.person).with(line.author).with(id).run()
            words = try add(line.words.id, nil, line.person, line.author, line.text)
        case .note: words = try add(line.words.id, nil, line.person, line.author, line.text)
        }
        try commands.line.with(line.conversation).with(line.seq).with(line.at).with(line.gateway)
            .with(line.kind.rawValue).with(words).with(line.isNote).run()
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

    // MARK: What must be gone

    /// The words of an arrival, and those that took their place later, leave everything that holds them. What the file
    /// keeps of them all the same goes when it is scrubbed.
    private func erase(_ arrival: ArrivalID) throws {
        let edits = try String.fetchAll(
            database, sql: "SELECT id FROM edit WHERE original = ?", arguments: [arrival.rawValue])
        for id in [arrival] + edits.map({ ArrivalID($0) }) { try eraseAlone(id) }
        try run(
            """
            INSERT INTO meta VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1
            """, [Scrubbing.key])
    }

    private func eraseAlone(_ arrival: ArrivalID) throws {
        for words in [Line.Words.arrival(arrival), .note(arrival), .addressed(arrival)] {
            guard let number = try commands.placeOfWords.with(words.id).number() else { continue }
            try run("UPDATE words SET text = ? WHERE number = ?", [Line.erased, number])
            let gaps = try Int64.fetchAll(
                database, sql: "SELECT gap FROM gap_words WHERE words = ?", arguments: [number])
            for gap in gaps {
                try run("DELETE FROM gap_words WHERE gap = ?", [gap])
                try run("DELETE FROM gap WHERE seq = ?", [gap])
            }
        }
        let owed = try Row.fetchAll(
            database, sql: "SELECT seq, body FROM outbox WHERE body ->> '$.causedBy' = ?",
            arguments: [arrival.rawValue])
        for row in owed {
            let (seq, body): (Int64, String) = (row["seq"], row["body"])
            let delivery = try JSONDecoder().decode(Delivery.self, from: Data(body.utf8))
            guard delivery.act.isOfPeople else { continue }
            try run(
                "UPDATE outbox SET body = ? WHERE seq = ?", [coded(delivery.acting(delivery.act.withoutWords)), seq])
        }
    }

    private func settle(_ event: Event) throws {
        switch event.body {
        case .deliverySettled(let settlement): try commands.settled.with(settlement.delivery).run()
        case .timerFired(let timer): try commands.timerOver.with(timer.key).run()
        default: break
        }
    }

    /// Words and lines enter their indexes many commits at once: their pages are then written once instead of each time.
    /// What stands behind the marks is found without them (`SQLiteStore.find`, the view `placed_line`).
    private func index() throws {
        guard lastWords > 0, let indexed = try commands.indexed.number(),
            lastWords - indexed >= Schema.mostWordsOutsideIndex
        else { return }
        try commands.index.with(indexed).run()
        try commands.markIndexed.with(lastWords).run()
        try commands.place.run()
        try commands.markPlaced.run()
    }

    // MARK: What is owed

    private mutating func owe(_ effect: Effect) throws {
        switch effect {
        case .deliver(let delivery):
            try json.write { try delivery.write(to: &$0) }
            try commands.owed.with(delivery.id).with(said[delivery.id]).with(json).run()
        case .withdraw(let id, _): try commands.withdrawn.with(id).run()
        case .startTimer(let id, let at): try commands.timer.with(id.key).with(at).run()
        case .cancelTimer(let id): try commands.timerOver.with(id.key).run()
        // Reads are derived from the open turns; the others live only as long as the process.
        case .resume, .read, .show, .drop, .typing: break
        }
    }

    // MARK: How things stand

    private mutating func write(_ record: DeskCore.Record) throws {
        switch record {
        case .person(let person):
            try json.write { person.write(to: &$0) }
            if try commands.personAsOpen.with(json).with(person.id).with(record.isOpen).run() == 0 {
                try commands.person.with(person.id).with(record.isOpen).with(json).run()
            }
        case .conversation(let conversation):
            try json.write { conversation.write(to: &$0) }
            let asOpen = commands.conversationAsOpen.with(json).with(conversation.id).with(conversation.person)
            if try asOpen.with(record.isOpen).run() == 0 {
                try commands.conversation.with(conversation.id).with(conversation.person).with(record.isOpen)
                    .with(json).run()
            }
        case .case(let item):
            try run(
                "INSERT OR REPLACE INTO \"case\" VALUES (?, ?, ?, ?, ?, ?)",
                [
                    item.number, item.conversation.rawValue, item.person.rawValue, record.isOpen, item.isOnBoard,
                    coded(item),
                ])
        case .agent(let agent):
            try run("INSERT OR REPLACE INTO agent VALUES (?, ?)", [agent.id.rawValue, coded(agent)])
        case .ledger(let ledger): try run("INSERT OR REPLACE INTO ledger VALUES (1, ?)", [coded(ledger)])
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
        try run("INSERT OR IGNORE INTO content VALUES (?, ?)", [content.revision.rawValue, coded(content)])
        let names = try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'content'")
        var live = try names.map { try JSONDecoder().decode([Revision].self, from: Data($0.utf8)) } ?? []
        live.removeAll { $0 == content.revision }
        live.append(content.revision)
        for revision in live.dropLast(Self.revisionsKept) {
            try run("DELETE FROM content WHERE revision = ?", [revision.rawValue])
        }
        try run("INSERT OR REPLACE INTO meta VALUES ('content', ?)", [coded(Array(live.suffix(Self.revisionsKept)))])
    }
}
