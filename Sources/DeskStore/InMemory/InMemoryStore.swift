public import DeskCore

/// Keeps everything in memory; the reference that every other store is tested against.
public actor InMemoryStore: Store, Archive {
    public private(set) var journal: [Event] = []
    public private(set) var lines: [Line] = []
    private var tenure = Tenure(number: 0)
    private var seen: Set<ArrivalID> = []
    private var records: [RecordKey: Record] = [:]
    private var logins: [String: Login] = [:]
    private var outbox: [Snapshot.Owed] = []
    private var timers: [TimerID: Timestamp] = [:]
    private var gaps: [Gap] = []
    private var edits: [ArrivalID: [ArrivalID]] = [:]
    private var said: [ArrivalID: (person: PersonID, text: String)] = [:]

    public init() {}

    public func open() -> Snapshot {
        tenure = Tenure(number: tenure.number + 1)
        return snapshot
    }

    /// What a new tenure would begin with, without beginning one.
    public var snapshot: Snapshot {
        Snapshot(
            tenure: tenure, records: records.values.filter(\.isOpen).map(asOwing).sorted { $0.sortKey < $1.sortKey },
            outbox: outbox, timers: timers)
    }

    private func asOwing(_ record: Record) -> Record {
        guard case .conversation(let conversation) = record else { return record }
        return .conversation(conversation.owing { id in outbox.contains { $0.delivery.id == id } })
    }

    public func unseen(_ arrivals: [ArrivalID]) -> Set<ArrivalID> { Set(arrivals).subtracting(seen) }

    public func recall(_ keys: [Key]) -> [Record] { keys.compactMap { records[RecordKey($0)].map(asOwing) } }

    public func commit(_ transitions: [Transition], in tenure: Tenure) throws(StoreError) {
        guard tenure == self.tenure else { throw .outranked }
        for transition in transitions { apply(transition) }
    }

    private func apply(_ transition: Transition) {
        journal.append(transition.event)
        if case .arrived(let arrival) = transition.event.body {
            seen.insert(arrival.id)
            if let text = transition.event.words { said[arrival.id] = (arrival.author.person, text) }
            if case .edited(let original, _) = arrival.body { edits[original, default: []].append(arrival.id) }
        }
        if case .deliverySettled(let settlement) = transition.event.body {
            outbox.removeAll { $0.delivery.id == settlement.delivery }
        }
        if case .timerFired(let timer) = transition.event.body { timers[timer] = nil }
        for record in transition.records { keep(record) }
        lines += transition.lines
        lines.removeAll { line in transition.unsaid.contains { line.words == .delivery($0) } }
        for effect in transition.effects { owe(effect) }
        gaps += transition.gaps
        for id in transition.erased { for words in [id] + (edits[id] ?? []) { erase(words) } }
    }

    private func erase(_ id: ArrivalID) {
        let words: [Line.Words] = [.arrival(id), .note(id), .addressed(id)]
        lines = lines.map { words.contains($0.words) ? $0.erasing() : $0 }
        said[id]?.text = Line.erased
        gaps.removeAll { $0.words.contains(id) }
        outbox = outbox.map { owed in
            guard owed.delivery.causedBy == id, owed.delivery.act.isOfPeople else { return owed }
            return .init(
                owed.delivery.acting(owed.delivery.act.withoutWords), isWithdrawn: owed.isWithdrawn)
        }
    }

    private func keep(_ record: Record) {
        switch record {
        case .login(let login): logins[login.name.lowercased()] = login
        case .loginRemoved(let name): logins[name.lowercased()] = nil
        case .content: break
        case .person, .conversation, .case, .agent, .ledger: records[RecordKey(record)] = record
        }
    }

    private func owe(_ effect: Effect) {
        switch effect {
        case .deliver(let delivery): outbox.append(.init(delivery))
        case .withdraw(let id, _):
            if let index = outbox.firstIndex(where: { $0.delivery.id == id }) {
                outbox[index] = .init(outbox[index].delivery, isWithdrawn: true)
            }
        case .startTimer(let id, let at): timers[id] = at
        case .cancelTimer(let id): timers[id] = nil
        case .resume, .read, .show, .drop, .typing: break
        }
    }

    // MARK: Archive

    public func gaps(since: Timestamp?) -> [MissedQuestion] {
        gaps.filter { gap in since.map { $0 <= gap.at } ?? true }.compactMap { gap in
            let words = gap.words.compactMap { said[$0] }
            return words.first.map {
                MissedQuestion(gap: gap, person: $0.person, text: words.map(\.text).joined(separator: "\n"))
            }
        }
    }

    public func turns(since: Timestamp?) -> [PastTurn] {
        let conversations = Dictionary(
            lines.filter { $0.kind == .customer }.map { ($0.words, $0.conversation) },
            uniquingKeysWith: { first, _ in first })
        var history = TurnHistory()
        for event in journal where since.map({ $0 <= event.at }) ?? true {
            switch event.body {
            case .turnRead(let id, let reading): history.read(id, reading, at: event.at)
            case .arrived(let arrival):
                guard let words = said[arrival.id], let conversation = conversations[.arrival(arrival.id)] else {
                    break
                }
                history.said(.init(id: arrival.id, person: words.person, text: words.text), in: conversation)
            default: break
            }
        }
        for missed in gaps(since: since) { history.missed(missed.gap) }
        for record in records.values {
            switch record {
            case .person(let person): history.speaks(person)
            case .case(let item): history.opened(item)
            default: break
            }
        }
        return history.turns
    }

    public func board() -> [BoardRow] {
        let cases = records.values.compactMap { if case .case(let item) = $0, item.isOnBoard { item } else { nil } }
        return cases.sorted { $0.boardOrder < $1.boardOrder }.map(row)
    }

    public func brief(_ number: CaseNumber) -> Brief? {
        guard case .case(let item) = records[.case(number)] else { return nil }
        let earlier = records.values.compactMap { record -> CaseNumber? in
            guard case .case(let other) = record, other.person == item.person, other.number < number else { return nil }
            return other.number
        }
        var language: Language?
        if case .person(let person) = records[.person(item.person)] { language = person.language }
        return Brief(
            row: row(item), conversation: item.conversation, state: item.stateText, language: language,
            earlierCases: earlier.sorted(), notes: lines.filter { $0.conversation == item.conversation && $0.isNote })
    }

    public func lines(of conversation: ConversationID, last count: Int, through seq: Int?, notes: Bool) -> [Line] {
        let owed = Set(outbox.map { Line.Words.delivery($0.delivery.id) })
        // What an agent wrote is on its way until the customer has it: nobody should hear it twice.
        let causes = outbox.compactMap(\.delivery.causedBy)
        let onTheirWay = Set(causes.map(Line.Words.arrival) + causes.map(Line.Words.addressed))
        let wanted = lines.filter { line in
            line.conversation == conversation && line.seq <= seq ?? .max && (notes || !line.isNote)
                && !owed.contains(line.words) && (notes || line.kind != .agent || !onTheirWay.contains(line.words))
        }
        return Array(wanted.suffix(count))
    }

    public func lines(holding words: ArrivalID) -> [Line] {
        let ids = [words] + (edits[words] ?? [])
        let held = Set(ids.flatMap { [Line.Words.arrival($0), .note($0), .addressed($0)] })
        return lines.filter { held.contains($0.words) }
    }

    public func find(_ words: String, limit: Int) -> [Found] {
        let phrases = words.split { $0.isWhitespace || $0 == "\0" }.map(Self.tokens).filter { !$0.isEmpty }
        guard !phrases.isEmpty else { return [] }
        let fitting = lines.reversed().filter { line in
            let tokens = Self.tokens(line.text[...])
            return phrases.allSatisfy(tokens.contains)
        }
        return fitting.prefix(limit).map { line in
            let number = records.values.lazy.compactMap { record -> CaseNumber? in
                guard case .case(let item) = record, item.conversation == line.conversation else { return nil }
                return item.number
            }.max()
            return Found(line: line, number: number)
        }
    }

    /// As a full-text index splits a text: words of letters and digits, without case.
    private static func tokens(_ text: Substring) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    public func login(_ name: String) -> Login? { logins[name.lowercased()] }

    public func logins(_ role: Login.Role) -> [Login] {
        logins.values.filter { $0.role == role }.sorted { $0.name.lowercased() < $1.name.lowercased() }
    }

    private func row(_ item: Case) -> BoardRow {
        let last = lines.last { $0.conversation == item.conversation && $0.kind == .customer }
        var name = last?.author ?? ""
        if case .person(let person) = records[.person(item.person)] { name = person.name }
        return BoardRow(
            number: item.number, customer: name, gateway: last?.gateway ?? "", openedAt: item.openedAt,
            due: item.due, agent: item.claimedBy, lastWords: last?.text ?? "")
    }
}

/// Names a stored record.
enum RecordKey: Hashable {
    case person(PersonID), conversation(ConversationID), `case`(CaseNumber), agent(AgentID), ledger, other

    init(_ record: Record) {
        switch record {
        case .person(let person): self = .person(person.id)
        case .conversation(let conversation): self = .conversation(conversation.id)
        case .case(let item): self = .case(item.number)
        case .agent(let agent): self = .agent(agent.id)
        case .ledger: self = .ledger
        case .login, .loginRemoved, .content: self = .other
        }
    }

    init(_ key: Key) {
        switch key {
        case .person(let id): self = .person(id)
        case .conversation(let id): self = .conversation(id)
        case .case(let number): self = .case(number)
        }
    }
}

extension Record {
    /// The order of a snapshot: by kind, then by id.
    var sortKey: String {
        switch self {
        case .person(let person): "1" + person.id.rawValue
        case .conversation(let conversation): "2" + conversation.id.rawValue
        case .case(let item): "3" + String(repeating: "0", count: 20 - String(item.number).count) + String(item.number)
        case .agent(let agent): "4" + agent.id.rawValue
        case .ledger: "5"
        case .login, .loginRemoved, .content: "6"
        }
    }
}
