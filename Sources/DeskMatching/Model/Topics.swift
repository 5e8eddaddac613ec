import Foundation

/// What each entry is about: the stems of its phrasings. Tells whether an entry speaks of everything that a question
/// speaks of, which likeness alone does not: "reset my password" is like "reset my speaker".
struct Topics: Sendable {
    /// How many entries have a stem.
    private var frequencies: [UInt64: Int] = [:]
    private var stems: [Set<UInt64>]
    private let total: Double

    init(_ examples: [(stems: [UInt64], label: Int)], labelCount: Int) {
        stems = Array(repeating: [], count: labelCount)
        total = Double(labelCount)
        // What belongs to no entry makes no word known.
        for example in examples where example.label < labelCount - 1 {
            for stem in example.stems where stems[example.label].insert(stem).inserted {
                frequencies[stem, default: 0] += 1
            }
        }
    }

    /// How much of a question an entry covers.
    struct Coverage: Sendable {
        /// Of the question's stems by weight, the share that the entry has; 0 to 1.
        var share = 0.0
        /// The weight of what the entry does not have.
        var missing = 0.0
        var found = 0.0
        /// The share that any entry has.
        var known = 0.0
    }

    func coverage(of question: [UInt64], by label: Int) -> Coverage {
        var coverage = Coverage()
        var sum = 0.0
        var known = 0.0
        for stem in question {
            let weight = log((1 + total) / (1 + Double(frequencies[stem] ?? 0))) + 1
            sum += weight
            if frequencies[stem] != nil { known += weight }
            if stems[label].contains(stem) { coverage.found += weight } else { coverage.missing += weight }
        }
        guard sum > 0 else { return Coverage(share: 0.5, known: 0.5) }
        coverage.share = coverage.found / sum
        coverage.known = known / sum
        let unit = log(1 + total) + 1
        coverage.missing /= unit
        coverage.found /= unit
        return coverage
    }
}
