import DeskStore
import Testing
import TestKit

/// Each invariant is shown to catch a mistake planted for it.
@Suite(.serialized) struct `A planted bug is caught` {
    struct Planted: Sendable, CustomStringConvertible {
        let sabotage: World.Sabotage
        let caughtBy: String
        var description: String { "\(sabotage.store?.rawValue ?? "\(sabotage)"): \(caughtBy)" }
    }

    static let planted: [Planted] = [
        Planted(sabotage: .init(store: .acknowledgesWithoutCommitting), caughtBy: "nothing acknowledged is lost"),
        Planted(sabotage: .init(store: .forgetsArrivals), caughtBy: "each arrival handled once"),
        Planted(sabotage: .init(store: .hasNoFence), caughtBy: "replay equals state"),
        Planted(sabotage: .init(store: .reversesOutbox), caughtBy: "in order per room"),
        Planted(sabotage: .init(store: .losesOutbox), caughtBy: "outbox drains"),
        Planted(sabotage: .init(store: .losesWithdrawals), caughtBy: "one owner speaks"),
        Planted(sabotage: .init(store: .losesRecords), caughtBy: "replay equals state"),
        Planted(sabotage: .init(store: .losesTimers), caughtBy: "nobody waits unseen"),
        Planted(sabotage: .init(store: .losesReads), caughtBy: "reads drain"),
        Planted(sabotage: .init(networkRepeats: true), caughtBy: "each delivery heard at most once"),
        Planted(sabotage: .init(isMailboxUnbounded: true), caughtBy: "queues are bounded"),
    ]

    @Test(arguments: planted)
    func `by the invariant made for it`(_ planted: Planted) {
        for seed in 0..<200 as Range<UInt64> {
            let world = World(seed: seed, sabotage: planted.sabotage)
            world.run(lives: 6)
            if Invariants(world).violations[planted.caughtBy] != nil {
                print("planted: \(planted) at seed \(seed)")
                return
            }
        }
        Issue.record("200 seeds, and nobody noticed: \(planted)")
    }
}
