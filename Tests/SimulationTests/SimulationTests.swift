import DeskCore
import DeskStore
import Foundation
import Testing
import TestKit

/// The whole desk on seeded schedules, with crashes between any two steps, a slow and failing disk and a lossy network.
///
/// A failure prints its seed. `RAPPORT_SEED=n` runs that one; `RAPPORT_SEEDS=n` so many (`make soak`: 5,000).
@Suite(.serialized) struct `A desk under seeded faults` {
    static var seeds: [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["RAPPORT_SEED"].flatMap({ UInt64($0) }) { return [seed] }
        return Array(0..<(environment["RAPPORT_SEEDS"].flatMap { UInt64($0) } ?? 100))
    }

    @Test func `keeps its promises on every seed`() async {
        let found = await besideOtherTests { Findings(seeds: Self.seeds) }
        for problem in found.problems { Issue.record("\(problem)") }
        print(
            "simulation: \(Self.seeds.count) seeds, \(found.events) events, \(found.deliveries) deliveries heard, "
                + "content changed \(found.changes) times and refused \(found.refusals) times")
        #expect(found.changes > Self.seeds.count, "content changes while desks run")
    }

    private struct Findings: Sendable {
        private(set) var problems: [String] = []
        private(set) var (events, deliveries, changes, refusals) = (0, 0, 0, 0)

        init(seeds: [UInt64]) {
            for seed in seeds {
                let world = World(seed: seed)
                world.run(lives: 6)
                let invariants = Invariants(world)
                if !world.crowd.isDone { problems.append("seed \(seed): not everybody could say what they had to say") }
                for (name, found) in invariants.violations.sorted(by: { $0.key < $1.key }) {
                    problems.append("seed \(seed): \(name): \(found)")
                }
                count(invariants.journal)
                deliveries += world.heard.count
            }
        }

        private mutating func count(_ journal: [Event]) {
            events += journal.count
            changes += journal.count { if case .contentChanged = $0.body { true } else { false } }
            refusals += journal.count { if case .contentRefused = $0.body { true } else { false } }
        }
    }

    @Test func `lives the same life for the same seed`() async {
        let (first, second, third) = await besideOtherTests {
            func journal(_ seed: UInt64) -> [Event] {
                let world = World(seed: seed)
                world.run(lives: 2)
                return Invariants(world).journal
            }
            return (journal(7), journal(7), journal(8))
        }
        let parting = zip(first, second).enumerated().first { $0.element.0 != $0.element.1 }
        #expect(parting?.offset == nil, "the same seed parts at event \(parting?.offset ?? 0)")
        #expect(first.count == second.count)
        #expect(first != third)
    }
}

/// A simulated world keeps a thread for as long as it lives, so it gets one of its own: those of the pool are few, and
/// other tests wait for them.
func besideOtherTests<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: work()) }
    }
}
