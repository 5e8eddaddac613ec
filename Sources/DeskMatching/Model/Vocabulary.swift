import Foundation

/// The features that the examples hold, and how telling each is: ln((1 + n) / (1 + df)) + 1, n examples, df of them
/// with the feature (TF-IDF with smoothing, as in Manning, Raghavan, Schütze, chapter 6).
struct Vocabulary: Sendable {
    /// The most features kept; those in most examples stay.
    static let largest = 200_000

    private var indices: [UInt64: Int32] = [:]
    private var weights: [Float] = []
    /// What a feature weighs that no example holds.
    private let weightOfUnknown: Float

    var count: Int { weights.count }

    init(_ examples: [Features]) {
        var frequencies: [(key: UInt64, count: Int)] = []
        var places: [UInt64: Int] = [:]
        for example in examples {
            // In order of appearance: nothing may depend on the order of a set.
            var seen: Set<UInt64> = []
            for key in example.words + example.characters where seen.insert(key).inserted {
                if let place = places[key] {
                    frequencies[place].count += 1
                } else {
                    places[key] = frequencies.count
                    frequencies.append((key, 1))
                }
            }
        }
        if frequencies.count > Self.largest {
            let order = frequencies.indices.sorted { (-frequencies[$0].count, $0) < (-frequencies[$1].count, $1) }
            frequencies = order.prefix(Self.largest).map { frequencies[$0] }
        }
        let total = Float(examples.count)
        weightOfUnknown = log(1 + total) + 1
        indices.reserveCapacity(frequencies.count)
        for (index, feature) in frequencies.enumerated() {
            indices[feature.key] = Int32(index)
            weights.append(log((1 + total) / (1 + Float(feature.count))) + 1)
        }
    }

    /// Words and characters each make half of the vector. Features that no example holds count in its length, so that
    /// a text about something else stays short and the classifier unsure.
    func vector(_ features: Features) -> SparseVector {
        var vector = SparseVector()
        let words = add(features.words, to: &vector)
        _ = add(features.characters, to: &vector)
        vector.shareOfKnownWords = words
        return vector
    }

    func contains(_ key: UInt64) -> Bool { indices[key] != nil }

    /// The share of known features by weight.
    private func add(_ keys: [UInt64], to vector: inout SparseVector) -> Float {
        guard !keys.isEmpty else { return 0 }
        let sorted = keys.sorted()
        var known: [(index: Int32, value: Float)] = []
        var squares: Float = 0
        var knownSquares: Float = 0
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
            let index = indices[sorted[start]]
            let value = (1 + log(Float(end - start))) * (index.map { weights[Int($0)] } ?? weightOfUnknown)
            squares += value * value
            if let index {
                knownSquares += value * value
                known.append((index, value))
            }
            start = end
        }
        let scale = (0.5 / squares).squareRoot()
        for feature in known {
            vector.indices.append(feature.index)
            vector.values.append(feature.value * scale)
        }
        return knownSquares / squares
    }
}

/// A text as the classifier sees it.
struct SparseVector: Sendable {
    var indices: [Int32] = []
    var values: [Float] = []
    /// By weight, 0 to 1; words and pairs.
    var shareOfKnownWords: Float = 0
}
