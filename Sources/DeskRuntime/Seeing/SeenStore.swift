import DeskCore

/// A store that tells what is written to it, and how long that takes: all that is durable goes through here, so whoever
/// watches sees what the disk has and not what the desk means to do.
struct SeenStore: Store {
    let inner: any Store
    let pulse: Pulse
    let figures: Figures

    func open() async throws(StoreError) -> Snapshot {
        let snapshot = try await inner.open()
        pulse.opened(with: snapshot.records)
        return snapshot
    }

    func unseen(_ arrivals: [ArrivalID]) async throws(StoreError) -> Set<ArrivalID> {
        let unseen = try await inner.unseen(arrivals)
        figures.repeated(arrivals.count - unseen.count)
        return unseen
    }

    func recall(_ keys: [Key]) async throws(StoreError) -> [Record] { try await inner.recall(keys) }

    func commit(_ transitions: [Transition], in tenure: Tenure) async throws(StoreError) {
        let start = ContinuousClock.now
        pulse.committing()
        try await inner.commit(transitions, in: tenure)
        let ended = pulse.committed(transitions)
        figures.committed(transitions, in: .now - start, ended: ended)
    }
}
