public import DeskCore
import Synchronization

/// How the desk stands, told by those who run it and read by whoever watches. It decides nothing and is not kept.
public final class Pulse: Sendable {
    /// What a desk that was committed knows.
    struct Standing {
        let revision: Revision
        let isContentRefused: Bool
        let conversations: Int

        init(_ desk: Desk) {
            revision = desk.content.revision
            isContentRefused = desk.ledger.refused != nil
            conversations = desk.conversations.count
        }
    }
    private struct State {
        var health = DeskHealth()
        var conversations = 0
        var caseload = Caseload()
        var commitBegan: ContinuousClock.Instant?
        var measuring: [@Sendable () -> Void] = []
    }
    private let state = Mutex(State())

    public init() {}

    /// A gateway tells that connections are taken. One that never tells counts as starting.
    public func listening(_ gateway: GatewayID) { state.withLock { $0.health.gateways[gateway] = .listening } }

    /// How the desk stands now. Waits for nobody.
    public func health() -> DeskHealth {
        state.withLock { state in
            var health = state.health
            health.customersWaiting = state.caseload.waiting
            health.commitUnderWay = state.commitBegan.map { .now - $0 }
            return health
        }
    }

    /// Has everything that is looked at rather than counted looked at now.
    public func measure() { for body in state.withLock(\.measuring) { body() } }

    func onMeasure(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.measuring.append(body) } }

    // MARK: From the desk

    func expect(_ gateways: [GatewayID]) {
        state.withLock { state in
            for gateway in gateways where state.health.gateways[gateway] == nil {
                state.health.gateways[gateway] = .starting
            }
        }
    }

    /// A gateway that was listening is no longer, and one that only now begins to is not yet.
    func isNot(_ reason: DeskHealth.GatewayState, listening gateway: GatewayID) {
        state.withLock { $0.health.gateways[gateway] = reason }
    }

    func became(_ phase: DeskHealth.Phase) {
        state.withLock { state in
            // What has failed neither runs nor stops any more.
            if state.health.phase != .failed { state.health.phase = phase }
        }
    }

    func committing() { state.withLock { $0.commitBegan = .now } }

    /// What is on the disk now.
    ///
    /// - Returns: Waits in line that ended with it.
    func committed(_ transitions: [Transition], _ standing: Standing) -> [Caseload.Ended] {
        state.withLock { state in
            state.commitBegan = nil
            state.health.revision = standing.revision
            state.health.isContentRefused = standing.isContentRefused
            state.conversations = standing.conversations
            return transitions.flatMap { state.caseload.note($0) }
        }
    }

    /// What an earlier process left.
    func loaded(_ records: [Record]) { state.withLock { $0.caseload.admit(records) } }

    // MARK: For the figures

    func counts(at now: Timestamp) -> (conversations: Int, cases: Caseload.Counts) {
        state.withLock { ($0.conversations, $0.caseload.counts(at: now)) }
    }
}
