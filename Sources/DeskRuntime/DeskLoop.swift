import DeskCore

/// The desk's only writer: takes letters, lets the core decide, commits, and only then lets the world know.
///
/// While one batch is written the next one is decided. The desk is then ahead of the disk, but nobody can tell: whatever
/// follows from a step waits for the commit of that step, and if an earlier commit fails, none that comes after it is tried.
struct DeskLoop: Sendable {
    /// How many letters are decided before they are given to be written.
    static let mostLettersAtOnce = 64
    let mailbox: Mailbox
    let store: any Store
    let courier: Courier
    let readers: Readers
    let alarms: AlarmClock
    let policy: Policy
    let content: Content
    /// What the content folder holds instead, if it cannot be spoken from.
    let refusal: ContentRefusal?
    let eraser: Eraser?
    let time: Time
    let chance: @Sendable () -> UInt64
    private let batches = Batches()

    init(
        mailbox: Mailbox, store: any Store, courier: Courier, readers: Readers, alarms: AlarmClock, policy: Policy,
        content: Content, refusal: ContentRefusal?, eraser: Eraser? = nil, time: Time,
        chance: @escaping @Sendable () -> UInt64
    ) {
        self.mailbox = mailbox
        self.store = store
        self.courier = courier
        self.readers = readers
        self.alarms = alarms
        self.policy = policy
        self.content = content
        self.refusal = refusal
        self.eraser = eraser
        self.time = time
        self.chance = chance
    }

    /// Whether everything that was taken from the mailbox has been dealt with.
    var isIdle: Bool { batches.isEmpty }

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
        for turn in desk.unread { readers.add(turn) }
        // In a fixed order, since those of one instant ring as they were set: the same seed must live the same life.
        for (timer, due) in snapshot.timers.sorted(by: { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }) {
            alarms.start(timer, at: due)
        }
        courier.begin(with: snapshot.outbox)
        for effect in begun.flatMap(\.effects) { handOn(effect) }
        // Told last, when nothing is written any more.
        defer { batches.abandon() }
        async let failure = write(in: snapshot.tenure)
        do throws(StoreError) {
            while let letters = await mailbox.next(upTo: Self.mostLettersAtOnce) {
                for typing in mailbox.takeTyping() {
                    for room in desk.otherSide(of: typing.room, typing.author) { courier.showTyping(in: room) }
                }
                if !letters.isEmpty { try await decide(letters, on: &desk) }
            }
        } catch {
            batches.close()
            throw await failure ?? error
        }
        batches.close()
        if let failure = await failure { throw failure }
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

    /// Recall and step; what comes of it is given to be written.
    private func decide(_ letters: [Mailbox.Letter], on desk: inout Desk) async throws(StoreError) {
        var batch = Batches.Batch(letters: letters)
        do throws(StoreError) {
            let arrivals = letters.compactMap(\.body.arrival?.id)
            let underway = batches.arrivals(among: arrivals)
            var unseen = try await store.unseen(arrivals).subtracting(underway)
            for letter in letters {
                if let arrival = letter.body.arrival, unseen.remove(arrival.id) == nil { continue }
                let missing = desk.missing(for: letter.body)
                if !missing.isEmpty { desk.admit(try await recall(missing, after: batch)) }
                // The desk's words and its reader change in one step.
                if let content = letter.content { desk.adopt(content) }
                if let reader = letter.reader { readers.change(to: reader) }
                batch.transitions += steps(of: letter.body, on: &desk)
            }
        } catch {
            for letter in letters { letter.answer(false) }
            throw error
        }
        await batches.add(batch)
    }

    /// What a letter leads to. A turn is read before it is on the disk: nobody can tell, since the answer waits for the
    /// commit, and where the reading takes no time question and answer share one.
    private func steps(of body: Event.Body, on desk: inout Desk) -> [Transition] {
        var (steps, next) = ([Transition](), [body])
        while let body = next.popLast() {
            let step = desk.step(Event(at: time.now(), body, chance: chance()))
            steps.append(step)
            for case .read(let turn) in step.effects {
                if let reading = readers.read(turn) { next.append(.turnRead(turn.id, reading)) }
            }
        }
        return steps
    }

    /// As this batch left them, else as one before it did that is not on the disk yet, else as they stand there.
    private func recall(_ keys: [Key], after batch: Batches.Batch) async throws(StoreError) -> [Record] {
        let found = batches.records(of: keys).merging(batch.records(of: keys)) { _, later in later }
        return try await store.recall(keys.filter { found[$0] == nil }) + found.values
    }

    /// Batch after batch, until nothing more comes.
    ///
    /// - Returns: Why it ended, if it was not asked to.
    private func write(in tenure: Tenure) async -> StoreError? {
        while let batch = await batches.next() {
            do throws(StoreError) {
                try await commit(batch, in: tenure)
            } catch {
                batches.close()
                // Whoever decides waits for letters, of which there is to be none any more.
                mailbox.abandon()
                return error
            }
            batches.finish()
        }
        return nil
    }

    /// Commit; then acknowledge, then hand the effects on.
    private func commit(_ batch: Batches.Batch, in tenure: Tenure) async throws(StoreError) {
        let effects = batch.transitions.flatMap(\.effects)
        // Held before the commit and until the withdrawals are handed on: no delivery of the bot may start once the
        // claim that took it back is durable.
        let held = Set(effects.compactMap(\.withdrawnFrom))
        courier.hold(held)
        let erased = batch.transitions.flatMap(\.erased)
        if !erased.isEmpty { await eraser?.erase(erased) }
        try await store.commit(batch.transitions, in: tenure)
        for letter in batch.letters { letter.answer(true) }
        for effect in effects { handOn(effect) }
        courier.release(held)
    }

    private func handOn(_ effect: Effect) {
        switch effect {
        case .deliver(let delivery): courier.deliver(delivery)
        case .withdraw(let id, let room): courier.withdraw(id, from: room)
        case .resume(let room): courier.resume(room)
        case .drop(let arrival, let room): courier.drop(arrival, in: room)
        case .typing(let room): courier.showTyping(in: room)
        case .show(let look, let room): courier.show(look, to: room)
        // Taken up as it was decided.
        case .read: break
        case .startTimer(let timer, let due): alarms.start(timer, at: due)
        case .cancelTimer(let timer): alarms.cancel(timer)
        }
    }
}

extension Event.Body {
    var arrival: Arrival? { if case .arrived(let arrival) = self { arrival } else { nil } }
}

extension Effect {
    var withdrawnFrom: Address? { if case .withdraw(_, let room) = self { room } else { nil } }
}
