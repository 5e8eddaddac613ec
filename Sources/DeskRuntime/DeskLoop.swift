import DeskCore

/// The desk's only writer: takes letters, lets the core decide, commits, and only then lets the world know.
struct DeskLoop: Sendable {
    /// How many letters share one commit.
    static let mostLettersInCommit = 64
    let mailbox: Mailbox
    let store: any Store
    let courier: Courier
    let readers: Readers
    let alarms: AlarmClock
    let policy: Policy
    let content: Content
    /// What the content folder holds instead, if it cannot be spoken from.
    let refusal: ContentRefusal?
    let time: Time
    let chance: @Sendable () -> UInt64

    /// The desk lives in a local variable: nobody can see it ahead of the disk, and when a commit fails it dies here.
    /// The next tenure reads back what was really written.
    func run() async throws(StoreError) {
        // Whoever still waits at the door when this ends is told that nothing of theirs is durable.
        defer { mailbox.abandon() }
        let snapshot = try await store.open()
        var desk = Desk(policy: policy, content: content)
        desk.admit(snapshot.records)
        let begun = begin(&desk)
        if !begun.isEmpty { try await store.commit(begun, in: snapshot.tenure) }
        for turn in desk.unread { readers.read(turn) }
        // In a fixed order, since those of one instant ring as they were set: the same seed must live the same life.
        for (timer, due) in snapshot.timers.sorted(by: { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }) {
            alarms.start(timer, at: due)
        }
        courier.begin(with: snapshot.outbox)
        for effect in begun.flatMap(\.effects) { handOn(effect) }
        while let letters = await mailbox.next(upTo: Self.mostLettersInCommit) {
            do throws(StoreError) {
                try await decide(letters, on: &desk, in: snapshot.tenure)
            } catch {
                for letter in letters { letter.answer(false) }
                throw error
            }
        }
    }

    /// What happened to the content folder while no desk ran.
    private func begin(_ desk: inout Desk) -> [Transition] {
        var begun: [Transition] = []
        let isMended = desk.ledger.refused != nil && refusal == nil
        if desk.ledger.revision != content.revision || isMended {
            begun.append(desk.step(Event(at: time.now(), .contentChanged(content.revision))))
        }
        if let refusal, desk.ledger.refused != refusal.revision {
            begun.append(desk.step(Event(at: time.now(), .contentRefused(refusal))))
        }
        return begun
    }

    /// One batch: recall, step, commit; then acknowledge, then hand the effects on.
    private func decide(
        _ letters: [Mailbox.Letter], on desk: inout Desk, in tenure: Tenure
    ) async throws(StoreError) {
        var unseen = try await store.unseen(letters.compactMap(\.body.arrival?.id))
        var transitions: [Transition] = []
        for letter in letters {
            if let arrival = letter.body.arrival, unseen.remove(arrival.id) == nil { continue }
            let missing = desk.missing(for: letter.body)
            if !missing.isEmpty { desk.admit(try await recall(missing, after: transitions)) }
            if let content = letter.content { desk.adopt(content) }
            transitions.append(desk.step(Event(at: time.now(), letter.body, chance: chance())))
        }
        let effects = transitions.flatMap(\.effects)
        // Held before the commit and until the withdrawals are handed on: no delivery of the bot may start once the
        // claim that took it back is durable.
        let held = Set(effects.compactMap(\.withdrawnFrom))
        courier.hold(held)
        try await store.commit(transitions, in: tenure)
        // The desk's words and its reader change in one step: whatever this batch has read is read by the new one.
        if let reader = letters.lazy.compactMap(\.reader).last { readers.change(to: reader) }
        for letter in letters { letter.answer(true) }
        for effect in effects { handOn(effect) }
        courier.release(held)
    }

    /// As this batch left them, else as they stand on the disk, where this batch is not yet.
    private func recall(
        _ keys: [Key], after transitions: [Transition]
    ) async throws(StoreError) -> [Record] {
        var found: [Key: Record] = [:]
        for record in transitions.lazy.flatMap(\.records) {
            if let key = record.key, keys.contains(key) { found[key] = record }
        }
        return try await store.recall(keys.filter { found[$0] == nil }) + found.values
    }

    private func handOn(_ effect: Effect) {
        switch effect {
        case .deliver(let delivery): courier.deliver(delivery)
        case .withdraw(let id, let room): courier.withdraw(id, from: room)
        case .resume(let room): courier.resume(room)
        case .show(let look, let room): courier.show(look, to: room)
        case .read(let turn): readers.read(turn)
        case .startTimer(let timer, let due): alarms.start(timer, at: due)
        case .cancelTimer(let timer): alarms.cancel(timer)
        }
    }
}

extension Event.Body {
    var arrival: Arrival? { if case .arrived(let arrival) = self { arrival } else { nil } }
}

extension Record {
    /// By what it can be recalled.
    fileprivate var key: Key? {
        switch self {
        case .person(let person): .person(person.id)
        case .conversation(let conversation): .conversation(conversation.id)
        case .case(let item): .case(item.number)
        case .agent, .ledger, .login, .loginRemoved, .content: nil
        }
    }
}

extension Effect {
    var withdrawnFrom: Address? { if case .withdraw(_, let room) = self { room } else { nil } }
}
