import DeskCore

/// Who waits in line and what agents have, told from the records that steps leave: so that nobody has to look through
/// the desk to count them.
struct Caseload: Sendable {
    struct Ended: Equatable {
        enum End: String, CaseIterable { case taken, left }
        let end: End
        let after: Duration
    }
    struct Counts: Equatable {
        var waiting = 0
        var overdue = 0
        var taken = 0
        var oldestWait = Duration.zero
    }
    private struct Wait {
        let since: Timestamp
        var due: Timestamp
    }
    private var waits: [CaseNumber: Wait] = [:]
    private var taken: Set<CaseNumber> = []

    var waiting: Int { waits.count }

    /// As they were stored. A case that was reopened counts from its first day: when it was is not in its record.
    mutating func admit(_ records: [Record]) {
        for case .case(let item) in records { _ = take(item, at: item.openedAt) }
    }

    /// What one step changed.
    mutating func note(_ transition: Transition) -> [Ended] {
        var ended: [Ended] = []
        for case .case(let item) in transition.records {
            if let end = take(item, at: transition.event.at) { ended.append(end) }
        }
        return ended
    }

    private mutating func take(_ item: Case, at now: Timestamp) -> Ended? {
        taken.remove(item.number)
        switch item.state {
        case .waiting:
            waits[item.number] = Wait(since: waits[item.number]?.since ?? now, due: item.due)
            return nil
        case .claimed: taken.insert(item.number)
        case .closing, .done: break
        }
        return waits.removeValue(forKey: item.number).map { wait in
            Ended(end: taken.contains(item.number) ? .taken : .left, after: max(now - wait.since, .zero))
        }
    }

    func counts(at now: Timestamp) -> Counts {
        let oldest = waits.values.map(\.since).min()
        return Counts(
            waiting: waits.count, overdue: waits.values.count { $0.due < now }, taken: taken.count,
            oldestWait: oldest.map { max(now - $0, .zero) } ?? .zero)
    }
}
