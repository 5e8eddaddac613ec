import Foundation

/// SplitMix64 (Steele, Lea, Flood 2014): one seed, one sequence.
struct Chance: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func percent(_ share: Int) -> Bool { Int.random(in: 0..<100, using: &self) < share }
    mutating func seconds(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &self) }
}

/// What the environment says about how long to run, and from which seed.
enum Setting {
    static func number(_ name: String) -> UInt64? { ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } }
    static var rounds: Int { number("RAPPORT_CRASH_ROUNDS").map { Int($0) } ?? 3 }
    static var seed: UInt64 { number("RAPPORT_SEED") ?? .random(in: 0...999_999) }
}
