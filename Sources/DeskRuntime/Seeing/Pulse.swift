public import DeskCore
import Synchronization

/// How the desk stands, told by those who run it and read by whoever watches. It decides nothing and is not kept.
public final class Pulse: Sendable {
    private struct State {
        var health = DeskHealth()
        var conversations: Set<ConversationID> = []
        var caseload = Caseload()
        var commitBegan: ContinuousClock.Instant?
        var measuring: [@Sendable () -> Void] = []

        /// Beside cases, of which `caseload` keeps count.
        mutating func take(_ record: Record) {
            switch record {
            case .ledger(let ledger):
                health.revision = ledger.revision
                health.isContentRefused = ledger.refused != nil
            case .conversation(let conversation):
                if conversation.phase == .closed {
                    conversations.remove(conversation.id)
                } else {
                    conversations.insert(conversation.id)
                }
            case .person, .case, .agent, .login, .loginRemoved, .content: break
            }
        }
    }
    private let state = Mutex(State())

    public init() {}

    /// A gateway tells that connections are taken. One that never tells counts as starting.
    public func listening(_ gateway: GatewayID) { state.withLock { $0.health.gateways[gateway] = .listening } }

    /// A gateway tells that its network cannot be reached just now.
    public func disconnected(_ gateway: GatewayID) { isNot(.disconnected, listening: gateway) }

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

    /// These transitions are on the disk.
    ///
    /// - Returns: Waits in line that ended with them.
    func committed(_ transitions: [Transition]) -> [Caseload.Ended] {
        state.withLock { state in
            state.commitBegan = nil
            var ended: [Caseload.Ended] = []
            for transition in transitions {
                for record in transition.records { state.take(record) }
                ended += state.caseload.note(transition)
            }
            return ended
        }
    }

    /// What an earlier process left; from now on letters are taken.
    func opened(with records: [Record]) {
        state.withLock { state in
            for record in records { state.take(record) }
            state.caseload.admit(records)
        }
        became(.running)
    }

    // MARK: For the figures

    func counts(at now: Timestamp) -> (conversations: Int, cases: Caseload.Counts) {
        state.withLock { ($0.conversations.count, $0.caseload.counts(at: now)) }
    }
}
