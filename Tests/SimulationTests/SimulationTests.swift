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

    @Test func `keeps its promises on every seed`() {
        var (events, deliveries) = (0, 0)
        for seed in Self.seeds {
            let world = World(seed: seed)
            world.run(lives: 6)
            let invariants = Invariants(world)
            #expect(world.crowd.isDone, "seed \(seed): everybody could say what they had to say")
            for (name, found) in invariants.violations { Issue.record("seed \(seed): \(name): \(found)") }
            events += invariants.journal.count
            deliveries += world.network.heard.count
        }
        print("simulation: \(Self.seeds.count) seeds, \(events) events, \(deliveries) deliveries heard")
    }

    @Test func `lives the same life for the same seed`() {
        func journal(_ seed: UInt64) -> [Event] {
            let world = World(seed: seed)
            world.run(lives: 2)
            return Invariants(world).journal
        }
        let (first, second) = (journal(7), journal(7))
        let parting = zip(first, second).enumerated().first { $0.element.0 != $0.element.1 }
        #expect(parting?.offset == nil, "the same seed parts at event \(parting?.offset ?? 0)")
        #expect(first.count == second.count)
        #expect(first != journal(8))
    }
}
