import DeskStore
import Testing
import TestKit

/// Each invariant is shown to catch a mistake planted for it.
///
/// | planted bug | invariant | caught first at seed |
/// | --- | --- | --- |
/// | a commit acknowledged and not made | nothing acknowledged is lost | 0 |
/// | repeats of arrivals not recognised | each arrival handled once | 0 |
/// | a replaced process may write on | replay equals state | 2 |
/// | the outbox of an earlier process reversed | in order per room | 0 |
/// | the outbox of an earlier process lost | outbox drains | 0 |
/// | deliveries taken back by a claim not marked as such | one owner speaks | 13 |
/// | changed conversations not kept | replay equals state | 0 |
/// | timers of an earlier process lost | nobody waits unseen | 0 |
/// | open turns of an earlier process lost | reads drain | 0 |
/// | a store that does not hear what is to be erased | what was taken back is gone | 0 |
/// | a network that says it drops repeats, and does not | each delivery heard at most once | 0 |
/// | a mailbox without a limit | queues are bounded | 0 |
/// | a gateway that eats the mark of commands | nothing internal reaches customers | 1 |
/// | a reader that learned from other content than the desk speaks from | content and reader change in one step | 0 |
/// | edited content that goes live under its old name | answers stand in the content they name | 2 |
///
/// Seeds move when the schedule does; the test looks on from the first, and prints where it found each.
@Suite(.serialized) struct `A planted bug is caught` {
    struct Planted: Sendable, CustomStringConvertible {
        let name: String
        let sabotage: World.Sabotage
        let caughtBy: String
        var description: String { "\(name): \(caughtBy)" }

        init(_ store: FaultyStore.Sabotage, _ caughtBy: String) {
            self.init(store.rawValue, World.Sabotage(store: store), caughtBy)
        }

        init(_ name: String, _ sabotage: World.Sabotage, _ caughtBy: String) {
            self.name = name
            self.sabotage = sabotage
            self.caughtBy = caughtBy
        }
    }

    static let planted: [Planted] = [
        Planted(.acknowledgesWithoutCommitting, "nothing acknowledged is lost"),
        Planted(.forgetsArrivals, "each arrival handled once"),
        Planted(.hasNoFence, "replay equals state"),
        Planted(.reversesOutbox, "in order per room"),
        Planted(.losesOutbox, "outbox drains"),
        Planted(.losesWithdrawals, "one owner speaks"),
        Planted(.losesRecords, "replay equals state"),
        Planted(.losesTimers, "nobody waits unseen"),
        Planted(.losesReads, "reads drain"),
        Planted(.keepsErased, "what was taken back is gone"),
        Planted("networkRepeats", .init(networkRepeats: true), "each delivery heard at most once"),
        Planted("mailboxUnbounded", .init(isMailboxUnbounded: true), "queues are bounded"),
        Planted("gatewayEatsMarks", .init(gatewayEatsMarks: true), "nothing internal reaches customers"),
        Planted(
            "readerIsOfOtherContent", .init(readerIsOfOtherContent: true), "content and reader change in one step"),
        Planted("contentKeepsItsName", .init(contentKeepsItsName: true), "answers stand in the content they name"),
    ]

    @Test(arguments: planted)
    func `by the invariant made for it`(_ planted: Planted) async {
        let seed = await besideOtherTests {
            (0..<200 as Range<UInt64>).first { seed in
                let world = World(seed: seed, sabotage: planted.sabotage)
                world.run(lives: 6)
                return Invariants(world).violations[planted.caughtBy] != nil
            }
        }
        guard let seed else {
            Issue.record("200 seeds, and nobody noticed: \(planted)")
            return
        }
        print("planted: \(planted) at seed \(seed)")
    }
}
